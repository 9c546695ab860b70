"""Rows of a question to which somebody has said that there is no answer (conventions 10 and 11).

They are kept, for saying otherwise brings them back; until then they are not shown, count for nothing
and are left out of documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inclucities.questionnaires.enums import AnswerState


def keeps_rows_back(state: str | None) -> bool:
    """Whether rows are kept back by an answer in this state."""
    return state in (AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE)


def rows_shown(content: Mapping[str, Any], question_key: str) -> list[Mapping[str, Any]]:
    """Return the rows of a question in a content, none where they are kept back."""
    if any(keeps_rows_back(answer["state"]) for answer in content["answers"].get(question_key, [])):
        return []
    rows: list[Mapping[str, Any]] = content["rows"].get(question_key, [])
    return rows
