"""Checking and sharing a needs analysis; its versions and documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.pages import missing_in_city_part, section_pages
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.views.documenting import DocumentsView, Wanted, blank_titled, titled
from needs_analysis.enums import Stage
from needs_analysis.forms import ShareForm
from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.findings import findings_for_sharing
from needs_analysis.queries.shared import people_told
from needs_analysis.queries.stages import stages_open_to
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import (
    GateClosedError,
    NotAcknowledgedError,
    share_needs_analysis,
)
from needs_analysis.views.guards import ForWriters, NeedsGuard, ReadsReleasedNeeds


class Version(NeedsGuard):
    """One version to read."""

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever reads shared versions; who reads the released one alone finds no other."""
        return access.reads_version(self.kwargs["number"])

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the version as it was shared, without answers that are not open to the reader."""
        version = self.version_or_404(number)
        document = documents.build(
            self.opened.analysis,
            access=self.opened.access,
            language=get_language() or "en",
            version=version,
            with_sensitive=True,
        )
        return self.show(
            "needs_analysis/version.html",
            version=version,
            sections=document.sections,
            access=self.opened.access,
            reads_everything=Audience.TEAM in self.opened.access.audiences,
            opened_to_group=version.opened_to == Audience.SCHEME,
        )


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
                opened_to=form.opened_to,
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
        latest = self.object.response.versions.defer("content").first()
        return ShareForm(
            data,
            stages=stages,
            findings=findings_for_sharing(self.opened.analysis, stage),
            # The first time nothing goes beyond the team unasked; later versions keep the choice.
            initial={
                "stage": stage,
                "with_group": latest is not None and latest.opened_to == Audience.SCHEME,
            },
        )

    def _show(self, form: ShareForm, status: int = 200) -> HttpResponse:
        language = get_language() or "en"
        # A refused sharing was rolled back; the object in memory does not know.
        self.object.response.refresh_from_db(fields=["is_open"])
        pages = section_pages(self.object.response, self.object.reader, language)
        return self.show(
            "needs_analysis/check.html",
            status=status,
            pages=pages,
            missing=missing_in_city_part(pages),
            form=form,
            shares=self.opened.access.shares,
            is_open=self.object.response.is_open,
            error_prefix=status != 200,
        )


class Shared(ForWriters, NeedsGuard):
    """What happened on sharing: reference, time, who was told, the PDF (convention 13)."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the receipt of a version."""
        version = self.version_or_404(number)
        return self.show(
            "needs_analysis/shared.html",
            version=version,
            told=people_told(self.opened.analysis, version),
            opened_to_group=version.opened_to == Audience.SCHEME,
            access=self.opened.access,
        )


class Documents(ReadsReleasedNeeds, DocumentsView):
    """Ask for a document: a version or the draft, as PDF, Word, sheet or data, or a form to fill in by hand."""

    template = "needs_analysis/documents.html"

    @property
    def target(self) -> NeedsAnalysis:
        """The needs analysis."""
        return self.opened.analysis

    def filled(self, version: FrozenVersion | None, language: str) -> Wanted:
        """Return the needs analysis, with sensitive answers where they are asked for."""
        payload = documents.build(
            self.opened.analysis,
            access=self.opened.access,
            language=language,
            version=version,
            with_sensitive=bool(self.request.POST.get("sensitive")),
        )
        return Wanted(documents.KIND, payload, titled(payload.subtitle, payload))

    def blank(self, language: str) -> Wanted:
        """Return the questionnaire."""
        payload = documents.blank(self.opened.analysis, language=language)
        return Wanted(documents.BLANK_KIND, payload, blank_titled(self.opened.analysis, payload))

    def may_have(self, number: int) -> bool:
        """Whether the version is open to the person."""
        return self.opened.access.reads_version(number)
