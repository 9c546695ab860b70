"""Good practices as documents."""
