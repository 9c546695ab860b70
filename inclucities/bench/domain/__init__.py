"""What the figures are, and how they are reckoned."""
