"""The report on the promises: what it says of each, and when a run has failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bin import legs, run_promises
from bin.legs import Case, Result
from tests.promises.catalogue import CATALOGUE, Promise

pytestmark = pytest.mark.once

PROMISE = Promise("Nothing is lost", "a | b", "100 of 100")


def case(
    outcome: str, *, test: str = "tests/test_x.py::test_y", found: str = "", promise: str = PROMISE.name
) -> Case:
    notes = {"promise": promise, "test": test} | ({"found": found} if found else {})
    return Case(outcome, notes)


def results(*cases: Case, on_servers: tuple[Case, ...] = ()) -> dict[str, Result]:
    return {
        "sqlite": Result("SQLite", passed=1, cases=list(cases)),
        "servers": Result("PostgreSQL 15", passed=1, cases=list(on_servers)),
    }


def test_a_row_says_what_was_found_where_and_by_which_test() -> None:
    proof = run_promises.proof_of(
        PROMISE,
        results(
            case("passed", found="100 of 100"),
            case("passed", test="tests/test_x.py::test_a"),
            case("passed", promise="Another"),
            on_servers=(case("passed", found="99 of 99"),),
        ),
    )
    assert proof.kept
    assert proof.row == (
        "| Nothing is lost | a &#124; b | 100 of 100 | SQLite: 100 of 100<br>PostgreSQL: 99 of 99 "
        "| `tests/test_x.py::test_a`<br>`tests/test_x.py::test_y` | passed |"
    )


@pytest.mark.parametrize(
    "cases",
    [
        (),
        (case("skipped"),),
        (case("failed"),),
        (case("passed"), case("failed")),
        (case("passed", promise="x"),),
    ],
)
def test_a_promise_without_a_passing_test_or_with_a_failing_one_is_not_kept(cases: tuple[Case, ...]) -> None:
    proof = run_promises.proof_of(PROMISE, results(*cases))
    assert not proof.kept
    assert proof.row.endswith("| **failed** |")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Promise], list[Case]]], tuple[int, Path]]:
    """Give a run of which only the legs are made up."""
    written = tmp_path / "PROMISES.md"
    monkeypatch.setattr(run_promises, "PAGE", written)
    monkeypatch.delenv("ARGS", raising=False)
    monkeypatch.delenv("LEGS", raising=False)

    def done(cases: Callable[[Promise], list[Case]]) -> tuple[int, Path]:
        every = [entry for promise in CATALOGUE for entry in cases(promise)]
        for name in legs.LEGS:
            monkeypatch.setitem(legs.LEGS, name, lambda _, name=name: Result(name, passed=1, cases=every))
        return run_promises.main(), written

    return done


def test_a_whole_run_writes_the_page(run: Callable[..., tuple[int, Path]]) -> None:
    code, written = run(lambda promise: [case("passed", promise=promise.name, found="it holds")])
    text = written.read_text(encoding="utf-8")
    assert code == 0
    assert dt.datetime.now(tz=dt.UTC).date().isoformat() in text
    for promise in CATALOGUE:
        assert f"\n| {promise.name} | {promise.known_from} | " in text
    assert text.count("SQLite: it holds<br>PostgreSQL: it holds<br>Chromium: it holds") == len(CATALOGUE)


def test_one_promise_without_a_test_fails_the_run(run: Callable[..., tuple[int, Path]]) -> None:
    code, written = run(
        lambda promise: [] if promise.name == "Audit" else [case("passed", promise=promise.name)]
    )
    assert code == 1
    assert written.read_text(encoding="utf-8").count("**failed**") == 1


def test_a_part_of_the_run_leaves_the_page_alone(
    run: Callable[..., tuple[int, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGS", "sqlite")
    code, written = run(
        lambda promise: [] if promise.name == "Audit" else [case("passed", promise=promise.name)]
    )
    assert code == 0
    assert not written.exists()


def test_the_tests_are_selected_by_their_mark_and_run_with_the_full_numbers() -> None:
    assert run_promises.SELECTION.marked("not once")[:2] == ["-m", "promise and not once"]
    assert run_promises.SELECTION.environment == {"PROMISES": "full"}
    assert legs.Selection().marked() == []
