"""DOCX, XLSX, CSV and JSON: the same payload, nothing lost, nothing that calculates."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from django.utils import translation
from docx.shared import Mm
from lxml import etree

from inclucities.reports.domain.document import Answer, Column, Document, Row, Section, Table
from inclucities.reports.domain.payload import to_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file
from inclucities.reports.rendering.sheets import CELL_LIMIT, split_cell
from tests.reports.kinds import KIND
from tests.reports.samples import GREEK, HOSTILE, LATVIAN, LATVIAN_LETTERS, sample, with_texts

pytestmark = pytest.mark.once

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1+1", '=HYPERLINK("x")')


def made(form: Format, document: Document | None = None) -> bytes:
    document = document or sample()
    return build_file(kind_named(KIND), form, to_json(document), document.language, lambda _: None)


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table_of(*texts: object) -> Document:
    columns = (Column("Text"), Column("Number", "number"))
    rows = tuple(Row((text, 1)) for text in texts)  # type: ignore[arg-type]
    return Document("x", "en", (Section("x", (Table("Rows", columns, rows),)),))


def test_json_is_the_payload_itself() -> None:
    assert json.loads(made(Format.JSON)) == json.loads(json.dumps(to_json(sample())))


class TestWord:
    @pytest.fixture
    def file(self) -> docx.document.Document:
        return docx.Document(io.BytesIO(made(Format.DOCX)))

    def test_title_and_headings(self, file: docx.document.Document) -> None:
        assert file.core_properties.title == "Needs analysis: Jelgava"
        headings = [
            (p.style.name, p.text) for p in file.paragraphs if p.style and p.style.name.startswith("Head")
        ]
        assert ("Heading 1", "A  Needs") in headings
        assert ("Heading 2", "A4  What could you learn?") in headings

    def test_languages_are_tagged(self, file: docx.document.Document) -> None:
        tagged = {
            (run._element.rPr.find(f"{W}lang").get(f"{W}val"), run.text)
            for paragraph in file.paragraphs
            for run in paragraph.runs
            if run._element.rPr is not None and run._element.rPr.find(f"{W}lang") is not None
        }
        assert ("el", GREEK) in tagged
        assert ("lv", LATVIAN_LETTERS) in tagged
        cells = [
            (paragraph.text, run._element.rPr.find(f"{W}lang").get(f"{W}val"))
            for table in file.tables
            for cell in table._cells
            for paragraph in cell.paragraphs
            for run in paragraph.runs
            if run._element.rPr is not None and run._element.rPr.find(f"{W}lang") is not None
        ]
        assert cells == [("Vecāki nevar apmeklēt kursus", "lv"), ("Finansējums", "lv")]
        with zipfile.ZipFile(io.BytesIO(made(Format.DOCX, sample("lv")))) as parts:
            assert b'w:lang w:val="lv"' in parts.read("word/styles.xml")

    def test_table_headings_repeat_and_rows_stay_whole(self, file: docx.document.Document) -> None:
        for table in file.tables:
            if len(table.rows) > 1:
                assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
                assert table.rows[1]._tr.trPr.find(f"{W}cantSplit") is not None

    def test_it_says_what_the_pdf_says(self, file: docx.document.Document) -> None:
        text = "\n".join(paragraph.text for paragraph in file.paragraphs)
        for words in (
            "Draft",
            "Demonstration",
            "We do not know",
            "Not answered yet",
            "Jelgavā šķērsiela",
            "☐ 2",
        ):
            assert words in text, words
        cells = [cell.text for table in file.tables for cell in table._cells]
        assert "Vecāki nevar apmeklēt kursus\nWorking translation\nParents cannot come to courses" in cells
        assert "To a large extent" in cells
        assert "6" not in cells

    def test_columns_are_as_wide_as_their_texts_ask(self) -> None:
        table = Table("t", (Column("Need"), Column("Description")), (Row(("Work", "Nobody hires. " * 30)),))
        made_of = Document("x", "en", (Section("s", (table,)),))
        narrow, wide = docx.Document(io.BytesIO(made(Format.DOCX, made_of))).tables[0].columns
        assert wide.width > 3 * narrow.width
        assert narrow.width + wide.width == pytest.approx(Mm(166), rel=0.01)

    def test_pages_turn_for_wide_tables(self, file: docx.document.Document) -> None:
        assert [section.orientation for section in file.sections] == [0, 1, 0]

    def test_characters_that_no_office_file_can_hold_are_left_out(self) -> None:
        document = Document("a\x00b\x0bc\ud800", "en", (Section("\x08x", (Answer("q", "\x1f\ufffey"),)),))
        assert docx.Document(io.BytesIO(made(Format.DOCX, document))).core_properties.title == "abc"


class TestCsv:
    def test_it_begins_with_the_mark_that_spreadsheets_need(self) -> None:
        assert made(Format.CSV).startswith(
            b"\xef\xbb\xbfSection,Number,Question,Row,Column,Part,Value,Language\r\n"
        )

    def test_rows_and_answers_are_all_there(self) -> None:
        lines = lines_of(made(Format.CSV))
        question = "Which needs do you want to work on?"
        assert ["A Needs", "A1", question, "1", "Priority", "1", "1", "en"] in lines
        assert ["A Needs", "A1", question, "2", "Need", "1", "Vecāki nevar apmeklēt kursus", "lv"] in lines
        assert ["A Needs", "A4", "What could you learn?", "", "", "1", LATVIAN, "lv"] in lines
        translated = ["A Needs", "A1", question, "2", "Need: Working translation", "1"]
        assert [*translated, "Parents cannot come to courses", "en"] in lines
        support = ["B Local context", "", "Support from governments", "2"]
        assert [*support, "Kind", "1", "Finansējums", "lv"] in lines
        assert [*support, "Support", "1", "Not at all", "en"] in lines
        assert not [line for line in lines if line[2] == "Drawn beside"]

    @pytest.mark.promise("Safe exports")
    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_is_a_formula(self, text: str) -> None:
        document = Document(
            text,
            "en",
            (Section(text, (Answer(text, text, text), Table(text, (Column(text),), (Row((text,)),)))),),
        )
        assert formulas_in_csv(made(Format.CSV, document)) == []

    def test_numbers_stay_numbers(self) -> None:
        document = Document(
            "x", "en", (Section("x", (Table("t", (Column("n", "number"),), (Row((-5,)),)),)),)
        )
        assert lines_of(made(Format.CSV, document))[1][6] == "-5"

    @pytest.mark.promise("Safe exports")
    def test_forty_thousand_characters_arrive(self) -> None:
        text = "".join(chr(0x3B1 + number % 24) for number in range(40_000))
        values = [line[6] for line in lines_of(made(Format.CSV, table_of(text))) if line[4] == "Text"]
        assert len(values) == 2
        assert "".join(values) == text
        assert all(len(value) <= CELL_LIMIT for value in values)


class TestExcel:
    def book(self, document: Document | None = None) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(made(Format.XLSX, document)))

    def test_a_sheet_for_the_answers_and_one_for_each_table(self) -> None:
        names = self.book().sheetnames
        assert names[0] == "Answers"
        assert [name[:2] for name in names[1:]] == ["A1", "B3", "Su", "B4"]
        assert self.book().properties.title == "Needs analysis: Jelgava"

    def test_translations_of_cells_stand_in_a_column_of_their_own(self) -> None:
        rows = [[cell.value for cell in row] for row in self.book().worksheets[1].rows]
        assert rows[0] == ["Row", "Part", "Need", "Priority", "Link", "Need: Working translation"]
        assert rows[1][5] is None
        assert rows[2] == [2, 1, "Vecāki nevar apmeklēt kursus", 2, None, "Parents cannot come to courses"]

    def test_cells_have_types(self) -> None:
        columns = (Column("d", "date"), Column("n", "money", "€"), Column("b", "yes_no"), Column("s"))
        document = Document(
            "x", "en", (Section("x", (Table("t", columns, (Row(("2021-06-30", 12.5, True, "12")),)),)),)
        )
        sheet = self.book(document)["t"]
        day, amount, yes, text = (sheet.cell(2, place) for place in range(3, 7))
        assert (day.is_date, day.value.date().isoformat()) == (True, "2021-06-30")
        assert (amount.value, amount.data_type) == (12.5, "n")
        assert yes.value is True
        assert (text.value, text.data_type) == ("12", "s")
        assert sheet.cell(1, 4).value == "n (€)"

    @pytest.mark.promise("Safe exports")
    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_is_a_formula(self, text: str) -> None:
        document = Document(
            "x", "en", (Section(text, (Answer(text, text), *table_of(text).sections[0].blocks)),)
        )
        assert formulas_in_workbook(made(Format.XLSX, document)) == []

    @pytest.mark.promise("Safe exports")
    def test_forty_thousand_characters_arrive(self) -> None:
        text = "ā" * 40_000
        sheet = self.book(table_of("short", text, "😀" * 20_000))["Rows"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert [(row[0], row[1]) for row in rows] == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)]
        assert "".join(row[2] for row in rows if row[0] == 2) == text
        assert [row[3] for row in rows] == [1, 1, None, 1, None]

    def test_sheets_with_one_name_are_told_apart(self) -> None:
        table = table_of("x").sections[0].blocks[0]
        odd = Table("[History]: a/b?*", (Column("x"),), (Row(("x",)),))
        document = Document("x", "en", (Section("x", (table, table, odd)),))
        assert self.book(document).sheetnames == ["Answers", "Rows", "Rows 2", "History   a b"]


def formulas_in_csv(content: bytes) -> list[str]:
    """Return the cells that a spreadsheet would calculate."""
    cells = [cell for line in lines_of(content) for cell in line]
    return [cell for cell in cells if cell.lstrip("\u200b \t\r\n")[:1] in ("=", "+", "-", "@", "＝")]


def formulas_in_workbook(content: bytes) -> list[str]:
    """Return what an Excel workbook would calculate, follow or fetch."""
    found = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink or (cell.row > 1 and _typed_without_quote(cell))
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found += [name for name in parts.namelist() if "externalLink" in name or "vba" in name.lower()]
    return found


def _typed_without_quote(cell: openpyxl.cell.Cell) -> bool:
    return cell.data_type == "s" and not cell.quotePrefix


#: What a document of ours calculates itself: its contents and its page numbers.
OUR_FIELDS = ("TOC ", "PAGE", "NUMPAGES")


def fields_in_word(content: bytes) -> list[str]:
    """Return the fields of a Word file that are not ours, and what it would fetch from elsewhere."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(parts.read(name))
            fields = [element.text or "" for element in tree.iter(f"{W}instrText")]
            fields += [element.get(f"{W}instr", "") for element in tree.iter(f"{W}fldSimple")]
            found += [text for text in fields if not text.strip().startswith(OUR_FIELDS)]
            found += [
                element.get("Target", "")
                for element in tree.iter()
                if element.get("TargetMode") == "External"
            ]
    return found


def texts_in_word(content: bytes) -> str:
    """Return every text of a Word file, tables included."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        tree = etree.fromstring(parts.read("word/document.xml"))
    return "".join(element.text or "" for element in tree.iter(f"{W}t"))


@pytest.mark.promise("Safe exports")
def test_no_export_calculates_what_people_wrote(
    amount: Callable[[int, int], int], found: Callable[[str], None]
) -> None:
    hostile = tuple(text.format(port=9, secret="/etc/passwd") for text in HOSTILE[:: amount(4, 1)])
    texts = (*FORMULAS, *hostile)
    document = with_texts(texts)
    assert formulas_in_csv(made(Format.CSV, document)) == []
    assert formulas_in_workbook(made(Format.XLSX, document)) == []
    assert fields_in_word(made(Format.DOCX, document)) == []
    assert json.loads(made(Format.JSON, document)) == json.loads(json.dumps(to_json(document)))
    found(
        f"{len(texts)} hostile texts in every place of XLSX, CSV, DOCX and JSON: 0 formulas, 0 foreign fields"
    )


@pytest.mark.promise("Safe exports")
@pytest.mark.parametrize("letter", ["ā", "=", "😀"])
def test_forty_thousand_characters_arrive_in_every_form(letter: str, found: Callable[[str], None]) -> None:
    text = letter + "Ж" * 39_998 + letter
    document = Document("x", "en", (Section("x", (Answer("q", text), *table_of(text).sections[0].blocks)),))
    lines = lines_of(made(Format.CSV, document))
    for question in ("q", "Rows"):
        pieces = [line[6] for line in lines if line[2] == question and line[4] != "Number"]
        assert "".join(pieces).removeprefix("'" if letter == "=" else "") == text, question
    book = openpyxl.load_workbook(io.BytesIO(made(Format.XLSX, document)))
    for sheet, column in (("Answers", 4), ("Rows", 3)):
        pieces = [row[0] for row in book[sheet].iter_rows(2, None, column, column, values_only=True)]
        assert "".join(piece or "" for piece in pieces) == text, sheet
    assert texts_in_word(made(Format.DOCX, document)).count(text) == 2
    assert json.dumps(json.loads(made(Format.JSON, document)), ensure_ascii=False).count(text) == 2
    found("40,000 characters intact in XLSX, CSV, DOCX and JSON")


def test_words_are_in_the_language_of_the_report() -> None:
    with translation.override("en"):
        assert b"Section" in made(Format.CSV)
        assert b"Not answered yet" not in made(Format.JSON)


@pytest.mark.parametrize("text", ["", "a", "a" * CELL_LIMIT, "😀" * CELL_LIMIT, "a😀" * CELL_LIMIT])
def test_splitting_loses_nothing(text: str) -> None:
    parts = split_cell(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 < CELL_LIMIT for part in parts)
