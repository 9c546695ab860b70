"""Home: waiting for me, my schemes, shared with me (convention 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.notifications.queries import waiting_for
from needs_analysis.queries.needs_analyses import asked_of
from needs_analysis.queries.summaries import associations_of
from schemes.queries.schemes import schemes_visible_to, with_parties

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.notifications.queries import WaitingItem
    from needs_analysis.queries.needs_analyses import Asked
    from schemes.models import Organisation, Scheme

SCHEMES_ON_HOME = 6


@dataclass(frozen=True, slots=True)
class Home:
    """What one person finds on the first page."""

    waiting: list[WaitingItem]
    asked: list[Asked]
    schemes: list[Scheme]
    associations: list[Organisation]


def home_of(person: User) -> Home:
    """Return the first page of a person, in a fixed number of queries."""
    return Home(
        waiting=list(waiting_for(person)),
        asked=asked_of(person),
        schemes=list(with_parties(schemes_visible_to(person))[:SCHEMES_ON_HOME]),
        associations=list(associations_of(person)),
    )
