"""Reading the search for a mentor and the match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemes.models import Match, MentorRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from schemes.models import Scheme


def matches_in_force() -> QuerySet[Match]:
    """Return the matches that were not ended by the end of one city's part, accepted or not."""
    return Match.objects.filter(ended_on__isnull=True)


def accepted_matches() -> QuerySet[Match]:
    """Return the matches that hold: both sides have accepted (K-3) and both still take part."""
    return matches_in_force().filter(mentee_accepted_on__isnull=False, mentor_accepted_on__isnull=False)


def match_of(scheme: Scheme) -> Match | None:
    """Return the match of a scheme with its parties, accepted or not. One query."""
    return (
        matches_in_force()
        .filter(scheme=scheme)
        .select_related("mentee__organisation", "mentor__organisation", "decided_by", "scheme")
        .first()
    )


def requests_of(scheme: Scheme) -> QuerySet[MentorRequest]:
    """Return which cities were asked to be the mentor, the latest first."""
    return (
        MentorRequest.objects.filter(scheme=scheme)
        .select_related("organisation", "asked_by")
        .order_by("-asked_on", "-pk")
    )
