"""Registration of the app."""

from pathlib import Path

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Good practices (Annex 4)."""

    name = "benchmarks"

    def ready(self) -> None:
        """Make the questionnaire's folder, the target and the rules G-1 and G-2 known."""
        from django.urls import reverse

        from benchmarks.models import GoodPractice
        from benchmarks.queries import findings_for_release, practices_visible_to
        from inclucities.questionnaires.registry import register_folder
        from inclucities.targets.registry import Kind, register
        from schemes.registry import register_rule

        register_folder(Path(__file__).parent / "questionnaires" / "good_practice")
        register(
            Kind(
                name="good_practice",
                model=GoodPractice,
                address=lambda practice: reverse("practices:tasks", args=[practice.pk]),
                visible_to=practices_visible_to,
            )
        )
        register_rule("G-1", lambda practice: findings_for_release(practice)[0])
        register_rule("G-2", lambda practice: findings_for_release(practice)[1])
