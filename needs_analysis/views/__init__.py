"""Pages of needs analyses and mentor profiles."""
