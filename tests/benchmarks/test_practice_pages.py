"""The pages of good practices: who opens which, what they cost, and a fiche's whole life."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as markup

from benchmarks.models import GoodPractice
from benchmarks.services import (
    send_to_review,
    set_rule_aside,
    start_practice,
    take_up_again,
    withdraw_practice,
)
from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.models import ReportJob
from schemes.enums import Role
from schemes.services.frame import give_role
from tests.benchmarks.conftest import complete, release
from tests.needs_analysis.conftest import LONG, row_for

NAME, EMAIL = "Karima Bensaïd", "karima@demo.example"


def url(name: str, practice: Any, *args: Any) -> str:
    return reverse(f"practices:{name}", args=[practice.pk, *args])


@pytest.fixture
def member(pair):
    give_role(person=pair.stranger, role=Role.MENTOR_MEMBER, scope=pair.mentor_city, by=pair.coordinator)
    return pair.stranger


def test_a_title_says_in_which_language_it_is_written(pair, practice, client_for):
    record_answer(
        response=practice.response,
        question_key="gp_title",
        section_key="title",
        draft=Draft(value={"text": "Les duos de langue"}, language="fr"),
        base_version=1,
        by=pair.asked,
    )
    release(practice, pair.asked)
    client = client_for(pair.asked)
    for address in (
        reverse("practices:list"),
        url("tasks", practice),
        url("version", practice, 1),
        url("versions", practice),
    ):
        page = markup.fromstring(client.get(address).content.decode())
        shown = [element for element in page.body.iter() if element.text == "Les duos de langue"]
        assert shown, address
        assert {element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0] for element in shown} == {"fr"}, (
            address
        )


# -- The list --------------------------------------------------------------------------------------


def test_the_list_holds_what_its_reader_may_open_and_narrows(pair, practice, client_for):
    release(practice, pair.asked)
    start_practice(organisation=pair.mentor_city, title="A draft", by=pair.asked)
    address = reverse("practices:list")
    own = client_for(pair.asked).get(address).content.decode()
    assert practice.title in own
    assert "A draft" in own
    assert reverse("practices:new") in own
    others = client_for(pair.observer).get(address).content.decode()
    assert practice.title in others
    assert "A draft" not in others
    assert reverse("practices:new") not in others
    assert 'name="state"' not in others
    for query, held in (
        ({"words": "draft"}, {"A draft"}),
        ({"state": "released"}, {practice.title}),
        ({"city": pair.mentor_city.pk}, {"A draft", practice.title}),
        ({"city": "x", "country": "LATVIA"}, {"A draft", practice.title}),
        ({"country": "LV"}, set()),
    ):
        page = client_for(pair.asked).get(address, query).context["page"]
        assert {found.title for found in page.object_list} == held, query
    assert "Nothing fits" in client_for(pair.asked).get(address, {"country": "LV"}).content.decode()
    assert "No good practice yet" in client_for(pair.stranger).get(address).content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(pair, practice, client_for):
    client, address = client_for(pair.asked), reverse("practices:list")
    client.get(address)
    with _counting() as first:
        client.get(address)
    for title in ("Two", "Three"):
        start_practice(organisation=pair.mentor_city, title=title, by=pair.asked)
    with _counting() as second:
        assert len(client.get(address).context["page"].object_list) == 3
    assert len(first) == len(second)
    assert len(second) <= 12


def _counting() -> Any:
    return CaptureQueriesContext(connection)


def test_writing_a_new_one_is_for_those_who_write(pair, client_for):
    address = reverse("practices:new")
    assert client_for(pair.observer).get(address).status_code == 403
    assert client_for(pair.observer).post(address, {"title": "X"}).status_code == 403
    client = client_for(pair.asked)
    assert b"organisation" not in client.get(address).content.split(b"<form")[-1]
    assert client.post(address, {"title": " "}).status_code == 422
    assert client.post(address, {"title": "x" * 301}).status_code == 422
    assert not GoodPractice.objects.exists()


def test_who_writes_for_several_cities_chooses_one(pair, client_for):
    give_role(person=pair.lead, role=Role.MENTOR_LEAD, scope=pair.mentor_city, by=pair.coordinator)
    client, address = client_for(pair.lead), reverse("practices:new")
    assert 'name="organisation"' in client.get(address).content.decode()
    assert client.post(address, {"title": "Without a city"}).status_code == 422
    assert client.post(address, {"title": "Foreign", "organisation": "99999"}).status_code == 422
    client.post(address, {"title": "Ours", "organisation": pair.mentor_city.pk})
    assert GoodPractice.objects.get().organisation == pair.mentor_city


# -- Who opens what --------------------------------------------------------------------------------

DRAFT_PAGES = [
    ("tasks", ()),
    ("preview", ()),
    ("whole", ()),
    ("versions", ()),
    ("section", ("results",)),
]


@pytest.mark.parametrize(("name", "args"), DRAFT_PAGES)
def test_pages_of_a_draft(pair, practice, client_for, name, args):
    address = url(name, practice, *args)
    assert client_for(pair.asked).get(address).status_code == 200
    assert client_for(pair.coordinator).get(address).status_code == 200
    assert client_for(pair.observer).get(address).status_code == 404
    release(practice, pair.asked)
    outside = client_for(pair.observer).get(address)
    if name == "tasks":
        assert outside["Location"] == url("version", practice, 1)
    else:
        assert outside.status_code == 403


def test_released_pages_are_open_to_the_programme(pair, practice, client_for):
    release(practice, pair.asked)
    client = client_for(pair.observer)
    for name, args in (("version", (1,)), ("documents", ())):
        assert client.get(url(name, practice, *args)).status_code == 200
        assert client_for(pair.stranger).get(url(name, practice, *args)).status_code == 404
    assert client.get(url("version", practice, 2)).status_code == 404
    for name in ("compare", "release", "withdraw", "take_up"):
        assert client.get(url(name, practice)).status_code == 403, name
    for name in ("review", "back", "release", "withdraw", "take_up"):
        assert client.post(url(name, practice)).status_code == 403, name


def test_members_write_and_the_lead_releases(pair, practice, member, client_for):
    complete(practice, pair.asked)
    client = client_for(member)
    assert client.post(url("review", practice)).status_code == 302
    assert client.get(url("release", practice)).status_code == 403
    assert client.post(url("release", practice)).status_code == 403
    assert client.post(url("back", practice)).status_code == 302
    practice.refresh_from_db()
    assert practice.state == "draft"
    assert client_for(pair.coordinator).post(url("review", practice)).status_code == 403


def test_an_act_that_comes_too_late_does_nothing(pair, practice, client_for):
    client = client_for(pair.asked)
    for name in ("release", "withdraw", "take_up"):
        assert client.get(url(name, practice))["Location"] == url("tasks", practice)
    for name in ("back", "release", "withdraw", "take_up"):
        client.post(url(name, practice), {"reason": "Late"})
    practice.refresh_from_db()
    assert practice.state == "draft"
    assert practice.response.latest_version == 0


# -- What is shown ---------------------------------------------------------------------------------


def test_the_home_says_what_the_rules_find_and_what_comes_next(pair, practice, client_for):
    page = client_for(pair.asked).get(url("tasks", practice)).content.decode()
    assert "G-1" in page
    assert "G-2" in page
    assert "Send to review" in page
    send_to_review(practice=practice, by=pair.asked)
    assert "Check and release" in client_for(pair.asked).get(url("tasks", practice)).content.decode()


def test_g1_holds_the_release_with_words_and_a_way_to_mend_it(pair, practice, client_for):
    send_to_review(practice=practice, by=pair.asked)
    answer = client_for(pair.asked).post(url("release", practice), {"note": ""})
    assert answer.status_code == 422
    assert "needed for release" in answer.content.decode()
    assert url("section", practice, "transfer") in answer.content.decode()
    practice.refresh_from_db()
    assert practice.state == "internal_review"


def test_the_three_preconditions_are_told_apart(pair, practice, client_for):
    release(practice, pair.asked)
    page = client_for(pair.observer).get(url("version", practice, 1)).content.decode()
    for words in (
        "Already there, in Schaerbeek",
        "Had to be done first, in Schaerbeek",
        "Needed in another city",
    ):
        assert words in page


def test_contacts_without_consent_stay_in_the_city(pair, practice, client_for):
    add_row(
        response=practice.response,
        question_key="gp_contact",
        section_key="contact",
        values={"name": NAME, "post": "Desk", "email": EMAIL, "consent": "no"},
        by=pair.asked,
    )
    release(practice, pair.asked)
    take_up_again(practice=practice, by=pair.asked, reason="Another look")
    ResponseRow.objects.filter(question__key="gp_contact").update(
        value={"name": NAME + " 2", "post": "Desk", "email": EMAIL, "consent": False}
    )
    complete(practice, pair.asked)
    send_to_review(practice=practice, by=pair.asked)
    client_for(pair.asked).post(url("release", practice), {"note": ""})
    city, outside = client_for(pair.asked), client_for(pair.coordinator)
    compare = url("compare", practice) + "?old=1&new=2"
    section = url("section", practice, "contact")
    for address in (section, url("whole", practice), compare):
        assert NAME in city.get(address).content.decode(), address
        assert NAME not in outside.get(address).content.decode(), address
        assert EMAIL not in outside.get(address).content.decode(), address
    for address in (url("version", practice, 2), url("preview", practice)):
        assert "Desk" in outside.get(address).content.decode()
        for client in (city, outside):
            assert EMAIL not in client.get(address).content.decode()
    row = ResponseRow.objects.get(question__key="gp_contact")
    history = url("row_history", practice, "gp_contact", row.uuid)
    assert city.get(history).status_code == 200
    assert outside.get(history).status_code == 403
    assert outside.get(url("retired", practice, "gp_contact")).status_code == 403
    assert outside.get(url("compare", practice) + "?old=1&new=now").status_code == 404


def test_documents_are_asked_for_within_the_rights(pair, practice, client_for):
    release(practice, pair.asked)
    take_up_again(practice=practice, by=pair.asked, reason="More")
    ask = {"version": "draft", "format": "pdf", "language": "lv", "once": "1"}
    asked = client_for(pair.asked).post(url("documents", practice), ask)
    job = ReportJob.objects.get()
    assert asked["Location"] == reverse("documents:detail", args=[job.pk])
    assert (job.kind, job.language, job.payload["layout"], job.payload["draft"]) == (
        "good_practice",
        "lv",
        "card",
        True,
    )
    send_to_review(practice=practice, by=pair.asked)
    client_for(pair.asked).post(url("release", practice), {"note": ""})
    outside = client_for(pair.observer)
    for what, status in (("draft", 404), ("1", 404), ("2", 302), ("9" * 30, 404), ("blank", 302), ("", 404)):
        sent = {"version": what, "format": "docx", "once": what[:5]}
        assert outside.post(url("documents", practice), sent).status_code == status, what
    wrong = outside.post(url("documents", practice), {"version": "blank", "format": "json"})
    assert wrong.status_code == 422
    assert "PDF or Word" in wrong.content.decode()


# -- What they cost --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [("tasks", (), 14), ("version", (1,), 12), ("preview", (), 14), ("documents", (), 12)],
)
def test_pages_cost_few_queries(pair, practice, client_for, name, args, most):
    release(practice, pair.asked)
    client = client_for(pair.asked)
    client.get(url(name, practice, *args))
    with _counting() as queries:
        assert client.get(url(name, practice, *args)).status_code == 200
    assert len(queries) <= most, "\n".join(query["sql"][:120] for query in queries)


# -- A whole life, through the pages ----------------------------------------------------------------

VALUES = {"yes_no_text": {"yes": "no", "text": ""}, "tags": {"tags": "women"}, "date": {"date": "2021"}}


def fill_in(client: Any, practice: GoodPractice, by: Any) -> None:
    """Answer everything that is needed by the autosave of answers and rows."""
    response = practice.response
    spec = spec_of(response.questionnaire)
    while missing := {key for state in response.sections.all() for key in state.missing}:
        for key in sorted(missing):
            question = spec.question(key)
            if question.columns:
                section = spec.section_of(key).key
                assert client.post(url("section", practice, section), {"add_row": key}).status_code == 302
                row = ResponseRow.objects.get(response=response, question__key=key)
                name = f"{key}-{row.uuid}"
                cells = {f"{name}-{column}": cell for column, cell in row_for(response, question, by).items()}
                sent = {f"{name}-version": row.version, **cells}
                address = url("row", practice, key, row.uuid)
            else:
                value = VALUES.get(question.type, {"text": LONG})
                sent = {f"{key}-version": 0, **{f"{key}-{part}": given for part, given in value.items()}}
                address = url("answer", practice, key)
            saved = client.post(address, sent, headers={"X-Autosave": "1"})
            assert saved.status_code == 200, (key, saved.content)


def test_a_whole_life(pair, client_for):
    city, others = client_for(pair.asked), client_for(pair.observer)
    begun = city.post(reverse("practices:new"), {"title": "Language buddies"})
    practice = GoodPractice.objects.get()
    assert begun["Location"] == url("tasks", practice)
    fill_in(city, practice, pair.asked)
    assert others.get(url("tasks", practice)).status_code == 404
    city.post(url("review", practice))
    assert city.get(url("release", practice)).status_code == 200
    released = city.post(url("release", practice), {"note": "The first one"})
    assert released["Location"] == url("version", practice, 1)
    assert others.get(url("tasks", practice), follow=True).status_code == 200
    assert LONG in others.get(url("version", practice, 1)).content.decode()
    assert city.post(url("withdraw", practice), {"reason": " "}).status_code == 422
    assert city.get(url("withdraw", practice)).status_code == 200
    city.post(url("withdraw", practice), {"reason": "The service has ended"})
    for name, args in (("tasks", ()), ("version", (1,)), ("documents", ())):
        assert others.get(url(name, practice, *args)).status_code == 404
    assert "The service has ended" in city.get(url("tasks", practice)).content.decode()
    assert city.get(url("take_up", practice)).status_code == 200
    city.post(url("take_up", practice), {"reason": "A second round"})
    city.post(url("review", practice))
    city.post(url("release", practice), {"note": ""})
    practice.refresh_from_db()
    assert (practice.state, practice.withdrawn_because) == ("released", "")
    assert others.get(url("version", practice, 2)).status_code == 200
    assert others.get(url("version", practice, 1)).status_code == 404
    withdraw_practice(practice=practice, by=pair.asked, reason="Ended for good")


def test_the_coordinator_sets_g1_aside_and_the_lead_releases(pair, client_for):
    practice = start_practice(organisation=pair.mentor_city, title="Language buddies", by=pair.asked)
    send_to_review(practice=practice, by=pair.asked)
    city, coordinator = client_for(pair.asked), client_for(pair.coordinator)
    assert city.post(url("release", practice), {"note": ""}).status_code == 422
    assert city.get(url("set_aside", practice)).status_code == 403
    assert url("set_aside", practice) in coordinator.get(url("tasks", practice)).content.decode()
    assert coordinator.post(url("set_aside", practice), {"reason": " "}).status_code == 422
    for reason in ("The conference is on Monday", "Pressed twice"):
        assert coordinator.post(url("set_aside", practice), {"reason": reason}).status_code == 302
    practice.refresh_from_db()
    assert (practice.set_aside_because, practice.set_aside_by) == (
        "The conference is on Monday",
        pair.coordinator,
    )
    assert AuditEvent.objects.filter(action="rule_overridden", data={"rule": "G-1"}).count() == 1
    assert Notification.objects.filter(kind="rule_set_aside", recipient=pair.asked).count() == 1
    assert "The conference is on Monday" in city.get(url("tasks", practice)).content.decode()
    released = city.post(url("release", practice), {"note": ""})
    assert released["Location"] == url("version", practice, 1)


def test_nobody_else_sets_g1_aside(pair):
    practice = start_practice(organisation=pair.mentor_city, title="Language buddies", by=pair.asked)
    for person in (pair.asked, pair.facilitator, pair.admin, pair.stranger):
        with pytest.raises(PermissionDenied):
            set_rule_aside(practice=practice, by=person, reason="Because")
    with pytest.raises(ValueError, match="reason"):
        set_rule_aside(practice=practice, by=pair.coordinator, reason=" ")
    practice.refresh_from_db()
    assert practice.set_aside_at is None
