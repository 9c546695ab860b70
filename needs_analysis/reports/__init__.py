"""Payloads of the documents about needs analyses."""
