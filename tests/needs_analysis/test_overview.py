"""The overview of a scheme: how far the needs analysis is, and each reader's next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.questionnaires.models import SectionState
from needs_analysis.services.needs_analyses import complete_association_part, share_needs_analysis
from schemes.services.participations import end_participation
from tests.needs_analysis.conftest import Pair, answer_anyhow

ClientFor = Callable[..., Client]


def overview(pair: Pair, client: Client) -> str:
    return client.get(reverse("schemes:overview", args=[pair.scheme.pk])).content.decode()


def step(pair: Pair, client: Client) -> Any:
    response = client.get(reverse("schemes:overview", args=[pair.scheme.pk]))
    return response.context["overview"].next_step


def address(pair: Pair, page: str, *args: object) -> str:
    return reverse(f"needs_analysis:{page}", args=[pair.analysis.pk, *args])


def test_the_city_is_led_to_what_is_missing_and_then_to_sharing(pair: Pair, client_for: ClientFor) -> None:
    SectionState.objects.filter(key="local_context").update(due_on=dt.date(2026, 7, 1))
    lead, member = client_for(pair.lead), client_for(pair.member)
    first = step(pair, lead)
    assert first.url == address(pair, "section", "local_context")
    assert "Local context" in first.title
    assert first.action == "Begin"
    pair.answer_required()
    assert step(pair, lead).url == address(pair, "check")
    assert step(pair, member) is None
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    assert step(pair, lead) is None


def test_the_association_is_led_to_its_own_section_until_it_is_completed(
    pair: Pair, client_for: ClientFor
) -> None:
    client = client_for(pair.association)
    assert step(pair, client).url == address(pair, "section", "national_context")
    response = pair.analysis.response
    while missing := SectionState.objects.get(response=response, key="national_context").missing:
        for key in missing:
            answer_anyhow(response, key, pair.association)
    assert step(pair, client).url == address(pair, "complete", "national_context")
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    assert step(pair, client) is None


def test_the_coordinator_looks_for_a_mentor_and_the_leads_accept(pair: Pair, client_for: ClientFor) -> None:
    coordinator = client_for(pair.coordinator)
    match_page = reverse("schemes:match", args=[pair.scheme.pk])
    assert step(pair, coordinator).title == "Find the mentor city"
    pair.match(accepted=False)
    for client in (client_for(pair.lead), client_for(pair.mentor_lead)):
        accept = step(pair, client)
        assert (accept.title, accept.url) == ("Accept the match", match_page)
    assert step(pair, coordinator).title == "The match waits for the cities"
    pair.match()
    assert step(pair, coordinator) is None
    assert step(pair, client_for(pair.mentor_lead)) is None


@pytest.mark.parametrize(
    ("name", "sees_sections", "opens_draft"),
    [
        ("lead", True, True),
        ("facilitator", True, True),
        ("coordinator", True, False),
        ("support", False, False),
        ("observer", False, False),
    ],
)
def test_who_sees_how_far_it_is(
    pair: Pair, client_for: ClientFor, name: str, sees_sections: bool, opens_draft: bool
) -> None:
    page = overview(pair, client_for(pair.people[name]))
    assert ("Local context" in page) is sees_sections
    assert (address(pair, "section", "local_context") in page) is opens_draft


def test_self_reflection_stands_on_no_overview(pair: Pair, client_for: ClientFor) -> None:
    page = overview(pair, client_for(pair.lead))
    assert "Self-reflection" not in page
    assert "Contributors" in page


def test_a_city_that_left_keeps_one_line(pair: Pair, client_for: ClientFor) -> None:
    end_participation(participation=pair.mentee, reason="Elections", by=pair.coordinator)
    page = overview(pair, client_for(pair.coordinator))
    assert "Jelgava took part until" in page
    assert "Local context" not in page


def test_the_number_of_queries_does_not_grow(pair: Pair, client_for: ClientFor) -> None:
    client = client_for(pair.lead)
    overview(pair, client)
    with CaptureQueriesContext(connection) as one:
        overview(pair, client)
    pair.answer_required()
    with CaptureQueriesContext(connection) as many:
        overview(pair, client)
    assert len(many) == len(one) == 10


# -- What cannot start yet -------------------------------------------------------------------------


def test_the_revision_waits_for_the_match(pair: Pair, client_for: ClientFor) -> None:
    client = client_for(pair.lead)
    revision = SectionState.objects.get(response=pair.analysis.response, key="revision")
    assert revision.due_on is None
    for page in (address(pair, "tasks"), address(pair, "section", "needs")):
        content = client.get(page).content.decode()
        assert content.count("Cannot start yet") == 1
        assert "after the match" in content
    page = client.get(address(pair, "section", "revision"))
    assert "data-fill" not in page.content.decode()
    for path, data in (
        (address(pair, "answer", "na_scope_statement"), {"text": "Too early", "version": "0"}),
        (address(pair, "section", "revision"), {"na_scope_statement-text": "Too early"}),
    ):
        assert client.post(path, data).status_code == 403
    assert not pair.analysis.response.answers.filter(question__key="na_scope_statement").exists()
    pair.match()
    assert "Cannot start yet" not in client.get(address(pair, "tasks")).content.decode()
    assert "data-fill" in client.get(address(pair, "section", "revision")).content.decode()


def test_the_city_sees_what_is_completed_before_it_shares(pair: Pair, client_for: ClientFor) -> None:
    client = client_for(pair.lead)
    pair.answer_required()
    response = client.get(address(pair, "tasks"))
    words = {task["section"].key: str(task["status"]) for task in response.context["tasks"]}
    assert (words["needs"], words["local_context"]) == ("completed", "completed")
    assert words["national_context"] == "not_started"
    assert response.context["completed"] == sum(word == "completed" for word in words.values())
