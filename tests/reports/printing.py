"""Prints documents as the worker does."""

from __future__ import annotations

from inclucities.reports.domain.document import (
    Document,
)
from inclucities.reports.domain.payload import to_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file
from inclucities.reports.rendering.child import render_in_child
from tests.reports.kinds import KIND


def printed(document: Document) -> bytes:
    """Return the document as a PDF, made in a child."""
    kind, payload = kind_named(KIND), to_json(document)
    return render_in_child(
        lambda report: build_file(kind, Format.PDF, payload, document.language, report),
        keep_going=lambda _: True,
    ).content
