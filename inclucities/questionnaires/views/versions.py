"""Numbered versions: listed, read, compared."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.versions import compared, version_numbered, versions_of
from inclucities.questionnaires.views.base import DeskView


class ComparesView(DeskView, abstract=True):
    """A page on which the current state can take part in a comparison."""

    @abstractmethod
    def reads_current(self) -> bool:
        """Whether the reader may compare with the current state."""


class VersionsView(ComparesView, abstract=True):
    """The list of versions, with a choice of any two to compare."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        return self.show(
            "questionnaires/versions.html",
            versions=versions_of(self.object.response),
            reads_current=self.reads_current(),
        )


class CompareView(ComparesView, abstract=True):
    """Two versions word by word. The current state takes part for those who may read it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was taken out and put in between ``old`` and ``new``."""
        old, new = self._version("old"), self._version("new")
        return self.show(
            "questionnaires/compare.html",
            versions=versions_of(self.object.response),
            reads_current=self.reads_current(),
            old=old,
            new=new,
            changes=compared(
                self.object.response,
                old,
                new,
                language=self.language,
                audiences=self.object.reader.audiences,
                sides=self.object.version_sides,
                reach=self.object.reader.reach,
            ),
        )

    def _version(self, name: str) -> FrozenVersion | None:
        number = self.request.GET.get(name, "")
        if number == "now" and self.reads_current():
            return None
        version = (
            version_numbered(self.object.response, int(number))
            if re.fullmatch(r"[0-9]{1,9}", number)
            else None
        )
        if version is None:
            raise Http404
        return version
