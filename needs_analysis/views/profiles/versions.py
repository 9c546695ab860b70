"""Published versions of a profile, and the documents made of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.views.documenting import DocumentsView, Wanted, blank_titled, titled
from needs_analysis.models import MentorProfile
from needs_analysis.reports import mentor_profile as documents
from needs_analysis.views.guards import ReadsProfileVersions


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


class Documents(ReadsProfileVersions, DocumentsView):
    """Ask for a document: a version or the draft, as PDF, Word, sheet or data, or a form to fill in by hand."""

    menu = "documents"
    template = "needs_analysis/documents.html"

    @property
    def target(self) -> MentorProfile:
        """The profile."""
        return self.opened.profile

    def filled(self, version: FrozenVersion | None, language: str) -> Wanted:
        """Return the profile, with sensitive answers where they are asked for."""
        payload = documents.build(
            self.opened.profile,
            access=self.opened.access,
            language=language,
            version=version,
            with_sensitive=bool(self.request.POST.get("sensitive")),
        )
        return Wanted(documents.KIND, payload, titled(payload.subtitle, payload))

    def blank(self, language: str) -> Wanted:
        """Return the questionnaire."""
        payload = documents.blank(self.opened.profile, language=language)
        return Wanted(documents.BLANK_KIND, payload, blank_titled(self.opened.profile, payload))

    def may_have(self, number: int) -> bool:
        """Whether the version is open to the person: whoever comes here reads all that were published."""
        return self.opened.access.reads_versions
