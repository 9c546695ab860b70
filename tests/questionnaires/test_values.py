"""What can be typed as an answer, and what is kept of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.domain.values import (
    MAX_LINES,
    MAX_LONG_TEXT,
    MAX_REFERENCES,
    MAX_SHORT_TEXT,
    MAX_TAG,
    MAX_TAGS,
    InvalidValueError,
    clean_row,
    clean_text,
    clean_value,
    row_is_complete,
)
from inclucities.questionnaires.enums import ColumnType, QuestionType

Q, C = QuestionType, ColumnType
#: Python refuses to write so long a number out.
HUGE = pytest.param(10**5000, id="huge")
UUID = "6f1c0d1e-1c1b-4f57-9d43-2b8d2a2f6a11"
OTHER_UUID = "0b7b3c52-6c1f-4a59-8a4e-6d7f0c9e1234"

QUESTIONS: dict[QuestionType, QuestionSpec] = {
    kind: QuestionSpec(
        key="q",
        type=kind,
        choices=("a", "b") if kind == Q.CHOICE else (),
        levels=5 if kind == Q.SCALE else 0,
        with_year=True,
        with_source=True,
    )
    for kind in QuestionType
}
ROW = QuestionSpec(
    key="rows",
    type=Q.ROWS,
    columns=tuple(
        ColumnSpec(
            key=str(kind), type=kind, choices=("a", "b") if kind == C.CHOICE else (), required=kind == C.YEAR
        )
        for kind in ColumnType
    ),
)
#: The one part in which most types hold their answer.
PART = {
    Q.SHORT_TEXT: "text",
    Q.LONG_TEXT: "text",
    Q.NUMBER: "number",
    Q.MONEY: "number",
    Q.PERCENT: "number",
    Q.DATE: "date",
    Q.CHOICE: "choice",
    Q.SCALE: "level",
    Q.TAGS: "tags",
    Q.YES_NO_TEXT: "yes",
}


def kept(kind: QuestionType, typed: Any, part: str = "") -> Any:
    part = part or PART[kind]
    return clean_value(QUESTIONS[kind], {part: typed}).get(part)


def refused(kind: QuestionType, typed: Any, part: str = "") -> InvalidValueError:
    with pytest.raises(InvalidValueError) as caught:
        kept(kind, typed, part)
    return caught.value


def cell(kind: ColumnType, typed: Any) -> Any:
    return clean_row(ROW, {kind.value: typed}).get(kind.value)


# -- Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Q.SHORT_TEXT, Q.LONG_TEXT])
@pytest.mark.parametrize("nothing", [None, "", "  ", "\n\t \u00a0\r\n"])
def test_blanks_are_no_answer(kind: QuestionType, nothing: Any) -> None:
    assert clean_value(QUESTIONS[kind], {"text": nothing}) == {}


@pytest.mark.parametrize(
    "words", ["Jelgavas pašvaldība", "Δήμος Λεβαδέων", "👩‍👩‍👧‍👦 🇱🇻", "ﷺ\u0301", "<b>&amp;"]
)
@pytest.mark.parametrize("kind", [Q.SHORT_TEXT, Q.LONG_TEXT])
def test_every_script_is_kept_as_it_is(kind: QuestionType, words: str) -> None:
    assert kept(kind, words) == words


def test_a_short_text_becomes_one_line() -> None:
    assert kept(Q.SHORT_TEXT, "  one\r\ntwo\tthree\u00a0 four ") == "one two three four"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\u2028", "\u2029", "\x85"])
def test_line_ends_of_browsers_and_word_processors_become_one(end: str) -> None:
    assert kept(Q.LONG_TEXT, f"one{end}two{end}{end}three") == "one\ntwo\n\nthree"


def test_a_long_text_keeps_its_paragraphs_and_indents() -> None:
    assert kept(Q.LONG_TEXT, "one\n\n  two  \n") == "one\n\n  two  \n"


@pytest.mark.parametrize(("kind", "limit"), [(Q.SHORT_TEXT, MAX_SHORT_TEXT), (Q.LONG_TEXT, MAX_LONG_TEXT)])
def test_a_text_may_be_as_long_as_the_limit_and_no_longer(kind: QuestionType, limit: int) -> None:
    assert kept(kind, "ā" * limit) == "ā" * limit
    assert str(refused(kind, "ā" * (limit + 1)).message) == "This text is 1 character too long."
    assert str(refused(kind, "ā" * (limit + 7)).message) == "This text is 7 characters too long."


def test_line_breaks_are_limited_because_each_costs_a_page() -> None:
    assert kept(Q.LONG_TEXT, "x\n" * MAX_LINES) == "x\n" * MAX_LINES
    assert "lines" in str(refused(Q.LONG_TEXT, "x\n" * (MAX_LINES + 1)).message)


UNSTORABLE = [
    pytest.param("\x00", id="nul"),
    pytest.param("a\x00b", id="nul inside"),
    pytest.param("\ud800", id="high half"),
    pytest.param("x\udfff", id="low half"),
]


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize("kind", list(PART))
def test_what_a_database_cannot_hold_is_refused(kind: QuestionType, text: str) -> None:
    assert refused(kind, text).field == PART[kind]


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize("kind", list(ColumnType))
def test_what_a_database_cannot_hold_is_refused_in_a_cell(kind: ColumnType, text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        cell(kind, text)
    assert caught.value.field == kind.value


# -- Numbers --------------------------------------------------------------------------------------

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


# -- Years and dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "year"), [("2021", 2021), (2021, 2021), (" 1800 ", 1800), ("2200", 2200), ("", None)]
)
def test_a_year_has_four_digits(typed: Any, year: int | None) -> None:
    assert cell(C.YEAR, typed) == year


@pytest.mark.parametrize("typed", ["21", "1799", "2201", "02021", "2021.", -2021, HUGE, 2021.0, True, [2021]])
def test_no_other_year_is_kept(typed: Any) -> None:
    with pytest.raises(InvalidValueError):
        cell(C.YEAR, typed)


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2021", "2021"),
        (2021, "2021"),
        ("2021-06", "2021-06"),
        ("2021-6", "2021-06"),
        ("2021-06-30", "2021-06-30"),
        ("2021-6-3", "2021-06-03"),
        ("30.06.2021", "2021-06-30"),
        ("30.6.2021.", "2021-06-30"),
        ("3/6/2021", "2021-06-03"),
        ("29.02.2024", "2024-02-29"),
        ("", None),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(typed: Any, date: str | None) -> None:
    assert kept(Q.DATE, typed) == date
    assert cell(C.DATE, typed) == date


@pytest.mark.parametrize(
    "typed",
    [
        "29.02.2023",
        "2021-13",
        "2021-00-10",
        "31/06/2021",
        "1799",
        "0001-01-01",
        "01.01.9999",
        "June 2021",
        "2021-06-30T10:00",
        "20210630",
        20210630,
        0,
        True,
    ],
)
def test_a_date_that_does_not_exist_is_refused(typed: Any) -> None:
    assert refused(Q.DATE, typed).field == "date"


# -- Choices, levels, tags ------------------------------------------------------------------------


def test_only_what_is_offered_can_be_chosen() -> None:
    assert kept(Q.CHOICE, "a") == "a"
    assert kept(Q.CHOICE, "") is None
    assert cell(C.CHOICE, "b") == "b"
    for typed in ("c", "A", 1, ["a"], {"a": 1}, True):
        assert refused(Q.CHOICE, typed).field == "choice"


@pytest.mark.parametrize(("typed", "level"), [("1", 1), (5, 5), ("", None), (None, None)])
def test_a_level_is_kept_as_its_number(typed: Any, level: int | None) -> None:
    assert kept(Q.SCALE, typed) == level


@pytest.mark.parametrize("typed", ["0", "6", 0, 6, 1.5, True, "1.0", HUGE, [1], {}, *UNSTORABLE])
def test_no_other_level_is_kept(typed: Any) -> None:
    assert refused(Q.SCALE, typed).field == "level"


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("housing, own words;  work\nhousing", ["housing", "own words", "work"]),
        (["housing", " own \t words ", "housing", None, ""], ["housing", "own words"]),
        (["one, two"], ["one", "two"]),
        (",;\n", None),
        ([], None),
        ("", None),
    ],
)
def test_tags_are_different_words_or_short_phrases(typed: Any, tags: list[str] | None) -> None:
    assert kept(Q.TAGS, typed) == tags
    assert cell(C.TAGS, typed) == tags


def test_tags_are_limited_in_number_and_length() -> None:
    most = [f"{number:0{MAX_TAG}}" for number in range(MAX_TAGS)]
    assert kept(Q.TAGS, most) == most
    assert refused(Q.TAGS, [*most, "one more"]).field == "tags"
    assert refused(Q.TAGS, "x" * (MAX_TAG + 1)).field == "tags"
    for typed in (5, True, {"a": "b"}, [["a"]], [5]):
        assert refused(Q.TAGS, typed).field == "tags"


def test_yes_and_no_are_two_answers_and_nothing_is_a_third() -> None:
    question = QUESTIONS[Q.YES_NO_TEXT]
    assert clean_value(question, {"yes": "yes", "text": "Since 2019"}) == {"yes": True, "text": "Since 2019"}
    assert clean_value(question, {"yes": False}) == {"yes": False}
    assert clean_value(question, {"yes": "", "text": "Perhaps"}) == {"text": "Perhaps"}
    for typed in ("Yes", "true", 1, 0, 0.0, [], {}, ["yes"]):
        assert refused(Q.YES_NO_TEXT, typed).field == "yes"
    assert refused(Q.YES_NO_TEXT, ["text"], "text").field == "text"


# -- Cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.jelgava.lv", "https://www.jelgava.lv"),
        ("http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("example.org/?next=http://other.org", "https://example.org/?next=http://other.org"),
        ("https://λεβαδεια.gr/δήμος", "https://λεβαδεια.gr/δήμος"),
        ("", None),
    ],
)
def test_a_web_address_is_completed(typed: str, address: str | None) -> None:
    assert cell(C.URL, typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "mailto:a@b.org",
        "https://a@b.org",
        "see our page",
        "https://",
        "https://.",
        "https://a..b",
        "example.",
        "n.a.",
        "http://[::1",
        "https://example.org:x",
        'https://example.org/"onclick',
        "https://example.org/<b>",
        "https://exa\x01mple.org",
        "example.org/" + "x" * 289,
        5,
        True,
        ["https://example.org"],
    ],
)
def test_what_leads_nowhere_or_somewhere_dangerous_is_no_address(typed: Any) -> None:
    with pytest.raises(InvalidValueError) as caught:
        cell(C.URL, typed)
    assert caught.value.field == "url"


def test_an_e_mail_address_has_one_at_and_a_domain() -> None:
    assert cell(C.EMAIL, " anna@jelgava.lv ") == "anna@jelgava.lv"
    assert cell(C.EMAIL, "") is None
    for typed in (
        "anna",
        "anna@",
        "@jelgava.lv",
        "a@b",
        "a@b@c.lv",
        "Anna <a@b.lv>",
        "a@b.lv, c@d.lv",
        "a b@c.lv",
        5,
    ):
        with pytest.raises(InvalidValueError):
            cell(C.EMAIL, typed)


def test_references_are_uuids() -> None:
    assert cell(C.REFERENCE, UUID.upper()) == UUID
    assert cell(C.REFERENCE, "") is None
    assert cell(C.REFERENCES, [UUID, UUID, OTHER_UUID, ""]) == [UUID, OTHER_UUID]
    assert cell(C.REFERENCES, UUID) == [UUID]
    assert cell(C.REFERENCES, []) is None
    for typed in ("x", "1", 1, True, {"a": 1}, [UUID]):
        with pytest.raises(InvalidValueError):
            cell(C.REFERENCE, typed)
    for typed in ("x", 1, True, {UUID: 1}, [UUID, 1], [[UUID]]):
        with pytest.raises(InvalidValueError):
            cell(C.REFERENCES, typed)


def test_no_more_references_than_rows() -> None:
    many = [f"{number:032x}" for number in range(MAX_REFERENCES + 1)]
    assert len(cell(C.REFERENCES, many[:-1])) == MAX_REFERENCES
    with pytest.raises(InvalidValueError):
        cell(C.REFERENCES, many)


def test_a_row_keeps_known_columns_and_leaves_empty_ones_out() -> None:
    typed = {"short_text": " Title ", "number": "", "yes_no": "no", "tags": [], "unknown": "x", "version": 5}
    assert clean_row(ROW, typed) == {"short_text": "Title", "yes_no": False}
    assert clean_row(ROW, {}) == {}


def test_a_row_is_complete_when_its_required_columns_are_filled() -> None:
    assert row_is_complete(ROW, {"year": 2021})
    assert not row_is_complete(ROW, {"short_text": "Title"})
    assert not row_is_complete(ROW, {"year": ""})


# -- Whatever is sent -----------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=30),
    st.text(alphabet=st.sampled_from("0123456789.,' \u00a0-+%e"), max_size=12),
    st.sampled_from(
        [
            "2021",
            "2021-06-30",
            "30.06.2021",
            "a",
            "b",
            "yes",
            "no",
            "1",
            "5",
            UUID,
            "a@b.lv",
            "b.lv",
            "1.234,5",
        ]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=6,
)
PARTS = sorted({*PART.values(), "year", "source", "text", "other"})
VALUES = st.one_of(JSON, st.dictionaries(st.sampled_from(PARTS), JSON, max_size=5))
CELLS = st.one_of(JSON, st.dictionaries(st.sampled_from([*ColumnType, "other"]), JSON, max_size=5))


def outcome(clean: Any, raw: Any) -> Any:
    """Return what is kept, or the refusal; any other exception goes through."""
    try:
        return clean(raw)
    except InvalidValueError as error:
        return error


@given(kind=st.sampled_from(list(QuestionType)), raw=VALUES)
@example(kind=Q.NUMBER, raw={"number": "12.123"})
@example(kind=Q.PERCENT, raw={"number": "12.123"})
@example(kind=Q.LONG_TEXT, raw=[])
@example(kind=Q.ROWS, raw=None)
def test_anything_sent_is_kept_in_a_stable_form_or_refused_in_words(kind: QuestionType, raw: Any) -> None:
    clean = partial(clean_value, QUESTIONS[kind])
    found = outcome(clean, raw)
    assert str(found.message) if isinstance(found, InvalidValueError) else clean(found) == found


@given(raw=CELLS)
def test_any_row_sent_is_kept_in_a_stable_form_or_refused_in_words(raw: Any) -> None:
    clean = partial(clean_row, ROW)
    found = outcome(clean, raw)
    assert str(found.message) if isinstance(found, InvalidValueError) else clean(found) == found


@given(kind=st.sampled_from(list(ColumnType)), raw=JSON)
def test_any_cell_sent_is_kept_in_a_stable_form_or_refused_at_its_column(kind: ColumnType, raw: Any) -> None:
    clean = partial(clean_row, ROW)
    found = outcome(clean, {kind.value: raw})
    assert found.field == kind.value if isinstance(found, InvalidValueError) else clean(found) == found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    assert clean_text(text).split() == text.split()


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1), st.sampled_from(" .,'\u00a0\u202f"))
def test_a_grouped_number_is_the_same_number_in_every_country(number: int, separator: str) -> None:
    assert kept(Q.NUMBER, f"{number:,}".replace(",", separator)) == str(number)


@given(
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u202f", ",")]),
)
def test_an_amount_is_the_same_amount_in_every_country(amount: Any, signs: tuple[str, str]) -> None:
    groups, point = signs
    typed = f"{amount:,.2f}".replace(",", "#").replace(".", point).replace("#", groups)
    cents = kept(Q.MONEY, typed)
    assert round(float(cents) * 100) == round(amount * 100)
