"""Every read of needs analyses and mentor profiles."""
