"""What higher apps add to a scheme: entries of its side menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.enums import Right
    from schemes.models import Scheme


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the side menu as one reader sees it. ``count`` stands on the right, ``todo`` in colour."""

    key: str
    label: str
    url: str
    count: str = ""
    todo: bool = False


#: Returns the lines that a part adds for one reader of a scheme: none where they may not open it.
MenuProvider = Callable[["User", "Scheme", "frozenset[Right]"], list[MenuItem]]

_providers: dict[int, MenuProvider] = {}


def register_menu(place: int, provider: MenuProvider) -> None:
    """Add lines to the side menu of every scheme; ``place`` orders the parts.

    Raises ``ValueError`` when another provider holds the place.
    """
    if _providers.setdefault(place, provider) is not provider:
        raise ValueError(f"The place {place} in the menu is taken.")


def menu_of(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    """Return the side menu of a scheme for one reader, in order.

    ``rights`` are the reader's on the scheme; a provider may ask its own queries, one at most.
    """
    return [item for _, provider in sorted(_providers.items()) for item in provider(person, scheme, rights)]
