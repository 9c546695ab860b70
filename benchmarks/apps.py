"""Registration of the app."""

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Good practices (Annex 4)."""

    name = "benchmarks"
