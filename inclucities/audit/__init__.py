"""Append-only events, written in the same transaction as the change."""
