"""The list of schemes, at ten schemes and at ten thousand."""

from __future__ import annotations

from collections.abc import Iterator

from inclucities.bench.domain.figures import Figure
from inclucities.bench.measurements.sites import Site, compared, in_words, queries_of
from inclucities.bench.seeding.many import MANY
from inclucities.bench.seeding.world import FEW

PAIRS = 80
AT_MOST = 1.3


def measure_scheme_list(few: Site, many: Site) -> Iterator[Figure]:
    """Give the figures of the list's first and last page for both readers; both sites have the same people."""
    last = f"/schemes/?page={MANY // FEW}"
    for who, person, path in (
        ("first page, coordinator", "coordinator", "/schemes/"),
        ("last page, coordinator", "coordinator", last),
        ("person with three schemes", "member", "/schemes/"),
    ):
        with few.visited_by(person) as at_few, many.visited_by(person) as at_many:
            measured = compared(lambda: at_many.get(path), lambda: at_few.get("/schemes/"), PAIRS)  # noqa: B023 -- called here
            queries = [
                queries_of(at_few.get("/schemes/", counting=True)),
                queries_of(at_many.get(path, counting=True)),
            ]
        yield Figure(
            what=f"list of schemes at {MANY:,} ÷ at {FEW}: {who}",
            measured=f"{measured.ratio:.2f} ×, {queries[1]} and {queries[0]} queries; {in_words(measured)}",
            wanted=f"≤ {AT_MOST} ×, the same number of queries",
            met=measured.ratio <= AT_MOST and queries[0] == queries[1],
        )
