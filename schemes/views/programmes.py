"""Programmes: the list of one's own, their register, their people, their schemes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, permitted_or_403
from schemes.enums import Right, Role, SchemeFormat
from schemes.forms.programmes import ProgrammeEditForm, ProgrammeForm
from schemes.forms.schemes import SchemeOpenForm
from schemes.models import Programme
from schemes.queries.invitations import offers_of, programme_invitations
from schemes.queries.people import people_running
from schemes.queries.programmes import (
    may_create_programmes,
    organisations_of,
    programmes_of,
    register_counts,
    scheme_count,
)
from schemes.services.editing import StaleError
from schemes.services.invitations import invite
from schemes.services.opening import open_scheme
from schemes.services.programmes import change_programme, create_programme
from schemes.views.base import ProgrammeView, conflict_of, go_on

ORGANISATIONS_PER_PAGE = 30


class ProgrammeListView(GuardedView):
    """The programmes that this person has a role in."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, and the way to create one for who may."""
        context = {
            "programmes": programmes_of(self.person),
            "may_create": may_create_programmes(self.person),
        }
        return render(request, "schemes/programme_list.html", context)


class ProgrammeNewView(GuardedView):
    """Create a programme: for who runs one or keeps accounts, and once for the installation's superuser."""

    right = "signed_in"

    def find_object(self) -> None:
        """Find no object. Raises ``PermissionDenied`` for everybody else."""
        permitted_or_403(permitted=may_create_programmes(self.person))

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(ProgrammeForm(initial={"original_language": "en"}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Create the programme and invite its coordinator."""
        form = ProgrammeForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        values = form.cleaned_data
        with transaction.atomic():
            programme = create_programme(
                names=values["names"],
                summary=values["summary"],
                original_language=values["original_language"],
                by=self.person,
            )
            if email := values["coordinator_email"]:
                invite(
                    email=email,
                    role=Role.COORDINATOR,
                    scope=programme,
                    by=self.person,
                    language=self.person.language,
                )
        return go_on(request, _("The programme is created."), "schemes:programme", programme.pk)

    def _page(self, form: ProgrammeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": _("Create a programme")}
        return render(self.request, "schemes/programme_form.html", context, status=status)


class ProgrammePageView(ProgrammeView, abstract=True):
    """A page of one programme, with what its menu needs."""

    right = Right.VIEW_PROGRAMME

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Draw a page of the programme."""
        rights = {right.value: True for right in self.rights}
        return render(
            self.request, template, {"programme": self.object, "may": rights} | context, status=status
        )


class ProgrammeDetailView(ProgrammePageView):
    """What a programme is about, its cities and associations, and who runs it."""

    right = Right.VIEW_PROGRAMME

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the programme, with one page of its register."""
        manages = bool(self.rights & {Right.MANAGE_PROGRAMME, Right.MANAGE_ACCOUNTS})
        register = Paginator(organisations_of(self.object), ORGANISATIONS_PER_PAGE)
        return self.page(
            "schemes/programme_detail.html",
            manages=manages,
            page=register.get_page(request.GET.get("page")),
            counts=register_counts(self.object),
            scheme_count=scheme_count(self.object) if Right.VIEW_SCHEME in self.rights else None,
            running=people_running(self.object),
            invitations=programme_invitations(self.object) if manages else [],
            invites=bool(offers_of(self.person, self.object)) if manages else False,
        )


class ProgrammeEditView(ProgrammePageView):
    """The words of a programme."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(ProgrammeEditForm(initial=self._typed(self.object)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the words; 409 with both texts when somebody has saved others meanwhile."""
        form = ProgrammeEditForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        values = form.cleaned_data
        try:
            change_programme(
                programme=self.object,
                base_version=values["version"],
                names=values["names"],
                summary=values["summary"],
                original_language=values["original_language"],
                by=self.person,
            )
        except StaleError as stale:
            current = ProgrammeEditForm(initial=self._typed(stale.current))
            return self._page(form, 409, **conflict_of(form, stale, current))
        return go_on(request, _("The programme is saved."), "schemes:programme", pk)

    def _typed(self, programme: Programme) -> dict[str, Any]:
        return {
            "names": programme.names,
            "summary": programme.summary,
            "original_language": programme.original_language,
            "version": programme.version,
        }

    def _page(self, form: ProgrammeEditForm, status: int = 200, **context: Any) -> HttpResponse:
        return self.page(
            "schemes/programme_form.html", status, form=form, title=_("Change the programme"), **context
        )


class SchemeOpenView(ProgrammePageView):
    """Open a scheme from one of the three templates (method 4)."""

    right = Right.MANAGE_PROGRAMME

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(SchemeOpenForm(initial={"original_language": self.object.original_language}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the scheme."""
        form = SchemeOpenForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        values = form.cleaned_data
        scheme = open_scheme(
            programme=self.object,
            themes=values["themes"],
            original_language=values["original_language"],
            kind=values["kind"],
            template=SchemeFormat(values["template"]),
            starts_on=values["starts_on"],
            needs_due_on=values["needs_due_on"],
            by=self.person,
        )
        words = _("The scheme is open. Next, let its cities take part.")
        return go_on(request, words, "schemes:members", scheme.pk)

    def _page(self, form: SchemeOpenForm, status: int = 200) -> HttpResponse:
        return self.page("schemes/programme_form.html", status, form=form, title=_("Open a scheme"))
