"""Queries that are composed once and asked many times (ADR 0013)."""
