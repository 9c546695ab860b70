"""Reading threads: beside one place, in a list of all, and as counts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from inclucities.discussions.domain import OPENINGS, TELLING, ids_of_opening, ids_of_reply
from inclucities.discussions.enums import Side
from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.permissions import may_edit, may_withdraw, readable
from inclucities.discussions.registry import Audience, Place, Talk, policy_for
from inclucities.prepared.queries import prepared
from inclucities.targets.queries import Reached, reached_by, target_for
from inclucities.targets.registry import UnknownKindError, kind_named, kind_of
from inclucities.texts.domain import WRITING_LANGUAGES

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class CommentItem:
    """One comment as one reader sees it."""

    pk: int
    who: str
    side: str
    text: str
    language: str
    at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    editable: bool
    withdrawable: bool


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One thread with its comments, and in words who reads it."""

    pk: int
    sentence: str
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    comments: Sequence[CommentItem]
    token: uuid.UUID

    @property
    def reply_ids(self) -> str:
        """Return how the ids in the form begin that answers here."""
        return ids_of_reply(self.pk)


@dataclass(frozen=True, slots=True)
class Panel:
    """All that stands beside one place for one reader: threads, and the form to open another."""

    kind: str
    target_id: int
    anchor: str
    place: Place
    open_threads: Sequence[ThreadItem]
    resolved_threads: Sequence[ThreadItem]
    audiences: Sequence[Audience]
    may_comment: bool
    side: str
    language: str
    token: uuid.UUID

    @property
    def count(self) -> ThreadCount:
        """Return how many threads the reader finds here."""
        return ThreadCount(open=len(self.open_threads), resolved=len(self.resolved_threads))

    @property
    def new_ids(self) -> str:
        """Return how the ids in the form begin that opens another thread."""
        return ids_of_opening(self.anchor)

    @property
    def languages(self) -> Iterable[tuple[str, str]]:
        """Return the languages that people write in, by their own names."""
        return WRITING_LANGUAGES.items()

    @property
    def openings(self) -> Sequence[StrOrPromise]:
        """Return the openings that a mentor is offered; nobody else is."""
        return OPENINGS if self.side == Side.MENTOR else ()

    @property
    def telling(self) -> str:
        """Return how instructions begin, for the hint beside a mentor's form."""
        return "|".join(TELLING)


@dataclass(frozen=True, slots=True)
class ThreadCount:
    """How many threads a reader finds at one place."""

    open: int
    resolved: int


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One thread in the list of all."""

    pk: int
    title: str
    about: str
    sentence: str
    opened_by: str
    last_at: datetime
    resolved_at: datetime | None
    comments: int


def readable_threads(person: Any, *, kind: str | None = None) -> QuerySet[Thread]:
    """Return the threads that this person may read now, at all targets or at those of one kind."""
    return Thread.objects.filter(readable(person, kind=kind))


def readable_comments(person: Any) -> QuerySet[Comment]:
    """Return the comments of the threads that this person may read now."""
    return Comment.objects.filter(thread__in=readable_threads(person)).select_related("thread")


def discussed_target(person: Any, kind: str, target_id: int) -> Model | None:
    """Return what ``kind`` and ``target_id`` mean when this person may open it now, else ``None``."""
    try:
        return target_for(person, kind, target_id)
    except UnknownKindError:
        return None


def thread_labels(threads: Sequence[Thread]) -> list[str]:
    """Return what each thread is about, as it is called now. One query for each kind of target.

    The caller has asked whether the person may read them. What is gone keeps the name it had.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for thread in threads:
        wanted[thread.target_kind].add(thread.target_id)
    labels: dict[tuple[str, int], str] = {}
    for name, ids in wanted.items():
        kind = kind_named(name)
        targets = list(kind.model._default_manager.filter(pk__in=ids))
        for target, label in zip(targets, kind.labels(targets), strict=True):
            labels[name, target.pk] = label
    return [labels.get((thread.target_kind, thread.target_id), thread.target_label) for thread in threads]


def counts_beside(talk: Talk) -> dict[str, ThreadCount]:
    """Return by anchor how many threads this person finds at each place of a target. One query.

    None for who has no part in the talk.
    """
    if not talk.reads:
        return {}
    if talk.readable():
        rows: Iterable[tuple[str, int, int]] = _counted(_threads_in(talk))
    else:
        # Nothing is closed to the own side, which opens most of the pages.
        rows = _counts_at(kind_of(talk.target).name, talk.target.pk)
    return {anchor: ThreadCount(opened, resolved) for anchor, opened, resolved in rows}


def _counted(threads: QuerySet[Thread]) -> QuerySet[Any, tuple[str, int, int]]:
    waiting = Q(resolved_at=None)
    counted: QuerySet[Any, tuple[str, int, int]] = (
        threads.order_by()
        .values("anchor")
        .annotate(opened=Count("pk", filter=waiting), resolved=Count("pk", filter=~waiting))
        .values_list("anchor", "opened", "resolved")
    )
    return counted


@prepared
def _counts_at(kind: str, target: int) -> QuerySet[Any, tuple[str, int, int]]:
    return _counted(Thread.objects.filter(target_kind=kind, target_id=target))


def panel_at(talk: Talk, anchor: str = "") -> Panel | None:
    """Return what stands beside one place, or ``None`` when there is no such place for this person.

    Two queries, and what the owner asks to name the audiences.
    """
    person = talk.person
    threads = list(_with_comments(_threads_in(talk).filter(anchor=anchor).order_by("pk")))
    place = talk.place(anchor)
    if place is None:
        if not threads:
            return None
        # The question is gone: what was said about it can still be read, and nothing new begins.
        place = Place(title=threads[0].target_label)
        audiences: Sequence[Audience] = ()
    else:
        audiences = talk.offered(anchor)
    items = [_item(talk, thread) for thread in threads]
    return Panel(
        kind=kind_of(talk.target).name,
        target_id=talk.target.pk,
        anchor=anchor,
        place=place,
        open_threads=[item for item in items if item.resolved_at is None],
        resolved_threads=[item for item in items if item.resolved_at is not None],
        audiences=audiences,
        may_comment=talk.may_comment(anchor),
        side=talk.side,
        language=person.language,
        token=uuid.uuid4(),
    )


def thread_list(
    person: Any, *, resolved: bool, number: Any = 1, about: Model | None = None
) -> Page[ThreadRow]:
    """Return one page of all threads that this person may read now, the latest talk first.

    ``about`` narrows it to one target. A fixed number of queries for each kind of target on the page.
    """
    threads = readable_threads(person).filter(resolved_at__isnull=not resolved)
    if about is not None:
        threads = threads.filter(target_kind=kind_of(about).name, target_id=about.pk)
    found = (
        threads.select_related("opened_by")
        .annotate(comment_count=Count("comments"))
        .order_by("-last_at", "-pk")
    )
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(number)
    reached = reached_by(person, page.object_list)
    talks = _talks(person, reached.values())
    page.object_list = [
        _row(talks[where], thread, reached[where].label)
        for thread in page.object_list
        if (where := (thread.target_kind, thread.target_id)) in talks
    ]
    return page


def _threads_in(talk: Talk) -> QuerySet[Thread]:
    """Return the threads of the talk that the person may read. Who made the talk has asked for the rights."""
    if not talk.reads:
        return Thread.objects.none()
    return Thread.at(talk.target).filter(talk.readable())


def _with_comments(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    comments = Comment.objects.select_related("by").order_by("pk")
    return threads.select_related("resolved_by").prefetch_related(Prefetch("comments", queryset=comments))


def _talks(person: Any, reached: Iterable[Reached]) -> dict[tuple[str, int], Talk]:
    targets: dict[str, list[Model]] = defaultdict(list)
    for found in reached:
        targets[found.kind.name].append(found.target)
    return {
        (kind, pk): talk
        for kind, of_kind in targets.items()
        for pk, talk in policy_for(kind).talks(person, of_kind).items()
    }


def _row(talk: Talk, thread: Any, about: str) -> ThreadRow:
    place = talk.place(thread.anchor)
    return ThreadRow(
        pk=thread.pk,
        title=place.title if place else thread.target_label,
        about=about,
        sentence=_sentence(talk, thread),
        opened_by=str(thread.opened_by),
        last_at=thread.last_at,
        resolved_at=thread.resolved_at,
        comments=thread.comment_count,
    )


def _item(talk: Talk, thread: Thread) -> ThreadItem:
    return ThreadItem(
        pk=thread.pk,
        sentence=_sentence(talk, thread),
        opened_at=thread.opened_at,
        resolved_at=thread.resolved_at,
        resolved_by=str(thread.resolved_by) if thread.resolved_by else "",
        comments=[
            CommentItem(
                pk=comment.pk,
                who=str(comment.by),
                side=comment.side,
                text=comment.text,
                language=comment.language,
                at=comment.at,
                edited_at=comment.edited_at,
                withdrawn_at=comment.withdrawn_at,
                editable=may_edit(talk.person, comment),
                withdrawable=may_withdraw(talk.person, comment),
            )
            for comment in thread.comments.all()
        ],
        token=uuid.uuid4(),
    )


def _sentence(talk: Talk, thread: Thread) -> str:
    """Say who reads a thread; an audience that the owner does not know any more has general words."""
    audience = talk.audience(thread.audience)
    return audience.sentence if audience else _("Read by those for whom it was opened.")
