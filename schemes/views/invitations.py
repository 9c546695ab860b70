"""Answering an invitation: looking at it consumes nothing, accepting is a POST."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import respond_429
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from inclucities.accounts.queries import is_address_taken
from inclucities.permissions.views import GuardedView, found_or_404
from schemes.enums import InvitationState
from schemes.forms.invitations import NewAccountForm
from schemes.models import Invitation, Participation
from schemes.queries.invitations import invitation_for, invitations_to
from schemes.services.invitations import (
    InvitationGoneError,
    NewAccount,
    accept_invitation,
    accept_with_new_account,
)
from schemes.views.base import go_on
from schemes.views.limits import within_limit

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def where_to(invitation: Invitation) -> tuple[str, int]:
    """Return the page that an accepted invitation leads to."""
    scope = invitation.scope
    if isinstance(scope, Participation):
        return "schemes:overview", scope.scheme_id
    return "schemes:programme", invitation.programme_id


@method_decorator(login_not_required, name="dispatch")
class InvitationView(GuardedView):
    """What is offered, to whoever holds the link: the secret is the right, with or without an account."""

    right = "secret"
    object: Invitation | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Turn away too many attempts from one place."""
        if not within_limit(request, "invitation"):
            return respond_429(request)
        return super().dispatch(request, *args, **kwargs)

    def find_object(self) -> Invitation | None:
        """Return the invitation that the secret opens, in whatever state, or ``None``."""
        return invitation_for(self.kwargs["secret"])

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Show what is offered. Nothing is consumed, however often a mail program looks."""
        if self.object is None:
            return self._gone(None)
        if self.object.state != InvitationState.OPEN:
            return self._gone(self.object.state)
        initial = {"language": translation.get_language(), "time_zone": "Europe/Brussels"}
        return self._page(NewAccountForm(initial=initial))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Accept, as who is signed in or with a new account."""
        invitation = self.object
        if invitation is None:
            return self._gone(None)
        if self.person.is_authenticated:
            return self._accept_as(request, invitation)
        if is_address_taken(invitation.email):
            return redirect_to_login(request.path)
        form = NewAccountForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            person = accept_with_new_account(invitation=invitation, account=NewAccount(**form.cleaned_data))
        except InvitationGoneError as gone:
            return self._gone(gone.state)
        except ValidationError as refused:
            for field, messages in refused.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
            return self._page(form, 422)
        login(request, person, backend=BACKEND)
        with translation.override(person.language):
            return go_on(request, _("Welcome. Your account is open."), *where_to(invitation))

    def _accept_as(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        if self.person.email != invitation.email:
            return self._page(None, 403)
        try:
            accept_invitation(invitation=invitation, by=self.person)
        except InvitationGoneError as gone:
            return self._gone(gone.state)
        return go_on(request, _("You have accepted. Welcome."), *where_to(invitation))

    def _gone(self, state: InvitationState | None) -> HttpResponse:
        """Say why the link opens nothing; who has accepted by it is led on."""
        user, invitation = self.person, self.object
        if invitation is not None and user.is_authenticated and invitation.accepted_by_id == user.pk:
            return redirect(*where_to(invitation))
        context = {"state": state.value if state else "", "invitation": invitation}
        return render(
            self.request, "schemes/invitation_gone.html", context, status=410 if invitation else 404
        )

    def _page(self, form: NewAccountForm | None, status: int = 200) -> HttpResponse:
        user, invitation = self.person, self.object
        assert invitation is not None  # noqa: S101 -- the callers have looked
        context: dict[str, Any] = {"invitation": invitation, "path": self.request.path}
        if user.is_authenticated:
            context["mode"] = "accept" if user.email == invitation.email else "somebody_else"
        elif is_address_taken(invitation.email):
            context["mode"] = "sign_in"
        else:
            context |= {"mode": "new", "form": form}
        return render(self.request, "schemes/invitation.html", context, status=status)


class OwnInvitationView(GuardedView):
    """An invitation to the address of who is signed in: no secret is needed."""

    right = "signed_in"
    object: Invitation

    def find_object(self) -> Invitation:
        """Return the invitation. Raises ``Http404`` when it is not this person's, or not open."""
        found: Invitation = found_or_404(invitations_to(self.person).filter(pk=self.kwargs["pk"]).first())
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is offered."""
        context = {"invitation": self.object, "mode": "accept", "path": request.path}
        return render(request, "schemes/invitation.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept."""
        accept_invitation(invitation=self.object, by=self.person)
        return go_on(request, _("You have accepted. Welcome."), *where_to(self.object))
