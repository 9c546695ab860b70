"""Registration of the app."""

from pathlib import Path

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Good practices (Annex 4)."""

    name = "benchmarks"

    def ready(self) -> None:
        """Make the folder of the good practice fiche known."""
        from inclucities.questionnaires.registry import register_folder

        register_folder(Path(__file__).parent / "questionnaires" / "good_practice")
