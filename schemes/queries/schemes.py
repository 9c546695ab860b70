"""Reading schemes and their parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects

from schemes.enums import Right
from schemes.models import Participation, Scheme
from schemes.models.calendar import today
from schemes.queries.rights import schemes_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from inclucities.accounts.models import User


def schemes_visible_to(person: User) -> QuerySet[Scheme]:
    """Return the schemes whose name and cities ``person`` may see.

    For a page of many use ``schemes.queries.scheme_list``, which stays quick with 10,000 schemes.
    """
    return schemes_with(person, Right.VIEW_SCHEME)


def in_force() -> Q:
    """Select participations that hold today."""
    day = today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def _parties() -> QuerySet[Participation]:
    return Participation.objects.filter(in_force()).select_related("organisation").order_by("pk")


def with_parties(schemes: QuerySet[Scheme]) -> QuerySet[Scheme]:
    """Load the parties that take part today as ``parties``, with their organisations. One query more."""
    return schemes.prefetch_related(Prefetch("participations", queryset=_parties(), to_attr="parties"))


def load_parties(schemes: Sequence[Scheme]) -> None:
    """Do for schemes that are loaded already what ``with_parties`` does. One query."""
    prefetch_related_objects(schemes, Prefetch("participations", queryset=_parties(), to_attr="parties"))


def parties_of(scheme: Scheme) -> list[Participation]:
    """Return the parties that take part today; one query unless ``with_parties`` has loaded them."""
    found: list[Participation] | None = getattr(scheme, "parties", None)
    if found is None:
        found = list(_parties().filter(scheme=scheme))
        setattr(scheme, "parties", found)  # noqa: B010 -- the name that the prefetch above gives it
    return found


def scheme_numbered(pk: int) -> Scheme | None:
    """Return a scheme with its programme, or ``None``. One query."""
    return Scheme.objects.select_related("programme").filter(pk=pk).first()
