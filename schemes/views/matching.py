"""The search for a mentor, the match, its two acceptances."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from schemes.domain.rules import RULES
from schemes.enums import RequestOutcome, Right, Side
from schemes.forms.parties import AskForm, MatchForm, OutcomeForm
from schemes.models import Match, MentorRequest, Participation, Scheme
from schemes.models.calendar import today
from schemes.queries.matches import (
    accepting_sides,
    match_for_reading,
    match_of,
    request_for_reading,
    requests_of,
)
from schemes.queries.rights import rights_on_scheme
from schemes.queries.rules import RuleState, rule_states
from schemes.queries.schemes import parties_of
from schemes.services.errors import GateClosedError, RefusedError, RuleBrokenError
from schemes.services.matching import (
    GATES_OF_THE_REVISION,
    GATES_OF_THE_SEARCH,
    accept_match,
    ask_mentor,
    close_request,
    record_match,
)
from schemes.views.base import SchemeView, go_on, put_refusal


def _mentee_of(scheme: Scheme) -> Participation | None:
    cities = [party for party in parties_of(scheme) if not party.is_association]
    return next((city for city in cities if city.side == Side.MENTEE), None)


def _gates(scheme: Scheme, mentee: Participation, match: Match | None) -> list[RuleState]:
    """Return the gates that the coordinator may set aside now, and those that were."""
    if match is None:
        return rule_states(scheme, mentee, GATES_OF_THE_SEARCH)
    wanted = GATES_OF_THE_REVISION if match.is_accepted else ()
    states = rule_states(scheme, mentee, (*GATES_OF_THE_SEARCH, *wanted))
    return [state for state in states if state.override or state.rule.id in wanted]


class MatchView(SchemeView):
    """Which cities were asked, what was decided, and who has accepted."""

    right = Right.VIEW_PEOPLE
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the search and the match; questions to cities only to who decides."""
        scheme = self.object
        decides = Right.DECIDE_MATCH in self.rights
        match = match_of(scheme)
        mentee = _mentee_of(scheme)
        return self.page(
            "schemes/scheme_match.html",
            match=match,
            decides=decides,
            mentee=mentee,
            accepts=accepting_sides(self.person, match) if match else [],
            requests=requests_of(scheme) if decides else [],
            gates=_gates(scheme, mentee, match) if decides and mentee else [],
        )


class MentorAskView(SchemeView):
    """Ask a city to be the mentor (rules N-1, K-4)."""

    right = Right.DECIDE_MATCH
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(AskForm(scheme=self.object))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the city; its people are told, and read the shared needs analysis until they answer."""
        form = AskForm(request.POST, scheme=self.object)
        if form.is_valid():
            city = form.cleaned_data["organisation"]
            try:
                ask_mentor(
                    scheme=self.object,
                    organisation=city,
                    message=form.cleaned_data["message"],
                    by=self.person,
                )
            except GateClosedError as closed:
                return self._page(form, 422, closed=_closed(closed))
            except (RefusedError, RuleBrokenError) as refused:
                put_refusal(form, refused, "organisation")
            else:
                words = _("%(name)s is asked.") % {"name": city.name}
                return go_on(request, words, "schemes:match", pk)
        return self._page(form, 422)

    def _page(self, form: AskForm, status: int = 200, **context: Any) -> HttpResponse:
        explanation = _(
            "Until it answers, the city’s people can read the shared needs analysis, and nothing else."
        )
        return self.page(
            "schemes/scheme_form.html",
            status,
            form=form,
            title=_("Ask a city to be the mentor"),
            explanation=explanation,
            **context,
        )


class MatchRecordView(SchemeView):
    """Record the match by hand: with whom, when, why."""

    right = Right.DECIDE_MATCH
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(MatchForm(scheme=self.object, initial={"decided_on": today()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record it; both leads are asked to accept (K-3)."""
        form = MatchForm(request.POST, scheme=self.object)
        if form.is_valid():
            values = form.cleaned_data
            try:
                record_match(
                    scheme=self.object,
                    mentor=values["mentor"],
                    decided_on=values["decided_on"],
                    reasons=values["reasons"],
                    by=self.person,
                )
            except GateClosedError as closed:
                return self._page(form, 422, closed=_closed(closed))
            except (RefusedError, RuleBrokenError) as refused:
                put_refusal(form, refused, "mentor")
            else:
                words = _("The match is recorded. It holds once both leads have accepted it.")
                return go_on(request, words, "schemes:match", pk)
        return self._page(form, 422)

    def _page(self, form: MatchForm, status: int = 200, **context: Any) -> HttpResponse:
        explanation = _("The mentor city takes part from today. Both leads are asked to accept.")
        return self.page(
            "schemes/scheme_form.html",
            status,
            form=form,
            title=_("Record the match"),
            explanation=explanation,
            **context,
        )


def _closed(closed: GateClosedError) -> list[dict[str, Any]]:
    return [{"rule": RULES[finding.rule], "finding": finding} for finding in closed.findings]


class RequestCloseView(GuardedView):
    """Note how the question to a city ended."""

    right = Right.DECIDE_MATCH
    object: MentorRequest

    def find_object(self) -> MentorRequest:
        """Return the open question. Raises ``Http404`` for a stranger to its scheme."""
        asked: MentorRequest = found_or_404(request_for_reading(self.kwargs["pk"]))
        rights = rights_on_scheme(self.person, asked.scheme)
        if Right.VIEW_SCHEME not in rights:
            raise Http404
        permitted_or_403(permitted=Right.DECIDE_MATCH in rights)
        return asked

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close the question."""
        form = OutcomeForm(request.POST)
        if form.is_valid():
            close_request(
                request=self.object, outcome=RequestOutcome(form.cleaned_data["outcome"]), by=self.person
            )
        return go_on(request, _("The question is closed."), "schemes:match", self.object.scheme_id)


class MatchAcceptView(GuardedView):
    """Accept the match for one's own side (rule K-3)."""

    right = Right.ACCEPT_MATCH
    object: Match

    def find_object(self) -> Match:
        """Return the match. Raises ``PermissionDenied`` for members of the scheme who lead no side of it."""
        match: Match = found_or_404(match_for_reading(self.kwargs["pk"]))
        if Right.VIEW_SCHEME not in rights_on_scheme(self.person, match.scheme):
            raise Http404
        self.sides = accepting_sides(self.person, match)
        permitted_or_403(permitted=bool(self.sides))
        return match

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept."""
        for side in self.sides:
            accept_match(match=self.object, side=side, by=self.person)
        words = (
            _("The match holds: both sides have accepted.")
            if self.object.is_accepted
            else _("You have accepted. The match holds once the other side has, too.")
        )
        return go_on(request, words, "schemes:match", self.object.scheme_id)
