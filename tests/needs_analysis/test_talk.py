"""Who reads and writes what beside a needs analysis: each audience by each role, and what changes it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclucities.discussions.models import Thread
from inclucities.discussions.permissions import may_read, talk_about
from inclucities.discussions.queries import (
    counts_beside,
    discussed_target,
    panel_at,
    readable_threads,
    thread_list,
)
from inclucities.discussions.services import resolve
from inclucities.notifications.models import Notification
from inclucities.questionnaires.domain.specs import questionnaire_from
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_talk import OWN_SIDE, PEERS, READING_ALONG, WITH_FACILITATOR, with_mentor
from needs_analysis.services.reading_along import end_reading_along, invite_to_read_along
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Match, Membership
from schemes.services.frame import add_organisation, end_role, give_role, replace_city
from schemes.services.participations import end_participation
from tests.conftest import definitions
from tests.factories.comments import answer, may_say, offered, read_as_one_by_one, say
from tests.factories.people import UserFactory
from tests.factories.schemes import (
    make_association_party,
    make_city,
    make_community,
    make_member,
    make_party,
    make_scheme,
)
from tests.needs_analysis.conftest import Pair, answer_anyhow

pytestmark = pytest.mark.django_db

LEARN, RELATIONS, REFLECTION = "na_learning_expectations", "na_actor_relations", "na_reflect_position_note"
CITY_SECTION, ASSOCIATION_SECTION, PRIVATE_SECTION = "needs", "national_context", "self_reflection"
OWN = {"lead", "member", "association"}
TEAM = {*OWN, "facilitator", "mentor_lead", "mentor_association"}


def readers(pair: Pair, thread: Thread) -> set[str]:
    return {name for name, person in pair.people.items() if may_read(person, thread)}


@pytest.fixture
def team(pair: Pair) -> Pair:
    """Give the pair after the match, with somebody of every kind."""
    pair.people["superuser"] = UserFactory(is_superuser=True, is_staff=True)
    pair.match()
    return pair


@pytest.fixture
def match_id(team: Pair) -> int:
    return Match.objects.get().pk


# -- Who reads and who writes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("circle", "reads", "writes"),
    [
        ("own_side", OWN, OWN),
        ("with_facilitator", OWN | {"facilitator"}, OWN | {"facilitator"}),
        # The mentor's association reads with the team, and has no C in the matrix.
        ("match", TEAM, TEAM - {"mentor_association"}),
    ],
)
def test_each_circle_hears_what_is_said_to_it_and_nobody_else(
    team: Pair, match_id: int, circle: str, reads: set[str], writes: set[str]
) -> None:
    code = with_mentor(match_id).code if circle == "match" else circle
    thread = say(team.lead, team.analysis, code, LEARN)
    assert readers(team, thread) == reads
    assert {
        name for name, person in team.people.items() if may_say(person, team.analysis, code, LEARN)
    } == writes
    for name, person in team.people.items():
        if name in writes:
            answer(thread, person)
        else:
            with pytest.raises(PermissionDenied):
                answer(thread, person)
            with pytest.raises(PermissionDenied):
                resolve(thread=thread, by=person)


def test_nobody_of_the_mentors_side_hears_anything_before_the_match(pair: Pair) -> None:
    freeze_version(response=pair.analysis.response, stage=Stage.SHARED, by=pair.lead)
    pair.ask_mentor()
    pair.match(accepted=False)
    thread = say(pair.facilitator, pair.analysis, WITH_FACILITATOR.code, LEARN)
    assert readers(pair, thread) == OWN | {"facilitator"}
    # A city that was asked reads the shared version, and has no part in what is said beside it.
    assert discussed_target(pair.asked, "needs_analysis", pair.analysis.pk) == pair.analysis
    assert not talk_about(pair.asked, pair.analysis).reads
    assert offered(pair.lead, pair.analysis, LEARN) == [OWN_SIDE.code, WITH_FACILITATOR.code]
    pair.match(accepted=True)
    assert readers(pair, thread) == OWN | {"facilitator"}, "what was said without a mentor stays so"


def test_the_writer_is_told_by_name_who_reads(team: Pair, match_id: int) -> None:
    make_association_party(team.mentor, team.mentor_city.parent_association)
    sentences = [found.sentence for found in talk_about(team.lead, team.analysis).offered(LEARN)]
    assert sentences[:2] == [
        "Read by Jelgava and LALRG only.",
        "Read by Jelgava, LALRG and the facilitator.",
    ]
    assert sentences[2].startswith("Read by Jelgava, Schaerbeek, LALRG, ")
    assert sentences[2].endswith(" and the facilitator.")
    assert offered(team.mentor_lead, team.analysis, LEARN) == [with_mentor(match_id).code]
    assert offered(team.facilitator, team.analysis, LEARN) == [
        WITH_FACILITATOR.code,
        with_mentor(match_id).code,
    ]
    sides = {name: talk_about(team.people[name], team.analysis).side for name in TEAM}
    assert {name for name, side in sides.items() if side == "mentee"} == OWN
    assert {name for name, side in sides.items() if side == "mentor"} == TEAM - OWN - {"facilitator"}


# -- What an answer is kept to --------------------------------------------------------------------


def test_what_stands_at_an_answer_of_the_own_side_is_said_there_alone(team: Pair, match_id: int) -> None:
    assert offered(team.lead, team.analysis, RELATIONS) == [OWN_SIDE.code]
    for name in ("mentor_lead", "facilitator"):
        assert offered(team.people[name], team.analysis, RELATIONS) == []
        assert not may_say(team.people[name], team.analysis, WITH_FACILITATOR.code, RELATIONS)
    assert not may_say(team.lead, team.analysis, with_mentor(match_id).code, RELATIONS)
    answer_anyhow(team.analysis.response, RELATIONS, team.lead)
    assert offered(team.lead, team.analysis, RELATIONS) == [OWN_SIDE.code]
    ResponseRow.objects.filter(question__key=RELATIONS).update(audience=Audience.TEAM)
    assert with_mentor(match_id).code in offered(team.lead, team.analysis, RELATIONS)
    assert offered(team.mentor_lead, team.analysis, RELATIONS) == [with_mentor(match_id).code]


@pytest.mark.parametrize("anchor", [LEARN, RELATIONS])
def test_an_answer_that_is_narrowed_takes_its_comments_along(team: Pair, match_id: int, anchor: str) -> None:
    answer_anyhow(team.analysis.response, anchor, team.lead)
    written = [team.analysis.response.answers.all(), team.analysis.response.rows.all()]
    for rows in written:
        rows.update(audience=Audience.TEAM)
    thread = say(team.mentor_lead, team.analysis, with_mentor(match_id).code, anchor)
    assert readers(team, thread) == TEAM
    for rows in written:
        rows.update(audience=Audience.OWN_SIDE)
    assert readers(team, thread) == OWN
    assert counts_beside(talk_about(team.mentor_lead, team.analysis)) == {}
    Notification.objects.all().delete()
    answer(thread, team.lead)
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {team.member.pk, team.association.pk}, "the mentor hears of it no more"


def test_a_question_with_some_rows_kept_back_is_talked_about_for_the_others(
    team: Pair, match_id: int
) -> None:
    for _row in range(2):
        answer_anyhow(team.analysis.response, RELATIONS, team.lead)
    row = ResponseRow.objects.filter(question__key=RELATIONS).order_by("pk")[0]
    ResponseRow.objects.filter(pk=row.pk).update(audience=Audience.TEAM)
    thread = say(team.mentor_lead, team.analysis, with_mentor(match_id).code, RELATIONS)
    assert readers(team, thread) == TEAM


def test_nobody_talks_about_what_everybody_answers_for_themselves(team: Pair) -> None:
    record_answer(
        response=team.analysis.response,
        question_key=REFLECTION,
        section_key=PRIVATE_SECTION,
        draft=Draft(value={"text": "For me alone"}, audience=Audience.TEAM),
        base_version=0,
        by=team.lead,
    )
    for person in team.people.values():
        for anchor in (REFLECTION, PRIVATE_SECTION):
            assert talk_about(person, team.analysis).place(anchor) is None
            assert offered(person, team.analysis, anchor) == []
    for anchor in (REFLECTION, PRIVATE_SECTION, "no_such_question"):
        with pytest.raises(ValidationError):
            say(team.lead, team.analysis, OWN_SIDE.code, anchor)


def test_the_mentor_reads_beside_the_associations_part_and_writes_nothing(team: Pair, match_id: int) -> None:
    code = with_mentor(match_id).code
    thread = say(team.association, team.analysis, code, ASSOCIATION_SECTION)
    assert readers(team, thread) == TEAM
    assert not may_say(team.mentor_lead, team.analysis, code, ASSOCIATION_SECTION)
    with pytest.raises(PermissionDenied):
        answer(thread, team.mentor_lead)
    answer(thread, team.lead)
    panel = panel_at(talk_about(team.mentor_lead, team.analysis), ASSOCIATION_SECTION)
    assert panel is not None
    assert (len(panel.open_threads), panel.may_comment, list(panel.audiences)) == (1, False, [])


def test_no_question_is_named_like_a_section() -> None:
    for definition in definitions():
        spec = questionnaire_from(definition)
        sections = {section.key for section in spec.sections}
        assert sections.isdisjoint(question.key for question in spec.questions()), spec.key


# -- What ends --------------------------------------------------------------------------------------


def test_the_next_mentor_reads_nothing_of_what_was_said_with_the_one_before(
    team: Pair, match_id: int
) -> None:
    thread = say(team.mentor_lead, team.analysis, with_mentor(match_id).code, LEARN)
    other = add_organisation(
        programme=team.programme, kind=OrganisationKind.CITY, names={"en": "Mechelen"}, by=team.coordinator
    )
    successor = replace_city(
        participation=team.mentor, successor=other, reason="It left.", by=team.coordinator
    )
    assert readers(team, thread) == OWN | {"facilitator"}
    team.people["next_mentor"] = make_member(successor, Role.MENTOR_LEAD)
    next_match = Match.objects.create(
        scheme=team.scheme,
        mentee=team.mentee,
        mentor=successor,
        decided_on="2026-03-01",
        decided_by=team.coordinator,
        reasons="It knows the matter.",
        mentee_accepted_on="2026-03-02",
        mentor_accepted_on="2026-03-02",
    )
    assert readers(team, thread) == OWN | {"facilitator"}
    later = say(team.people["next_mentor"], team.analysis, with_mentor(next_match.pk).code, LEARN)
    # The association behind the mentor city goes on, and its people with it.
    assert readers(team, later) == OWN | {"facilitator", "next_mentor", "mentor_association"}
    assert not may_say(team.lead, team.analysis, with_mentor(match_id).code, LEARN)
    panel = panel_at(talk_about(team.lead, team.analysis), LEARN)
    assert panel is not None
    before, now = (item.sentence for item in panel.open_threads)
    assert before == (
        "Read by Jelgava, LALRG and the facilitator. The mentor city of that time no longer reads it."
    )
    assert now.startswith("Read by Jelgava, Mechelen, LALRG, ")
    read_as_one_by_one(team.people.values(), team.analysis)


def test_when_the_city_leaves_its_people_read_nothing_and_nothing_new_is_said(
    team: Pair, match_id: int
) -> None:
    thread = say(team.lead, team.analysis, WITH_FACILITATOR.code, LEARN)
    end_participation(participation=team.mentee, reason="The council changed.", by=team.coordinator)
    assert readers(team, thread) == {"facilitator"}
    assert not may_say(team.facilitator, team.analysis, WITH_FACILITATOR.code, LEARN)
    with pytest.raises(PermissionDenied):
        answer(thread, team.facilitator)


def test_who_leaves_a_role_leaves_the_talk_and_who_takes_it_over_finds_it(team: Pair) -> None:
    thread = say(team.member, team.analysis, OWN_SIDE.code, LEARN)
    end_role(membership=Membership.objects.get(person=team.member), by=team.coordinator)
    assert not may_read(team.member, thread)
    successor = UserFactory()
    give_role(person=successor, role=Role.MENTEE_MEMBER, scope=team.mentee, by=team.coordinator)
    answer(thread, successor)


def test_an_account_that_is_closed_reads_and_writes_nothing(team: Pair) -> None:
    thread = say(team.lead, team.analysis, OWN_SIDE.code, LEARN)
    team.member.is_active = False
    team.member.save(update_fields=["is_active"])
    assert not may_read(team.member, thread)
    assert not may_say(team.member, team.analysis, OWN_SIDE.code, LEARN)


# -- The support group ------------------------------------------------------------------------------


def test_the_support_group_has_a_part_in_the_talk_only_when_invited(team: Pair, match_id: int) -> None:
    freeze_version(response=team.analysis.response, stage=Stage.SHARED, by=team.lead)
    said = [
        say(team.lead, team.analysis, code, LEARN)
        for code in (OWN_SIDE.code, WITH_FACILITATOR.code, with_mentor(match_id).code)
    ]
    assert READING_ALONG.code not in offered(team.lead, team.analysis, LEARN)
    assert not talk_about(team.support, team.analysis).reads
    invitation = invite_to_read_along(
        analysis=team.analysis, membership=Membership.objects.get(person=team.support), by=team.lead
    )
    assert offered(team.support, team.analysis, LEARN) == [READING_ALONG.code]
    thread = say(team.support, team.analysis, READING_ALONG.code, LEARN)
    assert readers(team, thread) == OWN | {"facilitator", "support"}
    assert not any(may_read(team.support, other) for other in said)
    for anchor in (RELATIONS, ASSOCIATION_SECTION, "na_assoc_typicality_differences"):
        assert offered(team.support, team.analysis, anchor) == []
    read_as_one_by_one(team.people.values(), team.analysis)
    end_reading_along(invitation=invitation, by=team.lead)
    assert readers(team, thread) == OWN | {"facilitator"}
    assert READING_ALONG.code not in offered(team.lead, team.analysis, LEARN)
    read_as_one_by_one(team.people.values(), team.analysis)


# -- A community --------------------------------------------------------------------------------------


def test_peers_talk_about_shared_versions_and_hear_nothing_else(pair: Pair) -> None:
    community = make_community(pair.programme)
    parties = [make_party(community, make_city(pair.programme, name), Side.PEER) for name in ("Aa", "Bb")]
    make_association_party(parties[0])
    people = {
        "lead": make_member(parties[0], Role.MENTEE_LEAD),
        "peer": make_member(parties[1], Role.MENTEE_LEAD),
        "facilitator": pair.facilitator,
        "elsewhere": pair.lead,
        "coordinator": pair.coordinator,
    }
    analysis = parties[0].needs_analysis
    kept = [
        say(people["lead"], analysis, OWN_SIDE.code, LEARN),
        say(people["lead"], analysis, WITH_FACILITATOR.code, LEARN),
    ]
    assert not talk_about(people["peer"], analysis).reads, "nothing is shared yet"
    assert PEERS.code not in offered(people["lead"], analysis, LEARN)
    freeze_version(response=analysis.response, stage=Stage.SHARED, by=people["lead"])
    thread = say(people["peer"], analysis, PEERS.code, LEARN)
    assert {name for name, person in people.items() if may_read(person, thread)} == {
        "lead",
        "peer",
        "facilitator",
    }
    answer(thread, people["lead"])
    assert not any(may_read(people["peer"], other) for other in kept)
    talk = talk_about(people["peer"], analysis)
    assert [found.code for found in talk.offered(CITY_SECTION)] == [PEERS.code]
    assert (talk.place(ASSOCIATION_SECTION), talk.offered(ASSOCIATION_SECTION)) == (None, [])
    assert talk.side == talk_about(people["lead"], analysis).side == ""
    place = talk.place(LEARN)
    assert place is not None
    assert place.address == f"/needs-analyses/{analysis.pk}/versions/1/#comments-{LEARN}"
    read_as_one_by_one(people.values(), analysis)


# -- Both conditions, and what they cost -----------------------------------------------------------


def test_asking_of_all_targets_and_of_one_opens_the_same(team: Pair, match_id: int) -> None:
    for code in (OWN_SIDE.code, WITH_FACILITATOR.code, with_mentor(match_id).code):
        for anchor in ("", CITY_SECTION, LEARN):
            say(team.lead, team.analysis, code, anchor)
    say(team.lead, team.analysis, OWN_SIDE.code, RELATIONS)
    assert readable_threads(team.lead).count() == 10
    read_as_one_by_one(team.people.values(), team.analysis)


def test_a_list_of_threads_costs_the_same_at_one_analysis_and_at_three(team: Pair) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = list(thread_list(team.facilitator, resolved=False))
        assert {row.sentence.partition(" ")[0] for row in rows} == {"Read"}
        return len(queries)

    say(team.lead, team.analysis, WITH_FACILITATOR.code, LEARN)
    once = cost()
    for name in ("Capaci", "Levadia"):
        mentee = make_party(make_scheme(team.programme), make_city(team.programme, name))
        say(make_member(mentee, Role.MENTEE_LEAD), mentee.needs_analysis, WITH_FACILITATOR.code, LEARN)
    assert cost() == once


def test_counting_beside_a_page_is_one_query(team: Pair, match_id: int) -> None:
    say(team.lead, team.analysis, with_mentor(match_id).code, LEARN)
    for name in ("lead", "facilitator", "mentor_lead"):
        talk = talk_about(team.people[name], team.analysis)
        with CaptureQueriesContext(connection) as queries:
            assert counts_beside(talk)[LEARN].open == 1
        assert len(queries) == 1
