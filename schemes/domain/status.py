"""From decisions and facts to the name of a status (method 16)."""

from __future__ import annotations

from dataclasses import dataclass

from schemes.enums.schemes import SchemeStatus

#: A community of practice has at least so many cities (method 4).
CITIES_OF_A_COMMUNITY = 3


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What the status of a scheme depends on."""

    is_community: bool
    learning_cities: int
    searches: bool
    matched: bool
    paused: bool
    ended_early: bool
    closed: bool


def status_from(facts: SchemeFacts) -> SchemeStatus:
    """Return the status; a decision to close, end or pause comes before everything else."""
    decided = (
        (facts.closed, SchemeStatus.CLOSED),
        (facts.ended_early, SchemeStatus.ENDED_EARLY),
        (facts.paused, SchemeStatus.PAUSED),
    )
    for holds, status in decided:
        if holds:
            return status
    if facts.is_community:
        return SchemeStatus.WORKING if facts.learning_cities >= CITIES_OF_A_COMMUNITY else SchemeStatus.SETUP
    if facts.matched:
        return SchemeStatus.MATCHED
    if facts.searches:
        return SchemeStatus.MATCHING
    return SchemeStatus.NEEDS if facts.learning_cities else SchemeStatus.SETUP
