"""How a row is called where another one refers to it, and what is said in place of a row that stays closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import Audience, ColumnType

LONGEST_TITLE = 120
REFERENCES = (ColumnType.REFERENCE, ColumnType.REFERENCES)
_TEXTS = (ColumnType.SHORT_TEXT, ColumnType.LONG_TEXT)


def title_of(question: QuestionSpec, values: Mapping[str, Any], uuid: object) -> str:
    """Return a row in a few words: the first of its texts, else the beginning of its uuid.

    The columns say which is the first; a database may give the cells in another order.
    """
    texts = (values.get(column.key) for column in question.columns if column.type in _TEXTS)
    return next((text[:LONGEST_TITLE] for text in texts if text), str(uuid)[:8])


def not_shown() -> str:
    """Say that a row is referred to which is not open to the reader, or has no place in a document."""
    return _("a row that is not shown here")


def taken_away(title: str = "") -> str:
    """Say that a row is referred to which was taken away since; ``title`` where it is still known."""
    return _("%(row)s (taken away)") % {"row": title} if title else _("a row that was taken away")


def referred_in(column: ColumnSpec, cell: Any) -> tuple[str, ...]:
    """Return the uuids of the rows that a cell refers to; none for a column of another kind."""
    if column.type not in REFERENCES or not cell:
        return ()
    return (cell,) if isinstance(cell, str) else tuple(cell)


class RowNames:
    """How the rows of a content are called for one reader.

    Only a row that the reader finds there lends its title: one of a question among ``shown``, with
    an audience among ``audiences``. Everything else stays as closed here as in its own place.
    """

    def __init__(
        self, content: Mapping[str, Any], shown: Collection[QuestionSpec], audiences: Collection[Audience]
    ) -> None:
        by_key = {question.key: question for question in shown}
        self._titles = {
            row["uuid"]: title_of(by_key[key], row["value"], row["uuid"])
            if key in by_key and row["audience"] in audiences
            else None
            for key, rows in content["rows"].items()
            for row in rows
        }

    def of(self, column: ColumnSpec, cell: Any) -> str:
        """Return the rows in words that a cell refers to. A content holds no row that was taken away."""
        words = (
            (self._titles[uuid] or not_shown()) if uuid in self._titles else taken_away()
            for uuid in referred_in(column, cell)
        )
        return ", ".join(dict.fromkeys(words))
