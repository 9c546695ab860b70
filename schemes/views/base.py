"""How a page of this app finds its object and asks for its right."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from schemes.enums import Right
from schemes.models import Organisation, Participation, Programme, Scheme
from schemes.queries.organisations import organisation_for_reading
from schemes.queries.overview import scheme_for_reading
from schemes.queries.rights import rights_around, rights_on_participation, rights_on_programme
from schemes.queries.shell import scheme_shell
from schemes.services.editing import StaleError
from schemes.services.errors import RefusedError, RuleBrokenError

Rights = frozenset[Right]


class SchemeView(GuardedView, abstract=True):
    """A page of a scheme: a stranger to the scheme gets 404, a member without the right 403."""

    right: ClassVar[str]
    #: The line of the side menu that the page belongs to.
    menu_key: ClassVar[str] = "overview"
    object: Scheme
    rights: Rights

    def find_object(self) -> Scheme:
        """Return the scheme. Raises ``Http404`` for who may not even see its name."""
        scheme: Scheme = found_or_404(scheme_for_reading(self.kwargs["pk"]))
        self.rights = rights_around(self.person, scheme)[0]
        if Right.VIEW_SCHEME not in self.rights:
            raise Http404
        permitted_or_403(permitted=Right(self.right) in self.rights)
        return scheme

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Draw a page inside the scheme's shell."""
        shell = scheme_shell(self.person, self.object, self.rights, self.menu_key)
        rights = {right.value: True for right in self.rights}
        return render(self.request, template, shell | {"may": rights} | context, status=status)

    def form_page(self, title: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
        """Draw a page that holds one form; 422 when it was refused."""
        status = 422 if form.errors else 200
        return self.page("schemes/scheme_form.html", status, title=title, form=form, **context)


class PartyView(GuardedView, abstract=True):
    """A page about one party of a scheme; the right is asked on the party."""

    right: ClassVar[str]
    object: Participation
    rights: Rights

    def find_object(self) -> Participation:
        """Return the party. Raises ``Http404`` for a stranger, ``PermissionDenied`` without the right."""
        party: Participation = found_or_404(
            Participation.objects.select_related(
                "scheme__programme", "organisation", "stands_behind__organisation"
            )
            .filter(pk=self.kwargs["pk"])
            .first()
        )
        self.rights = rights_on_participation(self.person, party)
        if Right.VIEW_SCHEME not in self.rights:
            raise Http404
        permitted_or_403(permitted=Right(self.right) in self.rights)
        return party

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Draw a page inside the scheme's shell."""
        shell = scheme_shell(self.person, self.object.scheme, self.rights, "people")
        return render(self.request, template, shell | {"party": self.object} | context, status=status)

    def form_page(self, title: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
        """Draw a page that holds one form; 422 when it was refused."""
        status = 422 if form.errors else 200
        return self.page("schemes/scheme_form.html", status, title=title, form=form, **context)


class ProgrammeView(GuardedView, abstract=True):
    """A page of a programme; ``right`` or any of ``also`` opens it."""

    right: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    object: Programme
    rights: Rights

    def find_object(self) -> Programme:
        """Return the programme. Raises ``Http404`` for who holds nothing in it."""
        programme: Programme = found_or_404(Programme.objects.filter(pk=self.kwargs["pk"]).first())
        self.rights = rights_on_programme(self.person, programme)
        if not self.rights:
            raise Http404
        permitted_or_403(permitted=bool(self.rights & {Right(right) for right in (self.right, *self.also)}))
        return programme


class OrganisationView(GuardedView, abstract=True):
    """A page of an organisation; the right is asked on its programme."""

    right: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    object: Organisation
    rights: Rights

    def find_object(self) -> Organisation:
        """Return the organisation. Raises ``Http404`` for who holds nothing in its programme."""
        organisation: Organisation = found_or_404(organisation_for_reading(self.kwargs["pk"]))
        self.rights = rights_on_programme(self.person, organisation.programme)
        if not self.rights:
            raise Http404
        permitted_or_403(permitted=bool(self.rights & {Right(right) for right in (self.right, *self.also)}))
        return organisation


def put_refusal(form: forms.BaseForm, refused: RefusedError | RuleBrokenError, field: str = "") -> None:
    """Say at its field why an act was refused; nothing that was typed is lost."""
    place = getattr(refused, "field", "") or field
    form.add_error(place if place in form.fields else None, refused.message)


def conflict_of(form: Any, stale: StaleError, current: forms.BaseForm) -> dict[str, Any]:
    """Return what a page shows when somebody saved the same row meanwhile: both texts, field by field.

    ``current`` is a form of the row as it is now, so that both are compared as they are typed. The
    form takes over the new version: saving it again is then a decision.
    """
    form.data = form.data.copy()
    form.data["version"] = str(stale.current.version)
    return {
        "conflict": [
            {"label": form[name].label, "theirs": current[name].value(), "mine": form[name].value()}
            for name in form.fields
            if name != "version" and _typed(current[name].value()) != _typed(form[name].value())
        ]
    }


def _typed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(part) for part in value))
    return "" if value is None else str(value).strip()


def go_on(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say what was done and lead on."""
    messages.success(request, words)
    return redirect(to, *args)
