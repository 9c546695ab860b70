"""The time of the demonstration: every act is done at its moment, long past when the demonstration is loaded.

Services and models keep the time that the process tells them. While the seeding runs, that is the
time of the story (docs/adr/0012); only the seeding may move it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

#: Where the coordinator has her office: the hours of the demonstration are hers.
OFFICE = ZoneInfo("Europe/Brussels")
SATURDAY = 5


def office_time(day: dt.date, hour: int) -> dt.datetime:
    """Return a full hour of a working day: the last one up to ``day``."""
    working_day = day - dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    return dt.datetime.combine(working_day, dt.time(hour), OFFICE).astimezone(dt.UTC)


class Clock:
    """Stands at a moment of the story, and goes only forward, never beyond the present."""

    def __init__(self, traveller: time_machine.Traveller, present: dt.datetime) -> None:
        self._traveller = traveller
        self._present = present

    def go_to(self, moment: dt.datetime) -> None:
        """Go on to a moment; where it has passed already, stay. Raises ``ValueError`` for one that lies ahead."""
        if moment > self._present:
            raise ValueError(f"{moment} lies ahead of the day of seeding.")
        self._traveller.move_to(max(moment, timezone.now()))

    def spend(self, minutes: int) -> None:
        """Let some minutes pass with work."""
        self._traveller.move_to(min(timezone.now() + dt.timedelta(minutes=minutes), self._present))


@contextmanager
def time_of_the_story(first: dt.datetime) -> Iterator[Clock]:
    """Let the process live in the time of the demonstration, from the moment ``first`` on."""
    present = timezone.now()
    with time_machine.travel(first, tick=False) as traveller:
        yield Clock(traveller, present)
