"""What can be typed as an answer, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest

from inclucities.questionnaires.domain.values import (
    MAX_LINES,
    MAX_LONG_TEXT,
    MAX_REFERENCES,
    MAX_SHORT_TEXT,
    MAX_TAG,
    MAX_TAGS,
    InvalidValueError,
    clean_row,
    clean_value,
    row_is_complete,
)
from inclucities.questionnaires.enums import ColumnType, QuestionType
from tests.questionnaires.values import (
    HUGE,
    OTHER_UUID,
    PART,
    QUESTIONS,
    ROW,
    UNSTORABLE,
    UUID,
    C,
    Q,
    cell,
    kept,
    refused,
)

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
