"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclucities.permissions.views import GuardedView
from inclucities.portal.queries.home import home_of


class HomeView(GuardedView):
    """Waiting for me, my schemes, shared with me."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page of the person who asks."""
        return render(request, "portal/home.html", {"home": home_of(self.person)})
