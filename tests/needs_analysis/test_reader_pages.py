"""The pages on which readers are let in before a version, and ask for another."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs_analysis.models import ReadingAlong, ReopeningRequest
from needs_analysis.services.reading_along import invite_to_read_along
from needs_analysis.services.requests import ask_to_reopen
from schemes.enums import Role
from schemes.models import Membership
from schemes.services.frame import give_role
from tests.factories.people import UserFactory
from tests.needs_analysis.conftest import NARROW, OPEN, Pair
from tests.needs_analysis.pages import ClientFor, at, further_release, share, support_of, words

# -- Reading along ---------------------------------------------------------------------------------


def test_the_lead_lets_somebody_read_along_and_takes_it_back(written: Pair, client_for: ClientFor) -> None:
    lead, support = client_for(written.lead), client_for(written.support)
    assert support.get(at(written, "section", "needs")).status_code == 403
    chosen = {"membership": support_of(written).pk}
    lead.post(at(written, "reading_along"), chosen)
    assert "reads along since" in words(lead.get(at(written, "reading_along")))
    page = words(support.get(at(written, "section", "needs")))
    assert OPEN in page
    assert NARROW not in page
    assert support.get(at(written, "whole")).status_code == 200
    for section in ("national_context", "self_reflection"):
        assert support.get(at(written, "section", section)).status_code == 403, section
    home = words(support.get(reverse("home")))
    assert "while it is written, and to comment on it." in home
    lead.post(at(written, "reading_along"), {**chosen, "end": "1"})
    assert support.get(at(written, "section", "needs")).status_code == 403
    assert support.get(at(written, "tasks")).status_code == 404


def test_only_members_of_the_group_can_be_chosen(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    for person in (written.sponsor, written.member, written.observer):
        chosen = {"membership": Membership.objects.get(person=person).pk}
        assert lead.post(at(written, "reading_along"), chosen).status_code == 404
    for odd in ("", "0", "x", "99999999999999999999"):
        assert lead.post(at(written, "reading_along"), {"membership": odd}).status_code == 404
    assert not ReadingAlong.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("association", 403), ("stranger", 404)])
def test_nobody_but_the_lead_lets_in(written: Pair, client_for: ClientFor, name: str, status: int) -> None:
    client = client_for(written.people[name])
    chosen = {"membership": support_of(written).pk}
    assert client.get(at(written, "reading_along")).status_code == status
    assert client.post(at(written, "reading_along"), chosen).status_code == status


@pytest.mark.parametrize(("name", "stands"), [("member", True), ("facilitator", False), ("support", False)])
def test_self_reflection_stands_in_the_list_of_those_who_write_it(
    written: Pair, client_for: ClientFor, name: str, stands: bool
) -> None:
    invite_to_read_along(analysis=written.analysis, membership=support_of(written), by=written.lead)
    client = client_for(written.people[name])
    for page in (at(written, "tasks"), at(written, "section", "needs")):
        assert ("Self-reflection" in words(client.get(page))) == stands, page


def test_who_reads_along_writes_nothing(written: Pair, client_for: ClientFor) -> None:
    invite_to_read_along(analysis=written.analysis, membership=support_of(written), by=written.lead)
    support = client_for(written.support)
    assert support.post(at(written, "section", "needs"), {}).status_code == 403
    for name in ("check", "reading_along", "reopen"):
        assert support.get(at(written, name)).status_code == 403, name


def test_the_page_of_the_group_takes_as_many_queries_however_many_they_are(
    written: Pair, client_for: ClientFor
) -> None:
    lead = client_for(written.lead)
    counts = []
    for further in (0, 2):
        for _number in range(further):
            person = UserFactory()
            membership = give_role(person=person, role=Role.LSG_MEMBER, scope=written.mentee, by=None)
            invite_to_read_along(analysis=written.analysis, membership=membership, by=written.lead)
        lead.get(at(written, "reading_along"))
        with CaptureQueriesContext(connection) as asked:
            lead.get(at(written, "reading_along"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- Reopening on request --------------------------------------------------------------------------


def test_the_mentor_asks_and_the_lead_opens(written: Pair, client_for: ClientFor) -> None:
    written.match()
    share(written)
    mentor, lead = client_for(written.mentor_lead), client_for(written.lead)
    assert "Ask the lead to open it again" in words(mentor.get(at(written, "tasks")))
    assert mentor.post(at(written, "ask_to_reopen"), {"reason": " "}).status_code == 422
    mentor.post(at(written, "ask_to_reopen"), {"reason": "Our practice is missing in A4."})
    page = words(mentor.get(at(written, "tasks")))
    assert "You have asked the lead" in page
    assert "Ask the lead to open it again" not in page, "once is enough"
    assert "asks you to reopen" in words(lead.get(reverse("home")))
    for page in ("tasks", "reopen"):
        assert "Our practice is missing in A4." in words(lead.get(at(written, page)))
    lead.post(at(written, "reopen"), {"reason": "We add the practice of Schaerbeek."})
    assert "asks you to reopen" not in words(lead.get(reverse("home")))
    assert "Our practice" not in words(lead.get(at(written, "tasks")))
    assert "reopened" in words(mentor.get(reverse("home")))


def test_the_lead_declines_with_a_sentence(written: Pair, client_for: ClientFor) -> None:
    share(written)
    facilitator, lead = client_for(written.facilitator), client_for(written.lead)
    facilitator.post(at(written, "ask_to_reopen"), {"reason": "A1 is hard to read."})
    asked = ReopeningRequest.objects.get()
    address = at(written, "decline", asked.pk)
    assert "A1 is hard to read." in words(lead.get(address))
    assert lead.post(address, {"answer": ""}).status_code == 422
    lead.post(address, {"answer": "After the council has met."})
    assert lead.post(address, {"answer": "Again"}).status_code == 404
    assert "leaves “" in words(facilitator.get(reverse("home")))
    assert "After the council has met." in words(facilitator.get(at(written, "tasks")))
    assert "After the council" not in words(client_for(written.association).get(at(written, "tasks")))


def test_the_coordinator_sees_requests_and_opens(written: Pair, client_for: ClientFor) -> None:
    share(written)
    ask_to_reopen(analysis=written.analysis, by=written.facilitator, reason="A1 is hard to read.")
    coordinator = client_for(written.coordinator)
    page = words(coordinator.get(at(written, "tasks")))
    assert "A1 is hard to read." in page
    assert "Leave it closed" not in page
    asked = ReopeningRequest.objects.get()
    assert coordinator.get(at(written, "decline", asked.pk)).status_code == 403
    coordinator.post(at(written, "reopen"), {"reason": "On request"})
    asked.refresh_from_db()
    assert (asked.granted, asked.answered_by) == (True, written.coordinator)


def test_what_is_open_is_not_asked_for(written: Pair, client_for: ClientFor) -> None:
    facilitator = client_for(written.facilitator)
    assert "Ask the lead to open it again" not in words(facilitator.get(at(written, "tasks")))
    assert facilitator.post(at(written, "ask_to_reopen"), {"reason": "x"}).url == at(written, "tasks")
    assert not ReopeningRequest.objects.exists()


def test_a_request_of_another_analysis_is_not_found(written: Pair, client_for: ClientFor) -> None:
    share(written)
    request = ask_to_reopen(analysis=written.analysis, by=written.facilitator, reason="x")
    further_release(written, 1)
    other = written.analysis.__class__.objects.exclude(pk=written.analysis.pk).get()
    give_role(person=written.lead, role=Role.MENTEE_LEAD, scope=other.participation, by=None)
    address = reverse("needs_analysis:decline", args=[other.pk, request.pk])
    assert client_for(written.lead).get(address).status_code == 404


def test_the_home_of_an_analysis_takes_as_many_queries_however_many_ask(
    written: Pair, client_for: ClientFor
) -> None:
    share(written)
    lead = client_for(written.lead)
    counts = []
    for names in (["facilitator"], ["member", "association"]):
        for name in names:
            ask_to_reopen(analysis=written.analysis, by=written.people[name], reason="x")
        lead.get(at(written, "tasks"))
        with CaptureQueriesContext(connection) as asked:
            lead.get(at(written, "tasks"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
