"""What the pages of comments answer to everybody: a thread of the matched team beside Jelgava's needs analysis."""

from __future__ import annotations

import uuid
from typing import Any

from inclucities.discussions.models import Comment
from inclucities.discussions.services import open_thread
from needs_analysis.queries.needs_talk import with_mentor
from tests.access.needs_analysis import QUESTION, READS_VERSIONS, analysis_in
from tests.access_matrix import ACT_ONLY, Address, answers, everybody

OK, DONE, REFUSED = 200, 302, 422

AUTHOR = ("mentee_lead",)
WRITES = ("mentee_lead", "mentee_member", "mentee_association", "mentor_lead", "mentor_member", "facilitator")
#: The mentor's association reads with the team and has no C in the matrix (method 3.3).
READS = (*WRITES, "mentor_association")
#: Who opens the needs analysis and has no part in what is said beside it, the coordinator among them.
STANDS_ASIDE = tuple(persona for persona in READS_VERSIONS if persona not in READS)


def comment_in(world: Any) -> Comment:
    """Write a comment of the mentee's lead to the team; the world undoes it after each request."""
    thread = open_thread(
        target=analysis_in(world),
        anchor=QUESTION,
        audience=with_mentor(world.match.pk).code,
        text="Which of your volunteers stayed?",
        language="en",
        token=uuid.uuid4(),
        by=world.person("mentee_lead"),
    )
    return thread.comments.get()


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


def act(sent: int) -> Address:
    """Describe an act on a thread."""
    return Address(get=ACT_ONLY, post=answers(sent, WRITES, forbidden=set(READS) - set(WRITES)), args=thread)


def form(sent: int) -> Address:
    """Describe a form on a comment of one's own."""
    others = set(READS) - set(AUTHOR)
    return Address(
        get=answers(OK, AUTHOR, forbidden=others), post=answers(sent, AUTHOR, forbidden=others), args=comment
    )


MATRIX = {
    "discussions:list": Address(get=everybody(OK)),
    # It leads to the question.
    "discussions:thread": Address(get=answers(DONE, READS), args=thread),
    "discussions:reply": act(REFUSED),
    "discussions:resolve": act(DONE),
    "discussions:reopen": act(DONE),
    "discussions:place": Address(get=answers(OK, READS, forbidden=STANDS_ASIDE), args=place),
    "discussions:open": Address(
        get=ACT_ONLY,
        post=answers(REFUSED, WRITES, forbidden={*STANDS_ASIDE, *READS} - set(WRITES)),
        args=place,
    ),
    "discussions:edit": form(REFUSED),
    "discussions:withdraw": form(DONE),
}
