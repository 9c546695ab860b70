"""What the overview of a scheme shows of the frame itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.prepared.queries import prepared
from inclucities.ui.maps import MapCity, MapPair
from schemes.enums import Right, SchemeStatus
from schemes.models import Scheme
from schemes.queries.matches import questions_to
from schemes.queries.people import Party, parties_with_people, people_running
from schemes.queries.schemes import with_parties
from schemes.queries.shell import cities_in
from schemes.queries.status import status_of, with_decisions
from schemes.registry import NextStep, OverviewPart, next_step_of, overview_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Membership, MentorRequest, Organisation


@dataclass(frozen=True, slots=True)
class Overview:
    """The frame of one scheme as one reader sees it, and what other parts add."""

    scheme: Scheme
    status: SchemeStatus
    parties: list[Party]
    running: list[Membership]
    pairs: list[MapPair]
    questions: list[MentorRequest]
    next_step: NextStep | None
    before: list[OverviewPart]
    content: list[OverviewPart]
    aside: list[OverviewPart]


def scheme_for_reading(pk: int) -> Scheme | None:
    """Return a scheme with its programme, parties and decisions, or ``None``. Two queries."""
    return next(iter(with_parties(_scheme(pk))), None)


@prepared
def _scheme(pk: int) -> QuerySet[Scheme]:
    return with_decisions(Scheme.objects.select_related("programme").filter(pk=pk))


def overview_page(person: User, scheme: Scheme, rights: frozenset[Right]) -> Overview:
    """Return the overview of a scheme that ``scheme_for_reading`` has loaded.

    Two queries where the reader may see who takes part, one otherwise; the parts add their own.
    """
    sees_people = Right.VIEW_PEOPLE in rights
    parts = overview_of(person, scheme, rights)
    return Overview(
        scheme=scheme,
        status=status_of(scheme),
        parties=parties_with_people(scheme, with_history=False) if sees_people else [],
        running=people_running(scheme.programme) if sees_people else [],
        pairs=pairs_on_map(scheme),
        questions=[] if Right.VIEW_SETTINGS in rights else list(questions_to(person, scheme)),
        next_step=next_step_of(person, scheme, rights),
        before=[part for part in parts if part.where == "before"],
        content=[part for part in parts if part.where == "content"],
        aside=[part for part in parts if part.where == "aside"],
    )


def pairs_on_map(scheme: Scheme) -> list[MapPair]:
    """Return the pair for the map of Europe, or nothing while a city or its place is missing."""
    if scheme.is_community:
        return []
    places = [(city.side, _place(city.organisation)) for city in cities_in(scheme)]
    found = {side: place for side, place in places if place is not None}
    if len(found) < len({"mentee", "mentor"}):
        return []
    return [MapPair(mentor=found["mentor"], mentee=found["mentee"])]


def _place(organisation: Organisation) -> MapCity | None:
    if organisation.latitude is None or organisation.longitude is None:
        return None
    return MapCity(organisation.name, float(organisation.latitude), float(organisation.longitude))
