"""Makes programmes, cities, schemes and people in roles, through the real services."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from inclucities.accounts.models import User
from schemes.enums import OrganisationKind, Role, SchemeKind, Side
from schemes.models import Organisation, Participation, Programme, Scheme
from schemes.services.frame import add_organisation, create_programme, give_role, open_scheme, take_part
from tests.factories.people import UserFactory

_numbers = itertools.count(1)
FIRST_DAY = dt.date(2026, 1, 12)


def make_person(name: str = "", **columns: Any) -> User:
    """Make somebody with an account; the address follows from the name."""
    number = next(_numbers)
    name = name or f"Person {number}"
    columns.setdefault("email", f"{name.lower().replace(' ', '.')}.{number}@demo.example")
    person: User = UserFactory(name=name, **columns)
    return person


def make_programme(name: str = "IncluCities", coordinator: User | None = None) -> Programme:
    """Make a programme, with its coordinator if one is given."""
    return create_programme(names={"en": name}, by=None, coordinator=coordinator)


def make_city(programme: Programme, name: str = "", **details: Any) -> Organisation:
    """Make a city."""
    names = {"en": name or f"City {next(_numbers)}"}
    return add_organisation(programme=programme, kind=OrganisationKind.CITY, names=names, by=None, **details)


def make_association(programme: Programme, name: str = "", **details: Any) -> Organisation:
    """Make an association."""
    names = {"en": name or f"Association {next(_numbers)}"}
    return add_organisation(
        programme=programme, kind=OrganisationKind.ASSOCIATION, names=names, by=None, **details
    )


def make_scheme(programme: Programme, theme: str = "Language learning", **parameters: Any) -> Scheme:
    """Open a scheme without anybody in it."""
    parameters.setdefault("starts_on", FIRST_DAY)
    return open_scheme(programme=programme, themes={"en": theme}, by=None, **parameters)


def make_community(programme: Programme, theme: str = "Small towns", **parameters: Any) -> Scheme:
    """Open a community of practice without anybody in it."""
    return make_scheme(programme, theme, kind=SchemeKind.COMMUNITY, **parameters)


def make_party(
    scheme: Scheme, organisation: Organisation | None = None, side: Side = Side.MENTEE
) -> Participation:
    """Let a city take part, a new one unless one is given."""
    return take_part(
        scheme=scheme, organisation=organisation or make_city(scheme.programme), side=side, by=None
    )


def make_association_party(city: Participation, association: Organisation | None = None) -> Participation:
    """Let an association stand behind a city, a new one unless one is given."""
    return take_part(
        scheme=city.scheme,
        organisation=association or make_association(city.scheme.programme),
        side=Side(city.side),
        stands_behind=city,
        by=None,
    )


def make_member(
    scope: Programme | Organisation | Participation, role: Role, name: str = "", **columns: Any
) -> User:
    """Make somebody who holds a role."""
    person = make_person(name, **columns)
    give_role(person=person, role=role, scope=scope, by=None)
    return person
