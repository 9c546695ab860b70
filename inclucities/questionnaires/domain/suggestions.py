"""What an app suggests for a cell of free text: words that stand for something of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words to write, the language they are in where it is known, and the page of what they are called after."""

    words: str
    language: str = ""
    address: str = ""


def address_of(words: str, suggestions: Iterable[Suggestion]) -> str:
    """Return the page of the one thing that is called exactly so; nothing where there is none or several."""
    addresses = {suggestion.address for suggestion in suggestions if suggestion.words == words}
    return addresses.pop() if len(addresses) == 1 else ""
