"""Reading schemes and their parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils import timezone

from schemes.enums import Right
from schemes.models import Participation, Scheme
from schemes.queries.rights import schemes_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User


def schemes_visible_to(person: User) -> QuerySet[Scheme]:
    """Return the schemes whose name and period ``person`` may see."""
    return schemes_with(person, Right.VIEW_SCHEME)


def in_force() -> Q:
    """Select participations that hold today."""
    today = timezone.localdate()
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))


def with_parties(schemes: QuerySet[Scheme]) -> QuerySet[Scheme]:
    """Load the parties that take part today as ``parties``, with their organisations. One query more."""
    parties = Participation.objects.filter(in_force()).select_related("organisation").order_by("pk")
    return schemes.prefetch_related(Prefetch("participations", queryset=parties, to_attr="parties"))
