"""Opening a shared version to the support group or the programme, and closing it; the list of what is released."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView
from inclucities.questionnaires.domain.audiences import kept_back
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.specs import spec_with
from needs_analysis.queries.reading_along import people_around
from needs_analysis.queries.shared import released_to
from needs_analysis.services.needs_analyses import (
    close_to_group,
    open_to_group,
    release_to_programme,
    take_back_from_programme,
)
from needs_analysis.views.guards import ForNeedsLead

PER_PAGE = 20


class Release(ForNeedsLead):
    """Open a version to all signed-in members of the programme, or close it to them again."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Say in words who will read it, and what stays closed."""
        version = self.version_or_404(number)
        return self.show(
            "needs_analysis/release.html",
            version=version,
            programme=self.opened.analysis.participation.scheme.programme,
            instead_of=self.opened.access.released,
            **_kept_closed(version, Audience.RELEASED, self.language),
        )

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Release it, or take it back."""
        version = self.version_or_404(number)
        analysis = self.opened.analysis
        if "take_back" in request.POST:
            take_back_from_programme(analysis=analysis, version=version, by=self.person)
            messages.success(request, _("The release is taken back. Only the readers from before read it."))
        else:
            release_to_programme(analysis=analysis, version=version, by=self.person)
            messages.success(request, _("Version %(number)d is released.") % {"number": version.number})
        return redirect(self.object.url("version", version.number))


class OpenToGroup(ForNeedsLead):
    """Open a version to the support group and the political sponsor, or close it to them again."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Say in words who will read it, and what stays closed."""
        version = self.version_or_404(number)
        return self.show(
            "needs_analysis/open_to_group.html",
            version=version,
            opened_to_group=version.opened_to == Audience.SCHEME,
            programme=self.opened.analysis.participation.scheme.programme,
            people=people_around(self.opened.analysis),
            also_open=sorted(self.opened.access.opened - {number}),
            **_kept_closed(version, Audience.SCHEME, self.language),
        )

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Open it to them, or close it."""
        version = self.version_or_404(number)
        analysis, named = self.opened.analysis, {"number": version.number}
        if "close" not in request.POST:
            open_to_group(analysis=analysis, version=version, by=self.person)
            done = _("Version %(number)d is open to the local support group and the political sponsor.")
        else:
            close_to_group(analysis=analysis, version=version, by=self.person)
            done = (
                _(
                    "Version %(number)d is closed to them. As long as it is released, they read it like everybody."
                )
                if version.released_at
                else _("Version %(number)d is closed to the local support group and the political sponsor.")
            )
        messages.success(request, done % named)
        return redirect(self.object.url("version", version.number))


def _kept_closed(version: FrozenVersion, reach: Audience, language: str) -> dict[str, Any]:
    """Return the city's questions of which something stays closed where a version is opened as far as ``reach``."""
    spec = spec_with(version.edition.checksum)
    texts = spec.texts(language)
    return {
        "sensitive": [question.number for question in spec.questions() if question.sensitive],
        "kept": [
            (question.number, texts.question(question.key, "short"))
            for question in kept_back(spec, version.content, reach)
            if not question.sensitive
        ],
    }


class ReleasedList(GuardedView):
    """What cities of the programme have released, the newest first."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        page = Paginator(released_to(self.person), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "needs_analysis/released_list.html", {"page": page})
