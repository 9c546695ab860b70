"""How a row is called where another one refers to it, and what is said in place of a row that stays closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.kept_rows import rows_shown
from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import Audience, ColumnType

LONGEST_TITLE = 120
REFERENCES = (ColumnType.REFERENCE, ColumnType.REFERENCES)
TEXTS = (ColumnType.SHORT_TEXT, ColumnType.LONG_TEXT)


def naming_column(question: QuestionSpec, values: Mapping[str, Any]) -> str:
    """Return the key of the column whose cell names a row, the first of its texts; nothing without any.

    The columns say which is the first; a database may give the cells in another order.
    """
    texts = (column.key for column in question.columns if column.type in TEXTS)
    return next((key for key in texts if values.get(key)), "")


def title_of(question: QuestionSpec, values: Mapping[str, Any], uuid: object) -> str:
    """Return a row in a few words: the first of its texts, else the beginning of its uuid."""
    column = naming_column(question, values)
    return str(values[column])[:LONGEST_TITLE] if column else str(uuid)[:8]


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


@dataclass(frozen=True, slots=True)
class Named:
    """How a row is called where another refers to it.

    ``row`` is the row as a content holds it and ``field`` the cell that names it, where it is open.
    """

    words: str
    field: str = ""
    row: Mapping[str, Any] | None = None


def names_of_rows(
    content: Mapping[str, Any], shown: Collection[QuestionSpec], audiences: Collection[Audience]
) -> RowNames:
    """Return how the rows of a content are called for one reader.

    Only a row that the reader finds there lends its title: one of a question among ``shown``, not kept
    back, with an audience among ``audiences``. Everything else stays as closed here as in its own place.
    """
    by_key = {question.key: question for question in shown}
    named_keys = {key for key in by_key if rows_shown(content, key)}
    return RowNames(
        {
            row["uuid"]: _named(by_key[key], row)
            if key in named_keys and row["audience"] in audiences
            else Named(not_shown())
            for key, rows in content["rows"].items()
            for row in rows
        }
    )


def _named(question: QuestionSpec, row: Mapping[str, Any]) -> Named:
    values = row["value"]
    return Named(title_of(question, values, row["uuid"]), naming_column(question, values), row)


class RowNames:
    """How rows are called for one reader, by their uuid."""

    def __init__(self, named: Mapping[str, Named]) -> None:
        self._named = named

    def before(self, older: RowNames) -> RowNames:
        """Return the names for two contents of one thing, a newer and an ``older`` one.

        A row has one name in both, so that a new title is not taken for a reference to another row.
        """
        open_here = {uuid: named for uuid, named in self._named.items() if named.row is not None}
        return RowNames({**self._named, **older._named, **open_here})

    def named(self, column: ColumnSpec, cell: Any) -> list[Named]:
        """Return the rows that a cell refers to. A content holds no row that was taken away."""
        return [
            self._named.get(uuid) or Named(taken_away()) for uuid in dict.fromkeys(referred_in(column, cell))
        ]

    def of(self, column: ColumnSpec, cell: Any) -> str:
        """Return in words the rows that a cell refers to."""
        return ", ".join(dict.fromkeys(named.words for named in self.named(column, cell)))
