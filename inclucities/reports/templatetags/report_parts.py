"""Filters and tags of the report templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclucities.reports import charts
from inclucities.reports.domain import payload
from inclucities.reports.domain.document import Block, Cell, Chart, Column, Cover, Figure, Figures, PairEntry, Row, Table
from inclucities.reports.rendering import words

register = template.Library()

#: Characters in a cell beyond which its row may be broken.
TALL = 1500


@register.filter
def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each a list of lines."""
    return payload.paragraphs(text)


@register.simple_tag
def lang(code: str, document_language: str) -> SafeString | str:
    """Return a ``lang`` attribute for a text in another language than the document's, else nothing."""
    if not code or code == document_language:
        return ""
    return format_html(' lang="{}"', code)


@register.simple_tag
def written_in(code: str, document_language: str) -> str:
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
def is_tall(row: Row) -> bool:
    """Tell whether a row may be broken between pages: it holds more than a few lines of text."""
    return any(isinstance(cell, str) and len(cell) > TALL for cell in row.cells)


@register.filter
def is_number(column: Column) -> bool:
    """Tell whether a column's cells are set to the right."""
    return column.kind in ("number", "percent", "money")


@register.filter
def part(block: Block) -> str:
    """Return the template that prints a block."""
    return f"reports/_base_blocks.html#{block.type}"


@register.filter
def sides(cover: Cover) -> list[list[PairEntry]]:
    """Return the cover's parties grouped: mentee side, mentor side, others, each in the given order."""
    groups = [[entry for entry in cover.pair if entry.kind == kind] for kind in ("mentee", "mentor", "neutral")]
    return [group for group in groups if group]


@register.filter
def figure_lines(block: Figures) -> list[list[Figure | None]]:
    """Return key figures in lines of three, the last one filled up."""
    lines: list[list[Figure | None]] = []
    for start in range(0, len(block.items), 3):
        line: list[Figure | None] = list(block.items[start : start + 3])
        lines.append(line + [None] * (3 - len(line)))
    return lines


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
