"""Every read of the form engine."""
