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
from inclucities.discussions.permissions import may_comment_on, may_edit, may_withdraw, readable
from inclucities.discussions.registry import Audience, DiscussionPolicy, Place, policy_for
from inclucities.targets.queries import target_for
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


def counts_beside(person: Any, target: Model) -> dict[str, ThreadCount]:
    """Return by anchor how many threads this person finds at each place of a target. One query."""
    kind = kind_of(target).name
    rows = (
        readable_threads(person, kind=kind)
        .filter(target_kind=kind, target_id=target.pk)
        .values("anchor")
        .annotate(
            opened=Count("pk", filter=Q(resolved_at=None)),
            resolved=Count("pk", filter=Q(resolved_at__isnull=False)),
        )
        .order_by()
    )
    return {row["anchor"]: ThreadCount(row["opened"], row["resolved"]) for row in rows}


def panel_for(person: Any, target: Model, anchor: str = "") -> Panel | None:
    """Return what stands beside one place, or ``None`` when the target has no such place. Two queries.

    The caller has asked whether the person may open ``target``.
    """
    return panels_for(person, target, [anchor]).get(anchor)


def panels_for(person: Any, target: Model, anchors: Iterable[str]) -> dict[str, Panel]:
    """Return by anchor what stands beside several places of a target, in two queries for all of them.

    Raises ``NotDiscussedError`` when nobody has registered a policy for this kind of target.
    """
    kind = kind_of(target).name
    policy = policy_for(kind)
    wanted = list(anchors)
    threads: dict[str, list[Thread]] = defaultdict(list)
    found = readable_threads(person, kind=kind).filter(
        target_kind=kind, target_id=target.pk, anchor__in=wanted
    )
    for thread in _with_comments(found.order_by("pk")):
        threads[thread.anchor].append(thread)
    may_comment = may_comment_on(person, target, kind)
    side = policy.side_of(person, target)
    panels = {}
    for anchor in wanted:
        place = policy.place_of(target, anchor)
        audiences = list(policy.audiences_for(person, target, anchor)) if place else []
        if place is None:
            if anchor not in threads:
                continue
            # The question is gone: what was said about it can still be read, and nothing new begins.
            place = Place(title=threads[anchor][0].target_label)
        items = [_item(person, thread, audiences) for thread in threads[anchor]]
        panels[anchor] = Panel(
            kind=kind,
            target_id=target.pk,
            anchor=anchor,
            place=place,
            open_threads=[item for item in items if item.resolved_at is None],
            resolved_threads=[item for item in items if item.resolved_at is not None],
            audiences=audiences,
            may_comment=may_comment,
            side=side,
            language=person.language,
            token=uuid.uuid4(),
        )
    return panels


def thread_list(person: Any, *, resolved: bool, number: Any = 1) -> Page[ThreadRow]:
    """Return one page of all threads that this person may read now, the latest talk first."""
    threads = (
        readable_threads(person)
        .filter(resolved_at__isnull=not resolved)
        .select_related("opened_by")
        .annotate(comment_count=Count("comments"))
        .order_by("-last_at", "-pk")
    )
    page: Page[Any] = Paginator(threads, PER_PAGE).get_page(number)
    targets = _targets(person, page.object_list)
    page.object_list = [
        _row(person, thread, targets[thread.target_kind, thread.target_id])
        for thread in page.object_list
        if (thread.target_kind, thread.target_id) in targets
    ]
    return page


def place_of(target: Model, thread: Thread) -> Place:
    """Return where a thread stands; a place that is gone leaves the target's name."""
    place = policy_for(thread.target_kind).place_of(target, thread.anchor)
    return place or Place(title=thread.target_label)


def _with_comments(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    comments = Comment.objects.select_related("by").order_by("pk")
    return threads.select_related("resolved_by").prefetch_related(Prefetch("comments", queryset=comments))


def _targets(person: Any, threads: Iterable[Thread]) -> dict[tuple[str, int], Model]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for thread in threads:
        wanted[thread.target_kind].add(thread.target_id)
    return {
        (kind, target.pk): target
        for kind, ids in wanted.items()
        for target in kind_named(kind).visible_to(person).filter(pk__in=ids)
    }


def _row(person: Any, thread: Any, target: Model) -> ThreadRow:
    policy: DiscussionPolicy = policy_for(thread.target_kind)
    return ThreadRow(
        pk=thread.pk,
        title=place_of(target, thread).title,
        about=thread.target_label,
        sentence=_sentence(thread, policy.audiences_for(person, target, thread.anchor)),
        opened_by=str(thread.opened_by),
        last_at=thread.last_at,
        resolved_at=thread.resolved_at,
        comments=thread.comment_count,
    )


def _item(person: Any, thread: Thread, audiences: Sequence[Audience]) -> ThreadItem:
    return ThreadItem(
        pk=thread.pk,
        sentence=_sentence(thread, audiences),
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
                editable=may_edit(person, comment),
                withdrawable=may_withdraw(person, comment),
            )
            for comment in thread.comments.all()
        ],
        token=uuid.uuid4(),
    )


def _sentence(thread: Thread, audiences: Iterable[Audience]) -> str:
    """Say who reads a thread; who could not address its audience reads a general sentence."""
    named = (audience.sentence for audience in audiences if audience.code == thread.audience)
    return next(named, _("Read by those for whom it was opened."))
