"""Pages that combine several apps: home, overview, list of schemes."""
