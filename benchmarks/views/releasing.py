"""From draft to review, release and withdrawal."""

from __future__ import annotations

from abc import abstractmethod

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from benchmarks.enums import PracticeState
from benchmarks.forms import ReleaseForm, SetAsideForm, TakeUpForm, WithdrawForm
from benchmarks.queries import missing_in
from benchmarks.services import (
    NotReleasableError,
    WrongStateError,
    release_practice,
    send_back,
    send_to_review,
    set_rule_aside,
    take_up_again,
    withdraw_practice,
)
from benchmarks.views.guards import OverridesRules, PracticeGuard, Releases, Writes
from benchmarks.views.reading import ReadingView, checked


class ActView(PracticeGuard, abstract=True):
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
            findings=checked(self.practice),
            missing=missing_in(self.practice),
        )


class SetAside(OverridesRules, ActView):
    """The coordinator opens the gate of the release (rule X-1)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the rule asks, and ask why it does not hold here."""
        return self._page(SetAsideForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set rule G-1 aside for this fiche."""
        form = SetAsideForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        set_rule_aside(practice=self.practice, by=self.person, reason=form.cleaned_data["reason"])
        return self.done(_("The rule is set aside. The lead of the city can release the fiche."))

    def _page(self, form: SetAsideForm, status: int = 200) -> HttpResponse:
        rule, *_others = checked(self.practice)
        return self.show("benchmarks/set_aside.html", status=status, form=form, one=rule)


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

    @abstractmethod
    def act(self, reason: str) -> str:
        """Change the state and return what to say. Raises ``WrongStateError``."""


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
