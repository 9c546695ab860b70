"""How values and languages are written in a report, in the language that is active."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from inclucities.reports.charts import number_text
from inclucities.reports.domain.document import Cell, CellTranslation, Column, Translation


def cell_text(cell: Cell, column: Column) -> str:
    """Return a cell as a reader sees it: numbers and dates in their format, an en dash for nothing."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, (int, float)):
        if column.kind == "year":
            return str(cell)
        number = number_text(cell)
        unit = column.unit or ("%" if column.kind == "percent" else "")
        return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number
    if column.kind == "date" and (day := iso_date(cell)):
        return date_format(day, "DATE_FORMAT")
    return cell


def iso_date(text: str) -> dt.date | None:
    """Return the date that a text such as ``2021-06-30`` means, or ``None`` for any other text."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def link_address(text: str) -> str:
    """Return the text when it is an address that a document may link to, else an empty text."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def language_name(code: str) -> str:
    """Return what a language is called in the active one; its code when Django does not know it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def translation_label(translation: Translation | CellTranslation) -> str:
    """Return what is said of a working translation: that it is one, and whether it is older than the original."""
    if translation.outdated:
        return _("Working translation, older than the original")
    return _("Working translation")


def written_in(code: str, document_language: str) -> str:
    """Return "Written in: Latvian" for a text in another language than its document, else nothing."""
    if not code or code.split("-")[0] == document_language.split("-")[0]:
        return ""
    return _("Written in: %(language)s") % {"language": language_name(code)}
