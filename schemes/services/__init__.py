"""Every write of the frame: one function for each business act."""
