"""Worlds to measure in: sixty long answers, Annex 2 with forty rows, ten schemes and ten thousand."""
