"""Edits and comments propose who is named among the contributors (method 7.1)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.discussions.registry import policy_for
from inclucities.discussions.services import open_thread
from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.queries.contributors import CONTRIBUTORS, SECTION, proposed_contributors
from needs_analysis.services.contributors import name_contributors
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]


def write(pair: Pair, by: Any, key: str = "na_learning_expectations", section: str = "needs") -> None:
    record_answer(
        response=pair.analysis.response,
        question_key=key,
        section_key=section,
        draft=Draft(value={"text": "What others do"}),
        base_version=0,
        by=by,
    )


def comment(pair: Pair, by: Any, audience: str = "") -> None:
    talks = policy_for("needs_analysis").talks(by, [pair.analysis])
    offered = talks[pair.analysis.pk].offered("na_learning_expectations")
    open_thread(
        target=pair.analysis,
        anchor="na_learning_expectations",
        audience=audience or offered[0].code,
        text="Have I understood correctly?",
        language="en",
        token=uuid.uuid4(),
        by=by,
    )


def proposed(pair: Pair) -> dict[str, tuple[str, str]]:
    names = {person.pk: name for name, person in pair.people.items()}
    return {
        names[one.person.pk]: (one.kind, one.how) for one in proposed_contributors(pair.lead, pair.analysis)
    }


@pytest.fixture
def worked_on(pair: Pair) -> Pair:
    pair.match()
    write(pair, pair.member)
    write(pair, pair.association, "na_assoc_government_relations", "national_context")
    comment(pair, pair.mentor_lead)
    comment(pair, pair.facilitator)
    return pair


def test_who_wrote_and_who_commented_is_proposed_with_side_and_way(worked_on: Pair) -> None:
    assert proposed(worked_on) == {
        "member": ("city", "wrote"),
        "association": ("association", "wrote"),
        "mentor_lead": ("mentor_team", "commented"),
    }


def test_a_private_reflection_tells_nobody_who_wrote_it(pair: Pair) -> None:
    write(pair, pair.member, "na_reflect_position_note", "self_reflection")
    assert proposed(pair) == {}


def test_a_comment_that_the_reader_may_not_read_names_nobody(pair: Pair) -> None:
    comment(pair, pair.association, "own_side")
    assert proposed(pair) == {"association": ("association", "commented")}
    assert proposed_contributors(pair.facilitator, pair.analysis) == []


def test_who_is_named_already_is_not_proposed(worked_on: Pair) -> None:
    add_row(
        response=worked_on.analysis.response,
        question_key=CONTRIBUTORS,
        section_key=SECTION,
        values={"person": f"{worked_on.member.name}, head of unit", "kind": "city", "how": "wrote"},
        by=worked_on.lead,
    )
    assert set(proposed(worked_on)) == {"association", "mentor_lead"}


def test_naming_twice_adds_each_once(worked_on: Pair) -> None:
    people = {worked_on.member.pk, worked_on.mentor_lead.pk, worked_on.stranger.pk}
    for _time in range(2):
        name_contributors(analysis=worked_on.analysis, people=people, by=worked_on.lead)
    rows = ResponseRow.objects.filter(response=worked_on.analysis.response, question__key=CONTRIBUTORS)
    assert {row.value["person"] for row in rows} == {worked_on.member.name, worked_on.mentor_lead.name}
    assert proposed(worked_on) == {"association": ("association", "wrote")}


def test_the_city_ticks_whom_to_add(worked_on: Pair, client_for: ClientFor) -> None:
    client = client_for(worked_on.lead)
    pk = worked_on.analysis.pk
    page, section = (
        reverse("needs_analysis:contributors", args=[pk]),
        reverse("needs_analysis:section", args=[pk, SECTION]),
    )
    assert page in client.get(section).content.decode()
    with CaptureQueriesContext(connection) as three:
        assert client.get(page).content.decode().count('name="person"') == 3
    sent = client.post(page, {"person": [worked_on.member.pk, "x", "9" * 40]})
    assert sent.url == section
    assert worked_on.member.name in client.get(section).content.decode()
    with CaptureQueriesContext(connection) as two:
        assert client.get(page).content.decode().count('name="person"') == 2
    assert len(two) == len(three)
    client.post(page, {"person": [worked_on.association.pk, worked_on.mentor_lead.pk]})
    assert "Everybody is named" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("member", 200), ("association", 403), ("facilitator", 403), ("stranger", 404)]
)
def test_who_opens_the_page(pair: Pair, client_for: ClientFor, name: str, status: int) -> None:
    page = reverse("needs_analysis:contributors", args=[pair.analysis.pk])
    assert client_for(pair.people[name]).get(page).status_code == status
