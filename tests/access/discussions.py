"""What the pages of comments answer to everybody: a thread of the mentee's city at its needs analysis.

No app has said yet who may comment on what. Until one does, nobody reads a thread or a comment, not even
its author; the rows are written here without the services, which would refuse them.
"""

from __future__ import annotations

import uuid
from typing import Any

from inclucities.discussions.models import Comment, Thread
from tests.access.needs_analysis import READS_VERSIONS, analysis_in
from tests.access_matrix import ACT_ONLY, Address, answers, everybody

OK = 200
NOBODY: tuple[str, ...] = ()


def comment_in(world: Any) -> Comment:
    """Write a comment of the mentee's lead; the world undoes it after each request."""
    lead = world.person("mentee_lead")
    analysis = analysis_in(world)
    thread = Thread.objects.create(**Thread.columns(analysis), audience="own_side", opened_by=lead)
    return Comment.objects.create(
        thread=thread, by=lead, text="For our own city only", language="en", token=uuid.uuid4()
    )


def thread(world: Any) -> list[Any]:
    """Reach the thread."""
    return [comment_in(world).thread_id]


def comment(world: Any) -> list[Any]:
    """Reach the comment."""
    return [comment_in(world).pk]


def place(world: Any) -> list[Any]:
    """Reach what the thread is about."""
    target = comment_in(world).thread
    return [target.target_kind, target.target_id]


def act() -> Address:
    """Describe an act on a thread."""
    return Address(get=ACT_ONLY, post=answers(OK, NOBODY), args=thread)


def form() -> Address:
    """Describe a form on a comment."""
    return Address(get=answers(OK, NOBODY), post=answers(OK, NOBODY), args=comment)


MATRIX = {
    "discussions:list": Address(get=everybody(OK)),
    "discussions:thread": Address(get=answers(OK, NOBODY), args=thread),
    "discussions:reply": act(),
    "discussions:resolve": act(),
    "discussions:reopen": act(),
    # Who may open the needs analysis knows of it, and may not comment on it; for others there is none.
    "discussions:place": Address(get=answers(OK, NOBODY), args=place),
    "discussions:open": Address(get=ACT_ONLY, post=answers(OK, NOBODY, forbidden=READS_VERSIONS), args=place),
    "discussions:edit": form(),
    "discussions:withdraw": form(),
}
