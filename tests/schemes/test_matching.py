"""Asking mentors, the match by hand, two acceptances (rules N-1, K-3, K-4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from inclucities.accounts.models import User
from inclucities.notifications.models import Notification
from schemes.domain.rules import Finding
from schemes.enums import RequestOutcome, Right, Role, SchemeStatus, Side
from schemes.models import MentorRequest, Organisation, Participation, Scheme
from schemes.queries.matches import accepted_matches, accepting_sides, match_of
from schemes.queries.overview import scheme_for_reading
from schemes.queries.rights import rights_on_participation, rights_on_scheme
from schemes.queries.status import status_of
from schemes.registry import register_rule
from schemes.services.errors import GateClosedError, RefusedError, RuleBrokenError
from schemes.services.matching import accept_match, ask_mentor, close_request, record_match
from schemes.services.participations import end_participation
from schemes.services.rules import override_rule
from tests.factories.schemes import make_city, make_community, make_member, make_programme

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def mechelen(scheme: Scheme) -> Organisation:
    return make_city(scheme.programme, "Mechelen")


@pytest.fixture
def asked(mechelen: Organisation) -> User:
    return make_member(mechelen, Role.MENTOR_LEAD, "Griet Claes")


def status(scheme: Scheme) -> SchemeStatus:
    found = scheme_for_reading(scheme.pk)
    assert found is not None
    return status_of(found)


def test_a_city_that_is_asked_reads_shared_needs_until_it_answers(
    mentee: Participation, mechelen: Organisation, asked: User, coordinator: User
) -> None:
    request = ask_mentor(scheme=mentee.scheme, organisation=mechelen, by=coordinator, message="Would you?")
    assert Right.VIEW_NEEDS_SHARED in rights_on_participation(asked, mentee)
    assert Right.VIEW_NEEDS_DRAFT not in rights_on_participation(asked, mentee)
    assert rights_on_scheme(asked, mentee.scheme) >= {Right.VIEW_SCHEME, Right.VIEW_PERIOD}
    assert status(mentee.scheme) == SchemeStatus.MATCHING
    assert Notification.objects.get(recipient=asked).needs_action
    close_request(request=request, outcome=RequestOutcome.DECLINED, by=coordinator)
    close_request(request=request, outcome=RequestOutcome.WITHDRAWN, by=coordinator)
    request.refresh_from_db()
    assert request.outcome == RequestOutcome.DECLINED
    assert Notification.objects.get(recipient=asked).done_at is not None
    assert Right.VIEW_SCHEME not in rights_on_scheme(asked, mentee.scheme)
    assert status(mentee.scheme) == SchemeStatus.NEEDS


def test_the_search_waits_for_a_shared_needs_analysis(
    mentee: Participation, mechelen: Organisation, coordinator: User
) -> None:
    register_rule("N-1", lambda _party: Finding("N-1", met=False, note="Nothing is shared."))
    with pytest.raises(GateClosedError) as closed:
        ask_mentor(scheme=mentee.scheme, organisation=mechelen, by=coordinator)
    assert [finding.rule for finding in closed.value.findings] == ["N-1"]
    with pytest.raises(GateClosedError):
        record_match(scheme=mentee.scheme, mentor=mechelen, decided_on=DAY, reasons="x", by=coordinator)
    assert not MentorRequest.objects.exists()
    override_rule(scheme=mentee.scheme, rule_id="N-1", reason="The call ends on Friday.", by=coordinator)
    assert ask_mentor(scheme=mentee.scheme, organisation=mechelen, by=coordinator).pk


def test_the_mentee_city_cannot_be_its_own_mentor(mentee: Participation, coordinator: User) -> None:
    for act in (
        lambda: ask_mentor(scheme=mentee.scheme, organisation=mentee.organisation, by=coordinator),
        lambda: record_match(
            scheme=mentee.scheme, mentor=mentee.organisation, decided_on=DAY, reasons="x", by=coordinator
        ),
    ):
        with pytest.raises(RuleBrokenError) as broken:
            act()
        assert broken.value.rule == "K-4"


@pytest.mark.parametrize("case", ["twice", "no mentee", "community", "foreign", "mentor is there"])
def test_asking_is_refused_where_it_makes_no_sense(
    case: str, scheme: Scheme, mechelen: Organisation, coordinator: User, request: pytest.FixtureRequest
) -> None:
    target = scheme
    if case == "community":
        target = make_community(scheme.programme)
    elif case != "no mentee":
        request.getfixturevalue("mentee")
    if case == "twice":
        ask_mentor(scheme=scheme, organisation=mechelen, by=coordinator)
    if case == "foreign":
        mechelen = make_city(make_programme("Another"))
    if case == "mentor is there":
        request.getfixturevalue("mentor")
    with pytest.raises(RefusedError):
        ask_mentor(scheme=target, organisation=mechelen, by=coordinator)


def test_the_match_holds_once_both_leads_have_accepted(
    mentee: Participation, lead: User, mechelen: Organisation, asked: User, coordinator: User
) -> None:
    scheme = mentee.scheme
    ask_mentor(scheme=scheme, organisation=mechelen, by=coordinator)
    match = record_match(scheme=scheme, mentor=mechelen, decided_on=DAY, reasons="They fit.", by=coordinator)
    assert not MentorRequest.objects.filter(closed_on__isnull=True).exists()
    assert MentorRequest.objects.get().outcome == RequestOutcome.MATCHED
    assert Right.ACCEPT_MATCH in rights_on_participation(asked, match.mentor)
    assert (accepting_sides(lead, match), accepting_sides(asked, match)) == ([Side.MENTEE], [Side.MENTOR])
    accept_match(match=match, side=Side.MENTEE, by=lead)
    assert not accepted_matches().exists()
    assert status(scheme) == SchemeStatus.MATCHING
    accept_match(match=match, side=Side.MENTEE, by=lead)
    accept_match(match=match, side=Side.MENTOR, by=asked)
    assert match_of(scheme) == accepted_matches().get() == match
    assert match.is_accepted
    assert status(scheme) == SchemeStatus.MATCHED
    assert accepting_sides(lead, match) == []


def test_nobody_accepts_for_the_other_side(
    mentee: Participation, lead: User, mechelen: Organisation, asked: User, coordinator: User
) -> None:
    match = record_match(scheme=mentee.scheme, mentor=mechelen, decided_on=DAY, reasons="x", by=coordinator)
    member = make_member(mentee, Role.MENTEE_MEMBER)
    for person, side in (
        (lead, Side.MENTOR),
        (asked, Side.MENTEE),
        (member, Side.MENTEE),
        (coordinator, Side.MENTEE),
    ):
        with pytest.raises(PermissionDenied):
            accept_match(match=match, side=side, by=person)
    match.refresh_from_db()
    assert (match.mentee_accepted_on, match.mentor_accepted_on) == (None, None)


def test_one_match_at_a_time_and_another_after_its_end(
    mentee: Participation, lead: User, mechelen: Organisation, asked: User, coordinator: User
) -> None:
    scheme = mentee.scheme
    match = record_match(scheme=scheme, mentor=mechelen, decided_on=DAY, reasons="x", by=coordinator)
    accept_match(match=match, side=Side.MENTEE, by=lead)
    accept_match(match=match, side=Side.MENTOR, by=asked)
    other = make_city(scheme.programme, "Ghent")
    with pytest.raises(RefusedError):
        record_match(scheme=scheme, mentor=other, decided_on=DAY, reasons="x", by=coordinator)
    end_participation(participation=match.mentor, reason="It left.", by=coordinator)
    assert not accepted_matches().exists()
    with pytest.raises(PermissionDenied):
        accept_match(match=match, side=Side.MENTOR, by=asked)
    with pytest.raises(RefusedError):
        accept_match(match=match, side=Side.MENTEE, by=lead)
    again = record_match(scheme=scheme, mentor=other, decided_on=DAY, reasons="y", by=coordinator)
    assert match_of(scheme) == again


# -- Pages ------------------------------------------------------------------------------------------


def test_the_pages_lead_from_question_to_match(
    as_coordinator: Any,
    as_lead: Any,
    mentee: Participation,
    mechelen: Organisation,
    asked: User,
    client_for: Any,
) -> None:
    pk = mentee.scheme_id
    answer = as_coordinator.post(
        f"/schemes/{pk}/match/ask/", {"organisation": mechelen.pk, "message": "Would you?"}
    )
    assert answer.status_code == 302
    as_asked = client_for(asked)
    assert "Would you?" in as_asked.get(f"/schemes/{pk}/").content.decode()
    assert as_asked.get(f"/schemes/{pk}/people/").status_code == 403
    answer = as_coordinator.post(
        f"/schemes/{pk}/match/record/",
        {
            "mentor": mechelen.pk,
            "decided_on": "2026-03-01",
            "reasons": "They fit.",
            "scheme": 1,
            "mentee_accepted_on": "2026-03-01",
        },
    )
    assert answer.status_code == 302
    match = match_of(mentee.scheme)
    assert match is not None
    assert match.mentee_accepted_on is None
    for client in (as_lead, as_asked):
        assert "Accept the match" in client.get(f"/schemes/{pk}/match/").content.decode()
        assert client.post(f"/matches/{match.pk}/accept/").status_code == 302
    assert "Matched" in as_coordinator.get(f"/schemes/{pk}/match/").content.decode()


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("ask", {"message": "Stays here"}, "Stays here"),
        ("record", {"reasons": "Stays here", "decided_on": "2026-03-01"}, "Stays here"),
        ("record", {"reasons": "Stays here", "decided_on": "2999-01-01"}, "lies ahead"),
    ],
)
def test_a_refusal_stands_at_its_field_and_loses_nothing(
    path: str, data: dict[str, str], words: str, as_coordinator: Any, mentee: Participation
) -> None:
    field = "organisation" if path == "ask" else "mentor"
    sent = {**data, field: mentee.organisation_id}
    answer = as_coordinator.post(f"/schemes/{mentee.scheme_id}/match/{path}/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    if "2999" not in str(data):
        assert f'id="id_{field}_error"' in page


def test_a_closed_gate_offers_the_override(
    as_coordinator: Any, mentee: Participation, mechelen: Organisation
) -> None:
    register_rule("N-1", lambda _party: Finding("N-1", met=False, note="Nothing is shared."))
    path = f"/schemes/{mentee.scheme_id}/match/ask/"
    page = as_coordinator.post(path, {"organisation": mechelen.pk, "message": "Would you?"})
    assert page.status_code == 422
    override = f"/schemes/{mentee.scheme_id}/rules/N-1/set-aside/"
    assert override in page.content.decode()
    assert as_coordinator.post(override, {"reason": "  "}).status_code == 422
    assert as_coordinator.post(override, {"reason": "The call ends."}).status_code == 302
    assert as_coordinator.post(path, {"organisation": mechelen.pk}).status_code == 302
    assert "The call ends." in as_coordinator.get(f"/schemes/{mentee.scheme_id}/match/").content.decode()


def test_a_question_is_closed_with_one_of_two_outcomes(
    as_coordinator: Any, mentee: Participation, mechelen: Organisation, coordinator: User
) -> None:
    request = ask_mentor(scheme=mentee.scheme, organisation=mechelen, by=coordinator)
    as_coordinator.post(f"/mentor-requests/{request.pk}/close/", {"outcome": "matched"})
    request.refresh_from_db()
    assert request.closed_on is None
    as_coordinator.post(f"/mentor-requests/{request.pk}/close/", {"outcome": "declined"})
    request.refresh_from_db()
    assert request.outcome == RequestOutcome.DECLINED
