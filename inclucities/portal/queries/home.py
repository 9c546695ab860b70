"""Home: waiting for me, my schemes, shared with me (convention 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from needs_analysis.queries.needs_analyses import asked_of
from schemes.queries.schemes import schemes_visible_to, with_parties

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from needs_analysis.queries.needs_analyses import Asked
    from schemes.models import Scheme

SCHEMES_ON_HOME = 6


@dataclass(frozen=True, slots=True)
class Home:
    """What one person finds on the first page."""

    asked: list[Asked]
    schemes: list[Scheme]


def home_of(person: User) -> Home:
    """Return the first page of a person, in a fixed number of queries."""
    return Home(
        asked=asked_of(person),
        schemes=list(with_parties(schemes_visible_to(person))[:SCHEMES_ON_HOME]),
    )
