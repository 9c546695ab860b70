"""Every write of the form engine."""
