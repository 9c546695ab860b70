"""The one way in which something that two people may edit is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from inclucities.questionnaires.models import Answer, ResponseRow, Revision

if TYPE_CHECKING:
    from inclucities.accounts.models import User

Saved = TypeVar("Saved", Answer, ResponseRow)


class StaleVersionError(Exception):
    """Somebody else saved first. ``theirs`` is what stands now; nothing of mine was kept."""

    def __init__(self, theirs: Answer | ResponseRow | None) -> None:
        super().__init__()
        self.theirs = theirs


def saved(
    model: type[Saved],
    identity: Mapping[str, Any],
    content: Mapping[str, Any],
    base_version: int,
    by: User,
    **when_made: Any,
) -> tuple[Saved, bool]:
    """Save ``content`` on top of ``base_version``; return the object and whether the save was new.

    ``identity`` are the columns that find it; with version 0 it is made, ``when_made`` included. The UPDATE carries the
    version in its WHERE, so that two at once cannot both win. It is not new when the same person
    sent the same content before. Raises ``StaleVersionError`` when somebody else was first.
    """
    now = timezone.now()
    if base_version == 0:
        try:
            with transaction.atomic():
                return (
                    model.objects.create(
                        **identity,
                        **content,
                        **when_made,
                        version=1,
                        author=by,
                        updated_by=by,
                        updated_at=now,
                    ),
                    True,
                )
        except IntegrityError:
            return _repeated(model, identity, content, by), False
    swapped = model.objects.filter(**identity, version=base_version).update(
        **content, version=base_version + 1, updated_by=by, updated_at=now
    )
    if not swapped:
        return _repeated(model, identity, content, by), False
    return model.objects.get(**identity), True


def _repeated(model: type[Saved], identity: Mapping[str, Any], content: Mapping[str, Any], by: User) -> Saved:
    theirs = model.objects.filter(**identity).select_related("updated_by").first()
    if (
        theirs is not None
        and theirs.updated_by_id == by.pk
        and all(getattr(theirs, field) == value for field, value in content.items())
    ):
        return theirs
    raise StaleVersionError(theirs)


def keep_revision(of: Answer | ResponseRow, content: Mapping[str, Any]) -> Revision:
    """Keep what ``of`` holds now as a revision, so that no acknowledged text is ever gone."""
    return Revision.objects.create(
        answer=of if isinstance(of, Answer) else None,
        row=of if isinstance(of, ResponseRow) else None,
        version=of.version,
        content=dict(content),
        by=of.updated_by,
        at=of.updated_at,
    )
