"""Documents of a good practice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benchmarks.reports import good_practice as documents
from benchmarks.views.guards import ReadsReleased
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.versions import version_numbered, versions_of
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report

FORMATS = (Format.PDF, Format.DOCX, Format.JSON)


class Documents(ReadsReleased):
    """Ask for the card, its data, or a blank form, in any language of the interface."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be asked for."""
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the payload, hand it to the worker and lead to the page that waits for it."""
        practice, access = self.practice, self.opened.access
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
        what = request.POST.get("version", "")
        if what == "blank":
            kind, document = documents.BLANK_KIND, documents.blank(practice, language=language)
            title = f"{document.title}: {document.subtitle}"
        else:
            kind = documents.KIND
            document = documents.build(
                practice, access=access, language=language, version=self._version(what)
            )
            title = document.title
        try:
            job = request_report(
                kind=kind,
                format=request.POST.get("format", "pdf"),
                payload=document,
                target=practice,
                title=title,
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
            )
        except FormatNotOfferedError:
            return self._page(422, wrong=_("The blank form is made as PDF or Word document."))
        return redirect("documents:detail", job.pk)

    def _version(self, what: str) -> FrozenVersion | None:
        """Return the version asked for, or ``None`` for the current state. Raises ``Http404``."""
        access, latest = self.opened.access, self.object.response.latest_version
        if what == "draft" and access.reads_draft:
            return None
        number = int(what) if what.isascii() and what.isdecimal() and len(what) < 7 else 0
        version = version_numbered(self.object.response, number)
        if version is None or not access.reads_version(number, latest):
            raise Http404
        return version

    def _page(self, status: int = 200, **context: Any) -> HttpResponse:
        access, latest = self.opened.access, self.object.response.latest_version
        return self.show(
            "benchmarks/documents.html",
            status=status,
            error_prefix=status != 200,
            versions=[
                found
                for found in versions_of(self.object.response)
                if access.reads_version(found.number, latest)
            ],
            languages=settings.LANGUAGES,
            formats=FORMATS,
            once=uuid4().hex,
            **context,
        )
