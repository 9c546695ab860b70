"""Programmes and their register."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from schemes.enums import FactKey, Role, SchemeFormat
from schemes.models import Invitation, Membership, Programme, Scheme
from schemes.queries.programmes import may_create_programmes
from schemes.services.organisations import record_fact
from schemes.services.programmes import create_programme
from tests.factories.schemes import make_association, make_city, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin(admin: User, client_for: Callable[..., Client]) -> Client:
    return client_for(admin)


def new_programme(**changed: str) -> dict[str, str]:
    return {"original_language": "en", "names_en": "Cities of the North", **changed}


# -- Creating -------------------------------------------------------------------------------------------


def test_a_superuser_creates_the_very_first_programme_and_reads_no_scheme(
    client_for: Callable[..., Client],
) -> None:
    superuser = make_person(is_superuser=True, is_staff=True)
    client = client_for(superuser)
    assert may_create_programmes(superuser)
    sent = new_programme(coordinator_email="Boss@demo.example", names_lv="Ziemeļu pilsētas")
    assert client.post("/programmes/new/", sent).status_code == 302
    programme = Programme.objects.get()
    assert programme.names == {"en": "Cities of the North", "lv": "Ziemeļu pilsētas"}
    assert Membership.objects.get(person=superuser).role == Role.PROGRAMME_ADMIN
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("boss@demo.example", Role.COORDINATOR)
    assert invitation.programme == programme
    assert client.get("/schemes/").context["page"].paginator.count == 0


def test_later_only_who_runs_a_programme_or_keeps_accounts_creates(
    programme: Programme, admin: User, coordinator: User, client_for: Callable[..., Client]
) -> None:
    superuser = make_person(is_superuser=True)
    facilitator = make_member(programme, Role.FACILITATOR)
    for person, may in (
        (superuser, False),
        (facilitator, False),
        (make_person(), False),
        (coordinator, True),
        (admin, True),
    ):
        assert may_create_programmes(person) is may
        assert client_for(person).get("/programmes/new/").status_code == (200 if may else 403)
        if not may:
            with pytest.raises(PermissionDenied):
                create_programme(names={"en": "x"}, by=person)


def test_a_coordinator_runs_the_programme_that_they_create(
    programme: Programme, coordinator: User, as_coordinator: Client
) -> None:
    sent = new_programme(coordinator_email="second@demo.example")
    assert as_coordinator.post("/programmes/new/", sent).status_code == 302
    created = Programme.objects.exclude(pk=programme.pk).get()
    assert [held.role for held in Membership.objects.filter(programme_scope=created)] == [Role.COORDINATOR]
    assert Invitation.objects.get().email == "second@demo.example"
    page = as_coordinator.get(f"/programmes/{created.pk}/")
    assert page.status_code == 200
    assert "Open a scheme" in page.content.decode()


def test_a_programme_without_a_name_is_refused_and_nothing_is_lost(as_admin: Client) -> None:
    answer = as_admin.post("/programmes/new/", new_programme(names_en=" ", summary_en="Kept words"))
    assert answer.status_code == 422
    assert 'id="id_names_en_error"' in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert Programme.objects.count() == 1


def test_a_programme_is_changed_once_for_two_editors(as_admin: Client, programme: Programme) -> None:
    sent = new_programme(version="1", names_en="First")
    assert as_admin.post(f"/programmes/{programme.pk}/edit/", sent).status_code == 302
    answer = as_admin.post(f"/programmes/{programme.pk}/edit/", sent | {"names_en": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.content.decode()
    assert "Second" in answer.content.decode()
    programme.refresh_from_db()
    assert programme.name == "First"


# -- Pages ------------------------------------------------------------------------------------------------


def test_the_page_shows_the_register_and_who_runs_it(
    as_coordinator: Client, programme: Programme, client_for: Callable[..., Client]
) -> None:
    association = make_association(programme, "Latvian Association", abbreviation="LALRG")
    make_city(programme, "Jelgava", country="LV", parent_association=association)
    page = as_coordinator.get(f"/programmes/{programme.pk}/").content.decode()
    for words in ("Jelgava", "LALRG", "Latvia", "Clara Vogel", "1 city", "1 association"):
        assert words in page
    observer = client_for(make_member(programme, Role.OBSERVER))
    assert "Import a table" not in observer.get(f"/programmes/{programme.pk}/").content.decode()
    assert observer.get("/programmes/").content.decode().count("IncluCities</a>") >= 1


@pytest.mark.parametrize("path", ["/programmes/", "/programmes/{programme}/", "/organisations/{city}/"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    path: str, as_coordinator: Client, programme: Programme, coordinator: User
) -> None:
    association = make_association(programme)
    city = make_city(programme, parent_association=association)
    path = path.format(programme=programme.pk, city=city.pk)

    def queries() -> int:
        as_coordinator.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert as_coordinator.get(path).status_code == 200
        return len(captured)

    record_fact(organisation=city, key=FactKey.BUDGET, year=2020, value=1, by=coordinator)
    one = queries()
    for year in (2021, 2022):
        make_city(programme, parent_association=association)
        make_programme(coordinator=coordinator)
        record_fact(organisation=city, key=FactKey.BUDGET, year=year, value=1, by=coordinator)
        make_member(city, Role.MENTOR_LEAD)
    assert queries() == one
    assert one <= 12


def test_a_scheme_is_opened_from_a_template(as_coordinator: Client, programme: Programme) -> None:
    path = f"/programmes/{programme.pk}/schemes/open/"
    sent = {
        "kind": "mentoring",
        "template": "light",
        "original_language": "lv",
        "themes_lv": "Valodas",
        "starts_on": "2026-05-01",
        "needs_due_on": "",
        "programme": 99,
        "number": 42,
    }
    assert as_coordinator.post(path, sent).status_code == 302
    scheme = Scheme.objects.get()
    assert (scheme.format, scheme.duration_months, scheme.number) == (SchemeFormat.LIGHT, 12, 1)
    assert (scheme.programme, scheme.themes, scheme.with_benchmark) == (programme, {"lv": "Valodas"}, False)
    answer = as_coordinator.post(path, sent | {"themes_lv": "", "starts_on": "32.13.2026"})
    assert answer.status_code == 422
    for field in ("themes_lv", "starts_on"):
        assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["programmes/999", "organisations/999", "imports/999", "programmes/999/import"]
)
def test_unknown_ids_are_not_found(path: str, as_coordinator: Client) -> None:
    assert as_coordinator.get(f"/{path}/").status_code == 404
