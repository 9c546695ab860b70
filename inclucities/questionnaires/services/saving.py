"""The one way in which something that two people may edit is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from inclucities.prepared.services import insert, prepared_update
from inclucities.questionnaires.models import Answer, ResponseRow, Revision

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User

Saved = TypeVar("Saved", Answer, ResponseRow)


class StaleVersionError(Exception):
    """Somebody else saved first. ``theirs`` is what stands now; nothing of mine was kept."""

    def __init__(self, theirs: Answer | ResponseRow | None) -> None:
        super().__init__()
        self.theirs = theirs


def made(model: type[Saved], content: Mapping[str, Any], by: User, **columns: Any) -> Saved:
    """Make the first version of an answer or row. ``columns`` say which it is."""
    now = timezone.now()
    first = model(**columns, **content, version=1, author=by, updated_by=by, updated_at=now)
    insert(first)
    return first


def swapped(standing: Saved, content: Mapping[str, Any], base_version: int, by: User) -> bool:
    """Put ``content`` on top of ``base_version``; return whether that made a new version.

    ``standing`` was read behind ``hold_section`` and holds the new version afterwards. Nothing is new
    where the content already stands: an untouched text, or a save that was sent twice. The UPDATE
    carries the version in its WHERE, so that two at once cannot both win. Raises
    ``StaleVersionError`` when somebody else was first.
    """
    if all(getattr(standing, field) == value for field, value in content.items()) and (
        base_version == standing.version or standing.updated_by_id == by.pk
    ):
        return False
    changed = {**content, "version": base_version + 1, "updated_by": by, "updated_at": timezone.now()}
    if not _STANDING[type(standing)](changed, standing.pk, base_version):
        raise StaleVersionError(type(standing).objects.filter(pk=standing.pk).first())
    for field, value in changed.items():
        setattr(standing, field, value)
    return True


@prepared_update
def _answer_standing(pk: int, version: int) -> QuerySet[Answer]:
    return Answer.objects.filter(pk=pk, version=version)


@prepared_update
def _row_standing(pk: int, version: int) -> QuerySet[ResponseRow]:
    return ResponseRow.objects.filter(pk=pk, version=version).order_by()


_STANDING = {Answer: _answer_standing, ResponseRow: _row_standing}


def keep_revision(of: Answer | ResponseRow, content: Mapping[str, Any]) -> Revision:
    """Keep what ``of`` holds now as a revision, so that no acknowledged text is ever gone."""
    revision = Revision(
        answer=of if isinstance(of, Answer) else None,
        row=of if isinstance(of, ResponseRow) else None,
        version=of.version,
        content=dict(content),
        by_id=of.updated_by_id,
        at=of.updated_at,
    )
    insert(revision)
    return revision
