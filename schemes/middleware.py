"""A second factor for the roles that need one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from inclucities.accounts.queries import has_second_factor
from schemes.queries.people import holds_role_among

#: Addresses that stay open without the second factor: enrolling it, signing out, the page's language.
OPEN_PREFIXES = ("account_", "mfa_", "accounts:language", "accounts:session")


class SecondFactorMiddleware:
    """Leads holders of ``MFA_REQUIRED_ROLES`` to enrol a second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in place of the page when the person must enrol first."""
        roles = settings.MFA_REQUIRED_ROLES
        if not roles or not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(OPEN_PREFIXES):
            return None
        if not holds_role_among(request.user, roles) or has_second_factor(request.user):
            return None
        return redirect("mfa_activate_totp")
