"""How often somebody may try: counted in the shared cache by allauth."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

LIMITS = {
    # Guessing 128 bits is hopeless; this keeps the attempts from costing anything.
    "invitation": "60/m/ip",
    "invite": "200/h/user",
    "resend": "3/h/key",
}


def within_limit(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one attempt, and tell whether it is still within its limit."""
    usage = ratelimit.consume(request, app="schemes", action=action, config=LIMITS, key=key, limit_get=True)
    return usage is not None
