"""Checking, sharing, reopening; versions and documents of a needs analysis."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.versions import version_numbered, versions_of
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report
from needs_analysis.enums import Stage
from needs_analysis.forms import ReopenForm, ShareForm
from needs_analysis.queries.findings import findings_for_sharing
from needs_analysis.queries.stages import stages_open_to
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import (
    GateClosedError,
    NotAcknowledgedError,
    reopen_needs_analysis,
    share_needs_analysis,
)
from needs_analysis.views.guards import ForReopening, ForWriters, NeedsGuard, ReadsNeedsVersions


class Version(ReadsNeedsVersions):
    """One version to read."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the version as it was shared, without sensitive answers that are not open to the reader."""
        version = self.version_or_404(number)
        document = documents.build(
            self.opened.analysis,
            access=self.opened.access,
            language=get_language() or "en",
            version=version,
            with_sensitive=True,
        )
        return self.show("questionnaires/version.html", version=version, sections=document.sections)


class Check(ForWriters, NeedsGuard):
    """Check your answers, then share (conventions 12 and 13)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show all answers with Change links, and what the rules say."""
        return self._show(self._form(None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Share: freeze a version and open it to its readers."""
        if not self.opened.access.shares:
            raise PermissionDenied
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            version = share_needs_analysis(
                analysis=self.opened.analysis,
                by=self.person,
                stage=Stage(form.cleaned_data["stage"]),
                acknowledged=form.acknowledged,
                note=form.cleaned_data["note"],
            )
        except GateClosedError:
            form.add_error(None, _("A rule of the method is not met yet; see below."))
            return self._show(form, status=422)
        except NotAcknowledgedError as error:
            for finding in error.findings:
                form.add_error(form.name_of(finding), _("Tick that you have taken note of this."))
            return self._show(form, status=422)
        except SectionClosedError:
            messages.info(request, _("The needs analysis is shared already."))
            return redirect(self.object.url("versions"))
        return redirect(self.object.url("shared", version.number))

    def _form(self, data: Any) -> ShareForm:
        stages = stages_open_to(self.opened.analysis, matched=self.opened.access.matched)
        chosen = (data or {}).get("stage", "")
        stage = Stage(chosen) if chosen in stages else stages[0]
        return ShareForm(
            data,
            stages=stages,
            findings=findings_for_sharing(self.opened.analysis, stage),
            initial={"stage": stage},
        )

    def _show(self, form: ShareForm, status: int = 200) -> HttpResponse:
        language = get_language() or "en"
        # A refused sharing was rolled back; the object in memory does not know.
        self.object.response.refresh_from_db(fields=["is_open"])
        return self.show(
            "needs_analysis/check.html",
            status=status,
            pages=section_pages(self.object.response, self.object.reader, language),
            form=form,
            shares=self.opened.access.shares,
            is_open=self.object.response.is_open,
            error_prefix=status != 200,
        )


class Shared(ForWriters, NeedsGuard):
    """What happened on sharing: reference, time, who was told, the PDF (convention 13)."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the receipt of a version."""
        return self.show("needs_analysis/shared.html", version=self.version_or_404(number), form=ReopenForm())


class Reopen(ForReopening, NeedsGuard):
    """Open a shared needs analysis again, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason."""
        return self.show("needs_analysis/reopen.html", form=ReopenForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reopen; earlier versions stay readable."""
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self.show("needs_analysis/reopen.html", form=form, status=422)
        try:
            reopen_needs_analysis(
                analysis=self.opened.analysis, by=self.person, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The needs analysis is open for writing again."))
        except SectionClosedError:
            messages.info(request, _("The needs analysis is open already."))
        return redirect(self.object.url("tasks"))


class Documents(ReadsNeedsVersions):
    """Ask for a document: a version or the draft, in any language, as PDF, Word, sheet or data."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be asked for."""
        return self.show(
            "needs_analysis/documents.html",
            versions=versions_of(self.object.response),
            reads_draft=self.opened.access.reads_draft,
            languages=settings.LANGUAGES,
            formats=Format,
            once=uuid4().hex,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the payload, hand it to the worker and lead to the page that waits for it."""
        analysis, access = self.opened.analysis, self.opened.access
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
        what = request.POST.get("version", "")
        if what == "blank":
            kind, document = documents.BLANK_KIND, documents.blank(analysis, language=language)
        else:
            version = (
                version_numbered(self.object.response, int(what))
                if re.fullmatch(r"[0-9]{1,9}", what)
                else None
            )
            if version is None and not (what == "draft" and access.reads_draft):
                raise Http404
            kind = documents.KIND
            document = documents.build(
                analysis,
                access=access,
                language=language,
                version=version,
                with_sensitive=bool(request.POST.get("sensitive")),
            )
        try:
            job = request_report(
                kind=kind,
                format=request.POST.get("format", "pdf"),
                payload=document,
                target=analysis,
                title=document.subtitle,
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
                scheme_id=analysis.participation.scheme_id,
            )
        except FormatNotOfferedError:
            raise Http404 from None
        return redirect("documents:detail", job.pk)
