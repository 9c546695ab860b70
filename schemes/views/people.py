"""Inviting people and ending roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from schemes.enums import Right, Role
from schemes.forms.invitations import InviteForm
from schemes.forms.parties import RoleEndForm
from schemes.models import Invitation, Membership, Organisation, Participation, Programme
from schemes.models.calendar import today
from schemes.queries.invitations import (
    Scope,
    invitation_for_managing,
    offers_of,
    rights_in,
    scope_for_inviting,
)
from schemes.queries.people import membership_for_managing
from schemes.queries.shell import scheme_shell
from schemes.services.errors import RefusedError
from schemes.services.invitations import (
    InvitationGoneError,
    invite,
    resend_invitation,
    revoke_invitation,
)
from schemes.services.roles import end_role
from schemes.views.base import go_on, put_refusal
from schemes.views.limits import within_limit


def place_of(scope: Scope) -> tuple[str, int]:
    """Return name and argument of the page that shows the people of a programme, city or party."""
    if isinstance(scope, Participation):
        return "schemes:members", scope.scheme_id
    if isinstance(scope, Organisation):
        return "schemes:organisation", scope.pk
    return "schemes:programme", scope.pk


def drawn_in(request: Any, scope: Scope, context: dict[str, Any], status: int) -> HttpResponse:
    """Draw a form in the shell of the place that it belongs to."""
    if isinstance(scope, Participation):
        shell = scheme_shell(request.user, scope.scheme, rights_in(request.user, scope), "people")
        return render(request, "schemes/scheme_form.html", shell | context, status=status)
    if isinstance(scope, Organisation):
        context |= {"organisation": scope, "programme": scope.programme}
        return render(request, "schemes/organisation_form.html", context, status=status)
    return render(request, "schemes/programme_form.html", context | {"programme": scope}, status=status)


class InviteView(GuardedView):
    """Invite somebody to a programme, an organisation or a party."""

    right = "roles_offered"
    model: type[Programme | Organisation | Participation] = Participation
    object: Scope

    def find_object(self) -> Scope:
        """Return the place. Raises ``Http404`` for a stranger, ``PermissionDenied`` for who offers nothing."""
        scope: Scope = found_or_404(scope_for_inviting(self.model, self.kwargs["pk"]))
        rights = rights_in(self.person, scope)
        if not rights or (isinstance(scope, Participation) and Right.VIEW_SCHEME not in rights):
            raise Http404
        self.roles = offers_of(self.person, scope)
        permitted_or_403(permitted=bool(self.roles))
        return scope

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(InviteForm(roles=self.roles, initial={"language": self.person.language}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the invitation."""
        form = InviteForm(request.POST, roles=self.roles)
        if form.is_valid():
            if not within_limit(request, "invite"):
                form.add_error(None, _("You have sent very many invitations. Please go on in an hour."))
                return self._page(form, 429)
            try:
                self._invite(form.cleaned_data)
            except RefusedError as refused:
                put_refusal(form, refused)
            else:
                words = _("The invitation to %(email)s is on its way.") % {
                    "email": form.cleaned_data["email"]
                }
                return go_on(request, words, *place_of(self.object))
        return self._page(form, 422)

    def _invite(self, values: dict[str, Any]) -> None:
        invite(
            email=values["email"],
            role=Role(values["role"]),
            scope=self.object,
            by=self.person,
            message=values["message"],
            language=values["language"],
            valid_for=timedelta(days=values["valid_days"]),
        )

    def _page(self, form: InviteForm, status: int = 200) -> HttpResponse:
        name = self.object.organisation.name if isinstance(self.object, Participation) else self.object.name
        context = {"form": form, "title": _("Invite somebody for %(name)s") % {"name": name}}
        return drawn_in(self.request, self.object, context, status)


class SentInvitationView(GuardedView, abstract=True):
    """An act on an invitation that waits for its answer."""

    right = "roles_offered"
    object: Invitation

    def find_object(self) -> Invitation:
        """Return the invitation. Raises ``Http404`` for a stranger, ``PermissionDenied`` without the right."""
        invitation: Invitation = found_or_404(invitation_for_managing(self.kwargs["pk"]))
        scope = invitation.scope
        rights = rights_in(self.person, scope)
        if not rights or (isinstance(scope, Participation) and Right.VIEW_SCHEME not in rights):
            raise Http404
        permitted_or_403(permitted=Role(invitation.role) in offers_of(self.person, scope))
        return invitation

    def gone(self) -> HttpResponse:
        """Say that somebody was quicker."""
        words = _("This invitation was answered or taken back meanwhile.")
        return go_on(self.request, words, *place_of(self.object.scope))


class ResendView(SentInvitationView):
    """Send an invitation again; the old link ends."""

    right = "roles_offered"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it."""
        if not within_limit(request, "resend", key=str(pk)):
            words = _("It was sent several times within the hour. Please wait before you send it again.")
            return go_on(request, words, *place_of(self.object.scope))
        try:
            resend_invitation(invitation=self.object, by=self.person)
        except InvitationGoneError:
            return self.gone()
        words = _("The invitation to %(email)s is on its way again.") % {"email": self.object.email}
        return go_on(request, words, *place_of(self.object.scope))


class RevokeView(SentInvitationView):
    """Take an invitation back."""

    right = "roles_offered"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back."""
        try:
            revoke_invitation(invitation=self.object, by=self.person)
        except InvitationGoneError:
            return self.gone()
        return go_on(request, _("The invitation is taken back."), *place_of(self.object.scope))


class RoleEndView(GuardedView):
    """End somebody's role, today or on a later day."""

    right = Right.INVITE_TO_SCHEME
    object: Membership

    def find_object(self) -> Membership:
        """Return the role. Raises ``Http404`` for a stranger, ``PermissionDenied`` without the right."""
        membership: Membership = found_or_404(membership_for_managing(self.kwargs["pk"]))
        scope = membership.scope
        rights = rights_in(self.person, scope)
        if not rights or (isinstance(scope, Participation) and Right.VIEW_SCHEME not in rights):
            raise Http404
        fits = membership.role in offers_of(self.person, scope)
        permitted_or_403(permitted=fits and bool(rights & {Right.INVITE_TO_SCHEME, Right.MANAGE_ACCOUNTS}))
        return membership

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask from when on."""
        return self._page(RoleEndForm(initial={"ends_on": today()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        form = RoleEndForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        end_role(membership=self.object, by=self.person, ends_on=form.cleaned_data["ends_on"])
        words = _("The role of %(name)s ends.") % {"name": self.object.person}
        return go_on(request, words, *place_of(self.object.scope))

    def _page(self, form: RoleEndForm, status: int = 200) -> HttpResponse:
        name, role = self.object.person, Role(self.object.role).label
        context = {
            "form": form,
            "title": _("End a role of %(name)s") % {"name": name},
            "explanation": _(
                "%(role)s: what was written in this role stays, and whoever follows in it takes over all of it."
            )
            % {"role": role},
            "back": reverse(place_of(self.object.scope)[0], args=[place_of(self.object.scope)[1]]),
        }
        return drawn_in(self.request, self.object.scope, context, status)
