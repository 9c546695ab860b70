"""Good practices (Annex 4)."""
