"""A query that was composed once finds what the same query finds when it is composed anew."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from inclucities.accounts.models import User
from inclucities.prepared.queries import UnpreparedError, prepared
from schemes.models import Membership, Participation, Programme, Scheme
from tests.factories.people import UserFactory
from tests.factories.schemes import make_member, make_party, make_programme, make_scheme

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


def names(people: list[User]) -> list[str]:
    return sorted(person.name for person in people)


@prepared
def people_named(name: str) -> QuerySet[User]:
    return User.objects.filter(name=name)


@prepared
def people_among(ids: list[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids)


@prepared
def people_besides(ids: list[int]) -> QuerySet[User]:
    return User.objects.exclude(pk__in=ids)


@prepared
def people_called(given: list[str], besides: int) -> QuerySet[User]:
    return User.objects.filter(name__in=given).exclude(pk=besides)


@prepared
def parties_on(day: dt.date, programme: int) -> QuerySet[Participation]:
    held = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    acted_for = Membership.objects.filter(participation_scope=OuterRef("pk"), starts_on__lte=day)
    return (
        Participation.objects.filter(held, scheme__programme=programme)
        .select_related("organisation", "scheme__programme")
        .annotate(acted_for=Exists(acted_for))
        .order_by("pk")
    )


@prepared
def numbers_in(programme: int, other: int) -> QuerySet[Any, tuple[str, int]]:
    def of(pk: int, word: str) -> QuerySet[Any, tuple[str, int]]:
        schemes = Scheme.objects.filter(programme=pk).order_by()
        return schemes.annotate(of=Value(word)).values_list("of", "number")

    return of(programme, "one").union(of(other, "other"))


def test_each_call_has_its_own_values() -> None:
    for name in ("Anna", "Boris", "100 % Ω' --"):
        UserFactory(name=name)
    for name in ("Anna", "Boris", "100 % Ω' --"):
        assert names(people_named(name)) == [name]
    assert people_named(name="Nobody") == []


def test_it_asks_once_and_what_comes_with_it_asks_no_more(
    questionnaires: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme = make_programme()
    parties = [make_party(make_scheme(programme)) for _ in range(3)]
    make_member(parties[1], "mentee_member")
    parties_on(DAY, programme.pk)
    with django_assert_num_queries(1):
        found = parties_on(dt.date.max, programme.pk)
        assert [party.organisation.name for party in found] == [party.organisation.name for party in parties]
        assert {party.scheme.programme for party in found} == {programme}
        assert [party.acted_for for party in found] == [False, True, False]  # type: ignore[attr-defined]
    assert parties_on(dt.date(2020, 1, 1), programme.pk) == []


def test_rows_are_objects_of_their_own() -> None:
    UserFactory(name="Anna")
    first, second = people_named("Anna")[0], people_named("Anna")[0]
    first.name = "Changed"
    assert second.name == "Anna"
    first.save()
    assert people_named("Anna") == []


def test_lists_of_any_length_none_among_them() -> None:
    people = [UserFactory(name=name) for name in ("Anna", "Boris", "Clara")]
    for number in range(4):
        chosen = [person.pk for person in people[:number]]
        assert names(people_among(chosen)) == names(people[:number])
        assert names(people_besides(chosen)) == names(people[number:])
    assert names(people_called(["Anna", "Boris"], people[0].pk)) == ["Boris"]
    assert people_called([], 0) == []


def test_a_number_that_no_column_holds_finds_nothing() -> None:
    UserFactory(name="Anna")
    assert people_among([10**30]) == []
    assert names(people_besides([10**30])) == ["Anna"]


def test_plain_values_and_unions() -> None:
    one, other = make_programme("One"), make_programme("Other")
    for programme, number in ((one, 2), (other, 1)):
        for _ in range(number):
            make_scheme(programme)
    assert sorted(numbers_in(one.pk, other.pk)) == [("one", 1), ("one", 2), ("other", 1)]
    assert sorted(numbers_in(other.pk, one.pk)) == [("one", 1), ("other", 1), ("other", 2)]


def test_the_sql_is_that_of_the_query() -> None:
    from django.test.utils import CaptureQueriesContext

    @prepared
    def counted(programme: int, number: int) -> QuerySet[Scheme]:
        return _counted(programme, number)

    def _counted(programme: int, number: int) -> QuerySet[Scheme]:
        schemes = Scheme.objects.filter(programme=programme, number__gte=number)
        return schemes.annotate(parties=Count("participations")).order_by("-number")[:2]

    counted(1, 1)
    with CaptureQueriesContext(connection) as captured:
        counted(7, 3)
        list(_counted(7, 3))
    assert captured[0]["sql"] == captured[1]["sql"]


@pytest.mark.servers
def test_postgresql_keeps_one_plan_whatever_the_numbers_and_the_lengths_of_lists() -> None:
    from django.test.utils import CaptureQueriesContext

    people_besides([1])
    kept = connection.connection._prepared._names
    before = len(kept)
    with CaptureQueriesContext(connection) as captured:
        for largest in (1, 40_000, 2**40):
            for length in range(1, 12):
                people_among([*range(length), largest])
    assert len({query["sql"].split(" = ANY ")[0] for query in captured}) == 1
    assert len(kept) == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_asked_for_in_a_transaction_alone() -> None:
    @prepared
    def locked(name: str) -> QuerySet[User]:
        return User.objects.select_for_update().filter(name=name)

    UserFactory(name="Anna")
    with transaction.atomic():
        assert names(locked("Anna")) == ["Anna"]
    with pytest.raises(transaction.TransactionManagementError):
        locked("Anna")


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_on_its_own_connection() -> None:
    UserFactory(name="Anna")
    people_named("Anna")
    found: list[list[str]] = []
    used: list[object] = []

    def ask() -> None:
        found.append(names(people_named("Anna")))
        used.append(connection.connection)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [["Anna"]]
    assert used[0] is not connection.connection


def test_a_date_that_would_stand_still_is_refused() -> None:
    @prepared
    def begun(programme: int) -> QuerySet[Scheme]:
        return Scheme.objects.filter(programme=programme, starts_on__lte=DAY)

    with pytest.raises(UnpreparedError, match="2026-03-01 would stand still for ever"):
        begun(1)


def test_what_is_prefetched_is_refused() -> None:
    @prepared
    def schemes(programme: int) -> QuerySet[Scheme]:
        return Scheme.objects.filter(programme=programme).prefetch_related("participations")

    with pytest.raises(UnpreparedError, match="prefetches"):
        schemes(1)


def test_a_value_that_decides_and_never_arrives_is_refused() -> None:
    @prepared
    def programmes(wanted: int) -> QuerySet[Programme]:
        return Programme.objects.all() if wanted else Programme.objects.order_by("pk")

    with pytest.raises(UnpreparedError, match="wanted never reaches the database"):
        programmes(1)


def test_only_plain_values_can_be_put_in() -> None:
    with pytest.raises(UnpreparedError, match="person"):

        @prepared
        def schemes(person: User) -> QuerySet[User]:
            return User.objects.filter(pk=person.pk)
