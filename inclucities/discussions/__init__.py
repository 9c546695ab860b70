"""Comment threads with an audience."""
