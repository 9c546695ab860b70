"""Mounting the engine's pages under an owner's addresses, behind the owner's guards."""

from __future__ import annotations

from django.urls import URLPattern, path

from inclucities.questionnaires.views import filling, history, translating, versions
from inclucities.questionnaires.views.base import DeskView
from inclucities.questionnaires.views.guarding import DeskGuard


def desk_pages(*, drafts: type[DeskGuard], reads_versions: type[DeskGuard]) -> list[URLPattern]:
    """Return the addresses of all pages of a response but its home and its single versions.

    ``drafts`` and ``reads_versions`` are the owner's guards, the second with ``reads_current`` too.
    They decide who opens the unfinished text and who opens versions; what each page writes is asked of
    the desk's reader.
    """
    section = "<int:pk>/sections/<slug:section_key>/"
    answer = "<int:pk>/answers/<slug:question_key>/"
    row = f"{answer}rows/<uuid:uuid>/"
    pages: list[tuple[str, str, type[DeskGuard], type[DeskView]]] = [
        (answer, "answer", drafts, filling.AnswerView),
        (section, "section", drafts, filling.SectionView),
        (f"{section}side/", "side", drafts, filling.SideView),
        (f"{answer}history/", "history", drafts, history.HistoryView),
        (f"{answer}retired/", "retired", drafts, history.RetiredRowsView),
        (f"{answer}translations/", "translation", drafts, translating.TranslationView),
        (row, "row", drafts, filling.RowView),
        (f"{row}history/", "row_history", drafts, history.RowHistoryView),
        (f"{row}translations/<slug:column_key>/", "row_translation", drafts, translating.TranslationView),
        ("<int:pk>/whole/", "whole", drafts, filling.WholeView),
        ("<int:pk>/versions/", "versions", reads_versions, versions.VersionsView),
        ("<int:pk>/compare/", "compare", reads_versions, versions.CompareView),
    ]
    return [path(route, _behind(guard, view).as_view(), name=name) for route, name, guard, view in pages]


def _behind(guard: type[DeskGuard], view: type[DeskView]) -> type[DeskView]:
    """Put a guard before a page of the engine."""
    return type(view.__name__, (guard, view), {"__doc__": view.__doc__, "__module__": guard.__module__})
