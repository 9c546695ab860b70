"""The shell of a scheme: the side menu and the words that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from inclucities.ui.domain.shapes import MenuItem as MenuLine
from schemes.enums import Right, Side
from schemes.queries.schemes import parties_of
from schemes.registry import MenuItem, menu_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.models import Participation, Scheme


def scheme_shell(person: User, scheme: Scheme, rights: frozenset[Right], current: str) -> dict[str, Any]:
    """Return what ``schemes/base_scheme.html`` needs, for a page of a scheme in any app.

    ``rights`` are the reader's on the scheme or on one of its parties; ``current`` is the key of
    the menu's line that the page belongs to. One query when the parties are not loaded, and one for
    each registered part of the menu at most.
    """
    menu = [
        MenuItem("overview", _("Overview"), reverse("schemes:overview", args=[scheme.pk])),
        *menu_of(person, scheme, rights),
        *_last_lines(scheme, rights),
    ]
    return {
        "scheme": scheme,
        "scheme_title": pair_title(scheme),
        "menu": menu,
        "menu_note": _("Demonstration") if scheme.programme.is_demonstration else "",
        "menu_current": current,
        "menu_lines": [
            MenuLine(item.label, item.url, item.key == current, item.count, item.todo) for item in menu
        ],
    }


def _last_lines(scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    lines = (
        (Right.VIEW_SCHEME, "documents", _("Documents"), "schemes:documents"),
        (Right.VIEW_PEOPLE, "people", _("People"), "schemes:members"),
        (Right.VIEW_SETTINGS, "settings", _("Settings"), "schemes:settings"),
        (Right.VIEW_EVENTS, "events", _("Events"), "schemes:events"),
    )
    return [
        MenuItem(key, label, reverse(name, args=[scheme.pk]))
        for right, key, label, name in lines
        if right in rights
    ]


def pair_title(scheme: Scheme) -> str:
    """Name a scheme by its cities: "Jelgava with Schaerbeek", or by its theme before it has any."""
    cities = [party for party in parties_of(scheme) if not party.is_association]
    mentees = [party.organisation.name for party in cities if party.side != Side.MENTOR]
    mentors = [party.organisation.name for party in cities if party.side == Side.MENTOR]
    if scheme.is_community:
        return joined(mentees) or scheme.theme
    if mentees and mentors:
        return _("%(mentee)s with %(mentor)s") % {"mentee": joined(mentees), "mentor": joined(mentors)}
    return joined(mentees or mentors) or scheme.theme


def joined(names: list[str]) -> str:
    """Return some names as a list in words: "Jelgava, Schaerbeek and Capaci"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def cities_in(scheme: Scheme) -> list[Participation]:
    """Return the cities that take part today, the mentee or the peers first."""
    cities = [party for party in parties_of(scheme) if not party.is_association]
    return sorted(cities, key=lambda party: (party.side == Side.MENTOR, party.pk))
