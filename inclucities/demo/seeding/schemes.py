"""Schemes, who takes part in them in which role, and the match of a mentee with its mentor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from inclucities.accounts.models import User
from inclucities.demo.seeding.texts import SCHEMES, read
from inclucities.demo.seeding.world import World
from schemes.enums import Role, SchemeFormat, Side
from schemes.models import Participation, Scheme
from schemes.services.matching import accept_match, ask_mentor, record_match
from schemes.services.opening import open_scheme
from schemes.services.participations import replace_city, take_part
from schemes.services.roles import give_role

STAFF = {
    "coordinator": Role.COORDINATOR,
    "facilitator": Role.FACILITATOR,
    "admin": Role.PROGRAMME_ADMIN,
    "observer": Role.OBSERVER,
}
ROLES_OF_A_LEARNING_CITY = {
    "mentee": Role.MENTEE_LEAD,
    "member": Role.MENTEE_MEMBER,
    "support": Role.LSG_MEMBER,
    "politician": Role.POLITICAL_SPONSOR,
}
ROLES_OF_A_MENTOR_CITY = {"mentor": Role.MENTOR_LEAD, "colleague": Role.MENTOR_MEMBER}
PARAMETERS = (
    "kind",
    "cross_cutting_themes",
    "brokered_by",
    "with_benchmark",
    "planned_meetings",
    "working_language",
    "other_languages",
    "training",
)


def seed_staff(world: World) -> None:
    """Give the programme's own people their roles, from a month before the first scheme on."""
    first = min(world.day(read(scheme, "scheme")["starts"]) for scheme in SCHEMES) - dt.timedelta(days=30)
    for name, role in STAFF.items():
        give_role(
            person=world.person(name),
            role=role,
            scope=world.programme,
            by=None,
            starts_on=first,
        )


def seed_schemes(world: World) -> None:
    """Open the schemes with their learning cities; a mentor city's people belong to their city first."""
    for key in SCHEMES:
        text = read(key, "scheme")
        scheme = open_scheme(
            programme=world.programme,
            themes=text["themes"],
            starts_on=world.day(text["starts"]),
            by=world.coordinator,
            template=SchemeFormat(text.get("template", SchemeFormat.FULL)),
            needs_due_on=world.day(text["needs_due"]),
            **{name: text[name] for name in PARAMETERS if name in text},
        )
        for city, details in text["cities"].items():
            if details["side"] == Side.MENTOR:
                _mentor_city(world, key, city, details["association"], scheme.starts_on)
            else:
                _learning_city(world, scheme, key, city, details)


def _learning_city(world: World, scheme: Scheme, key: str, city: str, details: Mapping[str, Any]) -> None:
    first = details["replaces"]["city"] if "replaces" in details else city
    party = take_part(
        scheme=scheme,
        organisation=world.city(key, first),
        side=Side(details["side"]),
        by=world.coordinator,
        starts_on=scheme.starts_on,
    )
    _people_of(world, key, first, party, ROLES_OF_A_LEARNING_CITY)
    _association(world, details["association"], party, Role.MENTEE_ASSOCIATION)


def _people_of(world: World, key: str, city: str, party: Participation, roles: Mapping[str, Role]) -> None:
    for name in read(key, city, "city")["people"]:
        give_role(
            person=world.person(name, city),
            role=roles[name],
            scope=party,
            by=world.coordinator,
            starts_on=party.starts_on,
        )


def _association(world: World, key: str, party: Participation, role: Role) -> None:
    behind = take_part(
        scheme=party.scheme,
        organisation=world.association(key),
        side=Side(party.side),
        by=world.coordinator,
        stands_behind=party,
        starts_on=party.starts_on,
    )
    give_role(
        person=world.person("association", key),
        role=role,
        scope=behind,
        by=world.coordinator,
        starts_on=behind.starts_on,
    )


def _mentor_city(world: World, key: str, city: str, association: str, starts_on: dt.date) -> None:
    organisation = world.city(key, city)
    people: dict[User, Role] = {
        world.person(name, city): ROLES_OF_A_MENTOR_CITY[name] for name in read(key, city, "city")["people"]
    }
    people[world.person("association", association)] = Role.MENTOR_ASSOCIATION
    for person, role in people.items():
        give_role(person=person, role=role, scope=organisation, by=world.coordinator, starts_on=starts_on)


def replace_first_cities(world: World) -> None:
    """Let the cities that were meant to be replaced hand over to their successors."""
    for key in SCHEMES:
        for city, details in read(key, "scheme")["cities"].items():
            if replaced := details.get("replaces"):
                party = replace_city(
                    participation=world.party(key, replaced["city"]),
                    successor=world.city(key, city),
                    reason=replaced["reason"],
                    by=world.coordinator,
                )
                _people_of(world, key, city, party, ROLES_OF_A_LEARNING_CITY)


def make_match(world: World, key: str) -> None:
    """Ask the mentor city, record the match, and let both leads accept it."""
    text = read(key, "scheme")
    scheme = world.scheme(key)
    sides = {details["side"]: city for city, details in text["cities"].items()}
    mentor = world.city(key, sides["mentor"])
    decided_on = world.day(text["match"]["decided"])
    ask_mentor(
        scheme=scheme,
        organisation=mentor,
        by=world.coordinator,
        asked_on=world.day(text["match"]["asked"]),
    )
    party = take_part(
        scheme=scheme, organisation=mentor, side=Side.MENTOR, by=world.coordinator, starts_on=decided_on
    )
    _people_of(world, key, sides["mentor"], party, ROLES_OF_A_MENTOR_CITY)
    _association(world, text["cities"][sides["mentor"]]["association"], party, Role.MENTOR_ASSOCIATION)
    match = record_match(
        scheme=scheme,
        mentor=mentor,
        decided_on=decided_on,
        reasons=text["match"]["reasons"],
        by=world.coordinator,
    )
    for side in (Side.MENTEE, Side.MENTOR):
        accept_match(match=match, side=side, by=world.person(side.value, sides[side.value]))
