"""``make promises``: the promises' tests with the full numbers, and ``docs/PROMISES.md`` from what they found.

Runs on the legs of ``make test``. A run of some legs or with further arguments prints what it found and leaves
the file alone.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bin import legs
from bin.commands import ROOT
from bin.legs import Case, Result
from tests.promises.catalogue import CATALOGUE, Promise

PAGE = ROOT / "docs" / "PROMISES.md"
#: Seconds that a test with the full numbers may take.
PATIENCE = 1800
SELECTION = legs.Selection(
    marks=("promise",), arguments=(f"--timeout={PATIENCE}",), environment={"PROMISES": "full"}
)
#: How the legs are called in the table.
SHORT = {"sqlite": "SQLite", "servers": "PostgreSQL", "journeys": "Chromium"}
HEAD = """\
# Promises

Written by `make promises` on {day}, with the full numbers. Each promise stands with the design that is known
to keep it, the figure that was promised, the figure that was found, and the tests that found it. `make test`
runs the same tests with small numbers. A promise that no passing test proves fails the run.

{places}

| Promise | Known from | Promised | Found | Proved by | Result |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Proof:
    """What was found about one promise."""

    promise: Promise
    found: tuple[str, ...]
    tests: tuple[str, ...]
    passed: int
    failed: int

    @property
    def kept(self) -> bool:
        """Whether a test proves the promise and none speaks against it."""
        return bool(self.passed) and not self.failed

    @property
    def row(self) -> str:
        """The promise's row of the table."""
        cells = (
            self.promise.name,
            self.promise.known_from,
            self.promise.figure,
            "<br>".join(self.found),
            "<br>".join(f"`{test}`" for test in self.tests),
            "passed" if self.kept else "**failed**",
        )
        return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _cases_of(promise: Promise, results: Mapping[str, Result]) -> Iterator[tuple[str, Case]]:
    for leg, result in results.items():
        for case in result.cases:
            if case.notes.get("promise") == promise.name and case.outcome != "skipped":
                yield leg, case


def proof_of(promise: Promise, results: Mapping[str, Result]) -> Proof:
    """Return what the legs found about a promise."""
    cases = list(_cases_of(promise, results))
    found = [f"{SHORT[leg]}: {case.notes['found']}" for leg, case in cases if "found" in case.notes]
    tests = [case.notes["test"] for _leg, case in cases]
    return Proof(
        promise,
        found=tuple(dict.fromkeys(found)),
        tests=tuple(sorted(set(tests))),
        passed=sum(case.outcome == "passed" for _leg, case in cases),
        failed=sum(case.outcome == "failed" for _leg, case in cases),
    )


def page(proofs: Iterable[Proof], results: Mapping[str, Result], day: dt.date) -> str:
    """Return the page that shows them."""
    places = "\n".join(f"* {SHORT[leg]}: {result.where}" for leg, result in results.items())
    rows = "\n".join(proof.row for proof in proofs)
    return HEAD.format(day=day.isoformat(), places=places) + rows + "\n"


def main() -> int:
    """Run the promises' tests, write the page after a whole run, and return the exit code."""
    results = legs.run_legs(SELECTION)
    proofs = [proof_of(promise, results) for promise in CATALOGUE]
    whole = set(results) == set(legs.LEGS) and not os.environ.get("ARGS")
    if whole:
        PAGE.write_text(page(proofs, results, dt.datetime.now(tz=dt.UTC).date()), encoding="utf-8")
    else:
        proofs = [proof for proof in proofs if proof.tests]
    print()
    for proof in proofs:
        print(f"{proof.promise.name}: {'passed' if proof.kept else 'FAILED'}")
        for line in proof.found:
            print(f"  {line}")
    kept = sum(proof.kept for proof in proofs)
    print(f"{kept} of {len(proofs)} promises kept", flush=True)
    return int(kept < len(proofs) or not legs.all_well(results))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
