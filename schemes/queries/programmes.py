"""Reading programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from schemes.enums import OrganisationKind, Right, Role
from schemes.models import Organisation, Programme, ProgrammeGrant, Scheme
from schemes.queries.rights import programmes_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User


#: Who holds the right somewhere takes the role in a programme that they create.
ROLE_BY_RIGHT = {Right.MANAGE_ACCOUNTS: Role.PROGRAMME_ADMIN, Right.MANAGE_PROGRAMME: Role.COORDINATOR}


def may_create_programmes(person: User) -> bool:
    """Tell whether a person may create a programme: who runs one or keeps accounts, a superuser the first."""
    if not person.is_active:
        return False
    return bool(roles_of_a_creator(person)) or (person.is_superuser and not Programme.objects.exists())


def roles_of_a_creator(person: User) -> list[Role]:
    """Return what a person will be in a programme that they create: what they are in another. One query."""
    held = ProgrammeGrant.objects.filter(
        user=person, permission__codename__in=[right.value for right in ROLE_BY_RIGHT]
    )
    rights = set(held.values_list("permission__codename", flat=True))
    return [role for right, role in ROLE_BY_RIGHT.items() if right.value in rights]


def keeps_texts(person: User) -> bool:
    """Tell whether a person may write the installation's pages: who keeps accounts, or a superuser."""
    if not person.is_active:
        return False
    return (
        person.is_superuser
        or ProgrammeGrant.objects.filter(user=person, permission__codename=Right.MANAGE_ACCOUNTS).exists()
    )


def programmes_of(person: User) -> QuerySet[Programme]:
    """Return the programmes that a person may open, with the number of their schemes. One query."""
    last = Scheme.objects.filter(programme=OuterRef("pk")).order_by("-number").values("number")[:1]
    return programmes_with(person, Right.VIEW_PROGRAMME).annotate(scheme_count=Coalesce(Subquery(last), 0))


def organisations_of(programme: Programme) -> QuerySet[Organisation]:
    """Return the register of a programme: associations first, then cities, each with its association."""
    return (
        Organisation.objects.filter(programme=programme)
        .select_related("parent_association")
        .order_by("kind", "pk")
    )


def register_counts(programme: Programme) -> dict[str, int]:
    """Return how many cities and associations a programme has. One query."""
    return Organisation.objects.filter(programme=programme).aggregate(
        cities=Count("pk", filter=Q(kind=OrganisationKind.CITY)),
        associations=Count("pk", filter=Q(kind=OrganisationKind.ASSOCIATION)),
    )


def scheme_count(programme: Programme) -> int:
    """Return how many schemes a programme has: their numbers have no gap. One query."""
    numbers = Scheme.objects.filter(programme=programme).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0
