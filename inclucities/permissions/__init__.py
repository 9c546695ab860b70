"""Guarded views, and rights granted and revoked with django-guardian."""
