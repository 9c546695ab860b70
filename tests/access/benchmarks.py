"""What the pages of good practices answer to everybody, for a draft of the mentor city."""

from __future__ import annotations

import uuid
from typing import Any

from benchmarks.models import GoodPractice
from benchmarks.services import start_practice
from tests.access_matrix import ACT_ONLY, Address, answers, everybody
from tests.personas import SIGNED_IN

OK, DONE, ABSENT, REFUSED, NO_VERSION = 200, 302, 404, 422, 428

LEAD = ("mentor_lead",)
WRITES = (*LEAD, "mentor_member")
#: Who reads the draft and does not write it; everybody else does not know of it.
READS_ONLY = ("mentor_association", "coordinator", "facilitator")
READS = (*WRITES, *READS_ONLY)
#: Who writes in the library of any city.
WRITES_SOMEWHERE = (
    *WRITES,
    "mentee_lead",
    "mentee_member",
    "second_lead",
    "asked_mentor",
    "peer_lead",
    "foreign_lead",
)


def practice(world: Any) -> GoodPractice:
    """Return a draft of Schaerbeek, begun where there is none yet."""
    city = world.cities["Schaerbeek"]
    return GoodPractice.objects.filter(organisation=city).first() or start_practice(
        organisation=city, title="Language buddies", by=world.person("mentor_lead")
    )


def reach(*args: Any) -> Any:
    """Reach a page of the draft."""
    return lambda world: [practice(world).pk, *args]


def writing(code: int) -> Any:
    """Answer ``code`` to those who write, 403 to those who only read."""
    return answers(code, WRITES, forbidden=READS_ONLY)


def leading(code: int) -> Any:
    """Answer ``code`` to the lead, 403 to everybody else who reads."""
    return answers(code, LEAD, forbidden=(*READS_ONLY, "mentor_member"))


def running(code: int) -> Any:
    """Answer ``code`` to the coordinator, 403 to everybody else who reads."""
    return answers(code, ("coordinator",), forbidden=(*WRITES, "mentor_association", "facilitator"))


READ = answers(OK, READS)
NOWHERE = everybody(ABSENT)
ROW = uuid.UUID(int=7)

MATRIX = {
    "practices:list": Address(get=everybody(OK)),
    "practices:new": Address(
        get=answers(OK, WRITES_SOMEWHERE, forbidden=SIGNED_IN),
        post=answers(REFUSED, WRITES_SOMEWHERE, forbidden=SIGNED_IN),
    ),
    "practices:tasks": Address(get=READ, args=reach()),
    "practices:preview": Address(get=READ, args=reach()),
    "practices:whole": Address(get=READ, args=reach()),
    "practices:versions": Address(get=READ, args=reach()),
    # Nothing was released yet.
    "practices:version": Address(get=NOWHERE, args=reach(1)),
    "practices:compare": Address(get=NOWHERE, args=reach()),
    "practices:review": Address(get=ACT_ONLY, post=writing(DONE), args=reach()),
    "practices:back": Address(get=ACT_ONLY, post=writing(DONE), args=reach()),
    # A draft is neither released nor withdrawn: the lead is led back to it.
    "practices:release": Address(get=leading(DONE), post=leading(DONE), args=reach()),
    "practices:set_aside": Address(get=running(OK), post=running(REFUSED), args=reach()),
    "practices:withdraw": Address(get=leading(DONE), post=leading(REFUSED), args=reach()),
    "practices:take_up": Address(get=leading(DONE), post=leading(REFUSED), args=reach()),
    "practices:documents": Address(
        get=READ, post=answers(DONE, READS), args=reach(), data=lambda _world: {"version": "blank"}
    ),
    "practices:section": Address(get=READ, post=writing(DONE), args=reach("results")),
    "practices:side": Address(get=ACT_ONLY, post=answers(OK, READS), args=reach("results")),
    "practices:answer": Address(get=writing(OK), post=writing(NO_VERSION), args=reach("gp_title")),
    "practices:history": Address(get=READ, post=writing(ABSENT), args=reach("gp_title")),
    "practices:retired": Address(get=READ, args=reach("gp_lead_agencies")),
    # A title is short, and short answers have no working translation.
    "practices:translation": Address(get=writing(ABSENT), post=writing(ABSENT), args=reach("gp_title")),
    "practices:row": Address(get=ACT_ONLY, post=writing(NO_VERSION), args=reach("gp_lead_agencies", ROW)),
    "practices:row_history": Address(get=NOWHERE, post=writing(ABSENT), args=reach("gp_lead_agencies", ROW)),
    "practices:row_translation": Address(
        get=writing(ABSENT), post=writing(ABSENT), args=reach("gp_lead_agencies", ROW, "role")
    ),
}
