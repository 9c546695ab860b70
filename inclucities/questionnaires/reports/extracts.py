"""What of a content a document shows: answers, rows and their working translations.

The content is what ``content_of`` gives: a frozen version and the current state go the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inclucities.questionnaires.domain.kept_rows import rows_shown
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience
from inclucities.reports.domain.document import (
    Translation,
)


@dataclass(frozen=True, slots=True)
class Extract:
    """What of a response goes into a document: whose sections, which audiences, sensitive or not."""

    language: str
    sides: frozenset[AnsweredBy]
    audiences: frozenset[Audience]
    with_sensitive: bool = False


def open_answer(question_key: str, content: Mapping[str, Any], extract: Extract) -> Mapping[str, Any]:
    """Return the value that a document shows for a question: an empty one where none was given or it is closed."""
    answer = answer_in(question_key, content, extract)
    if answer is None or answer["state"] != AnswerState.ANSWERED:
        return {}
    value: Mapping[str, Any] = answer["value"]
    return value


def open_rows(question_key: str, content: Mapping[str, Any], extract: Extract) -> list[Mapping[str, Any]]:
    """Return the rows that a document shows for a question."""
    return [row for row in rows_shown(content, question_key) if row["audience"] in extract.audiences]


def answer_in(question_key: str, content: Mapping[str, Any], extract: Extract) -> Mapping[str, Any] | None:
    """Return the answer to a question that a document shows as it is kept, ``None`` where none is open."""
    answers: list[Mapping[str, Any]] = content["answers"].get(question_key, [])
    return next((answer for answer in answers if answer["audience"] in extract.audiences), None)


def translation_of(written: Mapping[str, Any], field: str, language: str) -> Translation | None:
    """Return the working translation of a text into the document's language, else one into English."""
    found = {
        translation["language"]: translation
        for translation in written["translations"]
        if translation["field"] == field and translation["language"] != written["language"]
    }
    chosen = found.get(language) if written["language"] != language else None
    if chosen is None and written["language"] not in (language, "en"):
        chosen = found.get("en")
    if chosen is None:
        return None
    return Translation(text=chosen["text"], language=chosen["language"], outdated=chosen["outdated"])


def foreign(written_in: str, language: str) -> str:
    """Return the language of a text where it is not that of the document."""
    return written_in if written_in and written_in != language else ""
