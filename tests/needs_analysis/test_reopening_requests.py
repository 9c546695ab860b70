"""A reader asks the lead to reopen a shared needs analysis; the lead reopens or declines."""

from __future__ import annotations

import pytest

from inclucities.audit.models import AuditEvent
from inclucities.notifications.queries import waiting_for
from needs_analysis.models import ReopeningRequest
from needs_analysis.services.needs_analyses import reopen_needs_analysis, share_needs_analysis
from needs_analysis.services.requests import (
    AnsweredError,
    NothingToReopenError,
    ask_to_reopen,
    decline_to_reopen,
)


@pytest.fixture
def shared(pair):
    pair.match()
    pair.answer_required()
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    return pair


def ask(pair, name="mentor_lead", reason="We would add our practice"):
    return ask_to_reopen(analysis=pair.analysis, by=pair.people[name], reason=reason)


def kinds_waiting_for(person):
    return {item.kind for item in waiting_for(person)}


def test_a_request_waits_for_the_lead_and_for_nobody_else(shared):
    request = ask(shared)
    (waiting,) = [item for item in waiting_for(shared.lead) if item.kind == "reopening_asked"]
    assert waiting.needs_action
    assert "asks you to reopen “Needs analysis of Jelgava”" in waiting.sentence
    for name in ("member", "coordinator", "mentor_lead", "association"):
        assert "reopening_asked" not in kinds_waiting_for(shared.people[name])
    event = AuditEvent.objects.get(action="reopening_asked")
    assert (event.scheme_id, event.data) == (shared.scheme.pk, {"person": shared.mentor_lead.pk})
    assert request.reason not in str(event.data)


def test_asking_twice_makes_one_request(shared):
    assert ask(shared) == ask(shared, reason="Again")
    assert ReopeningRequest.objects.get().reason == "We would add our practice"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_request_needs_a_reason(shared, reason):
    with pytest.raises(ValueError, match="reason"):
        ask(shared, reason=reason)


def test_what_is_open_is_not_asked_for(pair):
    with pytest.raises(NothingToReopenError):
        ask(pair, "member")
    assert not ReopeningRequest.objects.exists()


@pytest.mark.parametrize("by", ["lead", "coordinator"])
def test_reopening_answers_everybody_who_asked(shared, by):
    ask(shared)
    ask(shared, "facilitator", reason="Section A is unclear")
    reopen_needs_analysis(analysis=shared.analysis, by=shared.people[by], reason="Both asked")
    assert set(ReopeningRequest.objects.values_list("granted", "answered_by")) == {
        (True, shared.people[by].pk)
    }
    assert "reopening_asked" not in kinds_waiting_for(shared.lead)
    assert "reopened" in kinds_waiting_for(shared.mentor_lead)


def test_declining_says_why_to_who_asked(shared):
    request = ask(shared)
    with pytest.raises(ValueError, match="answer"):
        decline_to_reopen(request=request, by=shared.lead, answer=" ")
    decline_to_reopen(request=request, by=shared.lead, answer="After the council has met.")
    request.refresh_from_db()
    assert (request.granted, request.answer) == (False, "After the council has met.")
    assert "reopening_asked" not in kinds_waiting_for(shared.lead)
    assert "reopening_declined" in kinds_waiting_for(shared.mentor_lead)
    with pytest.raises(AnsweredError):
        decline_to_reopen(request=request, by=shared.lead, answer="Once more")
    assert ask(shared).pk != request.pk, "a new reason is a new request"


def test_the_lead_is_reminded_until_the_last_request_is_answered(shared):
    first, _second = ask(shared), ask(shared, "facilitator")
    decline_to_reopen(request=first, by=shared.lead, answer="Later")
    assert "reopening_asked" in kinds_waiting_for(shared.lead)
