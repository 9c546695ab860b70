"""Registration of the app."""

from pathlib import Path

from django.apps import AppConfig


class NeedsAnalysisConfig(AppConfig):
    """Needs analyses (Annex 2) and mentor profiles (Annex 3)."""

    name = "needs_analysis"

    def ready(self) -> None:
        """Make the questionnaires' folders and the targets known."""
        from django.urls import reverse

        from inclucities.questionnaires.registry import register_folder
        from inclucities.targets.registry import Kind, register
        from needs_analysis.models import NeedsAnalysis
        from needs_analysis.queries.needs_analyses import needs_analyses_visible_to

        folder = Path(__file__).parent / "questionnaires"
        register_folder(folder / "needs_analysis")
        register_folder(folder / "mentor_profile")
        register(
            Kind(
                name="needs_analysis",
                model=NeedsAnalysis,
                address=lambda analysis: reverse("needs_analysis:tasks", args=[analysis.pk]),
                visible_to=needs_analyses_visible_to,
            )
        )
