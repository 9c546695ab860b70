"""Opening a shared needs analysis again: by the lead, or on request (convention 13)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.permissions.views import found_or_404
from inclucities.questionnaires.services.responses import SectionClosedError
from needs_analysis.forms import AskToReopenForm, DeclineForm, ReopenForm
from needs_analysis.models import ReopeningRequest
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.reopening import request_waiting, requests_shown
from needs_analysis.services.needs_analyses import reopen_needs_analysis
from needs_analysis.services.requests import (
    AnsweredError,
    NothingToReopenError,
    ask_to_reopen,
    decline_to_reopen,
)
from needs_analysis.views.guards import ForReopening, NeedsGuard


class Reopen(ForReopening, NeedsGuard):
    """Open a shared needs analysis again, with a reason."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, and show who asks for it."""
        return self._show(ReopenForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reopen; earlier versions stay readable."""
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            reopen_needs_analysis(
                analysis=self.opened.analysis, by=self.person, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("The needs analysis is open for writing again."))
        except SectionClosedError:
            messages.info(request, _("The needs analysis is open already."))
        return redirect(self.object.url("tasks"))

    def _show(self, form: ReopenForm, status: int = 200) -> HttpResponse:
        return self.show(
            "needs_analysis/reopen.html",
            status=status,
            form=form,
            requests=requests_shown(self.person, self.opened),
        )


class AskToReopen(NeedsGuard):
    """Ask the lead to open a shared needs analysis again."""

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever comments on it and cannot open it themselves."""
        return access.asks_to_reopen

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason."""
        return self._show(AskToReopenForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the lead know."""
        form = AskToReopenForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            ask_to_reopen(analysis=self.opened.analysis, by=self.person, reason=form.cleaned_data["reason"])
            messages.success(request, _("The lead of the city is asked. You are told what becomes of it."))
        except NothingToReopenError:
            messages.info(request, _("The needs analysis is open already."))
        return redirect(self.object.url("tasks"))

    def _show(self, form: AskToReopenForm, status: int = 200) -> HttpResponse:
        return self.show("needs_analysis/ask_to_reopen.html", status=status, form=form)


class Decline(NeedsGuard):
    """Leave a needs analysis closed that somebody asks to reopen, and say why."""

    def allows(self, access: NeedsAccess) -> bool:
        """Let the lead, who was asked."""
        return access.shares

    def get(self, request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
        """Show what is asked for."""
        return self._show(self._request(request_pk), DeclineForm())

    def post(self, request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
        """Tell who asked."""
        asked, form = self._request(request_pk), DeclineForm(request.POST)
        if not form.is_valid():
            return self._show(asked, form, status=422)
        try:
            decline_to_reopen(request=asked, by=self.person, answer=form.cleaned_data["answer"])
            messages.success(request, _("%(name)s is told.") % {"name": asked.asked_by.name})
        except AnsweredError:
            messages.info(request, _("This was answered already."))
        return redirect(self.object.url("tasks"))

    def _request(self, pk: int) -> ReopeningRequest:
        found: ReopeningRequest = found_or_404(request_waiting(self.opened, pk))
        return found

    def _show(self, asked: ReopeningRequest, form: DeclineForm, status: int = 200) -> HttpResponse:
        return self.show("needs_analysis/decline.html", status=status, form=form, asked=asked)
