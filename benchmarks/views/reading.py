"""The home of a fiche, and reading it: as it stands, as it was released, what has changed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from benchmarks.domain import without_consent_hidden
from benchmarks.models import GoodPractice
from benchmarks.queries import findings_for_release, missing_in
from benchmarks.reports import good_practice as documents
from benchmarks.reports.card import PRECONDITIONS
from benchmarks.views.guards import PracticeGuard, ReadsDraft, ReadsReleased, ReadsVersions
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.versions import version_numbered
from inclucities.questionnaires.views import filling, versions
from schemes.domain.rules import RULES


class Tasks(ReadsReleased, filling.TasksView):
    """The home of a fiche; outsiders are led to what was released."""

    template = "benchmarks/tasks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show sections, state, findings and what can be done now."""
        if not self.opened.access.reads_draft:
            return redirect(self.object.url("version", self.object.response.latest_version))
        return super().get(request, *args, **kwargs)

    def more(self) -> dict[str, Any]:
        """Give the template what the rules say."""
        return {"findings": checked(self.practice), "missing": missing_in(self.practice)}


def checked(practice: GoodPractice) -> list[dict[str, Any]]:
    """Return what the rules say of a fiche, each finding with its rule."""
    return [{"rule": RULES[found.rule], "finding": found} for found in findings_for_release(practice)]


class ReadingView(PracticeGuard, abstract=True):
    """A page on which the fiche is read as it is printed."""

    def read(self, template: str, version: FrozenVersion | None, **context: Any) -> HttpResponse:
        """Show the parts of the card."""
        document = documents.build(
            self.practice, access=self.opened.access, language=self.language, version=version
        )
        return self.show(
            template,
            document=document,
            version=version,
            preconditions=str(PRECONDITIONS),
            **context,
        )


class Preview(ReadsDraft, ReadingView):
    """The current state as others will read it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it, marked as a draft."""
        return self.read("benchmarks/practice.html", None)


class Version(ReadsReleased, ReadingView):
    """One version to read: for outsiders the newest."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the version as it was released."""
        latest = self.object.response.latest_version
        version = version_numbered(self.object.response, number) if number <= latest else None
        if version is None or not self.opened.access.reads_version(number, latest):
            raise Http404
        return self.read("benchmarks/practice.html", version)


class Compare(ReadsVersions, versions.CompareView):
    """Two versions word by word; outside the city without contacts who have not agreed."""

    def _version(self, name: str) -> FrozenVersion | None:
        version = super()._version(name)
        if version is not None and not self.opened.access.writes:
            version.content = without_consent_hidden(version.content)
        return version
