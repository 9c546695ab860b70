"""What happened in the course of the demonstration, one step after the other, across all schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inclucities.demo.seeding.clock import Clock


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did: at which moment, what it was, and the act itself.

    The act finds what earlier steps have made when its turn comes, not before.
    """

    at: dt.datetime
    name: str
    act: Callable[[], object]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Return steps in the order of their moments; those of one moment keep theirs."""
    return sorted(steps, key=lambda step: step.at)


def play(steps: Iterable[Step], clock: Clock) -> None:
    """Do steps one after the other, each at its moment."""
    for step in steps:
        clock.go_to(step.at)
        step.act()
