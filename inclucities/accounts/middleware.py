"""Who is here, in which language and on which clock."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]


class PersonalSettingsMiddleware:
    """Shows each page in the reader's language and time zone.

    The cookie of the language switcher wins over the person's setting, so that a page can be read
    in another language for a while; strangers get what their browser asks for.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate language and clock for this request only."""
        known = dict(settings.LANGUAGES)
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in known:
            person = request.user
            language = (
                person.language if person.is_authenticated else translation.get_language_from_request(request)
            )
        zone = ZoneInfo(request.user.time_zone) if request.user.is_authenticated else None
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


class SignedInMiddleware(LoginRequiredMiddleware):
    """Asks strangers to sign in. An autosave gets 401 and an address, never a redirect."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., object]) -> HttpResponse:
        """Answer a stranger: a page leads to signing in, a script's request says so in words."""
        if request.headers.get("X-Autosave"):
            return JsonResponse(
                {
                    "message": _("Your session has ended. Sign in again; your text is kept here."),
                    "sign_in": reverse(settings.LOGIN_URL),
                },
                status=401,
            )
        return super().handle_no_permission(request, view_func)
