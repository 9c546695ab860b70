"""The project package: composition root and platform of IncluCities."""

from inclucities.celery import app as celery_app

__all__ = ["celery_app"]
