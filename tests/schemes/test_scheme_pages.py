"""The shell, overview and people of a scheme; its cities; wrong addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from schemes.enums import Right, Role, Side
from schemes.models import Participation, Programme, Scheme
from schemes.queries.shell import pair_title, scheme_shell
from schemes.registry import (
    MenuItem,
    OverviewPart,
    Unanswered,
    register_menu,
    register_overview,
    register_unanswered,
)
from schemes.services.participations import end_participation, replace_city
from schemes.services.roles import end_role
from tests.factories.schemes import (
    make_association,
    make_association_party,
    make_city,
    make_community,
    make_member,
    make_party,
    make_programme,
    make_scheme,
)

pytestmark = pytest.mark.django_db
MARKER = "a-draft-that-nobody-else-may-read"


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# -- The shell -----------------------------------------------------------------------------------------


def test_a_scheme_is_called_by_its_cities(scheme: Scheme, mentee: Participation) -> None:
    assert pair_title(Scheme.objects.get(pk=scheme.pk)) == "Jelgava"
    make_party(scheme, make_city(scheme.programme, "Schaerbeek"), Side.MENTOR)
    make_association_party(mentee)
    assert pair_title(Scheme.objects.get(pk=scheme.pk)) == "Jelgava with Schaerbeek"
    assert pair_title(make_scheme(scheme.programme, "Alone")) == "Alone"
    community = make_community(scheme.programme)
    for name in ("A", "B", "C"):
        make_party(community, make_city(scheme.programme, name), Side.PEER)
    assert pair_title(Scheme.objects.get(pk=community.pk)) == "A, B and C"


def test_the_menu_shows_what_the_reader_may_open(
    scheme: Scheme, mentee: Participation, coordinator: User
) -> None:
    register_menu(
        10, lambda _person, found, _rights: [MenuItem("needs", "Needs", f"/x/{found.pk}/", "3", todo=True)]
    )
    with pytest.raises(ValueError, match="taken"):
        register_menu(10, lambda _person, _found, _rights: [])
    everything = frozenset(Right)
    shell = scheme_shell(coordinator, scheme, everything, "needs")
    assert [item.key for item in shell["menu"]] == [
        "overview",
        "needs",
        "documents",
        "people",
        "settings",
        "events",
    ]
    assert shell["menu_current"] == "needs"
    assert [line.current for line in shell["menu_lines"]] == [False, True, False, False, False, False]
    assert shell["menu_lines"][1].todo
    few = scheme_shell(coordinator, scheme, frozenset({Right.VIEW_SCHEME}), "overview")
    assert [item.key for item in few["menu"]] == ["overview", "needs", "documents"]


def test_higher_apps_add_parts_and_what_is_unanswered(as_coordinator: Client, mentee: Participation) -> None:
    part = OverviewPart("components/next_step.html", "before")
    register_overview(10, lambda _person, _scheme, _rights: [part])
    waiting = [
        Unanswered("LALRG", "National context", None),
        Unanswered("Jelgava", "Needs", dt.date(2026, 7, 1), "/here/"),
    ]
    register_unanswered(10, lambda _person, _schemes: {mentee.scheme_id: waiting})
    assert "Nothing waits for you" in as_coordinator.get(f"/schemes/{mentee.scheme_id}/").content.decode()
    page = as_coordinator.get(f"/schemes/{mentee.scheme_id}/people/")
    assert [entry.who for entry in page.context["unanswered"]] == ["Jelgava", "LALRG"]
    assert 'href="/here/"' in page.content.decode()


# -- Overview and people -------------------------------------------------------------------------------


def test_the_overview_says_what_the_scheme_is(
    as_lead: Client, mentee: Participation, mentor: Participation
) -> None:
    page = as_lead.get(f"/schemes/{mentee.scheme_id}/").content.decode()
    for words in (
        "Language learning",
        "Jelgava with Schaerbeek",
        "12 January 2026",
        "11 January 2028",
        "Ilze Ozoliņa",
    ):
        assert words in page
    assert "Independence" in page or "independence" in page


@pytest.mark.parametrize(
    ("role", "sees", "hidden"),
    [
        (Role.LSG_MEMBER, "12 January 2026", "Ilze Ozoliņa"),
        (Role.POLITICAL_SPONSOR, "Action planning", "Ilze Ozoliņa"),
        (Role.OBSERVER, "Jelgava", "12 January 2026"),
    ],
)
def test_who_stands_around_sees_little(
    role: Role, sees: str, hidden: str, mentee: Participation, lead: User, client_for: Callable[..., Client]
) -> None:
    scope = mentee.scheme.programme if role == Role.OBSERVER else mentee
    page = client_for(make_member(scope, role)).get(f"/schemes/{mentee.scheme_id}/").content.decode()
    assert sees in page
    assert hidden not in page


def test_people_history_and_invitations_are_for_who_invites(
    as_coordinator: Client, as_lead: Client, mentee: Participation, coordinator: User
) -> None:
    association = make_association_party(mentee)
    make_member(association, Role.MENTEE_ASSOCIATION, "Former Association")
    end_participation(participation=association, reason="It left the network.", by=coordinator)
    path = f"/schemes/{mentee.scheme_id}/people/"
    full, own = (client.get(path).content.decode() for client in (as_coordinator, as_lead))
    assert "It left the network." in full
    assert "Former Association" in full
    assert "It left the network." not in own
    assert "Former Association" not in own
    assert f"/parties/{mentee.pk}/invite/" in own
    assert f"/parties/{mentee.pk}/replace/" not in own


def test_an_association_that_goes_on_with_the_successor_stands_there_alone(
    as_coordinator: Client, mentee: Participation, coordinator: User
) -> None:
    association = make_association_party(mentee, make_association(mentee.scheme.programme, "LALRG"))
    going_on = make_member(association, Role.MENTEE_ASSOCIATION, "Goes On")
    left = make_member(association, Role.MENTEE_ASSOCIATION, "Left Before")
    end_role(membership=left.memberships.get(), by=coordinator)
    new = replace_city(
        participation=mentee,
        successor=make_city(mentee.scheme.programme, "Bauska"),
        reason="x",
        by=coordinator,
    )
    page = as_coordinator.get(f"/schemes/{mentee.scheme_id}/people/")
    successor, replaced = page.context["parties"]
    assert (successor.participation, replaced.participation) == (new, mentee)
    assert replaced.associations == []
    (behind,) = successor.associations
    assert [held.person for held in behind.people] == [going_on]
    assert [held.person for held in behind.former] == [left]
    assert "tag-late" not in page.content.decode()


def test_a_scheme_of_a_demonstration_says_so(as_coordinator: Client, mentee: Participation) -> None:
    path = f"/schemes/{mentee.scheme_id}/"
    assert "Demonstration" not in as_coordinator.get(path).content.decode()
    Programme.objects.filter(pk=mentee.scheme.programme_id).update(is_demonstration=True)
    assert 'class="menu-title-note">Demonstration<' in as_coordinator.get(path).content.decode()


@pytest.mark.parametrize("page", ["", "people/", "settings/", "match/", "events/"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    page: str, as_coordinator: Client, mentee: Participation, mentor: Participation, lead: User
) -> None:
    make_association_party(mentee)
    path = f"/schemes/{mentee.scheme_id}/{page}"
    one = queries_of(as_coordinator, path)
    for _ in range(2):
        make_member(mentee, Role.MENTEE_MEMBER)
        make_association_party(mentee)
    assert queries_of(as_coordinator, path) == one
    assert one <= 12


# -- Wrong addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["", "people/", "settings/", "settings/edit/", "events/", "match/", "cities/add/"]
)
@pytest.mark.parametrize("pk", ["999999", "0", "9" * 25])
def test_unknown_schemes_are_not_found(page: str, pk: str, as_coordinator: Client) -> None:
    assert as_coordinator.get(f"/schemes/{pk}/{page}").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(method: str, as_coordinator: Client, scheme: Scheme) -> None:
    for page in ("", "settings/edit/", "people/"):
        assert getattr(as_coordinator, method)(f"/schemes/{scheme.pk}/{page}").status_code == 405


# -- Cities --------------------------------------------------------------------------------------------


def test_a_city_on_both_sides_is_refused_at_its_field(as_coordinator: Client, mentee: Participation) -> None:
    answer = as_coordinator.post(
        f"/schemes/{mentee.scheme_id}/cities/add/", {"organisation": mentee.organisation_id, "side": "mentor"}
    )
    assert answer.status_code == 422
    assert 'id="id_organisation_error"' in answer.content.decode()
    assert "cannot be mentor and mentee" in answer.content.decode()


def test_cities_and_associations_take_part_and_leave(as_coordinator: Client, scheme: Scheme) -> None:
    city, successor = make_city(scheme.programme, "Jelgava"), make_city(scheme.programme, "Bauska")
    association = make_association(scheme.programme, "LALRG")
    people = f"/schemes/{scheme.pk}/people/"
    add = f"/schemes/{scheme.pk}/cities/add/"
    foreign = make_city(make_programme("Elsewhere"))
    assert as_coordinator.post(add, {"organisation": foreign.pk, "side": "mentee"}).status_code == 422
    assert as_coordinator.post(add, {"organisation": city.pk, "side": "mentee"}).url == people
    party = Participation.objects.get(organisation=city)
    behind = f"/schemes/{scheme.pk}/associations/add/"
    assert as_coordinator.get(f"{behind}?city={party.pk}").status_code == 200
    data = {"organisation": association.pk, "stands_behind": party.pk}
    assert as_coordinator.post(behind, data).url == people
    assert as_coordinator.post(behind, data).status_code == 422
    replace = f"/parties/{party.pk}/replace/"
    assert as_coordinator.post(replace, {"successor": successor.pk, "reason": ""}).status_code == 422
    assert as_coordinator.post(replace, {"successor": successor.pk, "reason": "Elections"}).url == people
    assert as_coordinator.get(replace).status_code == 404
    moved = Participation.objects.get(organisation=association, ends_on__isnull=True)
    assert as_coordinator.get(f"/parties/{moved.pk}/replace/").status_code == 403
    assert as_coordinator.post(f"/parties/{moved.pk}/end/", {"reason": "x"}).url == people
    assert "Elections" in as_coordinator.get(people).content.decode()
