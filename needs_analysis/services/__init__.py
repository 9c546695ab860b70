"""Every write of needs analyses and mentor profiles."""
