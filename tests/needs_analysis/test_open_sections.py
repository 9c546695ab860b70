"""What schemes wait for, in their list and on their pages of people: sections of needs analyses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from inclucities.questionnaires.models import SectionState
from needs_analysis.queries.needs_analyses import asked_of
from needs_analysis.services.telling import remind_of_due_sections
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Scheme
from schemes.queries.scheme_list import SchemeLine, scheme_page
from schemes.services.frame import add_organisation, give_role, open_scheme, take_part
from schemes.services.participations import replace_city
from tests.needs_analysis.conftest import Pair

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
#: What the list asks without an app above it, and one query for what needs analyses wait for.
QUERIES = 9


def line_of(pair: Pair, person: Any) -> SchemeLine | None:
    return next((line for line in scheme_page(person, 1) if line.scheme == pair.scheme), None)


def waited_for(pair: Pair, person: Any) -> list[tuple[str, str]] | None:
    """Return who is asked for what in the scheme's line, or nothing where the person learns nothing."""
    line = line_of(pair, person)
    if line is None or line.waits_for is None:
        return None
    return [(entry.who, entry.what) for entry in line.waits_for]


def due(pair: Pair, section: str, days: int) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    SectionState.objects.filter(response=pair.analysis.response, key=section).update(due_on=day)


def queries_of(client: Client) -> int:
    client.get("/schemes/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/schemes/").status_code == 200
    return len(captured)


def another_scheme(pair: Pair, number: int) -> None:
    """Add a scheme with a city and its association, in which the same people act."""
    by, programme = pair.coordinator, pair.programme
    city, behind = (
        add_organisation(programme=programme, kind=kind, names={"en": f"{kind} {number}"}, by=by)
        for kind in (OrganisationKind.CITY, OrganisationKind.ASSOCIATION)
    )
    scheme = open_scheme(
        programme=programme, themes={"en": f"Theme {number}"}, starts_on=dt.date(2026, 1, 1), by=by
    )
    mentee = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=by)
    take_part(scheme=scheme, organisation=behind, side=Side.MENTEE, stands_behind=mentee, by=by)
    give_role(person=pair.lead, role=Role.MENTEE_LEAD, scope=mentee, by=by)


def test_it_says_who_is_asked_for_what(pair: Pair) -> None:
    found = waited_for(pair, pair.coordinator)
    assert found is not None
    assert ("Jelgava", "Needs") in found
    assert {who for who, _what in found} == {"Jelgava", "LALRG"}


def test_the_list_and_the_people_say_the_same(pair: Pair, client_for: ClientFor) -> None:
    due(pair, "needs", -1)
    line = line_of(pair, pair.coordinator)
    page = client_for(pair.coordinator).get(f"/schemes/{pair.scheme.pk}/people/")
    assert line is not None
    assert page.context["unanswered"] == line.waits_for


def test_what_is_due_first_stands_in_the_list_and_says_that_it_is_late(
    pair: Pair, client_for: ClientFor
) -> None:
    due(pair, "profile", 5)
    due(pair, "needs", -3)
    page = client_for(pair.coordinator).get("/schemes/")
    (line,) = page.context["page"]
    assert (line.most_urgent.what, line.most_urgent.is_late) == ("Needs", True)
    text = page.content.decode()
    assert "tag-late" in text
    assert f"and {line.waits_for_more} more" in text
    due(pair, "needs", 3)
    assert "tag-late" not in client_for(pair.coordinator).get("/schemes/").content.decode()


def test_it_is_said_in_the_readers_language(pair: Pair) -> None:
    with translation.override("lv"):
        found = waited_for(pair, pair.coordinator)
    assert found is not None
    assert ("Jelgava", "Needs") not in found


def test_what_is_answered_or_closed_is_not_waited_for(pair: Pair) -> None:
    pair.answer_required()
    found = waited_for(pair, pair.coordinator)
    assert found is not None
    assert {who for who, _what in found} == {"LALRG"}
    # Until it declares its part complete, whatever stands there by then.
    SectionState.objects.filter(response=pair.analysis.response).update(missing=[])
    assert waited_for(pair, pair.coordinator) == found
    assert {asked.state.key for asked in asked_of(pair.association)} == {"national_context"}
    SectionState.objects.filter(response=pair.analysis.response).update(is_open=False)
    assert waited_for(pair, pair.coordinator) == []


def test_what_cannot_be_started_yet_is_asked_of_nobody(pair: Pair) -> None:
    def asked() -> tuple[bool, bool]:
        of_lead = {asked.state.key for asked in asked_of(pair.lead)}
        return "revision" in of_lead, ("Jelgava", "Revision with the mentor") in (
            waited_for(pair, pair.coordinator) or ()
        )

    SectionState.objects.filter(key="revision").update(missing=["na_focus_goals"])
    assert asked() == (False, False)
    pair.match(accepted=True)
    assert asked() == (True, True)


@pytest.mark.parametrize("decision", ["paused_on", "ended_early_on", "closed_on"])
def test_nobody_is_asked_in_a_scheme_that_does_not_go_on(pair: Pair, decision: str) -> None:
    due(pair, "needs", 1)
    assert asked_of(pair.lead)
    Scheme.objects.filter(pk=pair.scheme.pk).update(**{decision: timezone.localdate()})
    assert asked_of(pair.lead) == []
    assert remind_of_due_sections() == 0
    assert not waited_for(pair, pair.coordinator)


@pytest.mark.parametrize("state", ["fresh", "asked", "proposed", "matched"])
def test_only_who_sees_people_and_state_learns_it(pair: Pair, state: str, client_for: ClientFor) -> None:
    knows = {"coordinator", "facilitator", "lead", "member", "association"}
    if state == "asked":
        pair.ask_mentor()
    elif state != "fresh":
        pair.match(accepted=state == "matched")
    if state == "matched":
        knows |= {"mentor_lead", "mentor_association"}
    for name, person in pair.people.items():
        found = waited_for(pair, person)
        assert (found is not None) is (name in knows), name
        text = client_for(person).get("/schemes/").content.decode()
        assert ("Waits for" in text) is (name in knows), name
        assert ("LALRG" in text or "more</span>" in text) is (name in knows), name


def test_the_link_opens_for_everybody_who_gets_one(pair: Pair, client_for: ClientFor) -> None:
    pair.match()
    opened = 0
    for name, person in pair.people.items():
        line = line_of(pair, person)
        for entry in (line and line.waits_for) or []:
            assert client_for(person).get(entry.url).status_code == 200, name
            opened += 1
    assert opened


def test_a_city_that_was_replaced_is_asked_no_more(pair: Pair) -> None:
    successor = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": "Bauska"}, by=pair.coordinator
    )
    replace_city(participation=pair.mentee, successor=successor, reason="x", by=pair.coordinator)
    found = waited_for(pair, pair.coordinator)
    assert found is not None
    assert {who for who, _what in found} == {"Bauska", "LALRG"}


def test_the_list_asks_as_many_queries_for_three_as_for_one(pair: Pair, client_for: ClientFor) -> None:
    readers = {"coordinator": client_for(pair.coordinator), "lead": client_for(pair.lead)}
    one = {name: queries_of(client) for name, client in readers.items()}
    for number in (1, 2):
        another_scheme(pair, number)
    assert {name: queries_of(client) for name, client in readers.items()} == one
    assert set(one.values()) == {QUERIES}
    for client in readers.values():
        assert len(client.get("/schemes/").context["page"]) == 3


def test_a_list_without_any_needs_analysis_asks_no_fewer(pair: Pair, client_for: ClientFor) -> None:
    """What was brought in without its documents costs the same, so that lists can be compared."""
    client = client_for(pair.coordinator)
    Scheme.objects.bulk_create(
        Scheme(
            programme=pair.programme,
            number=number,
            themes={"en": f"Theme {number}"},
            starts_on=dt.date(2026, 1, 1),
        )
        for number in range(2, 12)
    )
    assert queries_of(client) == QUERIES
    assert "Waits for" not in client.get("/schemes/").content.decode()
