"""Reading the fields of one question or row out of a POST.

Every field is named after its question, ``na_resources-text``; a row's cell after question, row and
column, ``na_resources-<uuid>-kind``. The same names serve the whole section without JavaScript and
the autosave of a single answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import ColumnType
from inclucities.questionnaires.services.answers import Draft

#: The parts of a value that stand in fields of their own.
PARTS = ("text", "number", "year", "source", "date", "choice", "level", "tags", "yes")

_ROW = re.compile(r"^(?P<question>[a-z0-9_]+)-(?P<uuid>[0-9a-f-]{36})-version$")


def version_in(data: QueryDict, name: str) -> int | None:
    """Return the version that a save starts from; ``None`` where it is missing or no number."""
    text = data.get(f"{name}-version", "")
    return int(text) if re.fullmatch(r"\d{1,9}", text) else None


def draft_in(question: QuestionSpec, data: QueryDict) -> Draft:
    """Return what was typed as the answer to a question."""
    key = question.key
    return Draft(
        value={part: data[f"{key}-{part}"] for part in PARTS if f"{key}-{part}" in data},
        state=data.get(f"{key}-state", ""),
        reason=data.get(f"{key}-reason", ""),
        language=data.get(f"{key}-language", ""),
        audience=data.get(f"{key}-audience", ""),
    )


def is_posted(question: QuestionSpec, data: QueryDict) -> bool:
    """Whether the fields of a question are in this POST."""
    return f"{question.key}-version" in data


def rows_in(question: QuestionSpec, data: QueryDict) -> dict[UUID, Mapping[str, Any]]:
    """Return the cells of each row of a question in this POST, by the row's uuid."""
    found: dict[UUID, Mapping[str, Any]] = {}
    for name in data:
        match = _ROW.match(name)
        if match and match["question"] == question.key:
            try:
                uuid = UUID(match["uuid"])
            except ValueError:
                continue
            found[uuid] = row_in(question, uuid, data)
    return found


def row_in(question: QuestionSpec, uuid: UUID, data: QueryDict) -> Mapping[str, Any]:
    """Return the cells of one row by column."""
    return {
        column.key: _cell(column, f"{question.key}-{uuid}-{column.key}", data) for column in question.columns
    }


def _cell(column: ColumnSpec, name: str, data: QueryDict) -> Any:
    if column.type == ColumnType.REFERENCES:
        return data.getlist(name)
    return data.get(name, "")
