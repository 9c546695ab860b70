"""Programmes, organisations, schemes, who takes part, in which role, and the rules of the method."""
