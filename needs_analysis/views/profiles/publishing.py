"""A profile is checked and published, or opened again; the association completes its part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.permissions.views import permitted_or_403
from inclucities.questionnaires.queries.pages import missing_in_city_part, section_pages
from inclucities.questionnaires.services.responses import SectionClosedError
from needs_analysis.enums import ProfileStage
from needs_analysis.forms import PublishForm, ReopenForm
from needs_analysis.queries.profiles import stages_of_next_version
from needs_analysis.services.profiles import (
    IncompleteProfileError,
    complete_profile_context,
    publish_profile,
    reopen_profile,
    reopen_profile_context,
)
from needs_analysis.views.guards import ForAssociation, ForReopening, ForWriters, ProfileGuard


class Check(ForWriters, ProfileGuard):
    """Check your answers, then publish (conventions 12 and 13)."""

    menu = "check"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show all answers with Change links, and what is missing."""
        return self._show(self._form(None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish: freeze a version and offer it for matching."""
        permitted_or_403(permitted=self.opened.access.shares)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            version = publish_profile(
                profile=self.opened.profile,
                by=self.person,
                stage=ProfileStage(form.cleaned_data["stage"]),
                note=form.cleaned_data["note"],
            )
        except IncompleteProfileError as error:
            form.add_error(None, str(error))
            return self._show(form, status=422)
        except SectionClosedError:
            messages.info(request, _("The profile is published already."))
            return redirect(self.object.url("versions"))
        return redirect(self.object.url("published", version.number))

    def _form(self, data: Any) -> PublishForm:
        return PublishForm(data, stages=stages_of_next_version(self.opened.profile))

    def _show(self, form: PublishForm, status: int = 200) -> HttpResponse:
        pages = section_pages(self.object.response, self.object.reader, self.language)
        return self.show(
            "needs_analysis/profile_check.html",
            status=status,
            pages=pages,
            missing=missing_in_city_part(pages),
            form=form,
            error_prefix=status != 200,
        )


class Published(ForWriters, ProfileGuard):
    """What happened on publishing: reference, time, who was told, the PDF (convention 13)."""

    menu = "check"

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the receipt of a version."""
        return self.show("needs_analysis/profile_published.html", version=self.version_or_404(number))


class Reopen(ForReopening, ProfileGuard):
    """Open a published profile again, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason."""
        return self.show("needs_analysis/profile_reopen.html", form=ReopenForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reopen; published versions stay readable."""
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self.show("needs_analysis/profile_reopen.html", form=form, status=422)
        try:
            reopen_profile(profile=self.opened.profile, by=self.person, reason=form.cleaned_data["reason"])
            messages.success(request, _("The profile is open for writing again."))
        except SectionClosedError:
            messages.info(request, _("The profile is open already."))
        return redirect(self.object.url("tasks"))


class CompleteAssociationPart(ForAssociation, ProfileGuard):
    """The association declares its section complete, or opens it again (method 16)."""

    def get(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Say in words what completing means, and what is missing."""
        page = self.own_section(section_key)
        return self.show(
            "needs_analysis/complete.html", page=page, version=self.object.response.latest_version
        )

    def post(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Complete the section; after publishing this makes the next version."""
        self.own_section(section_key)
        act = {"profile": self.opened.profile, "section_key": section_key, "by": self.person}
        if "reopen" in request.POST:
            reopen_profile_context(**act)
            messages.success(request, _("Your part is open for writing again."))
            return redirect(self.object.url("section", section_key))
        try:
            complete_profile_context(**act)
            messages.success(request, _("Your part is completed. The city and the coordinator are told."))
        except SectionClosedError:
            messages.info(request, _("Your part is completed already."))
        return redirect(self.object.url("tasks"))
