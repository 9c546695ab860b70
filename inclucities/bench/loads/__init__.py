"""Asking a running server, and looking at what its processes use."""
