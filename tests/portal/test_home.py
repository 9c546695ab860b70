"""The first page: what waits for me, my schemes, my association's cities."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.notifications.models import Notification
from inclucities.notifications.services.telling import notify
from inclucities.questionnaires.models import SectionState
from schemes.enums import OrganisationKind, Role, Side
from schemes.services.frame import add_organisation, give_role, open_scheme, take_part
from tests.needs_analysis.conftest import pair  # noqa: F401 -- the same pair serves here

pytestmark = pytest.mark.django_db


def home(client):
    return client.get(reverse("home"))


def test_a_stranger_is_asked_to_sign_in(client):
    response = home(client)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_person_without_a_role_finds_an_empty_page_that_says_so(pair, client_for):  # noqa: F811
    page = home(client_for(pair.stranger)).content.decode()
    assert "No scheme yet" in page
    assert "Nothing waits for you" in page


def test_the_city_sees_its_sections_and_the_association_its_own(pair, client_for):  # noqa: F811
    lead = home(client_for(pair.lead)).content.decode()
    assert "Local context" in lead
    assert "National and regional context" not in lead
    association = home(client_for(pair.association)).content.decode()
    assert "National and regional context" in association
    assert "Local context" not in association


def test_the_city_is_asked_for_what_is_missing_and_the_association_until_it_says_so(
    pair,  # noqa: F811
    client_for,
):
    pair.answer_required()
    SectionState.objects.filter(key="national_context").update(missing=[])
    assert "Local context" not in home(client_for(pair.lead)).content.decode()
    assert "National and regional context" in home(client_for(pair.association)).content.decode()
    SectionState.objects.filter(key="national_context").update(is_open=False)
    assert "National and regional context" not in home(client_for(pair.association)).content.decode()


def test_what_is_late_says_so_and_stands_first(pair, client_for):  # noqa: F811
    SectionState.objects.filter(key="local_context").update(due_on=dt.date(2020, 1, 1))
    page = home(client_for(pair.lead)).content.decode()
    assert "tag-late" in page
    assert page.index("Local context") < page.index(">Needs<")


def test_a_message_stands_on_the_page_until_it_is_done(pair, client_for):  # noqa: F811
    notify_lead(pair)
    client = client_for(pair.lead)
    message = Notification.objects.get(recipient=pair.lead)
    address = reverse("notifications:done", args=[message.pk])
    assert address in home(client).content.decode()
    client.post(address)
    assert address not in home(client).content.decode()


def notify_lead(pair, key="one"):  # noqa: F811
    with transaction.atomic():
        notify(
            recipients=[pair.lead],
            kind="asked",
            target=pair.analysis,
            by=pair.coordinator,
            needs_action=True,
            dedupe_key=key,
        )


def add_scheme(pair, number):  # noqa: F811
    scheme = open_scheme(
        programme=pair.programme,
        themes={"en": f"Theme {number}"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
    )
    city = add_organisation(
        programme=pair.programme,
        kind=OrganisationKind.CITY,
        names={"en": f"City {number}"},
        by=pair.coordinator,
    )
    party = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=pair.coordinator)
    give_role(person=pair.lead, role=Role.MENTEE_LEAD, scope=party, by=pair.coordinator)


def test_the_number_of_queries_does_not_grow(pair, client_for):  # noqa: F811
    client = client_for(pair.lead)
    notify_lead(pair)
    home(client)
    with CaptureQueriesContext(connection) as one:
        home(client)
    for number in (2, 3):
        add_scheme(pair, number)
        notify_lead(pair, key=f"key{number}")
    with CaptureQueriesContext(connection) as three:
        home(client)
    assert len(three) == len(one)
    assert len(one) <= 12


def test_a_city_of_a_community_of_practice_sees_its_peers(pair, client_for):  # noqa: F811
    scheme = open_scheme(
        programme=pair.programme,
        themes={"en": "Middle towns"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
        kind="community_of_practice",
    )
    for number in (1, 2, 3):
        city = add_organisation(
            programme=pair.programme,
            kind=OrganisationKind.CITY,
            names={"en": f"Peer city {number}"},
            by=pair.coordinator,
        )
        party = take_part(scheme=scheme, organisation=city, side=Side.PEER, by=pair.coordinator)
    give_role(person=pair.stranger, role=Role.MENTEE_LEAD, scope=party, by=pair.coordinator)
    page = home(client_for(pair.stranger)).content.decode()
    assert [f"Peer city {number}" in page for number in (1, 2, 3)] == [True, True, True]
