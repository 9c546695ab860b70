"""Medians of pairs, the table of figures, and when two pages are the same."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from inclucities.bench.domain.figures import Figure, at_least, at_most, document, table
from inclucities.bench.domain.pages import first_difference
from inclucities.bench.domain.pairs import alternating
from inclucities.bench.seeding.texts import words

pytestmark = pytest.mark.once


@dataclass
class Sample:
    seconds: float
    cpu: float


def test_a_ratio_is_the_median_of_the_pairs_taken_in_turn() -> None:
    order: list[str] = []
    times = {"page": iter([3.0, 40.0, 2.0]), "floor": iter([1.0, 10.0, 1.0])}

    def take(name: str) -> Sample:
        order.append(name)
        seconds = next(times[name])
        return Sample(seconds, seconds / 10 if name == "page" else 0.1)

    measured = alternating(lambda: take("page"), lambda: take("floor"), 3)
    assert order == ["page", "floor", "floor", "page", "page", "floor"]
    assert measured.ratio == 3.0
    assert measured.cpu_ratio == pytest.approx(3.0)
    assert measured.milliseconds == (3000.0, 1000.0)


@pytest.mark.parametrize(("ratio", "queries", "met"), [(3.0, 6, True), (3.01, 6, False), (1.0, 7, False)])
def test_a_figure_is_met_when_each_of_its_numbers_is(ratio: float, queries: int, met: bool) -> None:
    figure = at_most("A page", (ratio, 3, "×"), (queries, 6, "queries"), beside="9 ÷ 3 ms")
    assert figure.met is met
    assert figure.wanted == "≤ 3 ×, ≤ 6 queries"
    assert figure.measured == f"{ratio:g} ×, {queries} queries; 9 ÷ 3 ms"


def test_some_numbers_should_be_large() -> None:
    assert at_least("Two workers", 1.7, 1.7, "× faster").met is True
    assert at_least("Two workers", 1.69, 1.7, "× faster").met is False


def test_the_page_holds_every_figure_and_where_it_was_measured() -> None:
    figures = [
        at_most("One", (1.2, 3, "×")),
        at_most("Two", (4, 3, "×")),
        Figure("Three", "beside"),
    ]
    page = document(figures, day="2026-11-26", machine={"cores": "2", "Python": "3.11"})
    assert "on 2026-11-26: cores 2, Python 3.11." in page
    assert table(figures) in page
    assert "| One | 1.2 × | ≤ 3 × | met |" in page
    assert "| Two | 4 × | ≤ 3 × | MISSED |" in page
    assert "| Three | beside |  | reported |" in page


TOKENS = '<form><input name="csrfmiddlewaretoken" value="{0}"><input name="next" value="/{0}/">{1}</form>'


def test_pages_are_the_same_but_for_tokens_addresses_and_blanks() -> None:
    assert first_difference(TOKENS.format("abc", "x  y"), TOKENS.format("def", "x\n y")) == ""


def test_the_first_difference_is_shown_in_both_words() -> None:
    shown = first_difference(TOKENS.format("abc", "x <p>one</p>"), TOKENS.format("abc", "x <p>two</p>"))
    page, floor = shown.split("\n")
    assert "<p>one</p>" in page
    assert "<p>two</p>" in floor
    assert first_difference("<p>one</p>", "<p>one</p><p>") != ""


def test_texts_have_so_many_words_and_are_always_the_same() -> None:
    assert len(words(150, "seed").split()) == 150
    assert words(150, "seed") == words(150, "seed") != words(150, "other")
    assert words(150, "seed").count("\n\n") > 1
