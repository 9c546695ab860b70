"""What every page answers to everybody: one module for each app, each with a ``MATRIX``."""
