"""Documents as Word files, to go on writing in: real headings, languages, tables with repeated headings."""

from __future__ import annotations

import io
from typing import Any

import docx as word
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    Chart,
    Document,
    Figures,
    Note,
    Points,
    Row,
    Section,
    Table,
)
from inclucities.reports.domain.payload import is_language, paragraphs
from inclucities.reports.rendering.sheets import chart_table
from inclucities.reports.rendering.widths import widths_of
from inclucities.reports.rendering.word_parts import (
    field,
    heading_style,
    keep_row_together,
    repeat_row,
    set_default_language,
    set_widths,
    tag_language,
)
from inclucities.reports.rendering.words import cell_text, translation_label, written_in

TEAL, INK_SOFT, OCHRE = RGBColor(0x0F, 0x52, 0x57), RGBColor(0x4C, 0x56, 0x61), RGBColor(0x9A, 0x52, 0x10)

#: Points of type, the space after a paragraph, and the margin in millimetres: of a document and of a card.
SIZES = {"Normal": 10.5, "after": 6.0, "Title": 30.0, "Heading 1": 19.0, "Heading 2": 12.5, "margin": 22.0}
CARD_SIZES = {"Normal": 9.0, "after": 2.0, "Title": 20.0, "Heading 1": 12.5, "Heading 2": 9.5, "margin": 15.0}
#: The style of what stands in cells.
TABLE_TEXT = "Table Text"


def docx(document: Document) -> bytes:
    """Return the document as DOCX."""
    return _Writer(document).write()


class _Writer:
    """Writes one document from the cover to the last block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = word.Document()
        self._set_up()

    def write(self) -> bytes:
        self._cover()
        if self.document.contents and self.document.layout == "document" and self.document.sections:
            self._contents()
        for section in self.document.sections:
            self._section(section)
        stream = io.BytesIO()
        self.file.save(stream)
        return stream.getvalue()

    def _set_up(self) -> None:
        properties = self.file.core_properties
        properties.title = self.document.title[:255]
        properties.language = self.document.language
        properties.author = self.document.author[:255]
        properties.comments = ""
        set_default_language(self.file, self.document.language)
        styles = self.file.styles
        styles["Normal"].font.name = "Calibri"
        sizes = CARD_SIZES if self.document.layout == "card" else SIZES
        styles["Normal"].font.size = Pt(sizes["Normal"])
        styles["Normal"].paragraph_format.space_after = Pt(sizes["after"])
        for name in ("Title", "Heading 1", "Heading 2"):
            heading_style(styles[name], size=sizes[name], colour=TEAL)
        table_text = styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        table_text.base_style = styles["Normal"]
        table_text.font.size = Pt(9)
        table_text.paragraph_format.space_after = Pt(2)
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(sizes["margin"])
        page.top_margin = page.bottom_margin = Mm(sizes["margin"])
        foot = page.footer.paragraphs[0]
        self._soft(foot, " · ".join([*self.document.footer, *self._marks()]) + "   ")
        field(foot, "PAGE")
        self._soft(foot, " / ")
        field(foot, "NUMPAGES")

    def _marks(self) -> list[str]:
        marks = []
        if self.document.draft:
            marks.append(_("Draft"))
        if self.document.demonstration:
            marks.append(_("Demonstration: invented content"))
        return marks

    def _cover(self) -> None:
        cover = self.document.cover
        if cover.eyebrow:
            self._soft(self.file.add_paragraph(), cover.eyebrow)
        self.file.add_paragraph(self.document.title, style="Title")
        if self.document.subtitle:
            self.file.add_paragraph(self.document.subtitle, style="Subtitle")
        for mark in self._marks():
            run = self.file.add_paragraph().add_run(mark)
            run.bold, run.font.color.rgb = True, OCHRE
        for entry in cover.pair:
            line = self.file.add_paragraph()
            self._soft(line, f"{entry.label}: ")
            line.add_run(entry.value).bold = True
        for text in cover.meta:
            self._soft(self.file.add_paragraph(), text)

    def _contents(self) -> None:
        self.file.add_paragraph(_("Contents"), style="Heading 1").paragraph_format.page_break_before = True
        for section in self.document.sections:
            self.file.add_paragraph(_numbered(section.number, section.title), style="List")

    def _section(self, section: Section) -> None:
        heading = self.file.add_paragraph(_numbered(section.number, section.title), style="Heading 1")
        if self.document.layout == "document":
            first = section is self.document.sections[0]
            heading.paragraph_format.page_break_before = first
            heading.paragraph_format.space_before = Pt(0 if first else 30)
        if section.answered_by:
            self._soft(self._kept_with_next(), section.answered_by)
        for lines in paragraphs(section.introduction):
            self._run(self._kept_with_next(), "\n".join(lines), section.language)
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if isinstance(block, Answer):
            self._answer(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            if block.own_table:
                self._table(chart_table(block))
        elif isinstance(block, Figures):
            self._question(block.number, block.title)
            for item in block.items:
                line = self.file.add_paragraph()
                line.add_run(item.value).bold = True
                self._soft(line, "".join(f" · {part}" for part in (item.label, item.note) if part))
        elif isinstance(block, Points):
            self._question(block.number, block.title)
            for text in block.items:
                self._run(self.file.add_paragraph(style="List Bullet"), text, block.language)
        elif isinstance(block, Note):
            self._text(
                block.text, block.language, style="Intense Quote" if block.tone == "warning" else "Quote"
            )
        else:
            self._blank(block)

    def _answer(self, answer: Answer) -> None:
        self._question(answer.number, answer.question)
        if answer.sensitive:
            self._soft(self.file.add_paragraph(), _("Sensitive"))
        if answer.status:
            self.file.add_paragraph().add_run(answer.status).italic = True
        if answer.text:
            self._text(answer.text, answer.language)
        elif not answer.status:
            self.file.add_paragraph().add_run(_("Not answered yet")).italic = True
        label = written_in(answer.language, self.document.language)
        if note := " · ".join(part for part in (answer.note, label) if part):
            self._soft(self.file.add_paragraph(), note)
        if answer.translation is not None:
            self._soft(self.file.add_paragraph(), translation_label(answer.translation))
            self._text(answer.translation.text, answer.translation.language, style="Quote")

    def _table(self, table: Table) -> None:
        if table.wide:
            self._turn(landscape=True)
        self._question(table.number, table.title)
        if table.status:
            self.file.add_paragraph().add_run(table.status).italic = True
        if table.rows:
            heads = tuple(column.label for column in table.columns)
            grid = self._grid(heads, len(table.rows), widths_of(table))
            for line, row in zip(grid.rows[1:], table.rows, strict=True):
                self._fill(line, row, table)
            self.file.add_paragraph()
        elif not table.status:
            self.file.add_paragraph().add_run(_("No rows yet")).italic = True
        if table.note:
            self._soft(self.file.add_paragraph(), table.note)
        if table.wide:
            self._turn(landscape=False)

    def _grid(self, heads: tuple[str, ...], rows: int, widths: list[int] | None = None) -> Any:
        grid = self.file.add_table(rows=rows + 1, cols=len(heads), style="Table Grid")
        if widths is not None:
            page = self.file.sections[-1]
            set_widths(grid, page.page_width - page.left_margin - page.right_margin, widths)
        repeat_row(grid.rows[0])
        for cell, head in zip(grid.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].style = TABLE_TEXT
            cell.paragraphs[0].add_run(head).bold = True
        for line in grid.rows:
            keep_row_together(line)
        return grid

    def _fill(self, line: Any, row: Row, table: Table) -> None:
        filled = zip(line.cells, row.cells, table.columns, strict=True)
        for place, (cell, value, column) in enumerate(filled):
            texts = ["\n".join(lines) for lines in paragraphs(cell_text(value, column))] or [""]
            for number, text in enumerate(texts):
                target = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                target.style = TABLE_TEXT
                self._run(target, text, row.language_at(place, column))
        for translation in row.translations:
            cell = line.cells[translation.column]
            self._soft(cell.add_paragraph(style=TABLE_TEXT), translation_label(translation))
            for lines in paragraphs(translation.text):
                self._run(cell.add_paragraph(style=TABLE_TEXT), "\n".join(lines), translation.language)

    def _blank(self, blank: Blank) -> None:
        self._question(blank.number, blank.question)
        for text in blank.help:
            self._soft(self._kept_with_next("List Bullet"), text)
        for choice in blank.choices:
            self._kept_with_next().add_run(f"☐ {choice}")
        if blank.columns:
            self._grid(blank.columns, blank.lines)
        elif not blank.choices:
            box = self.file.add_table(rows=1, cols=1, style="Table Grid")
            box.rows[0].height = Mm(7 * max(blank.lines, 1))
        self.file.add_paragraph()

    def _question(self, number: str, question: str) -> None:
        if question:
            self.file.add_paragraph(_numbered(number, question), style="Heading 2")

    def _kept_with_next(self, style: str = "Normal") -> Any:
        """Add a paragraph that stays on the page of what follows it."""
        paragraph = self.file.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _text(self, text: str, language: str, style: str = "Normal") -> None:
        for lines in paragraphs(text):
            self._run(self.file.add_paragraph(style=style), "\n".join(lines), language)

    def _run(self, paragraph: Any, text: str, language: str) -> None:
        run = paragraph.add_run(text)
        if language != self.document.language and is_language(language):
            tag_language(run, language)

    def _soft(self, paragraph: Any, text: str) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(8.5), INK_SOFT

    def _turn(self, *, landscape: bool) -> None:
        page = self.file.add_section()
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))


def _numbered(number: str, text: str) -> str:
    return f"{number}  {text}" if number else text
