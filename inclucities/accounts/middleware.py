"""Who is here, in which language and on which clock."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from inclucities.accounts.queries import time_zone_of

Handler = Callable[[HttpRequest], HttpResponse]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class PersonalSettingsMiddleware:
    """Shows each page in the reader's language and time zone.

    Who is signed in gets the language of the personal settings, on any computer; strangers get the
    one they chose with the language switcher (a cookie), else what their browser asks for.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate language and clock for this request only."""
        person = request.user
        language = getattr(person, "language", "")
        if language not in dict(settings.LANGUAGES):
            language = translation.get_language_from_request(request)
        with translation.override(language), timezone.override(time_zone_of(person)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


class SignedInMiddleware(LoginRequiredMiddleware):
    """Asks strangers to sign in. A script's request gets 401 and an address, never a redirect."""

    def handle_no_permission(  # type: ignore[override]  # a script is answered without a redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Answer a stranger: a page leads to signing in, a script's request says so in words.

        A form that was posted leads back to the page it stood on, for its own address may know
        no GET.
        """
        if request.headers.get("X-Autosave") or request.headers.get("HX-Request"):
            response = JsonResponse(
                {
                    "message": _("Your session has ended. Sign in again; your text is kept here."),
                    "sign_in": reverse(settings.LOGIN_URL),
                },
                status=401,
            )
            add_never_cache_headers(response)
            return response
        if request.method not in SAFE_METHODS:
            return redirect_to_login(_page_of_the_form(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
        return super().handle_no_permission(request, view_func)


def _page_of_the_form(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(page)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return ""
