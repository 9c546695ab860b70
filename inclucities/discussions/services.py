"""Acts on comments: each asks for the right again, writes its event and tells whom it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.accounts.models import User
from inclucities.audit.services import record_event
from inclucities.discussions.domain import MAX_LENGTH, one_kind_of_line_break
from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.permissions import may_edit, may_read, may_withdraw, talk_about
from inclucities.discussions.queries import discussed_target
from inclucities.discussions.registry import Talk
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import forget_target, notify, settle
from inclucities.targets.registry import kind_of
from inclucities.texts.domain import WRITING_LANGUAGES


class TooLateError(ValueError):
    """The comment is older than the time in which it can be put right."""


def open_thread(
    *, target: Model, anchor: str, audience: str, text: str, language: str, token: uuid.UUID, by: Any
) -> Thread:
    """Open a thread at a place of ``target`` with its first comment, and tell its audience.

    ``audience`` is a code that the owner offers to ``by`` there. The same ``token`` of the same person
    opens one thread. Raises ``PermissionDenied`` without the right, ``ValidationError`` with the field's name
    for a refused text, language, audience or anchor, ``NotDiscussedError`` for a kind without policy.
    """
    talk = _talk(by, kind_of(target).name, target.pk)
    if talk is None or not talk.reads:
        raise PermissionDenied
    if talk.place(anchor) is None:
        raise ValidationError({"anchor": _("There is no such place.")})
    if not talk.may_comment(anchor):
        raise PermissionDenied
    offered = {known.code: known for known in talk.offered(anchor)}
    if audience not in offered:
        raise ValidationError({"audience": _("Choose who will read it.")})
    words = _words(text, language)
    try:
        with transaction.atomic():
            now = timezone.now()
            thread = Thread.objects.create(
                **Thread.columns(target),
                anchor=anchor,
                audience=audience,
                opened_by=by,
                opened_at=now,
                last_at=now,
            )
            comment = Comment.objects.create(
                thread=thread, by=by, side=talk.side, token=token, at=now, **words
            )
            _note("thread_opened", thread, talk, comment=comment.pk, audience=audience)
            _tell(NotificationKind.COMMENTED, thread, talk, key=f"comment:{comment.pk}")
    except IntegrityError:
        return _sent_before(by, token).thread
    return thread


def reply(*, thread: Thread, text: str, language: str, token: uuid.UUID, by: Any) -> Comment:
    """Add a comment, and tell who takes part; a resolved thread is open again.

    What others told the writer about this thread is done. The same ``token`` makes one comment. Raises
    ``PermissionDenied`` without the right, ``ValidationError`` with the field's name for refused words.
    """
    talk = _writable(thread, by)
    words = _words(text, language)
    try:
        with transaction.atomic():
            now = timezone.now()
            comment = Comment.objects.create(
                thread=thread, by=by, side=talk.side, token=token, at=now, **words
            )
            Thread.objects.filter(pk=thread.pk).update(last_at=now)
            _note("comment_added", thread, talk, comment=comment.pk)
            if _set_resolved(thread, None):
                _note("thread_reopened", thread, talk)
            settle(target=thread, recipient=by)
            _tell(NotificationKind.COMMENTED, thread, talk, key=f"comment:{comment.pk}")
    except IntegrityError:
        return _sent_before(by, token)
    thread.refresh_from_db()
    return comment


@transaction.atomic
def resolve(*, thread: Thread, by: Any) -> Thread:
    """Close a thread, and tell who took part; comments on it wait for nobody any more.

    Resolving twice acts once. Raises ``PermissionDenied`` without the right to comment.
    """
    talk = _writable(thread, by)
    if _set_resolved(thread, by):
        event = _note("thread_resolved", thread, talk)
        settle(target=thread)
        _tell(NotificationKind.THREAD_RESOLVED, thread, talk, key=f"event:{event}")
    thread.refresh_from_db()
    return thread


@transaction.atomic
def reopen(*, thread: Thread, by: Any) -> Thread:
    """Open a resolved thread again, and tell who took part. Reopening twice acts once.

    Raises ``PermissionDenied`` without the right to comment.
    """
    talk = _writable(thread, by)
    if _set_resolved(thread, None):
        event = _note("thread_reopened", thread, talk)
        settle(target=thread)
        _tell(NotificationKind.THREAD_REOPENED, thread, talk, key=f"event:{event}")
    thread.refresh_from_db()
    return thread


@transaction.atomic
def edit(*, comment: Comment, text: str, language: str, by: Any) -> Comment:
    """Put right one's own comment. Nobody is told again: the mail holds no words of it.

    Raises ``PermissionDenied`` for anybody else's, ``TooLateError`` after fifteen minutes or once it
    is withdrawn, ``ValidationError`` with the field's name for refused words.
    """
    talk = _writable(comment.thread, by)
    if comment.by_id != by.pk:
        raise PermissionDenied
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if not may_edit(by, row):
        raise TooLateError
    words = _words(text, language)
    if (row.text, row.language) != (words["text"], words["language"]):
        row.text, row.language, row.edited_at = words["text"], words["language"], timezone.now()
        row.save(update_fields=["text", "language", "edited_at"])
        _note("comment_edited", comment.thread, talk, comment=row.pk)
    return row


@transaction.atomic
def withdraw(*, comment: Comment, by: Any) -> Comment:
    """Erase the words of one's own comment; its place stays and says so. Withdrawing twice acts once.

    Raises ``PermissionDenied`` for anybody else's, or when the thread may no longer be read.
    """
    thread = comment.thread
    talk = _talk(by, thread.target_kind, thread.target_id)
    if talk is None or comment.by_id != by.pk or not may_read(by, thread):
        raise PermissionDenied
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if may_withdraw(by, row):
        row.text, row.withdrawn_at = "", timezone.now()
        row.save(update_fields=["text", "withdrawn_at"])
        _note("comment_withdrawn", thread, talk, comment=row.pk)
    return row


@transaction.atomic
def erase_threads_at(*, target: Model, by: Any, scheme_id: int | None = None) -> int:
    """Delete the threads of a target that its owner retires, with what was told of them; return how many.

    ``scheme_id`` names the scheme whose coordinator may read the events.
    """
    threads = list(Thread.at(target))
    for thread in threads:
        forget_target(target=thread)
        _record("thread_erased", thread, by=by, scheme_id=scheme_id)
        thread.delete()
    return len(threads)


def _words(text: str, language: str) -> dict[str, str]:
    """Return what is stored of a text. Raises ``ValidationError`` with the field's name."""
    plain = one_kind_of_line_break(text)
    if not plain:
        raise ValidationError({"text": _("Write your comment first.")})
    if len(plain) > MAX_LENGTH:
        raise ValidationError(
            {"text": _("A comment has at most %(limit)d characters.") % {"limit": MAX_LENGTH}}
        )
    if language not in WRITING_LANGUAGES:
        raise ValidationError({"language": _("Choose the language that you write in.")})
    return {"text": plain, "language": language}


def _talk(by: Any, kind: str, target_id: int) -> Talk | None:
    """Return how ``by`` takes part in the talk about a target, or ``None`` when they may not open it."""
    target = discussed_target(by, kind, target_id)
    return talk_about(by, target) if target is not None and by.is_active else None


def _writable(thread: Thread, by: Any) -> Talk:
    """Return the talk of a thread in which ``by`` may write now. Raises ``PermissionDenied`` otherwise."""
    talk = _talk(by, thread.target_kind, thread.target_id)
    if talk is None or not may_read(by, thread) or not talk.may_comment(thread.anchor):
        raise PermissionDenied
    return talk


def _set_resolved(thread: Thread, by: Any) -> bool:
    """Resolve or reopen in one statement; ``False`` when somebody has done so already."""
    wrong_way = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=by is not None)
    changed = wrong_way.update(resolved_at=timezone.now() if by else None, resolved_by=by)
    return bool(changed)


def _sent_before(by: Any, token: uuid.UUID) -> Comment:
    """Return the comment that this form has made already. Raises ``DoesNotExist`` if it was another fault."""
    return Comment.objects.select_related("thread").get(by=by, token=token)


def _note(action: str, thread: Thread, talk: Talk, **data: int | str) -> int:
    """Write the event of what the person of a talk has done, and return its id."""
    return _record(action, thread, by=talk.person, scheme_id=talk.scheme_id, **data)


def _record(action: str, thread: Thread, *, by: Any, scheme_id: int | None, **data: int | str) -> int:
    about: dict[str, int | str] = {
        "about": thread.target_kind,
        "about_id": thread.target_id,
        "anchor": thread.anchor,
    }
    event = record_event(action, target=thread, by=by, scheme_id=scheme_id, data={**about, **data})
    return event.pk


def _tell(kind: str, thread: Thread, talk: Talk, *, key: str) -> None:
    """Tell those whom the owner names and those who take part, if they may read the thread at this moment.

    One query a person, of whom there are as many as work on one thing: nobody hears of a thread that was
    closed to them since.
    """
    audience, by = talk.audience(thread.audience), talk.person
    named: set[int] = set()
    if audience is not None:
        people = audience.people
        named = set(people() if callable(people) else people)
    taking_part = {thread.opened_by_id, *thread.comments.values_list("by_id", flat=True)}
    concerned: Iterable[User] = User.objects.filter(pk__in=(named | taking_part) - {by.pk}, is_active=True)
    notify(
        recipients=[person for person in concerned if may_read(person, thread)],
        kind=kind,
        target=thread,
        by=by,
        data={"anchor": thread.anchor},
        dedupe_key=key,
    )
