"""How wide the columns of a table are set, in percent."""

from __future__ import annotations

import re

from inclucities.reports.domain.document import Column, Row, Table
from inclucities.reports.rendering.words import cell_text

#: Characters of a table that stand side by side on a page, upright and on its side; what one column is padded
#: with; how much wider headings are set; a longer word may be broken.
CHARACTERS, CHARACTERS_WIDE, PADDING, BOLD, LONGEST_WORD = 112, 180, 3.6, 1.12, 16
#: More rows say nothing new about a column; nor do longer texts.
ROWS, LONG_TEXT, NARROWEST = 200, 600, 3
_WORDS = re.compile(r"[\s-]+")


def widths_of(table: Table) -> list[int]:
    """Return the widths of the columns: as given, else by what their cells hold.

    They are always set, because a renderer that has to find them out lays out every cell twice.
    """
    left = 100.0 - sum(column.width for column in table.columns)
    free = [place for place, column in enumerate(table.columns) if not column.width]
    texts = {place: _printed(table, place) for place in free}
    # Each gets what its longest word takes, and what is left goes where texts are long.
    least = {place: _least(table, place, texts[place]) for place in free}
    shrunk = min(1.0, left / sum(least.values())) if free else 1.0
    rest = left - shrunk * sum(least.values())
    weights = {place: _weight(texts[place]) for place in free}
    total = sum(weights.values()) or 1.0
    widths = {place: shrunk * least[place] + rest * weights[place] / total for place in free}
    return [column.width or max(int(widths[place]), NARROWEST) for place, column in enumerate(table.columns)]


def is_number(column: Column) -> bool:
    """Tell whether the cells of a column are numbers, set to the right and never broken."""
    return column.kind in ("number", "percent", "money", "year")


def translations_in(row: Row, place: int) -> list[str]:
    """Return the working translations in one cell of a row."""
    return [found.text for found in row.translations if found.column == place]


def _printed(table: Table, place: int) -> list[str]:
    column = table.columns[place]
    return [
        " ".join([cell_text(row.cells[place], column), *translations_in(row, place)])
        for row in table.rows[:ROWS]
    ]


def _least(table: Table, place: int, texts: list[str]) -> float:
    """Return in percent what the longest word of a column takes."""
    column = table.columns[place]
    pieces = texts if is_number(column) else [word for text in texts for word in _WORDS.split(text)]
    letters = max((min(len(piece), LONGEST_WORD) for piece in pieces), default=1)
    bold = max(min(len(word), LONGEST_WORD) for word in _WORDS.split(column.label)) * BOLD
    longest = max(letters * BOLD if place == 0 else letters, bold)
    return (longest + PADDING) / (CHARACTERS_WIDE if table.wide else CHARACTERS) * 100


def _weight(texts: list[str]) -> float:
    return min(sum(len(text) for text in texts) / max(len(texts), 1), LONG_TEXT)
