"""Good practices: states, the rules of release, and who reads what."""

from __future__ import annotations

import pytest

from benchmarks.domain import understandable
from benchmarks.queries import findings_for_release, open_practice, practices_visible_to
from benchmarks.services import (
    NotReleasableError,
    WrongStateError,
    release_practice,
    send_to_review,
    take_up_again,
    withdraw_practice,
)
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import SectionClosedError
from schemes.enums import Role
from schemes.services.frame import give_role
from tests.benchmarks.conftest import complete, release
from tests.needs_analysis.conftest import answer_anyhow


def test_a_fiche_begins_with_its_title(pair, practice):
    assert practice.state == "draft"
    assert practice.response.answers.get(question__key="gp_title").value == {"text": "Language buddies"}


def test_g1_holds_the_gate_until_results_and_transfer_are_told(pair, practice):
    send_to_review(practice=practice, by=pair.asked)
    with pytest.raises(NotReleasableError):
        release_practice(practice=practice, by=pair.asked)
    practice.refresh_from_db()
    assert practice.state == "internal_review"
    complete(practice, pair.asked)
    assert release_practice(practice=practice, by=pair.asked).number == 1
    with pytest.raises(SectionClosedError):
        answer_anyhow(practice.response, "gp_best_aspects", pair.asked)


def test_a_draft_is_not_released_without_review_and_nothing_twice(pair, practice):
    complete(practice, pair.asked)
    with pytest.raises(WrongStateError):
        release_practice(practice=practice, by=pair.asked)
    release(practice, pair.asked)
    with pytest.raises(WrongStateError):
        release_practice(practice=practice, by=pair.asked)
    assert practice.response.versions.count() == 1


def test_only_a_released_fiche_leaves_the_city(pair, practice):
    readers = ("lead", "support", "observer")
    assert [open_practice(pair.people[name], practice.pk) for name in readers] == [None, None, None]
    release(practice, pair.asked)
    for name in readers:
        opened = open_practice(pair.people[name], practice.pk)
        assert opened.access.reads_versions
        assert not opened.access.reads_draft
        assert not opened.access.writes
        assert practices_visible_to(pair.people[name]).get() == practice
    assert open_practice(pair.stranger, practice.pk) is None
    withdraw_practice(practice=practice, by=pair.asked, reason="The service has ended")
    assert open_practice(pair.observer, practice.pk) is None
    assert not practices_visible_to(pair.observer).exists()
    assert open_practice(pair.asked, practice.pk).access.reads_draft


def test_members_write_and_only_the_lead_releases(pair, practice):
    give_role(person=pair.stranger, role=Role.MENTOR_MEMBER, scope=pair.mentor_city, by=pair.coordinator)
    access = open_practice(pair.stranger, practice.pk).access
    assert access.writes
    assert not access.releases
    assert open_practice(pair.asked, practice.pk).access.releases
    assert not open_practice(pair.coordinator, practice.pk).access.writes


def test_withdrawing_needs_a_reason_and_taking_up_again_opens_the_text(pair, practice):
    release(practice, pair.asked)
    with pytest.raises(ValueError, match="reason"):
        withdraw_practice(practice=practice, by=pair.asked, reason=" ")
    withdraw_practice(practice=practice, by=pair.asked, reason="Ended")
    take_up_again(practice=practice, by=pair.asked, reason="Begun again")
    record_answer(
        response=practice.response,
        question_key="gp_title",
        section_key="title",
        draft=Draft(value={"text": "Language buddies, second round"}),
        base_version=1,
        by=pair.asked,
    )
    send_to_review(practice=practice, by=pair.asked)
    practice.refresh_from_db()
    assert practice.title == "Language buddies, second round"


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("The EU pays half of it.", True),
        ("The CPAS (CPAS) helps.", True),
        ("The public welfare centre (CPAS) helps. CPAS is near.", True),
        ("The CPAS helps with the ESTIA programme.", False),
        ("In 2021, 120 people.", True),
    ],
)
def test_abbreviations_that_nobody_explains_are_named(text, met):
    assert understandable([text]).met is met


def test_the_findings_cost_two_queries(pair, practice, django_assert_num_queries):
    with django_assert_num_queries(2):
        findings_for_release(practice)
