"""The words of a report's life."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    """Where a report stands."""

    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Format(TextChoices):
    """The forms that one payload can be had in."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document (DOCX)")
    XLSX = "xlsx", _("Excel workbook (XLSX)")
    CSV = "csv", _("Table as text (CSV)")
    JSON = "json", _("Data (JSON)")

    @property
    def content_type(self) -> str:
        """Return the media type that a file of this form is sent with."""
        return _CONTENT_TYPES[self.value]


class JobError(TextChoices):
    """Why a report failed, each in a sentence for the person who asked for it."""

    TOO_LONG = (
        "too_long",
        _("The document holds more text or rows than one file can take. Choose fewer parts."),
    )
    TOO_BIG = "too_big", _("The document needs more memory than a report may use. Choose fewer parts.")
    TOO_SLOW = "too_slow", _("Making the document took longer than a report may take. Choose fewer parts.")
    UNFIT = "unfit", _("The contents of the document could not be read. Ask for it again from its own page.")
    NO_RIGHT = "no_right", _("You may no longer read everything that the document holds.")
    GAVE_UP = "gave_up", _("Making the document was broken off five times. Ask for it again, or write to us.")


_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
