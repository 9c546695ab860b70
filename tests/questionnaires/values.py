"""Questions and rows of every type, and what the domain keeps of what is typed."""

from __future__ import annotations

from typing import Any

import pytest

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.domain.values import (
    InvalidValueError,
    clean_row,
    clean_value,
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


#: What a database cannot hold.
UNSTORABLE = [
    pytest.param("\x00", id="nul"),
    pytest.param("a\x00b", id="nul inside"),
    pytest.param("\ud800", id="high half"),
    pytest.param("x\udfff", id="low half"),
]
