"""The register: one organisation and what is known of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from inclucities.permissions.views import found_or_404
from schemes.enums import OrganisationKind, Right
from schemes.forms.organisations import FactForm, OrganisationEditForm, OrganisationForm
from schemes.models import Organisation, OrganisationFact
from schemes.models.calendar import today
from schemes.queries.invitations import offers_of
from schemes.queries.organisations import facts_of, organisation_page
from schemes.services.editing import StaleError
from schemes.services.organisations import (
    add_organisation,
    change_organisation,
    record_fact,
    remove_fact,
)
from schemes.views.base import OrganisationView, conflict_of, go_on
from schemes.views.programmes import ProgrammePageView

COLUMNS = tuple(name for name in OrganisationEditForm.base_fields if name != "version")


def typed(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as its form shows it."""
    return {
        **{name: getattr(organisation, name) for name in COLUMNS},
        "latitude": _without_zeros(organisation.latitude),
        "longitude": _without_zeros(organisation.longitude),
        "names": organisation.names,
        "version": organisation.version,
    }


def _without_zeros(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}".rstrip("0").rstrip(".")


class OrganisationNewView(ProgrammePageView):
    """Add a city, an association or another organisation to the register."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        kind = request.GET.get("kind", "")
        initial = {
            "kind": kind if kind in OrganisationKind.values else OrganisationKind.CITY,
            "original_language": self.object.original_language,
        }
        return self._page(OrganisationForm(programme=self.object, initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add the organisation."""
        form = OrganisationForm(request.POST, programme=self.object)
        if not form.is_valid():
            return self._page(form, 422)
        values = dict(form.cleaned_data)
        organisation = add_organisation(
            programme=self.object,
            kind=OrganisationKind(values.pop("kind")),
            names=values.pop("names"),
            by=self.person,
            **values,
        )
        words = _("%(name)s is added.") % {"name": organisation.name}
        return go_on(request, words, "schemes:organisation", organisation.pk)

    def _page(self, form: OrganisationForm, status: int = 200) -> HttpResponse:
        return self.page("schemes/programme_form.html", status, form=form, title=_("Add an organisation"))


class OrganisationPageView(OrganisationView, abstract=True):
    """A page of one organisation."""

    right = Right.VIEW_PROGRAMME

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Draw a page of the organisation."""
        organisation = self.object
        shown = {
            "organisation": organisation,
            "programme": organisation.programme,
            "manages": bool(self.rights & {Right.MANAGE_PROGRAMME, Right.MANAGE_ACCOUNTS}),
        }
        return render(self.request, template, shown | context, status=status)


class OrganisationDetailView(OrganisationPageView):
    """What is known of one organisation."""

    right = Right.VIEW_PROGRAMME

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show names, place, languages, facts, and the schemes that the reader may see."""
        return self.page(
            "schemes/organisation_detail.html",
            shown=organisation_page(self.person, self.object, self.rights),
            invites=bool(offers_of(self.person, self.object)),
        )


class OrganisationEditView(OrganisationPageView):
    """Change what is known of one organisation."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(OrganisationEditForm(programme=self.object.programme, initial=typed(self.object)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save; 409 with both texts when somebody has saved others meanwhile."""
        programme = self.object.programme
        form = OrganisationEditForm(request.POST, programme=programme)
        if not form.is_valid():
            return self._page(form, 422)
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            change_organisation(organisation=self.object, base_version=version, by=self.person, **values)
        except StaleError as stale:
            current = OrganisationEditForm(programme=programme, initial=typed(stale.current))
            return self._page(form, 409, **conflict_of(form, stale, current))
        return go_on(request, _("Saved."), "schemes:organisation", pk)

    def _page(self, form: OrganisationEditForm, status: int = 200, **context: Any) -> HttpResponse:
        title = _("Change %(name)s") % {"name": self.object.name}
        return self.page("schemes/organisation_form.html", status, form=form, title=title, **context)


class FactNewView(OrganisationPageView):
    """Add a figure, or set one that is there for the same year."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(FactForm(initial={"year": today().year, "approximate": True}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record the figure."""
        form = FactForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        record_fact(organisation=self.object, by=self.person, **form.cleaned_data)
        return go_on(request, _("The figure is recorded."), "schemes:organisation", pk)

    def _page(self, form: FactForm, status: int = 200) -> HttpResponse:
        return self.page("schemes/organisation_form.html", status, form=form, title=_("Add a figure"))


class FactView(OrganisationPageView, abstract=True):
    """A page about one figure of an organisation."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def find_object(self) -> Organisation:
        """Return the organisation. Raises ``Http404`` when the figure is not one of its own."""
        organisation = super().find_object()
        found = facts_of(organisation).filter(pk=self.kwargs["fact"]).first()
        self.fact: OrganisationFact = found_or_404(found)
        self.fact.organisation = organisation
        return organisation


class FactEditView(FactView):
    """Correct a figure. Figure and year stay: another year is another figure."""

    right = Right.MANAGE_PROGRAMME

    def get(self, request: HttpRequest, pk: int, fact: int) -> HttpResponse:
        """Show the form."""
        initial = {name: getattr(self.fact, name) for name in FactForm.base_fields}
        return self._page(self._fixed(FactForm(initial=initial)))

    def post(self, request: HttpRequest, pk: int, fact: int) -> HttpResponse:
        """Save the figure."""
        form = self._fixed(FactForm(request.POST, initial={"key": self.fact.key, "year": self.fact.year}))
        if not form.is_valid():
            return self._page(form, 422)
        record_fact(organisation=self.object, by=self.person, **form.cleaned_data)
        return go_on(request, _("The figure is saved."), "schemes:organisation", pk)

    def _fixed(self, form: FactForm) -> FactForm:
        for name in ("key", "year"):
            form.fields[name].disabled = True
        return form

    def _page(self, form: FactForm, status: int = 200) -> HttpResponse:
        return self.page(
            "schemes/organisation_form.html", status, form=form, title=str(self.fact), fact=self.fact
        )


class FactRemoveView(FactView):
    """Take a figure out of the register."""

    right = Right.MANAGE_PROGRAMME

    def post(self, request: HttpRequest, pk: int, fact: int) -> HttpResponse:
        """Remove it."""
        remove_fact(fact=self.fact, by=self.person)
        return go_on(request, _("The figure is removed."), "schemes:organisation", pk)
