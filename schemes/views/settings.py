"""The parameters of a scheme, and decisions about where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from inclucities.permissions.views import permitted_or_403
from inclucities.texts.domain import language_name
from schemes.domain.soft_ranges import hints_for
from schemes.enums import Decision, Right, Side
from schemes.forms.schemes import DecisionForm, SettingsForm
from schemes.models import Scheme
from schemes.queries.status import status_of
from schemes.services.editing import StaleError
from schemes.services.errors import RefusedError
from schemes.services.opening import change_settings, decide, possible_decisions
from schemes.views.base import SchemeView, conflict_of, go_on, put_refusal


def typed_settings(scheme: Scheme) -> dict[str, Any]:
    """Return the parameters of a scheme as its form shows them."""
    return {
        **{name: getattr(scheme, name) for name in SettingsForm.base_fields},
        "themes": scheme.themes,
    }


class SettingsView(SchemeView):
    """The parameters, to be read by everybody who takes part."""

    right = Right.VIEW_SETTINGS
    menu_key = "settings"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the parameters, with a word where one lies outside what has proved itself (V-10)."""
        return self.page(
            "schemes/scheme_settings.html",
            hints=hints_for(
                duration_months=self.object.duration_months, planned_meetings=self.object.planned_meetings
            ),
            visits=[Side(side).label for side in self.object.visit_sequence if side in Side.values],
            standing=status_of(self.object),
            decisions=possible_decisions(self.object) if Right.EDIT_SETTINGS in self.rights else [],
            languages={
                "working": language_name(self.object.working_language),
                "others": [language_name(code) for code in self.object.other_languages],
            },
        )


class SettingsEditView(SchemeView):
    """The parameters, to be changed by the coordinator."""

    right = Right.EDIT_SETTINGS
    menu_key = "settings"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(
            SettingsForm(initial=typed_settings(self.object) | {"version": self.object.version})
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the parameters; 409 with both texts when somebody has saved others meanwhile."""
        form = SettingsForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            change_settings(scheme=self.object, base_version=version, by=self.person, **values)
        except StaleError as stale:
            current = SettingsForm(initial=typed_settings(stale.current))
            return self._page(form, 409, **conflict_of(form, stale, current))
        for hint in hints_for(
            duration_months=values["duration_months"], planned_meetings=values["planned_meetings"]
        ):
            messages.info(request, hint)
        return go_on(request, _("The settings are saved."), "schemes:settings", pk)

    def _page(self, form: SettingsForm, status: int = 200, **context: Any) -> HttpResponse:
        return self.page("schemes/scheme_settings_edit.html", status, form=form, **context)


class DecideView(SchemeView):
    """Pause, resume, end early, close or reopen: asked once, with a reason."""

    right = Right.EDIT_SETTINGS
    menu_key = "settings"

    def find_object(self) -> Scheme:
        """Return the scheme. Raises ``Http404`` for a decision that does not exist."""
        scheme = super().find_object()
        try:
            self.decision = Decision(self.kwargs["decision"])
        except ValueError:
            raise Http404 from None
        permitted_or_403(permitted=self.decision in possible_decisions(scheme))
        return scheme

    def get(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        """Ask why."""
        return self.form_page(
            str(self.decision.label),
            DecisionForm(submit_label=self.decision.label),
            explanation=self._words(),
        )

    def post(self, request: HttpRequest, pk: int, decision: str) -> HttpResponse:
        """Decide."""
        form = DecisionForm(request.POST, submit_label=self.decision.label)
        if form.is_valid():
            try:
                decide(
                    scheme=self.object,
                    decision=self.decision,
                    note=form.cleaned_data["note"],
                    by=self.person,
                )
            except RefusedError as refused:
                put_refusal(form, refused)
            else:
                return go_on(request, _("This is decided."), "schemes:overview", pk)
        return self.form_page(str(self.decision.label), form, explanation=self._words())

    def _words(self) -> str:
        return {
            Decision.PAUSE: _("Everything stays as it is, and reminders rest until the scheme goes on."),
            Decision.RESUME: _("Work and reminders go on where they were."),
            Decision.END_EARLY: _("The scheme ends before its time. Everything in it stays readable."),
            Decision.CLOSE: _("The scheme has reached its end. Everything in it stays readable."),
            Decision.REOPEN: _("Work in the scheme goes on where it was."),
        }[self.decision]
