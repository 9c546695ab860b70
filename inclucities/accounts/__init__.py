"""People: the user, signing in, personal settings."""
