"""Needs analyses (Annex 2) and mentor profiles (Annex 3)."""
