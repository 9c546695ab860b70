"""Two things measured in turn, so that whatever else the machine does falls on both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Generic, Protocol, TypeVar


class Sample(Protocol):
    """One measurement: seconds on the clock, and seconds of the server's processor."""

    @property
    def seconds(self) -> float:
        """How long it took by the clock."""

    @property
    def cpu(self) -> float:
        """How long the server's processor worked on it."""


Taken = TypeVar("Taken", bound=Sample)


@dataclass(slots=True)
class Pairs(Generic[Taken]):
    """Measurements of a thing and of its floor, pair by pair."""

    of: list[Taken] = field(default_factory=list)
    floor: list[Taken] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times the floor it takes by the clock: the median of the pairs' ratios."""
        return median(one.seconds / other.seconds for one, other in zip(self.of, self.floor, strict=True))

    @property
    def cpu_ratio(self) -> float:
        """The same of the processor's time, which the neighbours on a busy machine disturb less."""
        return median(one.cpu / other.cpu for one, other in zip(self.of, self.floor, strict=True))

    @property
    def milliseconds(self) -> tuple[float, float]:
        """The medians of both by the clock."""
        return (
            median(sample.seconds for sample in self.of) * 1000,
            median(sample.seconds for sample in self.floor) * 1000,
        )


def alternating(of: Callable[[], Taken], floor: Callable[[], Taken], pairs: int) -> Pairs[Taken]:
    """Measure both in turn, so many times; every other pair begins with the floor."""
    measured: Pairs[Taken] = Pairs()
    for number in range(pairs):
        if number % 2:
            other, one = floor(), of()
        else:
            one, other = of(), floor()
        measured.of.append(one)
        measured.floor.append(other)
    return measured
