"""What is asked, answered and missing."""

from __future__ import annotations

from typing import Any

import pytest

from inclucities.questionnaires.domain.progress import (
    Given,
    Progress,
    asked_in,
    counts_alike,
    is_answered,
    is_asked,
    progress_of,
    status_of,
)
from inclucities.questionnaires.domain.specs import ColumnSpec, Condition, QuestionSpec, SectionSpec
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, ColumnType, QuestionType, SectionStatus

ANSWERED, UNKNOWN, NOT_APPLICABLE = AnswerState.ANSWERED, AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE


def question(key: str, kind: QuestionType = QuestionType.SHORT_TEXT, **fields: Any) -> QuestionSpec:
    return QuestionSpec(key=key, type=kind, **fields)


def section(*questions: QuestionSpec) -> SectionSpec:
    return SectionSpec(key="s", answered_by=AnsweredBy.CITY, questions=questions)


def said(**value: Any) -> Given:
    return Given(state=ANSWERED, value=value)


def when(question_key: str, *values: str) -> Condition:
    return Condition(question_key, values)


@pytest.mark.parametrize(
    ("value", "wanted", "asked"),
    [
        ({"choice": "in_force"}, ("in_force", "other"), True),
        ({"choice": "none"}, ("in_force",), False),
        ({"choice": "None"}, ("none",), False),
        ({"yes": True}, ("yes",), True),
        ({"yes": False}, ("yes",), False),
        ({"yes": False}, ("no",), True),
        ({"level": 3}, ("3", "4"), True),
        ({"level": 2}, ("3",), False),
        ({"text": "in_force"}, ("in_force",), False),
        ({}, ("in_force",), False),
    ],
)
def test_a_question_is_asked_when_its_opener_was_answered_so(
    value: dict[str, Any], wanted: tuple[str, ...], asked: bool
) -> None:
    assert is_asked(question("q", show_if=when("o", *wanted)), {"o": said(**value)}) is asked


@pytest.mark.parametrize("state", [UNKNOWN, NOT_APPLICABLE])
def test_an_opener_that_was_taken_back_opens_nothing(state: AnswerState) -> None:
    opened = question("q", show_if=when("o", "yes"))
    assert not is_asked(opened, {"o": Given(state=state, value={"yes": True})})


def test_behind_a_hidden_question_everything_stays_hidden() -> None:
    chain = section(
        question("a", QuestionType.YES_NO_TEXT),
        question("b", QuestionType.YES_NO_TEXT, show_if=when("a", "yes")),
        question("c", required=True, show_if=when("b", "yes")),
    )
    kept = {"a": said(yes=False), "b": said(yes=True), "c": said(text="kept")}
    assert [asked.key for asked in asked_in(chain, kept)] == ["a"]
    assert progress_of(chain, kept).missing == ()
    assert [asked.key for asked in asked_in(chain, {**kept, "a": said(yes=True)})] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("kind", "value", "answered"),
    [
        (QuestionType.SHORT_TEXT, {"text": "x"}, True),
        (QuestionType.SHORT_TEXT, {}, False),
        (QuestionType.NUMBER, {"number": "0"}, True),
        (QuestionType.NUMBER, {"year": 2021, "source": "x"}, False),
        (QuestionType.MONEY, {"source": "x"}, False),
        (QuestionType.PERCENT, {"number": "0"}, True),
        (QuestionType.YES_NO_TEXT, {"yes": False}, True),
        (QuestionType.YES_NO_TEXT, {"text": "Perhaps"}, False),
        (QuestionType.TAGS, {"tags": ["x"]}, True),
        (QuestionType.SCALE, {"level": 1}, True),
    ],
)
def test_an_answer_counts_when_it_says_what_was_asked(
    kind: QuestionType, value: dict[str, Any], answered: bool
) -> None:
    assert is_answered(question("q", kind), said(**value)) is answered


@pytest.mark.parametrize("kind", list(QuestionType))
@pytest.mark.parametrize("state", [UNKNOWN, NOT_APPLICABLE])
def test_not_knowing_and_not_applying_are_answers(kind: QuestionType, state: AnswerState) -> None:
    assert is_answered(question("q", kind), Given(state=state))


@pytest.mark.parametrize(
    ("least", "rows", "answered"),
    [
        (1, [], False),
        (0, [], False),
        (1, [{"title": "x"}], True),
        (1, [{"title": "x"}, {"note": "half"}], False),
        (2, [{"title": "x"}], False),
        (2, [{"title": "x"}, {"title": "y"}], True),
    ],
)
def test_rows_count_when_there_are_enough_and_none_is_half(
    least: int, rows: list[dict[str, str]], answered: bool
) -> None:
    asked = question(
        "q",
        QuestionType.ROWS,
        min_rows=least,
        columns=(
            ColumnSpec("title", ColumnType.SHORT_TEXT, required=True),
            ColumnSpec("note", ColumnType.SHORT_TEXT),
        ),
    )
    assert is_answered(asked, Given(rows=tuple(rows))) is answered


def test_hidden_questions_never_count_and_required_ones_are_named_in_order() -> None:
    asked = section(
        question("a", required=True),
        question("b", QuestionType.CHOICE, choices=("x", "y"), required=True),
        question("c", required=True, show_if=when("b", "x")),
        question("d"),
        question("e", required=True),
    )
    nothing = progress_of(asked, {})
    assert (nothing.answered, nothing.total, nothing.missing) == (0, 4, ("a", "b", "e"))
    opened = progress_of(asked, {"b": said(choice="x"), "d": said(text="x")})
    assert (opened.answered, opened.total, opened.missing) == (2, 5, ("a", "c", "e"))
    hidden = progress_of(asked, {"b": said(choice="y"), "c": said(text="kept"), "a": Given(state=UNKNOWN)})
    assert (hidden.answered, hidden.total, hidden.missing) == (2, 4, ("e",))


# -- The word for it ------------------------------------------------------------------------------

NEEDED = section(question("a", required=True), question("b"))
OPTIONAL = section(question("a"), question("b"))
OF_THE_ASSOCIATION = SectionSpec(
    key="s", answered_by=AnsweredBy.ASSOCIATION, questions=(question("a", required=True), question("b"))
)


@pytest.mark.parametrize(
    ("spec", "answered", "missing", "declared", "word"),
    [
        (NEEDED, 0, ("a",), False, SectionStatus.NOT_STARTED),
        (NEEDED, 1, ("a",), False, SectionStatus.INCOMPLETE),
        (NEEDED, 1, (), False, SectionStatus.COMPLETED),
        (OPTIONAL, 1, (), False, SectionStatus.INCOMPLETE),
        (OPTIONAL, 2, (), False, SectionStatus.COMPLETED),
        (OF_THE_ASSOCIATION, 2, (), False, SectionStatus.INCOMPLETE),
        (OF_THE_ASSOCIATION, 0, ("a",), True, SectionStatus.COMPLETED),
    ],
)
def test_a_section_is_completed_when_nothing_needed_is_missing_and_the_association_says_so_itself(
    spec: SectionSpec, answered: int, missing: tuple[str, ...], declared: bool, word: SectionStatus
) -> None:
    progress = Progress(answered=answered, total=2, missing=missing)
    assert status_of(spec, progress, declared=declared) == word
    assert status_of(spec, progress, declared=declared, waits=True) == SectionStatus.CANNOT_START


# -- What changes nothing in the count --------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        (said(text="one"), said(text="two"), True),
        (said(text="one"), Given(state=UNKNOWN), True),
        (Given(), said(), True),
        (Given(), said(text="one"), False),
        (said(text="one"), said(), False),
    ],
)
def test_a_section_counts_alike_with_two_answers_or_with_none(
    before: Given, after: Given, *, alike: bool
) -> None:
    asked = question("q")
    others = (question("other"), question("rows", QuestionType.ROWS))
    assert counts_alike(section(asked, *others), asked, before, after) is alike
    counted = [progress_of(section(asked, *others), {"q": given}) for given in (before, after)]
    assert (counted[0] == counted[1]) is alike


def test_a_question_that_others_hang_on_is_counted_anew() -> None:
    opener, hidden = question("opener"), question("hidden", show_if=when("opener", "yes"))
    assert not counts_alike(section(opener, hidden), opener, said(choice="yes"), said(choice="no"))
    assert counts_alike(section(opener, hidden), hidden, said(text="one"), said(text="two"))


def test_rows_and_what_everybody_answers_for_themselves_are_counted_anew() -> None:
    rows = question("rows", QuestionType.ROWS, columns=(ColumnSpec("title", ColumnType.SHORT_TEXT),))
    assert not counts_alike(section(rows), rows, Given(state=UNKNOWN), Given(state=UNKNOWN))
    own = question("own")
    reflection = SectionSpec(key="s", answered_by=AnsweredBy.CITY, questions=(own,), per_person=True)
    assert not counts_alike(reflection, own, said(text="one"), said(text="two"))
