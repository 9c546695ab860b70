"""Reading the search for a mentor and the match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from schemes.enums import Right, Side
from schemes.models import Match, MentorRequest
from schemes.queries.people import memberships_in_force
from schemes.queries.rights import participations_with
from schemes.queries.schemes import parties_of
from schemes.registry import NextStep

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
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


def questions_to(person: User, scheme: Scheme) -> QuerySet[MentorRequest]:
    """Return the open questions of a scheme to cities that a person acts for. One query."""
    acts_for = memberships_in_force().filter(person=person, organisation_scope__isnull=False)
    return requests_of(scheme).filter(
        closed_on__isnull=True, organisation__in=acts_for.values("organisation_scope")
    )


def request_for_reading(pk: int) -> MentorRequest | None:
    """Return a question to a city with its scheme, or ``None``. One query."""
    return MentorRequest.objects.select_related("scheme", "organisation").filter(pk=pk).first()


def match_for_reading(pk: int) -> Match | None:
    """Return a match that has not ended, with its parties, or ``None``. One query."""
    return (
        matches_in_force()
        .filter(pk=pk)
        .select_related(
            "scheme", "mentee__scheme", "mentor__scheme", "mentee__organisation", "mentor__organisation"
        )
        .first()
    )


def accepting_sides(person: User, match: Match) -> list[Side]:
    """Return the sides that a person leads and that have not accepted yet. One query."""
    waiting = {
        match.mentee_id: (Side.MENTEE, match.mentee_accepted_on),
        match.mentor_id: (Side.MENTOR, match.mentor_accepted_on),
    }
    led = participations_with(person, Right.ACCEPT_MATCH).filter(pk__in=waiting)
    return [waiting[pk][0] for pk in led.values_list("pk", flat=True) if waiting[pk][1] is None]


def step_towards_the_match(person: User, scheme: Scheme, rights: frozenset[Right]) -> NextStep | None:
    """Return that the match waits for this person's acceptance (rule K-3), or nothing. Two queries at most.

    None where no city is asked: ``with_decisions`` has told so.
    """
    match = match_of(scheme) if scheme.searches and not scheme.matched else None  # type: ignore[attr-defined]  # annotated
    if match is None or not accepting_sides(person, match):
        return None
    return NextStep(
        title=_("Accept the match"),
        text=_("%(mentee)s with %(mentor)s: once both sides have accepted, you work together.")
        % {"mentee": match.mentee.organisation.name, "mentor": match.mentor.organisation.name},
        url=reverse("schemes:match", args=[scheme.pk]),
        action=_("Read and accept"),
    )


def search_for_a_mentor(person: User, scheme: Scheme, rights: frozenset[Right]) -> NextStep | None:
    """Return that the coordinator looks for a mentor city, or nothing where one is matched. No query."""
    cities = [party for party in parties_of(scheme) if not party.is_association]
    if Right.DECIDE_MATCH not in rights or scheme.is_community or scheme.matched or not cities:  # type: ignore[attr-defined]  # annotated
        return None
    url = reverse("schemes:match", args=[scheme.pk])
    if any(city.side == Side.MENTOR for city in cities):
        return NextStep(
            title=_("The match waits for the cities"),
            text=_("Both sides are asked to accept it. You see there who has."),
            url=url,
            action=_("Open the match"),
        )
    return NextStep(
        title=_("Find the mentor city"),
        text=_("Ask a city whose experience fits, and record the match when it says yes."),
        url=url,
        action=_("Open the search"),
    )
