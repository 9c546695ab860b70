"""Who may read and write comments now. Asked anew each time; nothing is kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.registry import Talk, policy_for, registered_policies
from inclucities.targets.registry import kind_of


def readable(person: Any, *, kind: str | None = None) -> Q:
    """Return the condition on ``Thread`` for what this person may read now, at all targets or at one kind."""
    condition = Q(pk__in=())
    if not person.is_active:
        return condition
    for policy in registered_policies():
        if kind not in {None, policy.kind}:
            continue
        condition |= Q(target_kind=policy.kind) & policy.readable_by(person)
    return condition


def may_read(person: Any, thread: Thread) -> bool:
    """Tell whether this person may read the thread now."""
    return Thread.objects.filter(readable(person, kind=thread.target_kind), pk=thread.pk).exists()


def talk_about(person: Any, target: Model) -> Talk:
    """Return how this person takes part in the talk about a target that they may open.

    Raises ``NotDiscussedError`` when nobody has registered a policy for this kind of target.
    """
    return policy_for(kind_of(target).name).talks(person, [target])[target.pk]


def may_edit(person: Any, comment: Comment) -> bool:
    """Tell whether the comment is this person's own and young enough to be put right."""
    return (
        comment.by_id == person.pk
        and comment.withdrawn_at is None
        and timezone.now() < comment.editable_until
    )


def may_withdraw(person: Any, comment: Comment) -> bool:
    """Tell whether the comment is this person's own and still has words."""
    return comment.by_id == person.pk and comment.withdrawn_at is None
