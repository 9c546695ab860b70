"""The PDF: tagged, complete in every script, and set as it should be."""

from __future__ import annotations

import io
import itertools
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Document,
    Section,
)
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import markup
from tests.reports.kinds import KIND
from tests.reports.printing import printed
from tests.reports.samples import LATVIAN_LETTERS, sample

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("warm")]


@pytest.fixture(autouse=True)
def _no_complaints(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not errors, errors


@pytest.fixture(scope="module")
def content(warm: None) -> bytes:
    from tests.reports.kinds import register_test_kinds

    register_test_kinds()
    return printed(sample())


@pytest.fixture(scope="module")
def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def with_tool(content: bytes, folder: Path, *command: str) -> str:
    """Return what a tool of poppler says about the PDF."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    place = command.index("FILE")
    tool = [*command[:place], str(path), *command[place + 1 :]]
    return subprocess.run(tool, check=True, capture_output=True).stdout.decode()


def test_it_is_tagged_and_says_its_language_and_title(reader: PdfReader) -> None:
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] in (True, "true")
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"] in (True, "true")
    assert reader.metadata is not None
    assert reader.metadata.title == "Needs analysis: Jelgava"
    assert reader.metadata.author == "IncluCities"
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


def structure(reader: PdfReader) -> list[tuple[str, object]]:
    """Return the kinds of structure elements in reading order, each with its element."""
    found: list[tuple[str, object]] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), node))
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_its_structure_has_headings_tables_and_figures_with_words(reader: PdfReader) -> None:
    elements = structure(reader)
    kinds = [kind for kind, _ in elements]
    for kind in ("/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure", "/Link"):
        assert kind in kinds, kind
    headings = [int(kind[2]) for kind in kinds if kind in ("/H1", "/H2", "/H3")]
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(headings))
    figures = [element for kind, element in elements if kind == "/Figure"]
    said = (
        "Non-citizens are the largest group",
        "Consultation: to a large extent; funding: not at all",
        "Six of ten",
    )
    assert [figure["/Alt"].split(". ", 1)[1].rstrip(".") for figure in figures] == list(said)  # type: ignore[index]


def test_it_has_bookmarks_in_three_levels(reader: PdfReader) -> None:
    def titles(entries: list[object]) -> list[object]:
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in entries]  # type: ignore[attr-defined]

    outline = titles(list(reader.outline))
    assert outline[0] == "Needs analysis: Jelgava"
    parts = outline[1]
    assert isinstance(parts, list)
    assert [part for part in parts if isinstance(part, str)] == ["Contents", "A Needs", "B Local context"]
    assert "A4 What could you learn?" in parts[2]


def test_pages_are_counted_and_footed(reader: PdfReader) -> None:
    texts = [page.extract_text() for page in reader.pages]
    total = len(texts)
    assert total >= 5
    for number, text in enumerate(texts[1:], start=2):
        assert f"{number} / {total}" in text
        assert "Jelgava · Needs analysis · version 2" in text
        assert "Draft · Demonstration: invented content" in text
    assert f"1 / {total}" not in texts[0]


def test_the_contents_name_the_right_pages(reader: PdfReader) -> None:
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    page = next(number for number, text in enumerate(texts, 1) if number > 2 and "B Local context" in text)
    assert any(
        line.split()[-1] == str(page)
        for line in reader.pages[1].extract_text().splitlines()
        if "Local" in line
    )


def test_a_wide_table_lies_on_its_side(reader: PdfReader) -> None:
    sides = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert sides.count(True) == 1
    assert not sides[-1]


def test_every_script_is_copied_out_as_it_was_written(content: bytes, tmp_path: Path) -> None:
    text = " ".join(with_tool(content, tmp_path, "pdftotext", "FILE", "-").split())
    for words in (
        "Στη Λιβαδειά ρωτάμε πώς μια πόλη μιλά με τους πρόσφυγες",
        "Jelgavā šķērsiela",
        LATVIAN_LETTERS,
        "Τι θα θέλατε να μάθετε;",
        "Written in: Latvian",
        "Working translation, older than the original",
        "Parents cannot come to courses",
        "Written in: Latvian · Indented: working translation (English)",
        "We do not know",
        "Not answered yet",
        "Sensitive",
    ):
        assert words in text, words


def test_its_fonts_are_ours_and_inside(content: bytes, tmp_path: Path) -> None:
    lines = with_tool(content, tmp_path, "pdffonts", "FILE").splitlines()[2:]
    assert lines
    for line in lines:
        assert "Source-S" in line, line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


@pytest.mark.parametrize("language", ["en", "lv", "el"])
def test_it_speaks_the_language_that_was_asked_for(language: str) -> None:
    reader = PdfReader(io.BytesIO(printed(sample(language))))
    assert reader.trailer["/Root"]["/Lang"] == language


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    sections = tuple(
        Section(
            f"Part {place} begins",
            (Answer("What do you think?", f"Beginning of {place}. " + "More is said here. " * (place * 7)),),
            introduction="What it is about.",
        )
        for place in range(1, 25)
    )
    document = Document("x", "en", sections, contents=False)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed(document))).pages]
    for place in range(1, 25):
        (on,) = [number for number, text in enumerate(pages) if f"Part {place} begins" in text]
        assert f"Beginning of {place}." in pages[on]
    # Parts follow each other: most pages hold the end of one and the beginning of the next.
    assert len(pages) < 24


def test_a_card_has_two_pages_and_no_cover() -> None:
    document = Document(
        "Language cafés",
        "en",
        (Section("Context", (Answer("Why did it come about?", "Because. " * 120),) * 4),),
        layout="card",
    )
    pages = PdfReader(io.BytesIO(printed(document))).pages
    assert len(pages) == 2
    assert "Contents" not in pages[0].extract_text()


def test_a_blank_form_has_room_to_write() -> None:
    document = Document(
        "Form",
        "en",
        (Section("Needs", (Blank("Why?", lines=4), Blank("Which?", columns=("Need", "Why"), lines=3))),),
        contents=False,
    )
    html = markup(kind_named(KIND), document)
    assert html.count('class="rule"') == 4
    assert html.count("<td></td>") == 6
    assert len(PdfReader(io.BytesIO(printed(document))).pages) == 2
