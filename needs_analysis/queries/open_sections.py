"""Who has not answered: the sections of needs analyses that schemes wait for."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language

from inclucities.prepared.queries import prepared
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.specs import spec_with
from needs_analysis.domain.rules import is_waited_for
from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.reading_along import invitations_in_force
from needs_analysis.queries.stages import waits_of
from needs_analysis.queries.wording import association_behind
from schemes.models.calendar import today
from schemes.queries.matches import accepted_matches
from schemes.queries.rights import rights_around
from schemes.queries.schemes import parties_of
from schemes.registry import Unanswered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.enums import Right
    from schemes.models import Participation, Scheme


class _Row(NamedTuple):
    """An open section; ``section`` is empty where a needs analysis has none."""

    analysis: int
    participation: int
    checksum: str
    section: str | None
    missing: list[str] | None
    due_on: dt.date | None
    matched: bool
    invited: bool


def open_sections(person: User, schemes: Mapping[Scheme, frozenset[Right]]) -> dict[int, list[Unanswered]]:
    """Return the sections that a city or association has not answered, by the scheme's id.

    A city is waited for while a required answer is missing, an association until it declares its part
    complete, and neither before the section can be started: as ``asked_of`` asks them. Only of needs
    analyses whose state the person may see; whose part in the scheme has ended is asked no more. One
    query, however many schemes there are.
    """
    found: dict[int, list[Unanswered]] = {}
    cities = {
        party.pk: (scheme, party)
        for scheme in schemes
        for party in parties_of(scheme)
        if not party.is_association
    }
    rows = map(_Row._make, _open_sections_in([scheme.pk for scheme in schemes], person.pk, today()))
    for participation, of_city in groupby(rows, key=lambda row: row.participation):
        if participation in cities:
            scheme, city = cities[participation]
            sections = list(of_city)
            if _sees_status(sections[0], rights_around(person, scheme)):
                found.setdefault(scheme.pk, []).extend(_unanswered(sections, scheme, city))
    return found


def _sees_status(row: _Row, rights: Mapping[int, frozenset[Right]]) -> bool:
    return NeedsAccess(
        rights=rights.get(row.participation, rights[0]),
        matched=row.matched,
        ended=False,
        released=None,
        invited=row.invited,
    ).sees_status


def _unanswered(sections: Sequence[_Row], scheme: Scheme, city: Participation) -> Iterator[Unanswered]:
    """Give the sections of one needs analysis. Whoever sees how far it is may open its task list."""
    spec = spec_with(sections[0].checksum)
    texts = spec.texts(get_language() or "en")
    url = reverse("needs_analysis:tasks", args=[sections[0].analysis])
    who = {AnsweredBy.CITY: city.organisation.name, AnsweredBy.ASSOCIATION: association_behind(scheme, city)}
    waits = waits_of(matched=sections[0].matched, is_community=scheme.is_community)
    for row in sections:
        if row.section is None:
            continue
        section = spec.section(row.section)
        if is_waited_for(section, missing=row.missing or (), waits=waits):
            yield Unanswered(
                who=who[section.answered_by],
                what=texts.section(section.key).text,
                due_on=row.due_on,
                url=url,
            )


@prepared
def _open_sections_in(schemes: list[int], person: int, day: dt.date) -> QuerySet[Any, tuple[Any, ...]]:
    """Return one row for each open section, and one without a section where none is."""
    invited = invitations_in_force(day).filter(membership__person=person, analysis=OuterRef("pk"))
    is_open = Q(response__sections__is_open=True)
    return (
        NeedsAnalysis.objects.filter(participation__scheme__in=schemes)
        .annotate(
            section=FilteredRelation("response__sections", condition=is_open),
            matched=Exists(accepted_matches().filter(mentee=OuterRef("participation"))),
            invited=Exists(invited),
        )
        .order_by("pk", "section__pk")
        .values_list(
            "pk",
            "participation_id",
            "response__questionnaire__checksum",
            "section__key",
            "section__missing",
            "section__due_on",
            "matched",
            "invited",
        )
    )
