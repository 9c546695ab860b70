"""The home of a needs analysis."""

from __future__ import annotations

from typing import Any

from inclucities.questionnaires.views import filling
from needs_analysis.permissions import NeedsAccess
from needs_analysis.views.guards import NeedsGuard


class Tasks(NeedsGuard, filling.TasksView):
    """The home of a needs analysis."""

    template = "needs_analysis/tasks.html"

    def more(self) -> dict[str, Any]:
        """Give the template what the person may do."""
        return {
            "access": self.opened.access,
            "reopened_because": self.object.response.reopened_because if self.object.response.is_open else "",
        }

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever sees how far it is, or reads any version."""
        return access.sees_status or access.reads_versions
