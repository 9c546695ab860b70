"""Reads that combine several apps."""
