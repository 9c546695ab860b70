"""Text in several languages, the languages themselves, and how one falls back to another."""
