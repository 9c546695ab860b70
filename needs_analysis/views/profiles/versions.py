"""Published versions of a profile, and the documents made of it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.versions import versions_of
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report
from needs_analysis.reports import mentor_profile as documents
from needs_analysis.views.guards import ReadsProfileVersions

#: More digits than any version's number has.
DIGITS_AT_MOST = 9


class Version(ReadsProfileVersions):
    """One version to read."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the version as it was published, without answers that are not open to the reader."""
        version = self.version_or_404(number)
        document = documents.build(
            self.opened.profile,
            access=self.opened.access,
            language=self.language,
            version=version,
            with_sensitive=True,
        )
        return self.show("questionnaires/version.html", version=version, sections=document.sections)


class Documents(ReadsProfileVersions):
    """Ask for a document: a version or the draft, in any language, as PDF, Word, sheet or data."""

    menu = "documents"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be asked for."""
        return self._show()

    def _show(self, status: int = 200) -> HttpResponse:
        return self.show(
            "needs_analysis/documents.html",
            status=status,
            versions=versions_of(self.object.response),
            reads_draft=self.opened.access.reads_draft,
            languages=settings.LANGUAGES,
            formats=Format,
            once=uuid4().hex,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the payload, hand it to the worker and lead to the page that waits for it."""
        profile = self.opened.profile
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
        what = request.POST.get("version", "")
        if what == "blank":
            kind, document = documents.BLANK_KIND, documents.blank(profile, language=language)
        else:
            kind = documents.KIND
            document = documents.build(
                profile,
                access=self.opened.access,
                language=language,
                version=self._version_or_draft(what),
                with_sensitive=bool(request.POST.get("sensitive")),
            )
        try:
            job = request_report(
                kind=kind,
                format=request.POST.get("format", "pdf"),
                payload=document,
                target=profile,
                title=_("%(title)s (%(form)s)") % {"title": profile, "form": document.cover.eyebrow}
                if what == "blank"
                else document.subtitle,
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
            )
        except FormatNotOfferedError:
            messages.error(request, _("This document is not made in that form. A blank form is PDF or Word."))
            return self._show(status=422)
        return redirect("documents:detail", job.pk)

    def _version_or_draft(self, what: str) -> FrozenVersion | None:
        """Return the chosen version, ``None`` for the draft. Raises ``Http404`` for what there is not."""
        if what == "draft" and self.opened.access.reads_draft:
            return None
        if not what.isdecimal() or len(what) > DIGITS_AT_MOST:
            raise Http404
        return self.version_or_404(int(what))
