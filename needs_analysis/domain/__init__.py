"""Rules of needs analyses that need no database."""
