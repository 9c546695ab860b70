"""Rules of the method: set aside by the coordinator, taken note of by a lead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from inclucities.permissions.views import found_or_404, own_page
from schemes.domain.rules import RULES
from schemes.enums import Right, Side
from schemes.forms.parties import OverrideForm
from schemes.models import Participation, Scheme
from schemes.queries.shell import cities_in
from schemes.services.rules import acknowledge, override_rule
from schemes.views.base import PartyView, SchemeView, go_on


class RuleOverrideView(SchemeView):
    """Set a rule of the method aside, with a reason (rule X-1)."""

    right = Right.OVERRIDE_RULES

    def find_object(self) -> Scheme:
        """Return the scheme. Raises ``Http404`` for a rule that nobody can set aside."""
        scheme = super().find_object()
        rule = RULES.get(self.kwargs["rule"])
        self.rule = found_or_404(rule if rule and rule.can_be_overridden else None)
        return scheme

    def get(self, request: HttpRequest, pk: int, rule: str) -> HttpResponse:
        """Show the rule, and ask why; ``city`` names the party that it stood at."""
        return self._page(OverrideForm(cities=self._cities(), initial={"city": request.GET.get("city")}))

    def post(self, request: HttpRequest, pk: int, rule: str) -> HttpResponse:
        """Set it aside for the city that learns, or for the whole scheme while there is none."""
        form = OverrideForm(request.POST, cities=self._cities())
        if not form.is_valid():
            return self._page(form)
        override_rule(
            scheme=self.object,
            rule_id=self.rule.id,
            reason=form.cleaned_data["reason"],
            by=self.person,
            participation=form.party,
        )
        page = "schemes:overview" if self.object.is_community else "schemes:match"
        return go_on(request, _("The rule is set aside."), page, pk)

    def _cities(self) -> list[Participation]:
        return [city for city in cities_in(self.object) if city.side != Side.MENTOR]

    def _page(self, form: OverrideForm) -> HttpResponse:
        title = _("Set rule %(rule)s aside") % {"rule": self.rule.id}
        return self.form_page(title, form, explanation=self.rule.text)


class RuleAcknowledgeView(PartyView):
    """Take note of a warning, as a lead of the party."""

    right = Right.SHARE_NEEDS

    def find_object(self) -> Participation:
        """Return the party. Raises ``Http404`` for a rule that is no warning."""
        party = super().find_object()
        rule = RULES.get(self.kwargs["rule"])
        self.rule = found_or_404(rule if rule and rule.can_be_acknowledged else None)
        return party

    def post(self, request: HttpRequest, pk: int, rule: str) -> HttpResponse:
        """Take note of it, and go back to where it stood."""
        acknowledge(participation=self.object, rule_id=self.rule.id, by=self.person)
        words = _("Taken note of.")
        if back := own_page(request, request.POST.get("next", "")):
            return go_on(request, words, back)
        return go_on(request, words, "schemes:overview", self.object.scheme_id)
