"""Cities and associations of a scheme: letting them take part, replacing and ending them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from inclucities.permissions.views import found_or_404, permitted_or_403
from schemes.enums import Right, Side
from schemes.forms.parties import AssociationForm, CityForm, EndForm, ReplaceForm
from schemes.models import Participation
from schemes.queries.schemes import parties_of
from schemes.services.errors import RefusedError, RuleBrokenError
from schemes.services.participations import end_participation, replace_city, take_part
from schemes.views.base import PartyView, SchemeView, go_on, put_refusal


class CityAddView(SchemeView):
    """Let a city take part in a scheme."""

    right = Right.MANAGE_PROGRAMME
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(CityForm(scheme=self.object))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the city take part; a city on both sides is refused at its field (K-4)."""
        form = CityForm(request.POST, scheme=self.object)
        if form.is_valid():
            city = form.cleaned_data["organisation"]
            try:
                take_part(
                    scheme=self.object,
                    organisation=city,
                    side=Side(form.cleaned_data["side"]),
                    by=self.person,
                )
            except (RefusedError, RuleBrokenError) as refused:
                put_refusal(form, refused, "organisation")
            else:
                words = _("%(name)s takes part from today.") % {"name": city.name}
                return go_on(request, words, "schemes:members", pk)
        return self._page(form)

    def _page(self, form: CityForm) -> HttpResponse:
        return self.form_page(_("Let a city take part"), form)


class AssociationAddView(SchemeView):
    """Let an association stand behind a city of the scheme."""

    right = Right.MANAGE_PROGRAMME
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, with the city's own association chosen."""
        cities = [party for party in parties_of(self.object) if not party.is_association]
        initial: dict[str, Any] = {}
        if request.GET.get("city", "").isascii() and request.GET.get("city", "").isdigit():
            chosen = [city for city in cities if str(city.pk) == request.GET["city"]]
            if chosen:
                initial = {
                    "stands_behind": chosen[0].pk,
                    "organisation": chosen[0].organisation.parent_association_id,
                }
        return self._page(AssociationForm(scheme=self.object, initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the association take part."""
        form = AssociationForm(request.POST, scheme=self.object)
        if form.is_valid():
            city, association = form.cleaned_data["stands_behind"], form.cleaned_data["organisation"]
            try:
                take_part(
                    scheme=self.object,
                    organisation=association,
                    side=Side(city.side),
                    stands_behind=city,
                    by=self.person,
                )
            except RefusedError as refused:
                put_refusal(form, refused, "organisation")
            else:
                words = _("%(name)s takes part from today.") % {"name": association.name}
                return go_on(request, words, "schemes:members", pk)
        return self._page(form)

    def _page(self, form: AssociationForm) -> HttpResponse:
        return self.form_page(_("Let an association take part"), form)


class PresentPartyView(PartyView, abstract=True):
    """A page about a party that still takes part."""

    right = Right.MANAGE_PROGRAMME

    def find_object(self) -> Participation:
        """Return the party. Raises ``Http404`` when its part has ended."""
        party = super().find_object()
        return found_or_404(party if party.ends_on is None else None)


class PartyReplaceView(PresentPartyView):
    """Let another city take the place of one."""

    right = Right.MANAGE_PROGRAMME

    def find_object(self) -> Participation:
        """Return the city. Raises ``PermissionDenied`` for an association, which is never replaced."""
        party = super().find_object()
        permitted_or_403(permitted=not party.is_association)
        return party

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, and say what goes with it."""
        return self._page(ReplaceForm(participation=self.object))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Replace the city."""
        form = ReplaceForm(request.POST, participation=self.object)
        if form.is_valid():
            successor = form.cleaned_data["successor"]
            try:
                replace_city(
                    participation=self.object,
                    successor=successor,
                    reason=form.cleaned_data["reason"],
                    by=self.person,
                )
            except (RefusedError, RuleBrokenError) as refused:
                form.add_error("successor", refused.message)
            else:
                words = _("%(name)s takes part from today.") % {"name": successor.name}
                return go_on(request, words, "schemes:members", self.object.scheme_id)
        return self._page(form)

    def _page(self, form: ReplaceForm) -> HttpResponse:
        name = self.object.organisation.name
        explanation = _(
            "%(name)s loses access today. What it wrote is kept with the scheme, and is not opened to the city "
            "that follows, which starts its own needs analysis. The associations and their people go on."
        ) % {"name": name}
        return self.form_page(_("Replace %(name)s") % {"name": name}, form, explanation=explanation)


class PartyEndView(PresentPartyView):
    """End the part of a city or an association."""

    right = Right.MANAGE_PROGRAMME

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, and say what goes with it."""
        return self._page(EndForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                end_participation(
                    participation=self.object, reason=form.cleaned_data["reason"], by=self.person
                )
            except RefusedError as refused:
                put_refusal(form, refused)
            else:
                words = _("The part of %(name)s has ended.") % {"name": self.object.organisation.name}
                return go_on(request, words, "schemes:members", self.object.scheme_id)
        return self._page(form)

    def _page(self, form: EndForm) -> HttpResponse:
        name = self.object.organisation.name
        explanation = _(
            "Everybody who acts for %(name)s here loses access today, and open invitations are taken back. "
            "What was written is kept."
        ) % {"name": name}
        return self.form_page(_("End the part of %(name)s") % {"name": name}, form, explanation=explanation)
