"""Registration of the app."""

from pathlib import Path

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Good practices (Annex 4)."""

    name = "benchmarks"

    def ready(self) -> None:
        """Make the questionnaire's folder, the target, its threads, the rules G-1 and G-2 and the documents known."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from benchmarks.models import GoodPractice
        from benchmarks.queries import GOOD_PRACTICES, findings_for_release, practices_visible_to
        from benchmarks.reports import good_practice as documents
        from inclucities.discussions.registry import register as register_discussion
        from inclucities.questionnaires.registry import register_folder
        from inclucities.reports.enums import Format
        from inclucities.reports.registry import ReportKind
        from inclucities.reports.registry import register as register_report
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
        register_discussion(GOOD_PRACTICES)
        register_rule("G-1", lambda practice: findings_for_release(practice)[0])
        register_rule("G-2", lambda practice: findings_for_release(practice)[1])
        register_report(
            ReportKind(
                name=documents.KIND,
                title=_("Good practice"),
                readable_by=documents.readable_by,
                formats=(Format.PDF, Format.DOCX, Format.JSON),
                template=documents.CARD_TEMPLATE,
                builders={Format.PDF: documents.card_pdf},
            )
        )
        register_report(
            ReportKind(
                name=documents.BLANK_KIND,
                title=_("Good practice, blank form"),
                readable_by=documents.blank_readable_by,
                formats=(Format.PDF, Format.DOCX),
            )
        )
