"""What the top bar shows to a signed-in person."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from inclucities.notifications.queries import waiting_count
from inclucities.ui.domain.shapes import Shell


def shell_of(request: HttpRequest) -> Shell | None:
    """Return the shell for the person who asks; one query, for what waits for them."""
    places = [
        (_("Home"), reverse("home")),
        (_("Schemes"), reverse("schemes:list")),
        (_("Good practices"), reverse("practices:list")),
        (_("Mentor profiles"), reverse("profiles:list")),
        (_("Documents"), reverse("documents:list")),
    ]
    return Shell(
        waiting=waiting_count(request.user),
        programme_name="",
        nav=[
            (label, url, request.path == url or (url != "/" and request.path.startswith(url)))
            for label, url in places
        ],
    )
