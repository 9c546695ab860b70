"""Filling in whole questionnaires, and the one that has nothing but long texts."""

from __future__ import annotations

from typing import Any

from inclucities.accounts.models import User
from inclucities.bench.seeding.texts import words
from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import AnsweredBy, ColumnType, QuestionType
from inclucities.questionnaires.models import Response, ResponseRow
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row

SIXTY = "bench_sixty"
SECTIONS, QUESTIONS_IN_ONE = 6, 10
#: The one question that keeps no answer: what its first save costs is measured.
LEFT_OPEN = "na_other_benefits"
WORDS_IN_AN_ANSWER = 150
WORDS_IN_A_CELL = 25


def sixty_long_texts() -> dict[str, Any]:
    """Return the definition of a questionnaire of sixty long texts in six sections."""
    sections = {f"part_{number}": f"Part {number}" for number in range(1, SECTIONS + 1)}
    questions = {
        section: [f"{section}_{number}" for number in range(1, QUESTIONS_IN_ONE + 1)] for section in sections
    }
    return {
        "key": SIXTY,
        "edition": 1,
        "original_language": "en",
        "sections": [
            {
                "key": section,
                "number": title.split()[-1],
                "answered_by": "city",
                "questions": [
                    {"key": key, "type": "long_text", "number": key[5:].replace("_", "."), "required": True}
                    for key in questions[section]
                ],
            }
            for section, title in sections.items()
        ],
        "texts": {
            "en": {
                "title": "Sixty questions",
                "purpose": words(20, "purpose"),
                "sections": {
                    section: {"title": title, "introduction": words(25, section)}
                    for section, title in sections.items()
                },
                "questions": {
                    key: {
                        "text": f"{words(14, key)[:-1]}?",
                        "short": words(3, key)[:-1],
                        "hints": [words(12, f"{key} first"), words(9, f"{key} second")],
                        "why": words(18, f"{key} why"),
                    }
                    for section in sections
                    for key in questions[section]
                },
            }
        },
    }


def answer_everything(response: Response, writers: dict[AnsweredBy, User], rows: int) -> None:
    """Give an answer to every question but ``LEFT_OPEN``, each side its own.

    ``rows`` rows are spread over the questions with rows.
    """
    spec = spec_of(response.questionnaire)
    tables = [question.key for question in spec.questions() if question.columns]
    share = {key: rows // len(tables) + (place < rows % len(tables)) for place, key in enumerate(tables)}
    for section in spec.sections:
        by = writers[AnsweredBy(section.answered_by)]
        for question in section.questions:
            if question.columns:
                for number in range(share[question.key]):
                    add_row(
                        response=response,
                        question_key=question.key,
                        section_key=section.key,
                        values=_cells(response, question, number),
                        by=by,
                        language="en",
                    )
            elif question.key != LEFT_OPEN:
                record_answer(
                    response=response,
                    question_key=question.key,
                    section_key=section.key,
                    draft=_draft(question),
                    base_version=0,
                    by=by,
                )


def _draft(question: QuestionSpec) -> Draft:
    if question.type == QuestionType.CHOICE:
        return Draft(value={"choice": question.choices[0]})
    if question.type == QuestionType.SCALE:
        return Draft(value={"level": str(question.levels)})
    if question.type == QuestionType.TAGS:
        return Draft(value={"tags": ",".join([*question.suggestions[:2], "own words"])})
    if question.type == QuestionType.DATE:
        return Draft(value={"date": "2026"})
    if question.type == QuestionType.YES_NO_TEXT:
        return Draft(value={"yes": "yes", "text": words(WORDS_IN_A_CELL, question.key)}, language="en")
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY, QuestionType.PERCENT):
        parts = {"year": "2021"} if question.with_year else {}
        return Draft(value={"number": "42", **parts})
    if question.type == QuestionType.SHORT_TEXT:
        return Draft(value={"text": words(5, question.key)})
    return Draft(value={"text": words(WORDS_IN_AN_ANSWER, question.key)}, language="en")


def _cells(response: Response, question: QuestionSpec, number: int) -> dict[str, Any]:
    return {column.key: _cell(response, question, column, number) for column in question.columns}


def _cell(response: Response, question: QuestionSpec, column: ColumnSpec, number: int) -> Any:
    if column.type in (ColumnType.REFERENCE, ColumnType.REFERENCES):
        rows = ResponseRow.objects.filter(response=response, question__key=column.to)
        offered = [str(uuid) for uuid in rows.values_list("uuid", flat=True)]
        wanted = offered[number % len(offered)] if offered else ""
        return wanted if column.type == ColumnType.REFERENCE else [wanted]
    if column.type == ColumnType.CHOICE:
        return column.choices[number % len(column.choices)]
    plain = {
        ColumnType.TAGS: ",".join(column.suggestions[:2]),
        ColumnType.YES_NO: "yes",
        ColumnType.NUMBER: "42",
        ColumnType.MONEY: "42",
        ColumnType.PERCENT: "42",
        ColumnType.YEAR: "2021",
        ColumnType.DATE: "2026-05-01",
        ColumnType.URL: "https://www.example.org/page",
        ColumnType.EMAIL: "somebody@demo.example",
    }
    length = WORDS_IN_A_CELL if column.type == ColumnType.LONG_TEXT else 4
    return plain.get(column.type) or words(length, f"{question.key} {column.key} {number}")
