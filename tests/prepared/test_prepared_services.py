"""An UPDATE or INSERT that was composed once does what Django does when it is composed anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.prepared.queries import UnpreparedError
from inclucities.prepared.services import insert, prepared_update
from schemes.models import Scheme
from tests.factories.people import UserFactory
from tests.factories.schemes import make_programme, make_scheme

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@prepared_update
def numbered(programme: int, numbers: list[int]) -> QuerySet[Scheme]:
    return Scheme.objects.filter(programme=programme, number__in=numbers)


@prepared_update
def everybody() -> QuerySet[User]:
    return User.objects.all()


def test_each_call_changes_its_own_rows_and_columns(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    programme, other = make_programme("One"), make_programme("Other")
    first, second, third = (make_scheme(programme) for _ in range(3))
    beside = make_scheme(other)
    with django_assert_num_queries(1):
        assert numbered({"decision_note": "Good"}, programme.pk, [first.number, third.number]) == 2
    assert numbered({"paused_on": DAY, "focus": "Work"}, programme.pk, [second.number]) == 1
    assert numbered({"decision_note": "None"}, programme.pk, []) == 0
    assert numbered({"decision_note": "None"}, programme.pk, [10**12]) == 0
    for scheme in (first, second, third, beside):
        scheme.refresh_from_db()
    assert [scheme.decision_note for scheme in (first, second, third, beside)] == ["Good", "", "Good", ""]
    assert (second.paused_on, second.focus, first.paused_on) == (DAY, "Work", None)
    for _ in range(2):
        UserFactory()
    assert everybody({"name": "Anna"}) == 2
    assert User.objects.filter(name="Anna").count() == 2


def test_the_update_is_that_of_django() -> None:
    scheme = make_scheme(make_programme())
    changes = {"themes": {"en": "Work"}, "closed_on": DAY, "version": 3}
    numbered(changes, scheme.programme_id, [scheme.number])
    with CaptureQueriesContext(connection) as captured:
        numbered(changes, scheme.programme_id, [scheme.number])
        Scheme.objects.filter(programme=scheme.programme_id, number__in=[scheme.number]).update(**changes)
    ours, django = (query["sql"].split(" WHERE ")[0] for query in captured)
    assert ours == django
    assert Scheme.objects.get(themes={"en": "Work"}) == scheme


def test_a_change_by_an_expression_is_refused() -> None:
    scheme = make_scheme(make_programme())
    with pytest.raises(UnpreparedError, match="numbered cannot be prepared"):
        numbered({"version": F("version") + 1}, scheme.programme_id, [scheme.number])


def test_an_inserted_row_is_that_of_django(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = UserFactory(name="Anna")
    values = {"actor": person, "action": "tried", "target_kind": "scheme", "target_id": 7, "data": {"a": 1}}
    event = AuditEvent(**values)
    with django_assert_num_queries(1):
        insert(event)
    usual = AuditEvent.objects.create(**values)
    assert event.pk not in (None, usual.pk)
    columns = [
        column.attname for column in AuditEvent._meta.concrete_fields if column.name not in ("id", "at")
    ]
    stored, other = AuditEvent.objects.get(pk=event.pk), AuditEvent.objects.get(pk=usual.pk)
    assert [getattr(stored, name) for name in columns] == [getattr(other, name) for name in columns]
    # What was inserted is known to stand: the defaults are filled in, and saving it again is an UPDATE.
    assert event.at == stored.at
    assert not event._state.adding
    assert abs(timezone.now() - stored.at) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("first", [None, DAY])
def test_a_column_is_emptied_and_filled_in_any_order(first: dt.date | None) -> None:
    @prepared_update
    def one(pk: int) -> QuerySet[Scheme]:
        return Scheme.objects.filter(pk=pk)

    scheme = make_scheme(make_programme())
    for day in (first, None, DAY, None):
        assert one({"paused_on": day, "focus": "Work"}, scheme.pk) == 1
        scheme.refresh_from_db()
        assert (scheme.paused_on, scheme.focus) == (day, "Work")


def test_what_is_refused_leaves_a_transaction_that_can_only_end() -> None:
    @prepared_update
    def other(pk: int) -> QuerySet[User]:
        return User.objects.filter(pk=pk)

    anna, boris = UserFactory(name="Anna"), UserFactory(name="Boris")
    for act in (
        lambda: insert(User(email=anna.email, name="Twin")),
        lambda: other({"email": anna.email}, boris.pk),
    ):
        with transaction.atomic():
            with pytest.raises(IntegrityError):
                act()
            assert connection.needs_rollback
    assert set(User.objects.values_list("name", flat=True)) == {"Anna", "Boris"}
