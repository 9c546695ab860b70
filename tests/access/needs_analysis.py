"""What the pages of needs analyses answer to everybody: Jelgava's, matched, shared once and open again."""

from __future__ import annotations

from typing import Any

from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import close_for_writing, freeze_version
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from needs_analysis.services.needs_analyses import release_to_programme
from needs_analysis.services.requests import ask_to_reopen
from tests.access_matrix import ACT_ONLY, Address, answers, everybody
from tests.personas import AROUND_PAIR, NEIGHBOURS

OK, DONE, REFUSED = 200, 302, 422
#: Malformed saves: 428 says that the version which the text started from is missing.
NO_VERSION = 428

LEAD = ("mentee_lead",)
WRITES = ("mentee_lead", "mentee_member")
MENTOR_SIDE = ("mentor_lead", "mentor_member", "mentor_association")
#: After the match the mentor's side reads the unfinished text; the coordinator never does.
READS_DRAFT = (*WRITES, "mentee_association", *MENTOR_SIDE, "facilitator")
READS_ASSOCIATION_PART = (*READS_DRAFT, "coordinator")
READS_VERSIONS = (*READS_ASSOCIATION_PART, *AROUND_PAIR)
#: Everybody who learns that there is one while nothing is released.
KNOWS = READS_VERSIONS
#: … and once something is: every role in the programme but who keeps accounts.
READS_RELEASED = (*READS_VERSIONS, "observer", *NEIGHBOURS)
#: Who comments and cannot reopen.
ASKS_TO_REOPEN = ("mentee_member", "mentee_association", "mentor_lead", "mentor_member", "facilitator")
SECTION, CONTEXT, QUESTION, ROWS = "needs", "national_context", "na_learning_expectations", "na_obstacles"


def analysis_in(world: Any) -> NeedsAnalysis:
    """Return Jelgava's needs analysis with one version; the world undoes it after each request."""
    found = NeedsAnalysis.objects.get(participation=world.mentee)
    if not found.response.latest_version:
        freeze_version(response=found.response, stage=Stage.SHARED, by=world.person("mentee_lead"))
    return found


def at(*args: Any) -> Any:
    """Reach a page of the needs analysis."""
    return lambda world: [analysis_in(world).pk, *args]


def released(world: Any) -> list[Any]:
    """Reach a version that is open to the programme."""
    analysis = analysis_in(world)
    version = analysis.response.versions.get(number=1)
    release_to_programme(analysis=analysis, version=version, by=world.person("mentee_lead"))
    return [analysis.pk, 1]


def asked_for(world: Any) -> list[Any]:
    """Reach a request to reopen."""
    analysis, lead = analysis_in(world), world.person("mentee_lead")
    close_for_writing(response=analysis.response, by=lead)
    asked = ask_to_reopen(analysis=analysis, by=world.person("mentor_lead"), reason="Our practice is missing")
    return [analysis.pk, asked.pk]


def said(world: Any) -> list[Any]:
    """Reach a page of an answer."""
    analysis = analysis_in(world)
    record_answer(
        response=analysis.response,
        question_key=QUESTION,
        section_key=SECTION,
        draft=Draft(value={"text": "How others win volunteers"}),
        base_version=0,
        by=world.person("mentee_lead"),
    )
    return [analysis.pk, QUESTION]


def row(*more: Any) -> Any:
    """Reach a page of a row."""

    def reach(world: Any) -> list[Any]:
        analysis = analysis_in(world)
        values = {"obstacle": "No money", "description": "Since 2004"}
        made = add_row(
            response=analysis.response,
            question_key=ROWS,
            section_key=SECTION,
            values=values,
            by=world.person("mentee_lead"),
        )
        return [analysis.pk, ROWS, made.uuid, *more]

    return reach


def but(*some: str) -> list[str]:
    """Return who knows of it, but some."""
    return [persona for persona in KNOWS if persona not in some]


def page(to: tuple[str, ...], args: Any) -> Address:
    """Describe a page that only shows."""
    return Address(get=answers(OK, to, forbidden=but(*to)), args=args)


def form(to: tuple[str, ...], args: Any, sent: int, by: tuple[str, ...] = ()) -> Address:
    """Describe a page that takes something, from ``by`` where fewer may send than see."""
    senders = by or to
    return Address(
        get=answers(OK, to, forbidden=but(*to)),
        post=answers(sent, senders, forbidden=but(*senders)),
        args=args,
    )


def act(by: tuple[str, ...], args: Any, sent: int) -> Address:
    """Describe what has no page of its own."""
    return Address(get=ACT_ONLY, post=answers(sent, by, forbidden=but(*by)), args=args)


MATRIX = {
    # Who acts for no such association finds nothing.
    "needs_analysis:summary": Address(
        get=answers(OK, ["mentee_association"]),
        post=answers(DONE, ["mentee_association"]),
        args=lambda world: [world.person("mentee_association").memberships.get().organisation_id],
    ),
    # Lists what is released to programmes of the person.
    "needs_analysis:released": Address(get=everybody(OK)),
    # Who reads versions alone is led to the newest.
    "needs_analysis:tasks": Address(
        get={**answers(OK, READS_ASSOCIATION_PART), **dict.fromkeys(AROUND_PAIR, DONE)}, args=at()
    ),
    "needs_analysis:section": form(READS_DRAFT, at(SECTION), DONE, by=WRITES),
    "needs_analysis:side": act(READS_DRAFT, at(SECTION), OK),
    "needs_analysis:whole": page(READS_ASSOCIATION_PART, at()),
    "needs_analysis:complete": form(("mentee_association",), at(CONTEXT), DONE),
    # An empty form takes the day away.
    "needs_analysis:due": form(("coordinator",), at(SECTION), DONE),
    "needs_analysis:answer": form(WRITES, at(QUESTION), NO_VERSION),
    "needs_analysis:history": form(READS_DRAFT, said, 404, by=WRITES),
    "needs_analysis:retired": page(READS_DRAFT, at(ROWS)),
    "needs_analysis:translation": form(WRITES, said, REFUSED),
    "needs_analysis:row": act(WRITES, row(), NO_VERSION),
    "needs_analysis:row_history": form(READS_DRAFT, row(), 404, by=WRITES),
    "needs_analysis:row_translation": form(WRITES, row("description"), REFUSED),
    "needs_analysis:check": form(WRITES, at(), REFUSED, by=LEAD),
    "needs_analysis:shared": page(WRITES, at(1)),
    "needs_analysis:reopen": form((*LEAD, "coordinator"), at(), REFUSED),
    "needs_analysis:versions": page(READS_VERSIONS, at()),
    "needs_analysis:version": page(READS_RELEASED, released),
    "needs_analysis:release": form(LEAD, at(1), DONE),
    "needs_analysis:open_to_group": form(LEAD, at(1), DONE),
    "needs_analysis:contributors": Address(
        get=answers(OK, WRITES, forbidden=but(*WRITES)),
        post=answers(DONE, WRITES, forbidden=but(*WRITES)),
        args=at(),
    ),
    "needs_analysis:reading_along": Address(
        get=answers(OK, LEAD, forbidden=but(*LEAD)),
        post=answers(DONE, LEAD, forbidden=but(*LEAD)),
        args=at(),
        data=lambda world: {"membership": world.person("lsg_member").memberships.get().pk},
    ),
    "needs_analysis:ask_to_reopen": form(ASKS_TO_REOPEN, at(), REFUSED),
    "needs_analysis:decline": form(LEAD, asked_for, REFUSED),
    # Which versions it compares stands in the query: without one there is nothing to show.
    "needs_analysis:compare": Address(
        get=answers(404, READS_VERSIONS, forbidden=but(*READS_VERSIONS)), args=at()
    ),
    # Nor does an empty form say which document.
    "needs_analysis:documents": Address(
        get=answers(OK, READS_VERSIONS, forbidden=but(*READS_VERSIONS)),
        post=answers(404, READS_VERSIONS, forbidden=but(*READS_VERSIONS)),
        args=at(),
    ),
}
