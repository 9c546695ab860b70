"""Who reads and writes what beside a good practice: its city alone, or with association and facilitator."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from benchmarks.models import GoodPractice
from benchmarks.queries import OWN_CITY, PARTNERS
from inclucities.discussions.permissions import may_read, talk_about
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Answer
from tests.benchmarks.conftest import release
from tests.factories.comments import may_say, offered, read_as_one_by_one, say

pytestmark = pytest.mark.django_db

PROBLEM, CONTACTS = "gp_problem", "gp_contact"
CITY = {"asked", "mentor_lead"}
TALKS = CITY | {"mentor_association", "facilitator"}


@pytest.fixture
def people(pair: Any, practice: GoodPractice) -> dict[str, Any]:
    pair.match()
    return pair.people


def readers(people: dict[str, Any], thread: Any) -> set[str]:
    return {name for name, person in people.items() if may_read(person, thread)}


@pytest.mark.parametrize("released", [False, True])
@pytest.mark.parametrize(("circle", "expected"), [(OWN_CITY, CITY), (PARTNERS, TALKS)])
def test_each_circle_hears_what_is_said_to_it_and_nobody_else(
    people: dict[str, Any], practice: GoodPractice, circle: Any, expected: set[str], released: bool
) -> None:
    if released:
        release(practice, people["asked"])
    thread = say(people["asked"], practice, circle.code, PROBLEM)
    assert readers(people, thread) == expected
    writes = {name for name, person in people.items() if may_say(person, practice, circle.code, PROBLEM)}
    assert writes == expected
    read_as_one_by_one(people.values(), practice)


def test_contacts_and_what_is_kept_to_the_city_are_talked_about_there(
    people: dict[str, Any], practice: GoodPractice
) -> None:
    release(practice, people["asked"])
    assert offered(people["asked"], practice, CONTACTS) == [OWN_CITY.code]
    assert offered(people["facilitator"], practice, CONTACTS) == []
    thread = say(people["facilitator"], practice, PARTNERS.code, PROBLEM)
    Answer.objects.filter(question__key=PROBLEM).update(audience=Audience.OWN_SIDE)
    assert offered(people["asked"], practice, PROBLEM) == [OWN_CITY.code]
    assert readers(people, thread) == CITY
    read_as_one_by_one(people.values(), practice)


def test_pages_show_markers_to_those_who_talk(
    people: dict[str, Any], practice: GoodPractice, client_for: Any
) -> None:
    release(practice, people["asked"])
    say(people["asked"], practice, PARTNERS.code, PROBLEM)
    whole = reverse("practices:whole", args=[practice.pk])
    version = reverse("practices:version", args=[practice.pk, 1])
    place = f"/threads/at/good_practice/{practice.pk}/?anchor={PROBLEM}"
    for name in TALKS:
        client = client_for(people[name])
        assert f'id="comments-{PROBLEM}"' in client.get(whole).content.decode(), name
        assert 'id="comments-all"' in client.get(version).content.decode(), name
        assert client.get(place).status_code == 200
    contacts = {
        name: f'id="comments-{CONTACTS}"' in client_for(people[name]).get(whole).content.decode()
        for name in ("asked", "facilitator")
    }
    assert contacts == {"asked": True, "facilitator": False}
    for name in ("coordinator", "lead", "observer"):
        client = client_for(people[name])
        assert "data-comments" not in client.get(version).content.decode(), name
        assert client.get(place).status_code == 403
    assert client_for(people["stranger"]).get(place).status_code == 404


def test_the_writer_is_told_who_reads(people: dict[str, Any], practice: GoodPractice) -> None:
    offers = talk_about(people["asked"], practice).offered(PROBLEM)
    assert [found.sentence for found in offers] == [
        "Read by Schaerbeek only.",
        "Read by Schaerbeek, its association and the facilitator.",
    ]
    assert set(offers[0].people()) == {people[name].pk for name in CITY}
    assert set(offers[1].people()) == {people[name].pk for name in TALKS}
