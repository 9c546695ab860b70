"""The list of schemes that a person can see, as quick at 10,000 as at 10.

Schemes of a programme are numbered without a gap and never deleted, so the number of schemes of a
programme is its highest number, and a page is a range of numbers: no row is counted or skipped
(ADR 0006). Schemes that somebody sees by a role in one of their parties are few, and come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, Subquery

from inclucities.prepared.queries import prepared
from schemes.enums import Right
from schemes.models import Programme, ProgrammeGrant, Scheme, SchemeGrant
from schemes.queries.rights import load_rights_around, rights_around, schemes_with_right
from schemes.queries.schemes import with_parties
from schemes.queries.shell import cities_in, pair_title
from schemes.queries.status import status_of, with_decisions
from schemes.registry import unanswered_in

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.enums import SchemeStatus
    from schemes.models import Participation
    from schemes.registry import Unanswered

PER_PAGE = 10
#: So many schemes stand on the first page of a person.
LATEST = 6


class SchemeLine:
    """One scheme in the list."""

    def __init__(self, scheme: Scheme, *, detailed: bool) -> None:
        self.scheme = scheme
        #: Whether the reader sees more than name and cities: period and status.
        self.detailed = detailed
        #: What the scheme waits for, the most urgent first; ``None`` where that is not asked or not for the reader.
        self.waits_for: list[Unanswered] | None = None

    @property
    def title(self) -> str:
        """The cities."""
        return pair_title(self.scheme)

    @property
    def cities(self) -> list[Participation]:
        """The cities that take part today."""
        return cities_in(self.scheme)

    @property
    def status(self) -> SchemeStatus:
        """Where the scheme stands."""
        return status_of(self.scheme)

    @property
    def most_urgent(self) -> Unanswered | None:
        """What the scheme waits for first."""
        return self.waits_for[0] if self.waits_for else None

    @property
    def waits_for_more(self) -> int:
        """How many things it waits for besides."""
        return max(len(self.waits_for or ()) - 1, 0)


class VisibleSchemes(Sequence[Any]):
    """The schemes that one person sees, by position: their own, then those of whole programmes.

    Two queries when it is made, and two for each slice.
    """

    def __init__(self, person: User) -> None:
        self._detailed_programmes, self._wholes = _programmes_seen_whole(person)
        self._detailed_schemes, self._own = _own_schemes(person, [pk for pk, _count in self._wholes])

    def __len__(self) -> int:
        return len(self._own) + sum(count for _pk, count in self._wholes)

    def __getitem__(self, place: Any) -> Any:
        """Return the schemes of a slice, as lines. Raises ``TypeError`` for a single position."""
        if not isinstance(place, slice):
            raise TypeError("A list of schemes is read by pages.")
        start, stop, _step = place.indices(len(self))
        found = with_parties(self._found(start, stop))
        own = {pk: position for position, pk in enumerate(self._own)}
        order = {pk: position for position, (pk, _count) in enumerate(self._wholes)}
        ordered = sorted(
            found,
            key=lambda scheme: (
                own.get(scheme.pk, len(own)),
                order.get(scheme.programme_id, 0),
                -scheme.number,
            ),
        )
        return [SchemeLine(scheme, detailed=self._shows_details(scheme)) for scheme in ordered]

    def _shows_details(self, scheme: Scheme) -> bool:
        return scheme.pk in self._detailed_schemes or scheme.programme_id in self._detailed_programmes

    def _found(self, start: int, stop: int) -> list[Scheme]:
        own = self._own[start:stop]
        places = {
            (pk, number)
            for pk, highest, lowest in self._ranges(start - len(self._own), stop - len(self._own))
            for number in range(lowest, highest + 1)
        }
        programmes, numbers = ({place[part] for place in places} for part in (0, 1))
        found = _schemes_among(own, list(programmes), list(numbers))
        # Where a page spans two programmes, each has the numbers of the other as well.
        return [
            scheme for scheme in found if scheme.pk in own or (scheme.programme_id, scheme.number) in places
        ]

    def _ranges(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Give programme, highest and lowest number for the positions ``start`` to ``stop``."""
        for pk, count in self._wholes:
            first, last = max(start, 0), min(stop, count)
            if first < last:
                yield pk, count - first, count - last + 1
            start, stop = start - count, stop - count


@prepared
def _schemes_among(ids: list[int], programmes: list[int], numbers: list[int]) -> QuerySet[Scheme]:
    wanted = Q(pk__in=ids) | Q(programme__in=programmes, number__in=numbers)
    return with_decisions(Scheme.objects.filter(wanted)).select_related("programme")


def scheme_page(person: User, number: Any) -> Page[Any]:
    """Return one page of the schemes that a person sees, the newest first, with what each waits for.

    Five queries, and one for each app that knows what a scheme waits for.
    """
    page = Paginator(VisibleSchemes(person), PER_PAGE).get_page(number)
    schemes = [line.scheme for line in page]
    load_rights_around(person, schemes)
    waiting = unanswered_in(person, {scheme: rights_around(person, scheme)[0] for scheme in schemes})
    for line in page:
        line.waits_for = waiting.get(line.scheme.pk)
    return page


def latest_schemes(person: User) -> list[SchemeLine]:
    """Return the newest schemes that a person sees, a few for the first page. Two queries."""
    if not person.is_active:
        return []
    return [
        SchemeLine(scheme, detailed=scheme.detailed)  # type: ignore[attr-defined]  # annotated
        for scheme in with_parties(_latest_schemes(person.pk))
    ]


@prepared
def _latest_schemes(person: int) -> QuerySet[Scheme]:
    detailed = schemes_with_right(person, Right.VIEW_PERIOD).filter(pk=OuterRef("pk"))
    visible = with_decisions(schemes_with_right(person, Right.VIEW_SCHEME))
    return visible.annotate(detailed=Exists(detailed)).order_by("-pk")[:LATEST]


def _programmes_seen_whole(person: User) -> tuple[set[int], list[tuple[int, int]]]:
    """Return the programmes with details, and id and number of schemes of each that is seen whole."""
    rows = _whole_programmes(person.pk)
    return {pk for pk, _count, detailed in rows if detailed}, [(pk, count or 0) for pk, count, _ in rows]


@prepared
def _whole_programmes(person: int) -> QuerySet[Any, tuple[int, int | None, bool]]:
    last = Scheme.objects.filter(programme=OuterRef("pk")).order_by("-number").values("number")[:1]
    held = ProgrammeGrant.objects.filter(user=person)
    period = held.filter(permission__codename=Right.VIEW_PERIOD, content_object=OuterRef("pk"))
    visible = held.filter(permission__codename=Right.VIEW_SCHEME)
    programmes = Programme.objects.filter(pk__in=visible.values("content_object")).order_by("-pk")
    return programmes.values_list("pk", Subquery(last), Exists(period))


def _own_schemes(person: User, seen_whole: Sequence[int]) -> tuple[set[int], list[int]]:
    """Return those with details, and all that the person sees one by one, the newest first."""
    rows = _single_schemes(person.pk, list(seen_whole))
    return {pk for pk, detailed in rows if detailed}, [pk for pk, _detailed in rows]


@prepared
def _single_schemes(person: int, seen_whole: list[int]) -> QuerySet[Any, tuple[int, bool]]:
    held = SchemeGrant.objects.filter(user=person)
    period = held.filter(permission__codename=Right.VIEW_PERIOD, content_object=OuterRef("content_object"))
    visible = held.filter(permission__codename=Right.VIEW_SCHEME)
    single = visible.exclude(content_object__programme__in=seen_whole).order_by("-content_object_id")
    return single.values_list("content_object_id", Exists(period))
