"""Documents as tables: an Excel workbook with a sheet for each table, and one plain list as CSV.

What people typed never becomes a formula: in the workbook a text is a text cell with a quote prefix,
in the list a leading sign is defused by an apostrophe. A text longer than a cell may be goes on in
the next line, marked as part 2, 3 and so on, and loses nothing.
"""

from __future__ import annotations

import csv as csv_format
import io
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from inclucities.reports.charts import bar_text
from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Figures,
    Note,
    Points,
    Row,
    Section,
    Table,
)
from inclucities.reports.rendering.words import cell_text, iso_date, translation_label

CELL_LIMIT = 32_767
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def defused(text: str) -> str:
    """Return the text with an apostrophe before a sign that a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def split_cell(text: str, limit: int = CELL_LIMIT - 1) -> list[str]:
    """Return the text in parts that fit a cell, counted as spreadsheets do, in UTF-16 units."""
    parts: list[str] = []
    start = units = 0
    for place, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1
        if units + size > limit:
            parts.append(text[start:place])
            start, units = place, 0
        units += size
    return [*parts, text[start:]]


def csv(document: Document) -> bytes:
    """Return everything in the document as one list: where it stands, what was asked, what was said.

    UTF-8 with a byte order mark, so that spreadsheets read Greek and Latvian as they are.
    """
    stream = io.StringIO(newline="")
    writer = csv_format.writer(stream)
    writer.writerow(
        [
            _("Section"),
            _("Number"),
            _("Question"),
            _("Row"),
            _("Column"),
            _("Part"),
            _("Value"),
            _("Language"),
        ]
    )
    for section in document.sections:
        where = " ".join(part for part in (section.number, section.title) if part)
        for block in section.blocks:
            for number, question, row, column, cell, language in _statements(block):
                for part, piece in enumerate(_pieces(cell), start=1):
                    line = [where, number, question, row, column, part, piece, language or document.language]
                    writer.writerow([defused(item) if isinstance(item, str) else item for item in line])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def xlsx(document: Document) -> bytes:
    """Return a workbook: the answers on the first sheet, then one sheet for each table and chart."""
    stream = io.BytesIO()
    with Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        book.set_properties({"title": document.title[:255], "author": document.author[:255]})
        sheets = _Sheets(book)
        sheets.answers(document)
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    sheets.table(block)
                elif isinstance(block, Chart) and block.own_table:
                    sheets.table(chart_table(block))
    return stream.getvalue()


def chart_table(chart: Chart) -> Table:
    """Return the table that says what the chart shows."""
    return Table(
        title=chart.title,
        number=chart.number,
        note=chart.note,
        columns=(
            Column(chart.category_label),
            *(_column(series.label, chart) for series in chart.series),
        ),
        rows=tuple(
            Row(
                (category, *(_cell(series.values[place], chart) for series in chart.series)),
                language=chart.languages[place] if chart.languages else "",
            )
            for place, category in enumerate(chart.categories)
        ),
    )


def _column(label: str, chart: Chart) -> Column:
    return Column(label, "option") if chart.levels else Column(label, "number", chart.unit)


def _cell(value: float | None, chart: Chart) -> Cell:
    return bar_text(chart, value) if chart.levels else value


class _Sheets:
    """Writes sheets into one workbook, each with a heading row that stays in sight."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.names: set[str] = set()
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number = book.add_format({"valign": "top"})
        self.date = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})

    def answers(self, document: Document) -> None:
        sheet = self._sheet(_("Answers"))
        heads = [_("Section"), _("Number"), _("Question"), _("Answer"), _("Language"), _("Note")]
        self._heading(sheet, heads, [22, 9, 45, 90, 10, 30])
        line = 1
        for section in document.sections:
            for question, answer, language, note, number in _answers(section):
                for piece in split_cell(answer):
                    texts = [section.title, number, question, piece, language or document.language, note]
                    for place, text in enumerate(texts):
                        sheet.write_string(line, place, text[:CELL_LIMIT], self.text)
                    line += 1

    def table(self, table: Table) -> None:
        sheet = self._sheet(" ".join(part for part in (table.number, table.title) if part))
        translated = sorted({found.column for row in table.rows for found in row.translations})
        labels = [
            f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns
        ]
        labels += [f"{table.columns[place].label}: {_('Working translation')}" for place in translated]
        widths = [
            14 if column.kind in ("number", "percent", "money", "year", "date") else 40
            for column in table.columns
        ]
        widths += [40 for _column in translated]
        columns = (*table.columns, *(Column("") for _column in translated))
        self._heading(sheet, [_("Row"), _("Part"), *labels], [6, 6, *widths])
        line = 1
        for count, row in enumerate(table.rows, start=1):
            texts = {found.column: found.text for found in row.translations}
            cells = (*row.cells, *(texts.get(place) for place in translated))
            split = [split_cell(cell) if isinstance(cell, str) else [cell] for cell in cells]
            for part in range(max((len(pieces) for pieces in split), default=0)):
                sheet.write_number(line, 0, count, self.number)
                sheet.write_number(line, 1, part + 1, self.number)
                for place, pieces in enumerate(split):
                    if part < len(pieces):
                        self._cell(sheet, line, place + 2, pieces[part], columns[place])
                line += 1

    def _cell(self, sheet: Any, line: int, place: int, cell: Cell, column: Column) -> None:
        if cell is None or cell == "":
            sheet.write_blank(line, place, None, self.text)
        elif isinstance(cell, bool):
            sheet.write_boolean(line, place, cell, self.number)
        elif isinstance(cell, (int, float)):
            sheet.write_number(line, place, cell, self.number)
        elif column.kind == "date" and (day := iso_date(cell)) and day.year >= 1900:
            sheet.write_datetime(line, place, day, self.date)
        else:
            sheet.write_string(line, place, cell, self.text)

    def _sheet(self, wish: str) -> Any:
        base = _SHEET_NAME.sub(" ", wish).strip(" '")[:28] or _("Table")
        name, count = base, 1
        while name.lower() in self.names or name.lower() == "history":
            count += 1
            name = f"{base[: 30 - len(str(count))]} {count}"
        self.names.add(name.lower())
        return self.book.add_worksheet(name)

    def _heading(self, sheet: Any, labels: list[str], widths: list[int]) -> None:
        for place, (label, width) in enumerate(zip(labels, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, label[:CELL_LIMIT], self.head)
        sheet.freeze_panes(1, 0)


def _pieces(cell: Cell) -> list[Cell]:
    return list(split_cell(cell)) if isinstance(cell, str) else [cell]


def _answers(section: Section) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield question, answer, language, note and number of everything that is not a table."""
    for block in section.blocks:
        if isinstance(block, Answer):
            said = "\n\n".join(part for part in (block.status, block.text) if part)
            yield block.question, said, block.language, block.note, block.number
            if block.translation is not None:
                label = _("Working translation")
                yield block.question, block.translation.text, block.translation.language, label, block.number
        elif isinstance(block, Points):
            yield block.title, "\n".join(block.items), block.language, "", block.number
        elif isinstance(block, Figures):
            for item in block.items:
                yield item.label, item.value, "", item.note, block.number
        elif isinstance(block, Note):
            yield _("Note"), block.text, block.language, "", ""
        elif isinstance(block, Blank):
            yield block.question, "", "", "", block.number


def _statements(block: Block) -> Iterator[tuple[str, str, int | str, str, Cell, str]]:
    """Yield number, question, row, column, value and language of everything that a block says."""
    if isinstance(block, Chart):
        if not block.own_table:
            return
        block = chart_table(block)
    if isinstance(block, Table):
        for count, row in enumerate(block.rows, start=1):
            for place, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True)):
                value = cell_text(cell, column) if isinstance(cell, bool) else cell
                yield block.number, block.title, count, column.label, value, row.language_at(place, column)
            for translation in row.translations:
                label = f"{block.columns[translation.column].label}: {translation_label(translation)}"
                yield block.number, block.title, count, label, translation.text, translation.language
        return
    for question, answer, language, note, number in _answers(Section("", (block,))):
        yield (
            number,
            question,
            "",
            note if language and note == _("Working translation") else "",
            answer,
            language,
        )
