"""Documents of a good practice."""

from __future__ import annotations

from benchmarks.models import GoodPractice
from benchmarks.reports import good_practice as documents
from benchmarks.views.guards import ReadsReleased
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.views.documenting import DocumentsView, Wanted, blank_titled, titled
from inclucities.reports.enums import Format


class Documents(ReadsReleased, DocumentsView):
    """Ask for the card, its data, or a form to fill in by hand."""

    template = "benchmarks/documents.html"
    formats = (Format.PDF, Format.DOCX, Format.JSON)

    @property
    def target(self) -> GoodPractice:
        """The practice."""
        return self.practice

    def filled(self, version: FrozenVersion | None, language: str) -> Wanted:
        """Return the card."""
        payload = documents.build(
            self.practice, access=self.opened.access, language=language, version=version
        )
        return Wanted(documents.KIND, payload, titled(payload.title, payload))

    def blank(self, language: str) -> Wanted:
        """Return the questionnaire."""
        payload = documents.blank(self.practice, language=language)
        return Wanted(documents.BLANK_KIND, payload, blank_titled(self.practice.title, payload))

    def may_have(self, number: int) -> bool:
        """Whether the version is open to the person: outside the city the newest that was released."""
        return self.opened.access.reads_version(number, self.object.response.latest_version)
