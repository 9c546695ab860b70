"""Personal settings, the language switcher, the session's end, and allauth's pages where they differ."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.views import ConfirmEmailView, LogoutView
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from inclucities.accounts import services
from inclucities.accounts.forms import PersonalSettingsForm
from inclucities.accounts.queries import address_waiting, has_second_factor, session_end
from inclucities.permissions.views import GuardedView, own_page


class SettingsView(GuardedView):
    """How a person is called, and how the product speaks to them."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the settings as they are."""
        return self._page(PersonalSettingsForm(person=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save them, and speak the new language at once."""
        form = PersonalSettingsForm(request.POST, person=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        person = services.change_personal_settings(person=request.user, by=request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your settings are saved."))
        return _remembering(redirect("accounts:settings"), person.language)

    def _page(self, form: PersonalSettingsForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "address_waiting": address_waiting(self.request.user),
            "has_second_factor": has_second_factor(self.request.user),
        }
        return render(self.request, "accounts/person_settings.html", context, status=status)


@method_decorator(login_not_required, name="dispatch")
class LanguageView(GuardedView):
    """The language switcher of every page: back to the same page, in the other language.

    A cookie remembers the choice for strangers; whoever is signed in keeps it in the settings.
    """

    right = "anyone"

    def find_object(self) -> None:
        """Return nothing: anyone may choose a language."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take ``language``, go to ``next``. Raises ``BadRequest`` for a language that is not offered."""
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            raise BadRequest("This language is not offered.")
        if request.user.is_authenticated:
            services.set_language(person=request.user, language=language, by=request.user)
        page = own_page(request, request.POST.get("next", "")) or resolve_url(settings.LOGIN_REDIRECT_URL)
        return _remembering(HttpResponseRedirect(page), language)


@method_decorator([login_not_required, never_cache], name="dispatch")
class SessionView(GuardedView):
    """When does this session end? Asking does not extend it.

    Answers 200 to anyone: ``seconds_left`` (0 for a stranger), ``person`` (number of the account or
    null, so that a page can tell whether the same person has signed in again), ``csrf_token`` (signing
    in changes it under an open page), and the addresses ``sign_in`` and ``extend``.
    """

    right = "anyone"

    def find_object(self) -> None:
        """Return nothing: each browser is told about its own session."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say how long the session still lasts."""
        person = request.user if request.user.is_authenticated else None
        ends = session_end(request.session.session_key) if person else None
        left = int((ends - timezone.now()).total_seconds()) if ends else 0
        return JsonResponse(
            {
                "seconds_left": max(left, 0),
                "person": person.pk if person else None,
                "csrf_token": get_token(request),
                "sign_in": reverse(settings.LOGIN_URL),
                "extend": reverse("accounts:session_extend"),
            }
        )


class SessionExtendView(GuardedView):
    """Stay signed in: the session starts its full length again. 204, or 401 when it has ended."""

    right = "signed_in"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the session anew, which moves its end."""
        request.session.modified = True
        return HttpResponse(status=204)


@method_decorator(login_not_required, name="dispatch")
class ByInvitationView(TemplateView):
    """Says how accounts come about; there is no form to open one."""

    template_name = "account/signup_closed.html"


@method_decorator(login_not_required, name="dispatch")
class SignOutView(LogoutView):
    """Asks once, and signs out by POST; also leaves a sign-in that waits for its second factor."""


@method_decorator(never_cache, name="dispatch")
class ConfirmAddressView(ConfirmEmailView):
    """Confirms an e-mail address by POST. Opening the link changes nothing and signs nobody out."""

    def logout_other_user(self, confirmation: Any) -> None:
        """Keep whoever is signed in: a link in a mail must not end somebody's session."""


@method_decorator(never_cache, name="dispatch")
class EnrolAppView(ActivateTOTPView):
    """Sets up the authenticator app."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the key in groups of four, as one types it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["secret_in_fours"] = " ".join(re.findall(".{1,4}", context["form"].secret))
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the app's secret together with its event."""
        with transaction.atomic():
            response = super().form_valid(form)
            services.record_second_factor("second_factor_enrolled", person=self.request.user)
        return response


class RemoveAppView(DeactivateTOTPView):
    """Removes the authenticator app and its recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget the app together with its event."""
        with transaction.atomic():
            response = super().form_valid(form)
            services.record_second_factor("second_factor_removed", person=self.request.user)
        return response


class NewRecoveryCodesView(codes.GenerateRecoveryCodesView):
    """Makes new recovery codes; the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the new codes together with their event."""
        with transaction.atomic():
            response = super().form_valid(form)
            services.record_second_factor("recovery_codes_made", person=self.request.user)
        return response


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(codes.ViewRecoveryCodesView):
    """Shows the unused recovery codes."""


class DownloadRecoveryCodesView(codes.DownloadRecoveryCodesView):
    """Hands out the unused recovery codes as a text file."""


def _remembering(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
