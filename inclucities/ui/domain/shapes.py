"""What the components of a page are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

StationState = Literal["done", "now", "late", "blocked", "later"]


@dataclass(frozen=True, slots=True)
class Shell:
    """What the top bar shows to a signed-in person.

    ``waiting`` counts what waits for this person; ``nav`` holds label, address and whether the
    page belongs there.
    """

    waiting: int
    programme_name: str
    nav: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a side menu. ``todo`` marks a note that counts what waits for the reader."""

    label: str
    url: str
    current: bool = False
    note: str = ""
    todo: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """One station of a journey line: where it stands, who acts or when, and badges beside it."""

    title: str
    state: StationState
    note: str = ""
    url: str = ""
    badges: Sequence[str] = ()
