"""Pages of good practices: the list, a fiche from draft to withdrawal, and its documents."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benchmarks import reports
from benchmarks.domain import CONTACTS, without_consent_hidden
from benchmarks.enums import PracticeState
from benchmarks.forms import FilterForm, NewPracticeForm, ReleaseForm, TakeUpForm, WithdrawForm
from benchmarks.models import GoodPractice
from benchmarks.permissions import PracticeAccess
from benchmarks.queries import (
    OpenedPractice,
    cities_of,
    cities_writing,
    findings_for_release,
    missing_in,
    open_practice,
    practice_desk,
    practices_found,
    practices_visible_to,
)
from benchmarks.services import (
    NotReleasableError,
    WrongStateError,
    release_practice,
    send_back,
    send_to_review,
    start_practice,
    take_up_again,
    withdraw_practice,
)
from inclucities.accounts.models import User
from inclucities.permissions.views import GuardedView, permitted_or_403
from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.versions import version_numbered, versions_of
from inclucities.questionnaires.views import filling, versions
from inclucities.questionnaires.views.base import DeskView
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report
from schemes.domain.rules import RULES
from schemes.models import Organisation

PER_PAGE = 20
FORMATS = (Format.PDF, Format.DOCX, Format.JSON)


# -- The list --------------------------------------------------------------------------------------


class PracticeList(GuardedView):
    """The good practices that this person may open."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed by title, country, city and, for those who write, by state."""
        visible = practices_visible_to(self.person)
        writing = cities_writing(self.person)
        cities = cities_of(visible)
        chosen = FilterForm(request.GET).chosen(by_state=bool(writing))
        page = Paginator(practices_found(visible, **chosen), PER_PAGE).get_page(request.GET.get("page"))
        countries = {city.country: city.country_name for city in cities if city.country}
        context = {
            "page": page,
            "chosen": chosen,
            "cities": cities,
            "countries": sorted(countries.items(), key=lambda country: country[1]),
            "states": PracticeState if writing else (),
            "writing": writing,
        }
        return render(request, "benchmarks/practice_list.html", context)


class NewPractice(GuardedView):
    """Begin a fiche: for whoever writes in the library of a city."""

    right = "edit_practice"
    object: list[Organisation]

    def find_object(self) -> list[Organisation]:
        """Return the cities to write for. Raises ``PermissionDenied`` when there is none."""
        cities = cities_writing(self.person)
        permitted_or_403(permitted=bool(cities))
        return cities

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the title, and for the city where there are several."""
        return self._show(NewPracticeForm(cities=self.object))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the fiche and lead to it."""
        form = NewPracticeForm(request.POST, cities=self.object)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            practice = start_practice(
                organisation=form.city, title=form.cleaned_data["title"], by=self.person
            )
        except InvalidValueError as error:
            form.add_error("title", str(error.message))
            return self._show(form, 422)
        return redirect("practices:tasks", practice.pk)

    def _show(self, form: NewPracticeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "cities": self.object}
        return render(self.request, "benchmarks/practice_new.html", context, status=status)


# -- Guards ----------------------------------------------------------------------------------------


class PracticeGuard:
    """Finds the fiche, and asks whether the person may do this with it now.

    A subclass says what it takes in ``allows``. A stranger gets 404, a member without it 403.
    """

    right: ClassVar[str] = "good_practice"
    opened: OpenedPractice

    def find_object(self) -> Desk:
        """Return the desk. Raises ``Http404`` for a stranger, ``PermissionDenied`` for a member without the right."""
        person: User = self.person  # type: ignore[attr-defined]  # a View
        page = self.request.resolver_match.url_name  # type: ignore[attr-defined]  # a View
        opened = open_practice(person, self.kwargs["pk"])  # type: ignore[attr-defined]  # a View
        if opened is None:
            raise Http404
        if not self.allows(opened.access):
            raise PermissionDenied
        self.opened = opened
        return practice_desk(person, opened, page)

    def allows(self, access: PracticeAccess) -> bool:
        """Whether this page is open to somebody with this access."""
        raise NotImplementedError

    @property
    def practice(self) -> GoodPractice:
        """The fiche."""
        return self.opened.practice


class ReadsReleased(PracticeGuard):
    """A page for everybody who may open the practice at all."""

    def allows(self, access: PracticeAccess) -> bool:
        """Whoever reads the newest released version, or the draft."""
        return access.reads_versions


class ReadsDraft(PracticeGuard):
    """A page with the unfinished text."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the city, its association, coordinator and facilitator.

        What a contact held before may be the details of somebody who had not agreed, so of contacts
        the city alone sees what was.
        """
        of_contacts = self.kwargs.get("question_key") == CONTACTS  # type: ignore[attr-defined]  # a View
        name = self.request.resolver_match.url_name  # type: ignore[attr-defined]  # a View
        if of_contacts and name in ("history", "row_history", "retired"):
            return access.writes
        return access.reads_draft


class ReadsVersions(ReadsDraft):
    """A page with all versions: for outsiders there is the newest one alone."""

    def reads_current(self) -> bool:
        """Whether the draft takes part in comparisons: for those who write it."""
        return self.opened.access.writes


class Writes(PracticeGuard):
    """An act of those who write the fiche."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the city."""
        return access.writes


class Releases(PracticeGuard):
    """An act of the city's lead."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the lead."""
        return access.releases


# -- Home and reading ------------------------------------------------------------------------------


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
        return {"findings": _checked(self.practice), "missing": missing_in(self.practice)}


def _checked(practice: GoodPractice) -> list[dict[str, Any]]:
    return [{"rule": RULES[found.rule], "finding": found} for found in findings_for_release(practice)]


class ReadingView(DeskView, abstract=True):
    """A page on which the fiche is read as it is printed."""

    def read(self, template: str, version: FrozenVersion | None, **context: Any) -> HttpResponse:
        """Show the parts of the card."""
        opened = self.opened  # type: ignore[attr-defined]  # of the guard
        document = reports.build(
            opened.practice, access=opened.access, language=self.language, version=version
        )
        return self.show(
            template,
            document=document,
            version=version,
            preconditions=str(reports.PRECONDITIONS),
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


# -- From draft to withdrawal ----------------------------------------------------------------------


class ActView(DeskView, abstract=True):
    """An act that changes the state, and leads back to the fiche."""

    def done(self, words: str) -> HttpResponse:
        """Say what was done."""
        messages.success(self.request, words)
        return redirect(self.object.url("tasks"))

    def too_late(self) -> HttpResponse:
        """Say that somebody else was first."""
        messages.info(self.request, _("Nothing was done: the state of the fiche has changed meanwhile."))
        return redirect(self.object.url("tasks"))


class SendToReview(Writes, ActView):
    """The writers think that it is finished."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the draft to the lead."""
        try:
            send_to_review(practice=self.practice, by=self.person)
        except WrongStateError:
            return self.too_late()
        return self.done(_("The fiche is in review. The lead of your city releases it or sends it back."))


class SendBack(Writes, ActView):
    """The review has found something."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a draft of it again."""
        try:
            send_back(practice=self.practice, by=self.person)
        except WrongStateError:
            return self.too_late()
        return self.done(_("The fiche is a draft again."))


class Release(Releases, ReadingView, ActView):
    """Read it as others will, then release it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the fiche with what the rules say, and the button."""
        if self.practice.state != PracticeState.REVIEW:
            return redirect(self.object.url("tasks"))
        return self._page(ReleaseForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze a version and open it to the programme."""
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            version = release_practice(practice=self.practice, by=self.person, note=form.cleaned_data["note"])
        except NotReleasableError as error:
            self.practice.refresh_from_db(fields=["state"])
            form.add_error(None, error.finding.note)
            return self._page(form, 422)
        except WrongStateError:
            return self.too_late()
        messages.success(request, _("Released. Everybody in the programme can read the practice now."))
        return redirect(self.object.url("version", version.number))

    def _page(self, form: ReleaseForm, status: int = 200) -> HttpResponse:
        return self.read(
            "benchmarks/release.html",
            None,
            status=status,
            form=form,
            findings=_checked(self.practice),
            missing=missing_in(self.practice),
        )


class WithReason(Releases, ActView, abstract=True):
    """An act that asks for its reason first."""

    template: str
    form_class: type[WithdrawForm | TakeUpForm]
    #: The states in which it can be done.
    possible_in: tuple[PracticeState, ...]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason."""
        if self.practice.state not in self.possible_in:
            return redirect(self.object.url("tasks"))
        return self.show(self.template, form=self.form_class())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show(self.template, form=form, status=422)
        try:
            words = self.act(form.cleaned_data["reason"])
        except WrongStateError:
            return self.too_late()
        return self.done(words)

    def act(self, reason: str) -> str:
        """Change the state and return what to say. Raises ``WrongStateError``."""
        raise NotImplementedError


class Withdraw(WithReason):
    """Take a released fiche back."""

    right = "release_practice"
    template = "benchmarks/withdraw.html"
    form_class = WithdrawForm
    possible_in = (PracticeState.RELEASED,)

    def act(self, reason: str) -> str:
        """Withdraw."""
        withdraw_practice(practice=self.practice, by=self.person, reason=reason)
        return _("Withdrawn. Outside your city and its partners nobody can read the practice any more.")


class TakeUp(WithReason):
    """Write on a fiche that was released or withdrawn."""

    right = "release_practice"
    template = "benchmarks/take_up.html"
    form_class = TakeUpForm
    possible_in = (PracticeState.RELEASED, PracticeState.WITHDRAWN)

    def act(self, reason: str) -> str:
        """Open the text again."""
        take_up_again(practice=self.practice, by=self.person, reason=reason)
        return _("The fiche is a draft again and can be written on.")


# -- Documents -------------------------------------------------------------------------------------


class Documents(ReadsReleased, DeskView):
    """Ask for the card, its data, or a blank form, in any language of the interface."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be asked for."""
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the payload, hand it to the worker and lead to the page that waits for it."""
        practice, access = self.practice, self.opened.access
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
        what = request.POST.get("version", "")
        if what == "blank":
            kind, document = reports.BLANK_KIND, reports.blank(practice, language=language)
            title = f"{document.title}: {document.subtitle}"
        else:
            kind = reports.KIND
            document = reports.build(practice, access=access, language=language, version=self._version(what))
            title = document.title
        try:
            job = request_report(
                kind=kind,
                format=request.POST.get("format", "pdf"),
                payload=document,
                target=practice,
                title=title,
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
            )
        except FormatNotOfferedError:
            return self._page(422, wrong=_("The blank form is made as PDF or Word document."))
        return redirect("documents:detail", job.pk)

    def _version(self, what: str) -> FrozenVersion | None:
        """Return the version asked for, or ``None`` for the current state. Raises ``Http404``."""
        access, latest = self.opened.access, self.object.response.latest_version
        if what == "draft" and access.reads_draft:
            return None
        number = int(what) if what.isascii() and what.isdecimal() and len(what) < 7 else 0
        version = version_numbered(self.object.response, number)
        if version is None or not access.reads_version(number, latest):
            raise Http404
        return version

    def _page(self, status: int = 200, **context: Any) -> HttpResponse:
        access, latest = self.opened.access, self.object.response.latest_version
        return self.show(
            "benchmarks/documents.html",
            status=status,
            error_prefix=status != 200,
            versions=[
                found
                for found in versions_of(self.object.response)
                if access.reads_version(found.number, latest)
            ],
            languages=settings.LANGUAGES,
            formats=FORMATS,
            once=uuid4().hex,
            **context,
        )
