"""What python-docx leaves to its user: languages, fields, repeated heading rows."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt


def set_default_language(file: Any, language: str) -> None:
    """Make ``language`` the language of everything that says nothing else."""
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(_language(language))


def tag_language(run: Any, language: str) -> None:
    """Say which language a run is written in, for spell-checkers and screen readers."""
    run._element.get_or_add_rPr().append(_language(language))


def heading_style(style: Any, *, size: float, colour: Any) -> None:
    """Give a heading style this product's look in every script."""
    style.font.name, style.font.size, style.font.color.rgb = "Cambria", Pt(size), colour
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), "Cambria")


def set_widths(table: Any, room: int, shares: list[int]) -> None:
    """Give a table's columns their shares of ``room``, for those who measure columns and those who measure cells."""
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = room * share // sum(shares)
        for cell in column.cells:
            cell.width = column.width


def repeat_row(row: Any) -> None:
    """Make a table's row its heading, repeated on each page."""
    row._tr.get_or_add_trPr().append(_on("w:tblHeader"))


def keep_row_together(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(_on("w:cantSplit"))


def field(paragraph: Any, code: str) -> None:
    """Add a field such as ``PAGE`` that the word processor fills in."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    paragraph._p.append(element)


def _language(code: str) -> Any:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), code)
    return element


def _on(name: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    return element
