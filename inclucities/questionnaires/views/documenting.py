"""Asking for a document over a response: a version, the current state, or the form to fill in by hand."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.versions import versions_of
from inclucities.questionnaires.views.guarding import DeskGuard
from inclucities.reports.domain.document import Document
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report

#: What a page sends in place of a version's number.
DRAFT, BLANK = "draft", "blank"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that somebody asks for: its kind, what is printed, and what it is called in lists."""

    kind: str
    payload: Document
    title: str


def titled(name: str, payload: Document) -> str:
    """Call a document by what it is about and by which state of it: the last words of its foot."""
    return f"{name} · {payload.footer[-1]}"


def blank_titled(name: object, payload: Document) -> str:
    """Call a form by what it is for, and say that it is to fill in by hand."""
    return _("%(title)s (%(form)s)") % {"title": name, "form": payload.cover.eyebrow}


class DocumentsView(DeskGuard, abstract=True):
    """Ask for a document in any form and in any language of the interface.

    The owner says what a version and a blank form look like, and which of them the person may have.
    """

    template: ClassVar[str]
    formats: ClassVar[tuple[Format, ...]] = tuple(Format)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be asked for."""
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the payload, hand it to the worker and lead to the page that waits for it."""
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else self.language
        what = request.POST.get("version", "")
        wanted = self.blank(language) if what == BLANK else self.filled(self._version(what), language)
        try:
            job = request_report(
                kind=wanted.kind,
                format=request.POST.get("format", "pdf"),
                payload=wanted.payload,
                target=self.target,
                title=wanted.title,
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
                scheme_id=self.object.response.scheme_id,
            )
        except FormatNotOfferedError:
            wrong = _("This document is not made in that form. A blank form is PDF or Word.")
            return self._page(422, wrong=wrong, entries=[("format", wrong)])
        return redirect("documents:detail", job.pk)

    @property
    @abstractmethod
    def target(self) -> Any:
        """What the document is about."""

    @abstractmethod
    def filled(self, version: FrozenVersion | None, language: str) -> Wanted:
        """Return the document of a version, or of the current state."""

    @abstractmethod
    def blank(self, language: str) -> Wanted:
        """Return the form to fill in by hand."""

    @abstractmethod
    def may_have(self, number: int) -> bool:
        """Whether the document of this version is open to the person."""

    def may_have_draft(self) -> bool:
        """Whether the current state is: for those who read it."""
        reads: bool = self.opened.access.reads_draft
        return reads

    def _version(self, what: str) -> FrozenVersion | None:
        """Return the version asked for, ``None`` for the current state. Raises ``Http404`` for what is not open."""
        if what == DRAFT and self.may_have_draft():
            return None
        if not re.fullmatch(r"[0-9]{1,9}", what) or not self.may_have(int(what)):
            raise Http404
        return self.version_or_404(int(what))

    def _page(self, status: int = 200, **context: Any) -> HttpResponse:
        return self.show(
            self.template,
            status=status,
            error_prefix=status != 200,
            versions=[found for found in versions_of(self.object.response) if self.may_have(found.number)],
            reads_draft=self.may_have_draft(),
            languages=settings.LANGUAGES,
            formats=self.formats,
            once=uuid4().hex,
            **context,
        )
