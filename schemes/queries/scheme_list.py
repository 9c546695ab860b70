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

from schemes.enums import Right
from schemes.models import Programme, ProgrammeGrant, Scheme, SchemeGrant
from schemes.queries.rights import schemes_with
from schemes.queries.schemes import schemes_visible_to, with_parties
from schemes.queries.shell import cities_in, pair_title
from schemes.queries.status import status_of, with_decisions

if TYPE_CHECKING:
    from django.core.paginator import Page

    from inclucities.accounts.models import User
    from schemes.enums import SchemeStatus
    from schemes.models import Participation

PER_PAGE = 10


class SchemeLine:
    """One scheme in the list."""

    def __init__(self, scheme: Scheme, *, detailed: bool) -> None:
        self.scheme = scheme
        #: Whether the reader sees more than name and cities: period and status.
        self.detailed = detailed

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
        wanted = self._ids_or_ranges(start, stop)
        found = with_parties(with_decisions(Scheme.objects.filter(wanted))).select_related("programme")
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

    def _ids_or_ranges(self, start: int, stop: int) -> Q:
        wanted = Q(pk__in=self._own[start:stop])
        for pk, highest, lowest in self._ranges(start - len(self._own), stop - len(self._own)):
            wanted |= Q(programme=pk, number__range=(lowest, highest))
        return wanted

    def _ranges(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Give programme, highest and lowest number for the positions ``start`` to ``stop``."""
        for pk, count in self._wholes:
            first, last = max(start, 0), min(stop, count)
            if first < last:
                yield pk, count - first, count - last + 1
            start, stop = start - count, stop - count


def scheme_page(person: User, number: Any) -> Page[Any]:
    """Return one page of the schemes that a person sees, the newest first. Four queries, always."""
    return Paginator(VisibleSchemes(person), PER_PAGE).get_page(number)


def latest_schemes(person: User, limit: int) -> list[SchemeLine]:
    """Return the newest schemes that a person sees, for the first page. Two queries."""
    detailed = schemes_with(person, Right.VIEW_PERIOD).filter(pk=OuterRef("pk"))
    found = with_decisions(schemes_visible_to(person)).annotate(detailed=Exists(detailed)).order_by("-pk")
    return [
        SchemeLine(scheme, detailed=scheme.detailed)  # type: ignore[attr-defined]  # annotated
        for scheme in with_parties(found)[:limit]
    ]


def _programmes_seen_whole(person: User) -> tuple[set[int], list[tuple[int, int]]]:
    """Return the programmes with details, and id and number of schemes of each that is seen whole."""
    last = Scheme.objects.filter(programme=OuterRef("pk")).order_by("-number").values("number")[:1]
    held = ProgrammeGrant.objects.filter(user=person)
    period = held.filter(permission__codename=Right.VIEW_PERIOD, content_object=OuterRef("pk"))
    rows = list(
        Programme.objects.filter(
            pk__in=held.filter(permission__codename=Right.VIEW_SCHEME).values("content_object")
        )
        .order_by("-pk")
        .values_list("pk", Subquery(last), Exists(period))
    )
    return {pk for pk, _count, detailed in rows if detailed}, [(pk, count or 0) for pk, count, _ in rows]


def _own_schemes(person: User, seen_whole: Sequence[int]) -> tuple[set[int], list[int]]:
    """Return those with details, and all that the person sees one by one, the newest first."""
    held = SchemeGrant.objects.filter(user=person)
    period = held.filter(permission__codename=Right.VIEW_PERIOD, content_object=OuterRef("content_object"))
    rows = list(
        held.filter(permission__codename=Right.VIEW_SCHEME)
        .exclude(content_object__programme__in=seen_whole)
        .order_by("-content_object_id")
        .values_list("content_object_id", Exists(period))
    )
    return {pk for pk, detailed in rows if detailed}, [pk for pk, _detailed in rows]
