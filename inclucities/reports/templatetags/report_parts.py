"""Filters and tags of the report templates."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclucities.reports import charts
from inclucities.reports.domain import payload
from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    Cell,
    Chart,
    Column,
    Cover,
    Document,
    Figure,
    Figures,
    PairEntry,
    Row,
    Section,
    Table,
)
from inclucities.reports.rendering import words

register = template.Library()

#: Characters in a cell beyond which its row may be broken.
TALL = 1500
#: Lines of contents that fit on one page; with more, the questions are left out.
CONTENTS_LINES = 40
#: Characters without a space beyond which a word is broken into pieces of this length.
LONG_WORD, PIECE = 120, 40
_LONG_WORD = re.compile(rf"\S{{{LONG_WORD},}}")


@register.filter
def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each a list of lines, with places to break very long words at.

    A renderer that finds no such place measures the whole rest of the word again for every line.
    """
    return payload.paragraphs(_LONG_WORD.sub(_with_breaks, text))


def _with_breaks(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][start : start + PIECE] for start in range(0, len(word[0]), PIECE))


@register.simple_tag
def lang(code: str, document_language: str) -> SafeString | str:
    """Return a ``lang`` attribute for a text in another language than the document's, else nothing."""
    if code == document_language or not payload.is_language(code):
        return ""
    return format_html(' lang="{}"', code)


@register.simple_tag
def writing_label(code: str, document_language: str) -> str:
    """Return the label of a text in another language, else nothing."""
    return words.written_in(code, document_language)


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called in the language of the page."""
    return words.language_name(code)


@register.filter
def bar_chart(chart: Chart) -> SafeString:
    """Return the chart as inline SVG."""
    return charts.bar_chart(chart)


@register.filter
def cells(row: Row, table: Table) -> list[tuple[Column, Cell, str, str]]:
    """Return a row's cells, each with its column, its text as printed and the address it links to."""
    return [
        (
            column,
            cell,
            words.cell_text(cell, column),
            words.link_address(cell) if column.kind == "link" and isinstance(cell, str) else "",
        )
        for column, cell in zip(table.columns, row.cells, strict=True)
    ]


@register.filter
def measured(table: Table) -> list[tuple[Column, int]]:
    """Return the columns with their widths in percent: as given, else by what their cells hold.

    Widths are always set, because a renderer that has to find them out lays out every cell twice.
    """
    given = sum(column.width for column in table.columns)
    weights = [
        0.0 if column.width else _weight(column, table, place) for place, column in enumerate(table.columns)
    ]
    left, total = max(100 - given, 0), sum(weights)
    return [
        (column, column.width or max(int(left * weight / total), 3))
        for column, weight in zip(table.columns, weights, strict=True)
    ]


def _weight(column: Column, table: Table, place: int) -> float:
    texts = [words.cell_text(row.cells[place], column) for row in table.rows[:200]]
    longest = max((len(word) for text in (column.label, *texts) for word in text.split()), default=1)
    typical = sum(len(text) for text in texts) / max(len(texts), 1)
    return min(longest, 18) + 3 + min(typical, 120) ** 0.8 / 2


@register.filter
def is_tall(row: Row) -> bool:
    """Tell whether a row may be broken between pages: it holds more than a few lines of text."""
    return any(isinstance(cell, str) and len(cell) > TALL for cell in row.cells)


@register.filter
def is_number(column: Column) -> bool:
    """Tell whether a column's cells are set to the right."""
    return column.kind in ("number", "percent", "money", "year")


@register.filter
def part(block: Block) -> str:
    """Return the template that prints a block."""
    return f"reports/_base_blocks.html#{block.type}"


@register.filter
def sides(cover: Cover) -> list[list[PairEntry]]:
    """Return the cover's parties grouped: mentee side, mentor side, others, each in the given order."""
    groups = [
        [entry for entry in cover.pair if entry.kind == kind] for kind in ("mentee", "mentor", "neutral")
    ]
    return [group for group in groups if group]


@register.filter
def figure_lines(block: Figures) -> list[list[Figure | None]]:
    """Return key figures in lines of three or four, the last one filled up."""
    length = 4 if len(block.items) in (4, 7, 8) else 3
    lines: list[list[Figure | None]] = []
    for start in range(0, len(block.items), length):
        line: list[Figure | None] = list(block.items[start : start + length])
        lines.append(line + [None] * (length - len(line)))
    return lines


@register.filter
def opens_wide(section: Section) -> bool:
    """Tell whether a part begins with a table on its side, so that its heading stands there too."""
    first = section.blocks[0] if section.blocks else None
    return isinstance(first, Table) and first.wide


@register.filter
def listed(document: Document) -> list[tuple[Section, list[tuple[int, str, str]]]]:
    """Return the lines of the contents: each part with its questions, as far as they fit on a page."""
    entries = [
        [
            (place, block.number, block.title if isinstance(block, Table) else block.question)
            for place, block in enumerate(section.blocks, start=1)
            if isinstance(block, (Answer, Table, Blank)) and block.number
        ]
        for section in document.sections
    ]
    if sum(len(items) for items in entries) + 2 * len(entries) > CONTENTS_LINES:
        entries = [[] for _ in entries]
    return list(zip(document.sections, entries, strict=True))


@register.filter
def chart_rows(chart: Chart) -> list[tuple[str, list[str]]]:
    """Return the rows of the table that says what the chart shows."""
    return [
        (category, [charts.value_text(series.values[place], chart.unit) for series in chart.series])
        for place, category in enumerate(chart.categories)
    ]


@register.filter
def times(count: int) -> range:
    """Return something to repeat ``count`` times with."""
    return range(max(count, 0))
