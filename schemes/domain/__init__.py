"""Rules of the frame that need no database."""
