"""A running server with a world in its database, and those who visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from inclucities.bench.domain.pairs import Pairs, alternating
from inclucities.bench.loads.visiting import Visit, Visitor
from inclucities.bench.seeding.world import World

#: Requests before a page is measured: caches of the process, plans of the database.
WARMING = 15


@dataclass(frozen=True, slots=True)
class Site:
    """One server. ``sessions`` has the session of each person of the world by their word."""

    port: int
    host: str
    world: World
    sessions: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def visited_by(self, person: str) -> Iterator[Visitor]:
        """Yield a visitor who is signed in as ``person``."""
        visitor = Visitor(self.port, self.host, self.sessions[person])
        try:
            yield visitor
        finally:
            visitor.close()


def compared(of: Callable[[], Visit], floor: Callable[[], Visit], pairs: int) -> Pairs[Visit]:
    """Warm both up, then measure them in turn."""
    for _ in range(WARMING):
        of()
        floor()
    return alternating(of, floor, pairs)


def in_words(measured: Pairs[Visit]) -> str:
    """Say what lies behind a ratio: both times, and the ratio of the processor's."""
    of, floor = measured.milliseconds
    return f"{of:.1f} ÷ {floor:.1f} ms, CPU {measured.cpu_ratio:.2f} ×"


def queries_of(visit: Visit) -> int:
    """Return how many queries a visit took. Raises ``ValueError`` when nobody counted."""
    if visit.queries is None:
        raise ValueError("The queries of this visit were not counted.")
    return visit.queries
