"""Who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from schemes.models import Membership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Participation, Scheme


def memberships_in_force() -> QuerySet[Membership]:
    """Return the memberships that hold today."""
    today = timezone.localdate()
    return Membership.objects.filter(starts_on__lte=today).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    )


def holds_role_among(person: User, roles: Iterable[str]) -> bool:
    """Tell whether a person holds one of these roles anywhere today. One query."""
    return memberships_in_force().filter(person=person, role__in=list(roles)).exists()


def people_of(scheme: Scheme) -> QuerySet[Membership]:
    """Return who acts in a scheme today, with persons and organisations loaded. One query."""
    return (
        memberships_in_force()
        .filter(participation_scope__scheme=scheme)
        .select_related("person", "organisation", "participation_scope__organisation")
        .order_by("participation_scope__side", "role", "person__name")
    )


def people_acting_for(participation: Participation) -> QuerySet[Membership]:
    """Return who acts today for a city or for the associations behind it. One query."""
    return (
        memberships_in_force()
        .filter(Q(participation_scope=participation) | Q(participation_scope__stands_behind=participation))
        .select_related("person", "organisation")
        .order_by("pk")
    )
