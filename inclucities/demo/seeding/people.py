"""Accounts of the demonstration. All persons are invented, and all have the same password."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F

from inclucities.accounts.models import User
from inclucities.accounts.services import ReadyHash, create_account
from inclucities.demo.seeding.texts import SCHEMES, cities_of, read
from schemes.models import Scheme
from schemes.queries.people import memberships_in_force
from schemes.queries.schemes import parties_of, with_parties

DOMAIN = "demo.example"


def address(role: str, name: str = "") -> str:
    """Return the e-mail address of a demo account: ``mentee.jelgava@demo.example``."""
    return f"{role}.{name}@{DOMAIN}" if name else f"{role}@{DOMAIN}"


def everybody() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Iterate over the addresses of all accounts, each with what the texts say of the person."""
    for role, person in read("programme", "programme")["people"].items():
        yield address(role), person
    for key, association in read("programme", "associations").items():
        yield address("association", key), association["person"]
    for scheme in SCHEMES:
        for city in cities_of(scheme):
            for role, person in read(scheme, city, "city")["people"].items():
                yield address(role, city), person


def open_accounts() -> None:
    """Open the accounts that are missing; an address that stands already is left as it is.

    The password is checked and hashed for the first, and the others take its hash over: a word that
    everybody knows is not protected by sixty slow hashes.
    """
    known = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    password: str | ReadyHash = settings.DEMO_PASSWORD
    for email, person in everybody():
        if email not in known:
            password = ReadyHash(create_account(email=email, password=password, **person).password)


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the table of accounts."""

    email: str
    name: str
    role: str
    place: str


def accounts() -> list[Account]:
    """Return the demo accounts with the roles that they hold today, by scheme, each role once."""
    held = list(
        memberships_in_force()
        .filter(person__email__endswith=f"@{DOMAIN}")
        .select_related("person", "programme_scope", "organisation_scope", "participation_scope")
        .order_by(F("participation_scope__scheme__number").asc(nulls_first=True), "pk")
    )
    schemes = {
        scheme.pk: f"{scheme.number} {' – '.join(_cities_in(scheme))}"
        for scheme in with_parties(Scheme.objects.all())
    }
    acting = {membership.person_id for membership in held if membership.participation_scope is not None}
    lines: dict[Account, None] = {}
    for membership in held:
        party, city = membership.participation_scope, membership.organisation_scope
        if city is not None and membership.person_id in acting:
            continue
        lines[
            Account(
                email=membership.person.email,
                name=membership.person.name,
                role=str(membership.get_role_display()),
                place=schemes[party.scheme_id] if party else str(city or membership.programme_scope),
            )
        ] = None
    return list(lines)


def _cities_in(scheme: Scheme) -> list[str]:
    return [party.organisation.name for party in parties_of(scheme) if not party.is_association]
