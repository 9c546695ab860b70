"""What every template can name."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from inclucities.ui.registry import shell_for


def shell(request: HttpRequest) -> dict[str, object]:
    """Give templates ``shell``; it is only asked for where a page shows the bar to a signed-in person."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": None}
    return {"shell": SimpleLazyObject(lambda: shell_for(request))}
