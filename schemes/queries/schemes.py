"""Reading schemes and their parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inclucities.prepared.queries import prepared
from schemes.enums import Right
from schemes.models import Participation, Scheme
from schemes.models.calendar import today
from schemes.queries.rights import schemes_with

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from inclucities.accounts.models import User


def schemes_visible_to(person: User) -> QuerySet[Scheme]:
    """Return the schemes whose name and cities ``person`` may see.

    For a page of many use ``schemes.queries.scheme_list``, which stays quick with 10,000 schemes.
    """
    return schemes_with(person, Right.VIEW_SCHEME)


def in_force(day: dt.date | None = None) -> Q:
    """Select participations that hold on a day, today where none is named."""
    day = day or today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def going_on(scheme: str) -> Q:
    """Select what belongs to a scheme that nobody has paused, ended early or closed; ``scheme`` leads to it."""
    decided = ("paused_on", "ended_early_on", "closed_on")
    return Q(**{f"{scheme}__{column}__isnull": True for column in decided})


@prepared
def _parties_in(schemes: list[int], day: dt.date) -> QuerySet[Participation]:
    parties = Participation.objects.filter(in_force(day), scheme__in=schemes)
    return parties.select_related("organisation").order_by("pk")


def with_parties(schemes: Iterable[Scheme]) -> list[Scheme]:
    """Return the schemes with the parties that take part today as ``parties``. One query besides their own."""
    found = list(schemes)
    load_parties(found)
    return found


def load_parties(schemes: Sequence[Scheme]) -> None:
    """Load the parties that take part today as ``parties``, with their organisations. One query."""
    parties: dict[int, list[Participation]] = {scheme.pk: [] for scheme in schemes}
    for party in _parties_in(list(parties), today()):
        parties[party.scheme_id].append(party)
    for scheme in schemes:
        scheme.parties = parties[scheme.pk]  # type: ignore[attr-defined]  # read by ``parties_of``


def parties_of(scheme: Scheme) -> list[Participation]:
    """Return the parties that take part today; one query unless ``with_parties`` has loaded them."""
    found: list[Participation] | None = getattr(scheme, "parties", None)
    if found is None:
        found = _parties_in([scheme.pk], today())
        scheme.parties = found  # type: ignore[attr-defined]  # as above
    return found


def scheme_numbered(pk: int) -> Scheme | None:
    """Return a scheme with its programme, or ``None``. One query."""
    return Scheme.objects.select_related("programme").filter(pk=pk).first()
