"""How needs analyses, mentor profiles, their parts and writers are called in the active language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.questionnaires.queries.specs import spec_of
from schemes.queries.schemes import parties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from needs_analysis.models import MentorProfile, NeedsAnalysis
    from schemes.models import Participation, Scheme


def analysis_labels(analyses: Sequence[NeedsAnalysis]) -> list[str]:
    """Return how needs analyses are called. Two queries at most, none where the cities are loaded."""
    prefetch_related_objects(analyses, "participation__organisation")
    return [str(analysis) for analysis in analyses]


def profile_labels(profiles: Sequence[MentorProfile]) -> list[str]:
    """Return how mentor profiles are called. One query at most, none where the cities are loaded."""
    prefetch_related_objects(profiles, "organisation")
    return [str(profile) for profile in profiles]


def section_title(owner: NeedsAnalysis | MentorProfile, key: str) -> str:
    """Return the title of a section, or nothing where the questionnaire has none with this key."""
    spec = spec_of(owner.response.questionnaire)
    if key not in {section.key for section in spec.sections}:
        return ""
    return spec.texts(get_language() or "en").section(key).text


def association_behind(scheme: Scheme, city: Participation) -> str:
    """Return the association that answers for a city's side; no query where the parties are loaded."""
    behind = (party for party in parties_of(scheme) if party.stands_behind_id == city.pk)
    party = next(behind, None)
    return party.organisation.short_name if party else _("the association")
