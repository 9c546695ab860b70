"""Registration of the app."""

from pathlib import Path

from django.apps import AppConfig


class NeedsAnalysisConfig(AppConfig):
    """Needs analyses (Annex 2) and mentor profiles (Annex 3)."""

    name = "needs_analysis"

    def ready(self) -> None:
        """Make the questionnaires' folders, what they suggest, and the targets known."""
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from inclucities.discussions.registry import register as register_discussion
        from inclucities.questionnaires.registry import register_folder, register_suggester
        from inclucities.reports.enums import Format
        from inclucities.reports.registry import ReportKind
        from inclucities.reports.registry import register as register_report
        from inclucities.targets.registry import Kind, register
        from needs_analysis.domain.sentences import SENTENCES
        from needs_analysis.models import MentorProfile, NeedsAnalysis
        from needs_analysis.queries.findings import RULES_HERE, predicate_of
        from needs_analysis.queries.menu import menu_lines
        from needs_analysis.queries.needs_analyses import needs_analyses_visible_to
        from needs_analysis.queries.needs_talk import NEEDS_ANALYSES
        from needs_analysis.queries.open_sections import open_sections
        from needs_analysis.queries.overview import next_step, overview_parts
        from needs_analysis.queries.practices import practices_of_the_city, practices_of_the_mentor
        from needs_analysis.queries.profile_talk import MENTOR_PROFILES
        from needs_analysis.queries.profiles import profiles_visible_to
        from needs_analysis.queries.wording import analysis_labels, profile_labels, section_title
        from needs_analysis.reports import association_summary, mentor_profile
        from needs_analysis.reports import needs_analysis as documents
        from needs_analysis.services.needs_analyses import start_when_a_city_does
        from schemes.registry import (
            register_menu,
            register_next_step,
            register_overview,
            register_rule,
            register_sentences,
            register_starter,
            register_unanswered,
        )

        folder = Path(__file__).parent / "questionnaires"
        register_folder(folder / "needs_analysis")
        register_folder(folder / "mentor_profile")
        register_suggester("practices_of_the_mentor", practices_of_the_mentor)
        register_suggester("practices_of_the_city", practices_of_the_city)
        register(
            Kind(
                name="needs_analysis",
                model=NeedsAnalysis,
                address=lambda analysis: reverse("needs_analysis:tasks", args=[analysis.pk]),
                visible_to=lambda person: needs_analyses_visible_to(person).select_related(
                    "participation__organisation", "response__questionnaire"
                ),
                labels=analysis_labels,
                part=section_title,
            )
        )
        register(
            Kind(
                name="mentor_profile",
                model=MentorProfile,
                address=lambda profile: reverse("profiles:tasks", args=[profile.pk]),
                visible_to=lambda person: profiles_visible_to(person).select_related(
                    "organisation", "response__questionnaire"
                ),
                labels=profile_labels,
                part=section_title,
            )
        )
        register_menu(10, menu_lines)
        register_overview(10, overview_parts)
        register_next_step(20, next_step)
        register_discussion(NEEDS_ANALYSES)
        register_discussion(MENTOR_PROFILES)
        register_sentences(SENTENCES)
        register_starter(10, start_when_a_city_does)
        register_unanswered(10, open_sections)
        for rule_id in RULES_HERE:
            register_rule(rule_id, predicate_of(rule_id))
        register_report(
            ReportKind(
                name=documents.KIND,
                title=_("Needs analysis"),
                readable_by=documents.readable_by,
                readable_among=documents.readable_among,
            )
        )
        register_report(
            ReportKind(
                name=documents.BLANK_KIND,
                title=_("Needs analysis, blank form"),
                readable_by=documents.blank_readable_by,
                readable_among=documents.readable_among,
                formats=(Format.PDF, Format.DOCX),
            )
        )
        register_report(
            ReportKind(
                name=association_summary.KIND,
                title=_("Summary for the association"),
                readable_by=association_summary.readable_by,
                formats=(Format.PDF, Format.DOCX, Format.JSON),
            )
        )
        register_report(
            ReportKind(
                name=mentor_profile.KIND, title=_("Mentor profile"), readable_by=mentor_profile.readable_by
            )
        )
        register_report(
            ReportKind(
                name=mentor_profile.BLANK_KIND,
                title=_("Mentor profile, blank form"),
                readable_by=mentor_profile.blank_readable_by,
                formats=(Format.PDF, Format.DOCX),
            )
        )
