"""The guard before the pages of a response: its owner says what a page is open for."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from inclucities.permissions.views import found_or_404, permitted_or_403
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.versions import version_numbered
from inclucities.questionnaires.views.base import DeskView


class DeskGuard(DeskView, abstract=True):
    """Finds the response by what owns it, and asks whether the person may do this with it now.

    The owner's guard says how it is opened and at which desk it is met; a page says in ``allows``
    whom it is for. A stranger gets 404, a member whom it is not for 403.
    """

    #: What was opened, with the ``access`` that the person has to it.
    opened: Any

    def find_object(self) -> Desk:
        """Return the desk. Raises ``Http404`` for a stranger, ``PermissionDenied`` for a member without the right."""
        self.opened = found_or_404(self.open(self.kwargs["pk"]))
        permitted_or_403(permitted=self.allows(self.opened.access))
        return self.desk()

    @abstractmethod
    def open(self, pk: int) -> Any:
        """Return what the person opened with their access to it, ``None`` for a stranger."""

    @abstractmethod
    def desk(self) -> Desk:
        """Return the desk at which the person meets what was opened."""

    @abstractmethod
    def allows(self, access: Any) -> bool:
        """Whether this page is open to somebody with this access."""

    def version_or_404(self, number: int) -> FrozenVersion:
        """Return one numbered version. Raises ``Http404`` where there is none."""
        version: FrozenVersion = found_or_404(version_numbered(self.object.response, number))
        return version
