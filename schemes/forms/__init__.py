"""Forms of the frame: type and shape of what is typed."""
