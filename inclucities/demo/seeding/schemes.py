"""Schemes, who takes part in them in which role, and the match of a mentee with its mentor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from inclucities.accounts.models import User
from inclucities.demo.seeding.organisations import seed_organisations
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, read
from inclucities.demo.seeding.world import World
from schemes.enums import Role, SchemeFormat, Side
from schemes.models import Match, Participation, Scheme
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
#: So long the coordinator works on one scheme or party before she turns to the next.
MINUTES_TO_OPEN = 20


def have_schemes(world: World) -> bool:
    """Tell whether the programme has its schemes already."""
    return Scheme.objects.filter(programme=world.programme).exists()


def steps_of_schemes(world: World) -> Iterator[Step]:
    """Set up the programme and all its schemes; then each begins, and is matched, when its time comes."""
    starts = read("programme", "programme")["starts"]
    yield world.step(starts, 10, "staff", partial(_seed_staff, world))
    yield world.step(f"{starts} +7 days", 9, "organisations", partial(seed_organisations, world))
    yield world.step(f"{starts} +14 days", 9, "schemes", partial(_open_schemes, world))
    for key in SCHEMES:
        text = read(key, "scheme")
        yield world.step(text["starts"], 9, f"{key}: begins", partial(_begin, world, key))
        for city, details in text["cities"].items():
            if replaced := details.get("replaces"):
                yield world.step(
                    replaced["day"], 14, f"{key}: {city} comes", partial(_replace, world, key, city)
                )
        if match := text.get("match"):
            yield world.step(match["asked"], 11, f"{key}: mentor asked", partial(_ask_mentor, world, key))
            yield world.step(
                match["decided"], 15, f"{key}: match decided", partial(_record_match, world, key)
            )
            for side, on in match["accepted"].items():
                yield world.step(on, 10, f"{key}: {side} accepts", partial(_accept, world, key, Side(side)))


def _seed_staff(world: World) -> None:
    for name, role in STAFF.items():
        give_role(person=world.person(name), role=role, scope=world.programme, by=None)


def _open_schemes(world: World) -> None:
    for key in SCHEMES:
        text = read(key, "scheme")
        open_scheme(
            programme=world.programme,
            themes=text["themes"],
            starts_on=world.moment(text["starts"], 9).date(),
            by=world.coordinator,
            template=SchemeFormat(text.get("template", SchemeFormat.FULL)),
            needs_due_on=world.day(text["needs_due"]),
            **{name: text[name] for name in PARAMETERS if name in text},
        )
        world.clock.spend(MINUTES_TO_OPEN)


def _begin(world: World, key: str) -> None:
    """Let the learning cities take part; a mentor city's people belong to their city until the match."""
    scheme = world.scheme(key)
    for city, details in read(key, "scheme")["cities"].items():
        if details["side"] == Side.MENTOR:
            _mentor_city(world, key, city, details["association"])
        else:
            _learning_city(world, scheme, key, city, details)
        world.clock.spend(MINUTES_TO_OPEN)


def _learning_city(world: World, scheme: Scheme, key: str, city: str, details: Mapping[str, Any]) -> None:
    first = details["replaces"]["city"] if "replaces" in details else city
    party = take_part(
        scheme=scheme, organisation=world.city(key, first), side=Side(details["side"]), by=world.coordinator
    )
    _people_of(world, key, first, party, ROLES_OF_A_LEARNING_CITY)
    _association(world, details["association"], party, Role.MENTEE_ASSOCIATION)


def _people_of(world: World, key: str, city: str, party: Participation, roles: Mapping[str, Role]) -> None:
    for name in read(key, city, "city")["people"]:
        give_role(person=world.person(name, city), role=roles[name], scope=party, by=world.coordinator)


def _association(world: World, key: str, party: Participation, role: Role) -> None:
    behind = take_part(
        scheme=party.scheme,
        organisation=world.association(key),
        side=Side(party.side),
        by=world.coordinator,
        stands_behind=party,
    )
    give_role(person=world.person("association", key), role=role, scope=behind, by=world.coordinator)


def _mentor_city(world: World, key: str, city: str, association: str) -> None:
    organisation = world.city(key, city)
    people: dict[User, Role] = {
        world.person(name, city): ROLES_OF_A_MENTOR_CITY[name] for name in read(key, city, "city")["people"]
    }
    people[world.person("association", association)] = Role.MENTOR_ASSOCIATION
    for person, role in people.items():
        give_role(person=person, role=role, scope=organisation, by=world.coordinator)


def _replace(world: World, key: str, city: str) -> None:
    """Let the city that takes part hand over to its successor."""
    replaced = read(key, "scheme")["cities"][city]["replaces"]
    party = replace_city(
        participation=world.party(key, replaced["city"]),
        successor=world.city(key, city),
        reason=replaced["reason"],
        by=world.coordinator,
    )
    _people_of(world, key, city, party, ROLES_OF_A_LEARNING_CITY)


def _ask_mentor(world: World, key: str) -> None:
    ask_mentor(
        scheme=world.scheme(key),
        organisation=world.city(key, _city_on(key, Side.MENTOR)),
        by=world.coordinator,
    )


def _record_match(world: World, key: str) -> None:
    """Record the match; the people of the mentor city act in the scheme by it, its association joins them."""
    match = read(key, "scheme")["match"]
    city = _city_on(key, Side.MENTOR)
    made = record_match(
        scheme=world.scheme(key),
        mentor=world.city(key, city),
        decided_on=world.moment(match["decided"], 15).date(),
        reasons=match["reasons"],
        by=world.coordinator,
    )
    _association(
        world, read(key, "scheme")["cities"][city]["association"], made.mentor, Role.MENTOR_ASSOCIATION
    )


def _accept(world: World, key: str, side: Side) -> None:
    match = Match.objects.select_related("scheme__programme", "mentee", "mentor", "decided_by").get(
        scheme=world.scheme(key)
    )
    accept_match(match=match, side=side, by=world.person(side.value, _city_on(key, side)))


def _city_on(key: str, side: Side) -> str:
    """Return the city of a pair that stands on one side."""
    return next(city for city, details in read(key, "scheme")["cities"].items() if details["side"] == side)
