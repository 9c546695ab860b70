"""Reading needs analyses, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import NeedsAccess
from schemes.enums import Right
from schemes.models import Match
from schemes.queries.rights import participations_with, rights_on_participation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Participation

ACCEPTED_MATCH = Match.objects.filter(mentee_accepted_on__isnull=False, mentor_accepted_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A needs analysis and what the person who opened it may do with it now."""

    analysis: NeedsAnalysis
    access: NeedsAccess


def needs_analyses_visible_to(person: User) -> QuerySet[NeedsAnalysis]:
    """Return the needs analyses that ``person`` may open now, even if only to see how far they are."""
    mentors = participations_with(person, Right.VIEW_NEEDS_AFTER_MATCH)
    matched = ACCEPTED_MATCH.filter(mentee=OuterRef("participation"))
    return NeedsAnalysis.objects.filter(
        Q(participation__in=participations_with(person, Right.VIEW_NEEDS_STATUS))
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_SHARED))
            & Q(response__latest_version__gt=0)
        )
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_RELEASED))
            & Q(released_version__isnull=False)
        )
        | (Q(participation__in=mentors) & Q(Exists(matched)))
    )


def open_needs_analysis(person: User, pk: int) -> Opened | None:
    """Return a needs analysis with the person's access, or ``None`` for a stranger. Two queries."""
    analysis = (
        NeedsAnalysis.objects.filter(pk=pk)
        .select_related(
            "response__questionnaire",
            "participation__organisation",
            "participation__scheme__programme",
        )
        .annotate(matched=Exists(ACCEPTED_MATCH.filter(mentee=OuterRef("participation"))))
        .first()
    )
    if analysis is None:
        return None
    rights = rights_on_participation(person, analysis.participation)
    if not rights:
        return None
    return Opened(
        analysis,
        NeedsAccess(rights=rights, matched=analysis.matched, ended=_has_ended(analysis.participation)),
    )


def _has_ended(participation: Participation) -> bool:
    return participation.ends_on is not None and participation.ends_on <= timezone.localdate()
