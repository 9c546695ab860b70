"""Rules of the form engine that need no database."""
