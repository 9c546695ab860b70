"""What is asked, what is answered and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec
from inclucities.questionnaires.domain.values import row_is_complete
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, QuestionType, SectionStatus


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to one question: its state and value, and its rows that are not retired."""

    state: AnswerState | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] = ()


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is. ``missing`` are the keys of required questions without an answer."""

    answered: int
    total: int
    missing: tuple[str, ...]


def is_asked(question: QuestionSpec, given: Mapping[str, Given]) -> bool:
    """Whether the "show if" of a question holds for what was given.

    A hidden answer is kept and never counts; "We do not know" opens nothing, whatever was chosen before.
    """
    if question.show_if is None:
        return True
    opener = given.get(question.show_if.question, NOTHING)
    if opener.state in (AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE):
        return False
    said = {_said(opener.value[part]) for part in ("choice", "level", "yes") if part in opener.value}
    return bool(said & set(question.show_if.values))


def _said(part: object) -> str:
    if isinstance(part, bool):
        return "yes" if part else "no"
    return str(part)


def asked_in(section: SectionSpec, given: Mapping[str, Given]) -> tuple[QuestionSpec, ...]:
    """Return the questions of a section that are shown; behind a hidden one everything stays hidden.

    A condition names an earlier question of the same section.
    """
    asked: dict[str, QuestionSpec] = {}
    for question in section.questions:
        condition = question.show_if
        if is_asked(question, given) and (condition is None or condition.question in asked):
            asked[question.key] = question
    return tuple(asked.values())


def is_answered(question: QuestionSpec, given: Given) -> bool:
    """Whether the question has an answer; "We do not know" and "Does not apply" are answers.

    Rows count when there are enough of them and each has its required columns.
    """
    if given.state in (AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE):
        return True
    if question.type == QuestionType.ROWS:
        complete = [row for row in given.rows if row_is_complete(question, row)]
        return len(complete) >= max(question.min_rows, 1) and len(complete) == len(given.rows)
    if question.type == QuestionType.YES_NO_TEXT:
        return "yes" in given.value
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY, QuestionType.PERCENT):
        return "number" in given.value
    return bool(given.value)


def counts_alike(section: SectionSpec, question: QuestionSpec, before: Given, after: Given) -> bool:
    """Whether a section counts the same whichever of two answers a question without rows has.

    It does when both are answers or neither is, and no other question is asked because of it. Where
    everybody answers for themselves, more than that is counted.
    """
    decides = any(
        other.show_if is not None and other.show_if.question == question.key for other in section.questions
    )
    if decides or question.columns or section.per_person:
        return False
    return is_answered(question, before) == is_answered(question, after)


def counts_alone(section: SectionSpec, question: QuestionSpec) -> bool:
    """Whether a question counts by its own answer alone, and no other question by it.

    Not so where it has rows, where another question is asked because of it or it because of another, and
    where everybody answers for themselves.
    """
    hangs_together = question.show_if is not None or any(
        other.show_if is not None and other.show_if.question == question.key for other in section.questions
    )
    return not (hangs_together or question.columns or section.per_person)


def recounted(section: SectionSpec, counted: Progress, question: QuestionSpec, *, answered: bool) -> Progress:
    """Return what a section counts after a question that ``counts_alone`` was answered, or its answer emptied."""
    missing = {*counted.missing} - {question.key}
    if question.required and not answered:
        missing.add(question.key)
    return Progress(
        answered=counted.answered + (1 if answered else -1),
        total=counted.total,
        missing=tuple(other.key for other in section.questions if other.key in missing),
    )


def progress_of(section: SectionSpec, given: Mapping[str, Given]) -> Progress:
    """Count what is asked, answered and missing in a section."""
    asked = asked_in(section, given)
    answered = [question for question in asked if is_answered(question, given.get(question.key, NOTHING))]
    done = {question.key for question in answered}
    missing = tuple(question.key for question in asked if question.required and question.key not in done)
    return Progress(answered=len(answered), total=len(asked), missing=missing)


def status_of(
    section: SectionSpec, progress: Progress, *, declared: bool, waits: bool = False
) -> SectionStatus:
    """Return the word for how far a section is (convention 2).

    ``declared`` says that its side has declared it complete (method 16), ``waits`` that it cannot be
    filled in before something else has happened. The city's section is completed once nothing that is
    needed is missing, or, where nothing is needed, once everything is answered; the association's only
    when it says so, for the city may share without it (rule N-7).
    """
    if waits:
        return SectionStatus.CANNOT_START
    if declared:
        return SectionStatus.COMPLETED
    if not progress.answered:
        return SectionStatus.NOT_STARTED
    if section.answered_by == AnsweredBy.ASSOCIATION:
        return SectionStatus.INCOMPLETE
    if any(question.required for question in section.questions):
        done = not progress.missing
    else:
        done = progress.answered == progress.total
    return SectionStatus.COMPLETED if done else SectionStatus.INCOMPLETE
