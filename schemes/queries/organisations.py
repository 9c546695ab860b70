"""Reading the register of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.texts.domain import WRITING_LANGUAGES, language_name
from schemes.enums import OrganisationKind, Right
from schemes.models import Membership, Organisation, OrganisationFact, Participation
from schemes.queries.people import memberships_in_force
from schemes.queries.rights import schemes_with
from schemes.queries.schemes import in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
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


def schemes_of_organisation(organisation: Organisation, visible: QuerySet[Scheme]) -> QuerySet[Participation]:
    """Return in which of the visible schemes an organisation takes part today. One query."""
    return (
        Participation.objects.filter(in_force(), organisation=organisation, scheme__in=visible)
        .select_related("scheme")
        .order_by("-scheme")
    )


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What one reader sees of an organisation."""

    names: list[tuple[str, str]]
    languages: list[str]
    common_languages: list[str]
    country: str
    facts: list[OrganisationFact]
    members: list[Organisation]
    parts: list[Participation]
    people: list[Membership]


def organisation_page(person: User, organisation: Organisation, rights: frozenset[Right]) -> OrganisationPage:
    """Return what a reader sees of an organisation. Four queries at most."""
    is_association = organisation.kind == OrganisationKind.ASSOCIATION
    manages = Right.MANAGE_PROGRAMME in rights
    return OrganisationPage(
        names=[
            (WRITING_LANGUAGES.get(code, code), text)
            for code, text in organisation.names.items()
            if text != organisation.name
        ],
        languages=[language_name(code) for code in organisation.languages],
        common_languages=[language_name(code) for code in organisation.common_languages],
        country=organisation.country_name,
        facts=list(facts_of(organisation)),
        members=list(Organisation.objects.filter(parent_association=organisation)) if is_association else [],
        parts=list(schemes_of_organisation(organisation, schemes_with(person, Right.VIEW_SCHEME))),
        people=list(people_of_organisation(organisation)) if manages else [],
    )


def people_of_organisation(organisation: Organisation) -> QuerySet[Membership]:
    """Return who holds a role in the organisation itself today, outside any scheme. One query."""
    return (
        memberships_in_force()
        .filter(organisation_scope=organisation)
        .select_related("person", "organisation_scope")
        .order_by("role", "person__name")
    )
