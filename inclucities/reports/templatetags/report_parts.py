"""Filters and tags of the report templates."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inclucities.reports import charts
from inclucities.reports.domain import payload
from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    CellTranslation,
    Chart,
    Column,
    Cover,
    Document,
    Figure,
    Figures,
    PairEntry,
    Points,
    Row,
    Section,
    Table,
)
from inclucities.reports.rendering import widths, words

register = template.Library()

#: Rows and characters up to which a table is not broken between pages.
SHORT_ROWS, SHORT_CHARACTERS = 6, 600
#: Characters in a cell beyond which its row may be broken.
TALL = 1500
#: Lines of contents that fit on one page, and on one with two columns; with more, the questions are left out.
CONTENTS_LINES, CONTENTS_LINES_ABREAST = 40, 90
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
def languages_of_answers(document: Document) -> str:
    """Return in which other languages a card is written: said once, for it has no room to say it at each answer."""
    blocks = [block for section in document.sections for block in section.blocks]
    codes = {block.language for block in blocks if isinstance(block, (Answer, Points))}
    return " · ".join(sorted({words.written_in(code, document.language) for code in codes} - {""}))


@register.simple_tag
def table_languages(table: Table, document_language: str) -> str:
    """Return in which languages a table's rows are written and translated, where they are others."""
    written = {words.written_in(row.language, document_language) for row in table.rows}
    into = {found.language for row in table.rows for found in row.translations}
    parts = sorted(written - {""})
    if into:
        names = ", ".join(sorted(words.language_name(code) for code in into))
        parts.append(_("Indented: working translation (%(language)s)") % {"language": names})
    return " · ".join(parts)


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called in the language of the page."""
    return words.language_name(code)


@register.filter
def bar_chart(chart: Chart) -> SafeString:
    """Return the chart as inline SVG."""
    return charts.bar_chart(chart)


@register.filter
def cells(row: Row, table: Table) -> list[tuple[Column, str, str, str, CellTranslation | None]]:
    """Return a row's cells: column, language, text as printed, the address it links to, its translation."""
    translations = {found.column: found for found in row.translations}
    return [
        (
            column,
            row.language_at(place, column),
            words.cell_text(cell, column),
            words.link_address(cell) if column.kind == "link" and isinstance(cell, str) else "",
            translations.get(place),
        )
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
    ]


@register.filter
def measured(table: Table) -> list[tuple[Column, int]]:
    """Return the columns with their widths in percent."""
    return list(zip(table.columns, widths.widths_of(table), strict=True))


@register.filter
def is_tall(row: Row) -> bool:
    """Tell whether a row may be broken between pages: it holds more than a few lines of text."""
    return any(
        sum(len(text) for text in (cell, *widths.translations_in(row, place)) if isinstance(text, str)) > TALL
        for place, cell in enumerate(row.cells)
    )


@register.filter
def is_short(table: Table) -> bool:
    """Tell whether a table stands on one page: a few rows with little text."""
    texts = [text for row in table.rows for text in (*row.cells, *(found.text for found in row.translations))]
    characters = sum(len(text) for text in texts if isinstance(text, str))
    return len(table.rows) <= SHORT_ROWS and characters <= SHORT_CHARACTERS


@register.filter
def is_number(column: Column) -> bool:
    """Tell whether a column's cells are set to the right."""
    return widths.is_number(column)


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
            (
                place,
                block.number,
                block.short or (block.title if isinstance(block, Table) else block.question),
            )
            for place, block in enumerate(section.blocks, start=1)
            if isinstance(block, (Answer, Table, Blank)) and block.number
        ]
        for section in document.sections
    ]
    if _contents_lines(document) > CONTENTS_LINES_ABREAST:
        entries = [[] for _section in entries]
    return list(zip(document.sections, entries, strict=True))


@register.filter
def is_abreast(document: Document) -> bool:
    """Tell whether the contents need two columns to stand on one page."""
    return CONTENTS_LINES < _contents_lines(document) <= CONTENTS_LINES_ABREAST


def _contents_lines(document: Document) -> int:
    questions = sum(
        isinstance(block, (Answer, Table, Blank)) and block.number != ""
        for section in document.sections
        for block in section.blocks
    )
    return questions + 2 * len(document.sections)


@register.filter
def chart_rows(chart: Chart) -> list[tuple[str, str, list[str]]]:
    """Return the rows of the table that says what the chart shows: category, its language, values."""
    return [
        (
            category,
            chart.languages[place] if chart.languages else "",
            [charts.bar_text(chart, series.values[place]) for series in chart.series],
        )
        for place, category in enumerate(chart.categories)
    ]


@register.filter
def times(count: int) -> range:
    """Return something to repeat ``count`` times with."""
    return range(max(count, 0))
