"""Every read of the frame."""
