"""Rules about people that need no database."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Separators of lines and paragraphs, control characters (NUL among them) and lone surrogates.
BREAKING_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})
#: Characters that turn the direction of what follows: a name must not reach beyond itself.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

#: The regions of the time zone list, Europe first: there the cities of the network are.
REGIONS: Mapping[str, StrOrPromise] = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
UTC = "UTC"


def is_single_line(text: str) -> bool:
    """Tell whether a text may stand in a mail's header: one line, no control characters."""
    return not any(
        character in DIRECTION_OVERRIDES or unicodedata.category(character) in BREAKING_CATEGORIES
        for character in text
    )


@lru_cache(maxsize=1)
def known_time_zones() -> frozenset[str]:
    """Return the names of all IANA time zones of this machine."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def time_zone_groups() -> tuple[tuple[StrOrPromise, tuple[tuple[str, str], ...]], ...]:
    """Return the time zones to choose from, by region, each with its city first.

    A select jumps to what is typed, so each label begins with the city: "Riga", "Louisville
    (Kentucky)". Aliases without a region (``CET``, ``GB``) are left out.
    """
    cities: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in known_time_zones():
        region, _slash, place = name.partition("/")
        if region in REGIONS and place:
            cities[region].append((name, _label(place)))
    regions = (
        (REGIONS[region], tuple(sorted(cities[region], key=lambda choice: choice[1]))) for region in REGIONS
    )
    return (*regions, (_("No region"), ((UTC, UTC),)))


def _label(place: str) -> str:
    *outer, city = place.replace("_", " ").split("/")
    return f"{city} ({', '.join(outer)})" if outer else city
