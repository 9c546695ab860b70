"""Reading the register of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemes.enums import OrganisationKind
from schemes.models import Organisation, OrganisationFact, Participation
from schemes.queries.schemes import in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from schemes.models import Programme, Scheme


def organisation_for_reading(pk: int) -> Organisation | None:
    """Return an organisation with its programme and association, or ``None``. One query."""
    return Organisation.objects.select_related("programme", "parent_association").filter(pk=pk).first()


def associations_in(programme: Programme) -> QuerySet[Organisation]:
    """Return the associations of a programme, for a list to choose from."""
    return Organisation.objects.filter(programme=programme, kind=OrganisationKind.ASSOCIATION)


def cities_of(programme: Programme) -> QuerySet[Organisation]:
    """Return the cities of a programme, for a list to choose from."""
    return Organisation.objects.filter(programme=programme, kind=OrganisationKind.CITY)


def facts_of(organisation: Organisation) -> QuerySet[OrganisationFact]:
    """Return what is known of an organisation, the latest year of each figure first. One query."""
    return OrganisationFact.objects.filter(organisation=organisation).order_by("key", "-year")


def schemes_of_organisation(
    organisation: Organisation, visible: QuerySet[Scheme]
) -> QuerySet[Participation]:
    """Return in which of the visible schemes an organisation takes part today. One query."""
    return (
        Participation.objects.filter(in_force(), organisation=organisation, scheme__in=visible)
        .select_related("scheme")
        .order_by("-scheme")
    )
