"""One payload, five forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils import translation

from inclucities.reports.domain.document import Document
from inclucities.reports.domain.payload import check_size, document_from_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import ReportKind, registered_kinds
from inclucities.reports.rendering import sheets, word

CARD_TEMPLATE = "reports/card.html"
BLOCKS_TEMPLATE = "reports/_base_blocks.html"


def build_file(
    kind: ReportKind,
    form: Format,
    payload: Mapping[str, Any],
    language: str,
    report: Callable[[int], None],
) -> bytes:
    """Return the file. Reads the payload and the templates only.

    Raises ``PayloadError`` when the payload is no document, ``TooLongError`` when it is too large.
    """
    with translation.override(language):
        own = kind.builders.get(form)
        if own is not None:
            return own(payload)
        if form is Format.JSON:
            return json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False).encode()
        document = document_from_json(payload)
        check_size(document)
        report(2)
        if form is Format.PDF:
            return _pdf(kind, document, report)
        return {Format.DOCX: word.docx, Format.XLSX: sheets.xlsx, Format.CSV: sheets.csv}[form](document)


def warm_up() -> None:
    """Do once in a worker what each of its children would do again: load WeasyPrint, fonts and templates."""
    from inclucities.reports.rendering import pdf

    pdf.warm_up()
    for name in {CARD_TEMPLATE, BLOCKS_TEMPLATE, *(kind.template for kind in registered_kinds())}:
        get_template(name)


def markup(kind: ReportKind, document: Document) -> str:
    """Return the HTML that becomes the PDF, in the language that is active."""
    template = CARD_TEMPLATE if document.layout == "card" else kind.template
    return render_to_string(template, {"document": document})


def _pdf(kind: ReportKind, document: Document, report: Callable[[int], None]) -> bytes:
    # Imported here and not above: a web process that reads this module must not load WeasyPrint.
    from inclucities.reports.rendering.pdf import pdf

    return pdf(markup(kind, document), report)
