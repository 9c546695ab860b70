"""Registration of the app."""

from django.apps import AppConfig


class NeedsAnalysisConfig(AppConfig):
    """Needs analyses (Annex 2) and mentor profiles (Annex 3)."""

    name = "needs_analysis"
