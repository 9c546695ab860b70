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

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec, Texts
from inclucities.questionnaires.enums import ColumnType, QuestionType
from inclucities.questionnaires.services.answers import Draft

#: The parts of a value that stand in fields of their own.
PARTS = ("text", "number", "year", "source", "date", "choice", "level", "tags", "yes")

_ROW = re.compile(r"(?P<question>[a-z0-9_]+)-(?P<uuid>[0-9a-f-]{36})-version")


def version_in(data: QueryDict, name: str) -> int | None:
    """Return the version that a save starts from; ``None`` where it is missing or no number."""
    text = data.get(f"{name}-version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def draft_in(question: QuestionSpec, data: QueryDict, texts: Texts) -> Draft:
    """Return what was typed as the answer to a question; suggested tags become their keys again."""
    key = question.key
    value: dict[str, Any] = {part: data[f"{key}-{part}"] for part in PARTS if f"{key}-{part}" in data}
    if question.type == QuestionType.TAGS and "tags" in value:
        value["tags"] = _with_keys(value["tags"], question.suggestions, texts, key)
    return Draft(
        value=value,
        state=data.get(f"{key}-state", ""),
        reason=data.get(f"{key}-reason", ""),
        language=data.get(f"{key}-language", ""),
        audience=data.get(f"{key}-audience", ""),
    )


def is_posted(question: QuestionSpec, data: QueryDict) -> bool:
    """Whether the fields of a question are in this POST."""
    return f"{question.key}-version" in data


def rows_in(question: QuestionSpec, data: QueryDict, texts: Texts) -> dict[UUID, Mapping[str, Any]]:
    """Return the cells of each row of a question in this POST, by the row's uuid."""
    found: dict[UUID, Mapping[str, Any]] = {}
    if not question.columns:
        return found
    for name in data:
        match = _ROW.fullmatch(name)
        if match and match["question"] == question.key:
            try:
                uuid = UUID(match["uuid"])
            except ValueError:
                continue
            found[uuid] = row_in(question, uuid, data, texts)
    return found


def row_in(question: QuestionSpec, uuid: UUID, data: QueryDict, texts: Texts) -> Mapping[str, Any]:
    """Return the cells of one row by column."""
    return {
        column.key: _cell(question, column, f"{question.key}-{uuid}-{column.key}", data, texts)
        for column in question.columns
    }


def _cell(question: QuestionSpec, column: ColumnSpec, name: str, data: QueryDict, texts: Texts) -> Any:
    if column.type == ColumnType.REFERENCES:
        return data.getlist(name)
    text = data.get(name, "")
    if column.type == ColumnType.TAGS:
        return _with_keys(text, column.suggestions, texts, question.key, column.key)
    return text


def _with_keys(
    typed: str, suggestions: tuple[str, ...], texts: Texts, question_key: str, column_key: str = ""
) -> str:
    """Return tags with the key in place of each suggested one, whatever its case."""
    keys = {texts.option(question_key, key, column_key).text.casefold(): key for key in suggestions}
    return ",".join(keys.get(tag.strip().casefold(), tag) for tag in re.split(r"[,;\n]", typed))
