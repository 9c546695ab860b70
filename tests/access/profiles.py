"""What the pages of mentor profiles answer to everybody: Schaerbeek's, published and open again."""

from __future__ import annotations

from typing import Any

from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.enums import ProfileStage
from needs_analysis.models import MentorProfile
from needs_analysis.services.profiles import start_profile
from tests.access_matrix import ACT_ONLY, Address, answers, everybody
from tests.factories.questionnaires import section_holding
from tests.personas import AROUND_PAIR

OK, DONE, REFUSED = 200, 302, 422
#: Malformed saves: 428 says that the version which the text started from is missing.
NO_VERSION = 428

WRITES = ("mentor_lead", "mentor_member")
INSIDE = (*WRITES, "mentor_association", "coordinator", "facilitator")
#: Cities and associations of the programme, to whom it is offered.
OFFERED = ("mentee_lead", "mentee_member", "mentee_association", "second_lead", "asked_mentor", "peer_lead")
READS = (*INSIDE, *OFFERED)
SECTION, CONTEXT, QUESTION, ROWS = (
    "strengths",
    "national_context",
    "mp_own_learning_goals",
    "mp_policy_areas",
)


def profile_in(world: Any) -> MentorProfile:
    """Return Schaerbeek's profile with one version; the world undoes it after each request."""
    lead = world.person("mentor_lead")
    found = MentorProfile.objects.filter(organisation=world.cities["Schaerbeek"]).first()
    if found is None:
        found = start_profile(organisation=world.cities["Schaerbeek"], by=lead)
    if not found.response.latest_version:
        freeze_version(response=found.response, stage=ProfileStage.PUBLISHED, by=lead)
    return found


def at(*args: Any) -> Any:
    """Reach a page of the profile."""
    return lambda world: [profile_in(world).pk, *args]


def said(world: Any) -> list[Any]:
    """Reach a page of an answer of the profile."""
    profile = profile_in(world)
    record_answer(
        response=profile.response,
        question_key=QUESTION,
        section_key=section_holding(profile.response, QUESTION),
        draft=Draft(value={"text": "How others win volunteers"}),
        base_version=0,
        by=world.person("mentor_lead"),
    )
    return [profile.pk, QUESTION]


def row(*more: Any) -> Any:
    """Reach a page of a row of the profile."""

    def reach(world: Any) -> list[Any]:
        profile = profile_in(world)
        values = {"area": ["housing"], "experience": "Since 2004"}
        made = add_row(
            response=profile.response,
            question_key=ROWS,
            section_key=section_holding(profile.response, ROWS),
            values=values,
            by=world.person("mentor_lead"),
        )
        return [profile.pk, ROWS, made.uuid, *more]

    return reach


def but(*some: str) -> list[str]:
    """Return who reads the profile, but some."""
    return [persona for persona in READS if persona not in some]


def page(to: tuple[str, ...], args: Any, **changes: Any) -> Address:
    """Describe a page that some of its readers may open and that only shows."""
    return Address(get=answers(OK, to, forbidden=but(*to)), args=args, **changes)


def form(to: tuple[str, ...], args: Any, sent: int, seen: int = OK, by: tuple[str, ...] = ()) -> Address:
    """Describe a page that takes something, from ``by`` where fewer may send than see."""
    senders = by or to
    return Address(
        get=answers(seen, to, forbidden=but(*to)),
        post=answers(sent, senders, forbidden=but(*senders)),
        args=args,
    )


#: Who has some right in the programme, but not this one, learns that there is such a city.
IN_PROGRAMME = (*READS, *AROUND_PAIR, "observer", "programme_admin")

MATRIX = {
    "profiles:list": Address(get=everybody(OK)),
    "profiles:start": Address(
        get=ACT_ONLY,
        post=answers(DONE, WRITES, forbidden=[one for one in IN_PROGRAMME if one not in WRITES]),
        args=lambda world: [world.cities["Schaerbeek"].pk],
    ),
    "profiles:tasks": page(READS, at()),
    "profiles:check": form(WRITES, at(), REFUSED, by=("mentor_lead",)),
    "profiles:published": page(WRITES, at(1)),
    "profiles:reopen": form(("mentor_lead",), at(), REFUSED),
    "profiles:complete": form(("mentor_association",), at(CONTEXT), DONE),
    "profiles:version": page(READS, at(1)),
    "profiles:versions": page(READS, at()),
    # Which versions it compares stands in the query: without one there is nothing to show.
    "profiles:compare": Address(get=answers(404, READS), args=at()),
    "profiles:documents": form(READS, at(), 404),
    "profiles:section": form(INSIDE, at(SECTION), DONE, by=WRITES),
    "profiles:side": Address(get=ACT_ONLY, post=answers(OK, INSIDE, forbidden=OFFERED), args=at(SECTION)),
    "profiles:whole": page(INSIDE, at()),
    "profiles:answer": form(WRITES, at(QUESTION), NO_VERSION),
    "profiles:history": form(INSIDE, said, 404, by=WRITES),
    "profiles:retired": page(INSIDE, at(ROWS)),
    "profiles:translation": form(WRITES, said, REFUSED),
    "profiles:row": Address(
        get=ACT_ONLY, post=answers(NO_VERSION, WRITES, forbidden=but(*WRITES)), args=row()
    ),
    "profiles:row_history": form(INSIDE, row(), 404, by=WRITES),
    "profiles:row_translation": form(WRITES, row("experience"), REFUSED),
}
