"""Mentor profiles: the list, the home of one, publishing, versions, documents; the engine's guards."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import SectionPage
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.versions import version_numbered, versions_of
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.views import filling
from inclucities.questionnaires.views.base import DeskView
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report
from needs_analysis.enums import ProfileStage
from needs_analysis.forms import PublishForm, ReopenForm
from needs_analysis.models import MentorProfile
from needs_analysis.permissions import ProfileAccess
from needs_analysis.queries.profiles import (
    OpenedProfile,
    cities_without_profile,
    countries_of,
    offers_of,
    open_profile,
    profile_desk,
    profile_page,
    profiles_in_words,
    profiles_visible_to,
    stages_of_next_version,
)
from needs_analysis.reports import mentor_profile as documents
from needs_analysis.services.profiles import (
    IncompleteProfileError,
    complete_profile_context,
    publish_profile,
    reopen_profile,
    reopen_profile_context,
    start_profile,
)
from schemes.enums import OrganisationKind, Right
from schemes.models import Organisation
from schemes.queries.rights import rights_on_organisation

WORDS_AT_MOST = 100
#: More digits than any version's number has.
DIGITS_AT_MOST = 9


class ProfileList(GuardedView):
    """The mentor profiles that this person may open."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed by a city's name and country."""
        words = request.GET.get("words", "")[:WORDS_AT_MOST].strip()
        visible = profiles_visible_to(self.person)
        countries = countries_of(visible)
        country = request.GET.get("country", "")
        country = country if country in dict(countries) else ""
        found = profiles_in_words(visible, words, country)
        return render(
            request,
            "needs_analysis/profile_list.html",
            {
                "page": profile_page(self.person, found, request.GET.get("page")),
                "words": words,
                "country": country,
                "countries": countries,
                "startable": cities_without_profile(self.person),
            },
        )


class StartProfile(GuardedView):
    """Start the profile of one's own city."""

    right = Right.EDIT_PROFILE
    object: Organisation

    def find_object(self) -> Organisation:
        """Return the city. Raises ``Http404`` for a stranger, ``PermissionDenied`` without the right."""
        cities = Organisation.objects.filter(kind=OrganisationKind.CITY, pk=self.kwargs["pk"])
        city: Organisation = found_or_404(cities.first())
        rights = rights_on_organisation(self.person, city)
        found_or_404(rights or None)
        permitted_or_403(permitted=Right.EDIT_PROFILE in rights)
        return city

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start it, or lead to the one that there is: a second press starts no second one."""
        try:
            profile = start_profile(organisation=self.object, by=self.person)
        except IntegrityError:
            profile = MentorProfile.objects.get(organisation=self.object)
        return redirect("profiles:tasks", profile.pk)


class ProfileGuard:
    """Finds the profile, and asks whether the person may do this with it now.

    A subclass says what it takes in ``allows``. A stranger gets 404, a member without it 403.
    """

    right = "mentor_profile"
    menu = "profile"
    opened: OpenedProfile

    def find_object(self) -> Desk:
        """Return the desk. Raises ``Http404`` for a stranger, ``PermissionDenied`` for a member without the right."""
        person = self.person  # type: ignore[attr-defined]  # a View
        opened = open_profile(person, self.kwargs["pk"])  # type: ignore[attr-defined]  # a View
        if opened is None:
            raise Http404
        if not self.allows(opened.access):
            raise PermissionDenied
        self.opened = opened
        return profile_desk(person, opened, self.menu)

    def allows(self, access: ProfileAccess) -> bool:
        """Whether this page is open to somebody with this access."""
        raise NotImplementedError

    def version_or_404(self, number: int) -> FrozenVersion:
        """Return one published version. Raises ``Http404`` where there is none."""
        version: FrozenVersion = found_or_404(version_numbered(self.opened.profile.response, number))
        return version


class ReadsDraft(ProfileGuard):
    """A page with the unfinished text."""

    def allows(self, access: ProfileAccess) -> bool:
        """Its writers, its association, coordinator and facilitator."""
        return access.reads_draft

    def closing(self, page: SectionPage) -> str:
        """Lead the association to the page on which it completes its part."""
        if page.section.answered_by != AnsweredBy.ASSOCIATION:
            return ""
        desk: Desk = self.object  # type: ignore[attr-defined]  # a DeskView
        return desk.url("complete", page.section.key)


class ReadsVersions(ProfileGuard):
    """A page with published versions."""

    menu = "versions"

    def allows(self, access: ProfileAccess) -> bool:
        """Everybody to whom the profile is offered."""
        return access.reads_versions

    def reads_current(self) -> bool:
        """Whether the draft takes part: for those who read it."""
        return self.opened.access.reads_draft


class Home(ReadsVersions, filling.TasksView):
    """The home of a profile: the task list inside, what is offered for everybody else."""

    menu = "profile"
    template = "needs_analysis/profile_tasks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the task list, or to a reader from outside the newest version's offer."""
        if self.opened.access.reads_draft:
            return super().get(request, *args, **kwargs)
        return self.show("needs_analysis/profile_offered.html", **self.more())

    def more(self) -> dict[str, Any]:
        """Give the template what is offered now, and why it is open again."""
        response = self.object.response
        return {
            "offer": offers_of([self.opened.profile]).get(response.pk),
            "reopened_because": response.reopened_because if response.is_open else "",
        }


class Version(ReadsVersions, DeskView):
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


class Check(ProfileGuard, DeskView):
    """Check your answers, then publish (conventions 12 and 13)."""

    menu = "check"

    def allows(self, access: ProfileAccess) -> bool:
        """Whoever writes may check; publishing is the lead's."""
        return access.writes_city_part or access.shares

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
            missing=[
                (page, item)
                for page in pages
                if page.section.answered_by == AnsweredBy.CITY
                for item in page.items
                if item.key in page.state.missing
            ],
            form=form,
            error_prefix=status != 200,
        )


class Published(ProfileGuard, DeskView):
    """What happened on publishing: reference, time, who was told, the PDF (convention 13)."""

    menu = "check"

    def allows(self, access: ProfileAccess) -> bool:
        """Whoever is on the lead's side."""
        return access.writes_city_part or access.shares

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the receipt of a version."""
        return self.show("needs_analysis/profile_published.html", version=self.version_or_404(number))


class Reopen(ProfileGuard, DeskView):
    """Open a published profile again, with a reason."""

    def allows(self, access: ProfileAccess) -> bool:
        """Let the lead."""
        return access.reopens

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


class CompleteAssociationPart(ProfileGuard, DeskView):
    """The association declares its section complete, or opens it again (method 16)."""

    def allows(self, access: ProfileAccess) -> bool:
        """Let the association."""
        return access.writes_association_part

    def get(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Say in words what completing means, and what is missing."""
        page = self._own_section(section_key)
        return self.show(
            "needs_analysis/complete.html", page=page, version=self.object.response.latest_version
        )

    def post(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Complete the section; after publishing this makes the next version."""
        self._own_section(section_key)
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

    def _own_section(self, section_key: str) -> SectionPage:
        page = self.page(section_key)
        permitted_or_403(permitted=page.section.answered_by == AnsweredBy.ASSOCIATION)
        return page


class Documents(ReadsVersions, DeskView):
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
