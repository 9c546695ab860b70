"""The programme's register: associations and cities with their names, and facts that are approximate."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inclucities.demo.seeding.texts import SCHEMES, cities_of, read
from inclucities.demo.seeding.world import World
from schemes.enums import OrganisationKind
from schemes.models import Organisation
from schemes.services.organisations import add_organisation, record_fact

SOURCE = "project pages, approximate"
SOURCE_OF_THE_INVENTED = "invented for the demonstration"
COLUMNS = (
    "original_language",
    "abbreviation",
    "aliases",
    "country",
    "region",
    "languages",
    "common_languages",
    "is_invented",
)


def seed_organisations(world: World) -> None:
    """Add the associations, then the cities that belong to them."""
    associations = {
        key: _add(world, OrganisationKind.ASSOCIATION, text)
        for key, text in read("programme", "associations").items()
    }
    for scheme in SCHEMES:
        cities = read(scheme, "scheme")["cities"]
        member_of = {key: city["association"] for key, city in cities.items()}
        member_of |= {
            city["replaces"]["city"]: city["association"] for city in cities.values() if "replaces" in city
        }
        for key in cities_of(scheme):
            text = read(scheme, key, "city")
            city = _add(
                world,
                OrganisationKind.CITY,
                text,
                parent_association=associations[member_of[key]],
                **{name: Decimal(text[name]) for name in ("latitude", "longitude") if name in text},
            )
            _record_facts(world, city, text)


def _add(world: World, kind: OrganisationKind, text: Mapping[str, Any], **details: Any) -> Organisation:
    columns = {name: text[name] for name in COLUMNS if name in text}
    return add_organisation(
        programme=world.programme,
        kind=kind,
        names=text["names"],
        by=world.coordinator,
        **columns,
        **details,
    )


def _record_facts(world: World, city: Organisation, text: Mapping[str, Any]) -> None:
    for fact in text["facts"]:
        record_fact(
            organisation=city,
            key=fact["key"],
            year=fact["year"],
            by=world.coordinator,
            value=Decimal(fact["value"]),
            definition=fact.get("definition", ""),
            source=fact.get("source", SOURCE_OF_THE_INVENTED if city.is_invented else SOURCE),
            approximate=True,
        )
