"""Pages of mentor profiles."""
