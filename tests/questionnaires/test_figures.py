"""Numbers, amounts and shares as people write them in any country."""

from __future__ import annotations

from typing import Any

import pytest

from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.domain.values import (
    clean_value,
)
from inclucities.questionnaires.enums import ColumnType, QuestionType
from tests.questionnaires.values import (
    HUGE,
    QUESTIONS,
    C,
    Q,
    cell,
    kept,
    refused,
)

FIGURES = {
    "0": "0",
    "-0": "0",
    "0,0": "0",
    "007": "7",
    "55000": "55000",
    "12 500": "12500",
    "12\u00a0500": "12500",
    "12\u202f500": "12500",
    "12'500": "12500",
    "12’500": "12500",
    "12.500": "12500",
    "12,500": "12500",
    "1 234 567": "1234567",
    "1.234.567": "1234567",
    "1,234,567": "1234567",
    "3,5": "3.5",
    "3.5": "3.5",
    "3.50": "3.5",
    ",5": "0.5",
    "0,125": "0.125",
    "0.125": "0.125",
    "1.234,50": "1234.5",
    "1,234.50": "1234.5",
    "1 234,50": "1234.5",
    "1'234.50": "1234.5",
    "1.234,567": "1234.567",
    "1234,567": "1234.567",
    "1.234.567,89": "1234567.89",
    "12.50": "12.5",
    "12.5000": "12.5",
    "-12 500": "-12500",
    "−3,5": "-3.5",
    "+3": "3",
    "  42  ": "42",
    "999999999999999": "999999999999999",
    "0.00000000000001": "0.00000000000001",
}


@pytest.mark.parametrize(("typed", "figure"), FIGURES.items())
@pytest.mark.parametrize("kind", [Q.NUMBER, Q.MONEY])
def test_a_figure_is_what_a_city_officer_means(kind: QuestionType, typed: str, figure: str) -> None:
    assert kept(kind, typed) == figure


@pytest.mark.parametrize(("typed", "figure"), FIGURES.items())
@pytest.mark.parametrize("kind", [C.NUMBER, C.MONEY])
def test_a_figure_in_a_cell_is_what_a_city_officer_means(kind: ColumnType, typed: str, figure: str) -> None:
    assert cell(kind, typed) == figure


NO_FIGURES = [
    "about 500",
    "12 5 00",
    "2021 2022",
    "12 50",
    "1.2.3",
    "1,2,3",
    "1.234.50",
    "1,234,50",
    "12.500,123.4",
    "1 234.567 890",
    "1e5",
    "1_000",
    "NaN",
    "Infinity",
    "0x10",
    "12-13",
    "--5",
    "-",
    "+",
    ".",
    "5.",
    "0.125.000",
    "١٢",
    "½",
    "€ 500",
    True,
    False,
    [],
    ["5"],
    {"number": 5},
]


@pytest.mark.parametrize("typed", NO_FIGURES)
def test_what_is_no_figure_or_could_be_two_is_refused(typed: Any) -> None:
    assert refused(Q.NUMBER, typed).field == "number"


@pytest.mark.parametrize("typed", ["12.1230", "1,2340", 12.123, -1.234])
def test_three_decimals_that_would_be_read_as_thousands_next_time_are_refused(typed: Any) -> None:
    assert "thousands" in str(refused(Q.NUMBER, typed).message)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [(0, "0"), (12500, "12500"), (-3, "-3"), (3.5, "3.5"), (0.125, "0.125"), (1e-7, "0.0000001")],
)
def test_a_json_number_is_what_it_says(typed: float, figure: str) -> None:
    assert kept(Q.NUMBER, typed) == figure


@pytest.mark.parametrize(
    "typed",
    [
        "1000000000000000",
        "1.000.000.000.000.000",
        "0.1234567890123456",
        10**15,
        HUGE,
        1e300,
        float("nan"),
        float("inf"),
    ],
)
def test_a_figure_is_not_longer_than_any_office_program_keeps(typed: Any) -> None:
    assert "too long" in str(refused(Q.NUMBER, typed).message)


@pytest.mark.parametrize(
    ("typed", "share"),
    {
        "0": "0",
        "100": "100",
        "100,0": "100",
        "12": "12",
        "12 %": "12",
        "12%": "12",
        "12,5": "12.5",
        "33.333": "33.333",
        "33,333 %": "33.333",
        "12,500": "12.5",
        "100.000": "100",
        "0,4": "0.4",
    }.items(),
)
def test_a_share_has_decimals_and_no_thousands(typed: str, share: str) -> None:
    assert kept(Q.PERCENT, typed) == share
    assert cell(C.PERCENT, typed) == share


@pytest.mark.parametrize("typed", ["-1", "100.1", "101", "12 500", "1.234,5", 101, -0.1, "%%", "1%%", True])
def test_a_share_lies_between_0_and_100(typed: Any) -> None:
    assert refused(Q.PERCENT, typed).field == "number"


def test_year_and_source_are_kept_where_the_question_asks_for_them() -> None:
    typed = {"number": "55 000", "year": "2021", "source": " Census\n2021 "}
    assert clean_value(QUESTIONS[Q.NUMBER], typed) == {
        "number": "55000",
        "year": 2021,
        "source": "Census 2021",
    }
    plain = QuestionSpec(key="q", type=Q.NUMBER)
    assert clean_value(plain, typed) == {"number": "55000"}


@pytest.mark.parametrize(("part", "typed"), [("number", "x"), ("year", "21"), ("source", "s" * 301)])
def test_the_mistake_stands_at_the_field_that_it_is_in(part: str, typed: str) -> None:
    assert refused(Q.MONEY, typed, part).field == part
