"""Home: waiting for me, my schemes, shared with me (convention 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.notifications.queries import first_waiting
from needs_analysis.queries.needs_analyses import asked_of
from needs_analysis.queries.shared import shared_with
from needs_analysis.queries.summaries import associations_of
from schemes.queries.scheme_list import latest_schemes

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.notifications.queries import Waiting
    from inclucities.questionnaires.models import FrozenVersion
    from needs_analysis.queries.needs_analyses import Asked
    from schemes.models import Organisation
    from schemes.queries.scheme_list import SchemeLine


@dataclass(frozen=True, slots=True)
class Home:
    """What one person finds on the first page."""

    waiting: Waiting
    asked: list[Asked]
    schemes: list[SchemeLine]
    shared: list[FrozenVersion]
    associations: list[Organisation]

    @property
    def has_deadlines(self) -> bool:
        """Whether a day stands on the page until which something is due."""
        return any(item.due_on for item in self.waiting.acts) or any(
            asked.state.due_on for asked in self.asked
        )


def home_of(person: User) -> Home:
    """Return the first page of a person, in a fixed number of queries."""
    return Home(
        waiting=first_waiting(person),
        asked=asked_of(person),
        schemes=latest_schemes(person),
        shared=shared_with(person),
        associations=associations_of(person),
    )
