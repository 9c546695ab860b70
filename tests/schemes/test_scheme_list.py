"""The list of schemes: right, complete, and as quick at 10,000 as at 10."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inclucities.accounts.models import User
from schemes.enums import Decision, Right, Role, Side
from schemes.models import Organisation, Participation, Programme, Scheme
from schemes.queries.scheme_list import PER_PAGE, VisibleSchemes, scheme_page
from schemes.registry import Unanswered, register_unanswered
from schemes.services.opening import decide
from schemes.services.roles import give_role
from tests.factories.schemes import (
    make_city,
    make_member,
    make_party,
    make_person,
    make_programme,
    make_scheme,
)

pytestmark = pytest.mark.django_db
MANY = 10_000
#: Session and person, what waits for them and may be seen by them, the schemes, their parties, the rights on them.
QUERIES = 8


def fill(programme: Programme, number: int) -> None:
    """Add so many schemes, each with a pair of cities, without the services: only the list is looked at."""
    first = Scheme.objects.filter(programme=programme).count() + 1
    schemes = Scheme.objects.bulk_create(
        [
            Scheme(
                programme=programme,
                number=first + place,
                themes={"en": f"Theme {first + place}"},
                starts_on=dt.date(2026, 1, 1),
            )
            for place in range(number)
        ],
        batch_size=1000,
    )
    cities = Organisation.objects.bulk_create(
        [Organisation(programme=programme, kind="city", names={"en": f"City {place}"}) for place in range(20)]
    )
    Participation.objects.bulk_create(
        [
            Participation(
                scheme=scheme,
                organisation=cities[(scheme.number + shift) % 20],
                side=side,
                starts_on=dt.date(2026, 1, 1),
            )
            for scheme in schemes
            for shift, side in ((0, Side.MENTEE), (1, Side.MENTOR))
        ],
        batch_size=1000,
    )


def themes(person: User, number: int = 1) -> list[str]:
    return [line.scheme.theme for line in scheme_page(person, number)]


def test_pages_hold_all_schemes_once_the_newest_first(programme: Programme, coordinator: User) -> None:
    fill(programme, 23)
    assert len(VisibleSchemes(coordinator)) == 23
    found = [theme for page in (1, 2, 3) for theme in themes(coordinator, page)]
    assert found == [f"Theme {number}" for number in range(23, 0, -1)]


def test_several_programmes_follow_each_other(programme: Programme, coordinator: User) -> None:
    fill(programme, 7)
    other = make_programme("Second", coordinator=coordinator)
    fill(other, 8)
    lines = [line for page in (1, 2) for line in scheme_page(coordinator, page)]
    assert len(lines) == 15
    assert [line.scheme.programme_id for line in lines] == [other.pk] * 8 + [programme.pk] * 7


def test_one_sees_ones_own_and_whole_programmes(
    scheme: Scheme, mentee: Participation, coordinator: User
) -> None:
    hidden = make_scheme(scheme.programme, "Hidden")
    person = make_member(mentee, Role.MENTEE_MEMBER)
    assert themes(person) == ["Language learning"]
    abroad = make_programme("Abroad")
    fill(abroad, 12)
    give_role(person=person, role=Role.OBSERVER, scope=abroad, by=None)
    assert len(VisibleSchemes(person)) == 13
    assert themes(person)[0] == "Language learning"
    assert themes(person, 2) == ["Theme 3", "Theme 2", "Theme 1"]
    assert "Hidden" in themes(coordinator)
    assert hidden.number == 2


def test_who_sees_names_only_sees_no_period_and_no_status(
    scheme: Scheme, mentee: Participation, client_for: Callable[..., Client]
) -> None:
    observer = make_member(scheme.programme, Role.OBSERVER)
    support = make_member(mentee, Role.LSG_MEMBER)
    names_only = client_for(observer).get("/schemes/").content.decode()
    assert "January 2026" not in names_only
    assert "Period" not in names_only
    assert "January 2026" in client_for(support).get("/schemes/").content.decode()


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 30, "1e3"])
def test_a_page_that_does_not_exist_is_the_nearest(
    page: str, programme: Programme, as_coordinator: Client
) -> None:
    fill(programme, 12)
    assert as_coordinator.get("/schemes/", {"page": page}).status_code == 200


def test_an_empty_list_says_what_belongs_there(client_for: Callable[..., Client], db: None) -> None:
    assert "No schemes yet" in client_for(make_person()).get("/schemes/").content.decode()


def cost(client: Client, path: str) -> int:
    """Return how many queries a page asks, the second time that it is opened."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_ten_thousand_ask_as_many_queries_as_ten(
    programme: Programme, coordinator: User, client_for: Callable[..., Client]
) -> None:
    """First and last page, a coordinator and a person with three schemes."""
    fill(programme, PER_PAGE)
    person = make_member(Participation.objects.filter(side=Side.MENTEE)[0], Role.MENTEE_MEMBER)
    for party in Participation.objects.filter(side=Side.MENTEE)[1:3]:
        give_role(person=person, role=Role.MENTEE_MEMBER, scope=party, by=None)
    clients = {"coordinator": client_for(coordinator), "three": client_for(person)}
    few = {who: cost(client, "/schemes/") for who, client in clients.items()}
    assert few == {"coordinator": QUERIES, "three": QUERIES}
    fill(programme, MANY - PER_PAGE)
    for page in (1, MANY // PER_PAGE):
        for who, client in clients.items():
            assert cost(client, f"/schemes/?page={page}") == few[who], (who, page)


def test_the_number_of_queries_does_not_depend_on_the_rows(
    programme: Programme, as_coordinator: Client
) -> None:
    counts = []
    for number in (1, 2):
        fill(programme, number)
        counts.append(cost(as_coordinator, "/schemes/"))
    assert counts == [QUERIES, QUERIES]


# -- What each scheme waits for ------------------------------------------------------------------------


def waits_for(*entries: Unanswered) -> None:
    """Let every scheme that is asked about wait for these."""

    def provider(_person: User, schemes: Mapping[Scheme, frozenset[Right]]) -> dict[int, list[Unanswered]]:
        return {scheme.pk: list(entries) for scheme in schemes}

    register_unanswered(10, provider)


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def test_the_most_urgent_stands_first_with_the_number_of_others(
    mentee: Participation, as_coordinator: Client
) -> None:
    waits_for(
        Unanswered("LALRG", "National context"),
        Unanswered("Jelgava", "Results", in_days(9)),
        Unanswered("Jelgava", "Needs", in_days(2), "/here/"),
    )
    page = as_coordinator.get("/schemes/")
    (line,) = page.context["page"]
    assert [entry.what for entry in line.waits_for] == ["Needs", "Results", "National context"]
    text = page.content.decode()
    assert '<a href="/here/">Needs</a>' in text
    assert "and 2 more" in text
    assert "Results" not in text
    assert "tag-late" not in text


def test_what_is_late_says_so_in_words(mentee: Participation, as_coordinator: Client) -> None:
    waits_for(Unanswered("Jelgava", "Needs", in_days(-1)))
    text = as_coordinator.get("/schemes/").content.decode()
    (tag,) = (part for part in text.split("<span") if "tag-late" in part)
    assert "late" in tag.partition(">")[2]
    assert "until" in text
    assert "more</span>" not in text
    assert ">Needs</a>" not in text


def test_a_scheme_that_waits_for_nothing_has_a_dash(mentee: Participation, as_coordinator: Client) -> None:
    waits_for()
    page = as_coordinator.get("/schemes/").content.decode()
    assert page.count('<td data-label="Waits for"><span>–</span></td>') == 1


@pytest.mark.parametrize("decision", [Decision.PAUSE, Decision.END_EARLY, Decision.CLOSE])
def test_a_scheme_that_rests_or_is_over_waits_for_nothing(
    decision: Decision, mentee: Participation, coordinator: User, as_coordinator: Client
) -> None:
    waits_for(Unanswered("Jelgava", "Needs"))
    decide(scheme=mentee.scheme, decision=decision, note="Elections", by=coordinator)
    text = as_coordinator.get("/schemes/").content.decode()
    assert "Waits for" not in text
    assert "Needs" not in text
    people = as_coordinator.get(f"/schemes/{mentee.scheme_id}/people/")
    assert people.context["unanswered"] == []


@pytest.mark.parametrize(
    ("role", "knows"),
    [
        (Role.FACILITATOR, True),
        (Role.MENTEE_LEAD, True),
        (Role.MENTEE_MEMBER, True),
        (Role.OBSERVER, False),
        (Role.LSG_MEMBER, False),
        (Role.POLITICAL_SPONSOR, False),
    ],
)
def test_who_does_not_see_the_people_does_not_learn_what_waits(
    role: Role, knows: bool, mentee: Participation, client_for: Callable[..., Client]
) -> None:
    waits_for(Unanswered("A town hall", "Something to answer"))
    scope = mentee.scheme.programme if role in {Role.FACILITATOR, Role.OBSERVER} else mentee
    client = client_for(make_member(scope, role))
    text = client.get("/schemes/").content.decode()
    for words in ("Waits for", "A town hall", "Something to answer"):
        assert (words in text) is knows
    people = client.get(f"/schemes/{mentee.scheme_id}/people/")
    assert (people.status_code == 200) is knows


def test_only_the_schemes_of_ones_own_are_asked_about(
    programme: Programme, mentee: Participation, client_for: Callable[..., Client]
) -> None:
    fill(programme, 2)
    person = make_member(mentee, Role.MENTEE_LEAD)
    give_role(person=person, role=Role.OBSERVER, scope=programme, by=None)
    waits_for(Unanswered("A town hall", "Something to answer"))
    page = client_for(person).get("/schemes/")
    known = {line.scheme: line.waits_for is not None for line in page.context["page"]}
    assert len(known) == 3
    assert [scheme for scheme, told in known.items() if told] == [mentee.scheme]
    assert page.content.decode().count("Something to answer") == 1


def test_numbers_have_no_gap(programme: Programme) -> None:
    for wanted in (1, 2, 3):
        assert make_scheme(programme).number == wanted
    assert make_scheme(make_programme("Another")).number == 1
    assert make_party(make_scheme(programme), make_city(programme)).pk
