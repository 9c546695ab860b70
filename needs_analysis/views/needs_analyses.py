"""The home of a needs analysis."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from inclucities.permissions.views import found_or_404
from inclucities.questionnaires.views import filling
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.reopening import requests_shown
from needs_analysis.views.guards import NeedsGuard


class Tasks(NeedsGuard, filling.TasksView):
    """The home of a needs analysis."""

    template = "needs_analysis/tasks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the task list; lead who reads versions alone to the newest that is open to them."""
        access = self.opened.access
        if access.sees_status:
            return super().get(request, *args, **kwargs)
        newest = self.object.response.latest_version if access.reads_versions else access.released
        return redirect(self.object.url("version", found_or_404(newest or None)))

    def more(self) -> dict[str, Any]:
        """Give the template what the person may do, and what waits."""
        access, response = self.opened.access, self.object.response
        requests = requests_shown(self.person, self.opened)
        waits_for_answer = any(request.answered_at is None for request in requests)
        return {
            "access": access,
            "reopened_because": response.reopened_because if response.is_open else "",
            "requests": requests,
            "may_ask": access.asks_to_reopen and not response.is_open and not waits_for_answer,
        }

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever sees how far it is, or reads any version."""
        return access.sees_status or access.reads_released
