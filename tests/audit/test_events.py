"""Events are written with the change that they tell of, and never changed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.audit.services import record_event
from inclucities.questionnaires.models import Questionnaire, Response
from inclucities.targets.registry import UnknownKindError
from schemes.models import Programme
from tests.audit.forgetting import forget_events
from tests.factories.people import UserFactory

MESSAGE = "audit events are append-only"


@pytest.fixture
def programme(db: None) -> Programme:
    return Programme.objects.create(names={"en": "IncluCities"})


@pytest.fixture
def event(programme: Programme) -> AuditEvent:
    return record_event(
        "programme_made", target=programme, by=UserFactory(), scheme_id=3, programme_id=programme.pk
    )


def sql(statement: str) -> Callable[[AuditEvent], object]:
    def act(event: AuditEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])

    return act


def changed(event: AuditEvent) -> None:
    event.action = "something_else"
    event.save()


CHANGES: dict[str, Callable[[AuditEvent], object]] = {
    "save": changed,
    "update": lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="x"),
    "delete": lambda event: event.delete(),
    "delete all": lambda event: AuditEvent.objects.all().delete(),
    "raw delete": lambda event: AuditEvent.objects.filter(pk=event.pk)._raw_delete("default"),
    "UPDATE": sql("UPDATE audit_auditevent SET actor_id = NULL WHERE id = %s"),
    "UPDATE without change": sql("UPDATE audit_auditevent SET action = action WHERE id = %s"),
    "DELETE": sql("DELETE FROM audit_auditevent WHERE id = %s"),
}


@pytest.mark.promise("Audit")
@pytest.mark.parametrize("way", CHANGES)
def test_the_database_itself_refuses_to_change_or_delete_an_event(
    way: str, event: AuditEvent, found: Callable[[str], None]
) -> None:
    before = AuditEvent.objects.values().get()
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        CHANGES[way](event)
    assert AuditEvent.objects.values().get() == before
    found(f"{len(CHANGES)} ways of UPDATE and DELETE refused by the database")


def test_an_event_keeps_who_what_and_where_in_ids_and_codes(programme: Programme) -> None:
    person = UserFactory()
    event = record_event(
        "programme_made",
        target=programme,
        by=person,
        scheme_id=3,
        programme_id=programme.pk,
        data={"side": "city", "count": 2, "open": True, "nothing": None},
    )
    event.refresh_from_db()
    assert (event.action, event.actor, event.target_kind, event.target_id) == (
        "programme_made",
        person,
        "programme",
        programme.pk,
    )
    assert (event.scheme_id, event.programme_id) == (3, programme.pk)
    assert event.data == {"side": "city", "count": 2, "open": True, "nothing": None}
    assert person.name not in str(AuditEvent.objects.values().get())


def test_the_scheduler_acts_as_nobody(programme: Programme) -> None:
    assert record_event("reminded", target=programme, by=None).actor is None


def test_an_event_can_be_told_of_what_a_pointer_points_at(programme: Programme) -> None:
    questionnaire = Questionnaire.objects.create(key="q", checksum="x")
    response = Response.objects.create(**Response.columns(programme), questionnaire=questionnaire)
    event = record_event("response_started", target=response, by=None)
    assert (event.target_kind, event.target_id) == ("programme", programme.pk)


def test_an_event_of_an_unregistered_thing_is_refused(db: None) -> None:
    with pytest.raises(UnknownKindError):
        record_event("x", target=Questionnaire.objects.create(key="q", checksum="x"), by=None)
    assert not AuditEvent.objects.exists()


def test_the_event_goes_when_the_change_is_taken_back(programme: Programme) -> None:
    with transaction.atomic():
        record_event("programme_changed", target=programme, by=None)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_without_a_transaction_would_be_a_lie(programme: Programme) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="programme_made"):
        record_event("programme_made", target=programme, by=None)
    assert not AuditEvent.objects.exists()
    with transaction.atomic():
        record_event("programme_made", target=programme, by=None)
    assert AuditEvent.objects.count() == 1
    forget_events()


@pytest.mark.promise("Audit")
@pytest.mark.django_db(transaction=True)
def test_a_person_with_events_is_blanked_and_not_deleted(
    programme: Programme, found: Callable[[str], None]
) -> None:
    person = UserFactory()
    with transaction.atomic():
        record_event("programme_made", target=programme, by=person)
    with pytest.raises((DatabaseError, ProtectedError)):
        User.objects.filter(pk=person.pk)._raw_delete("default")
    before = AuditEvent.objects.values().get()
    User.objects.filter(pk=person.pk).update(name="", email=f"{person.pk}@gone.invalid", is_active=False)
    assert AuditEvent.objects.values().get() == before
    assert AuditEvent.objects.get().actor == person
    found("a person with events is not deleted; blanking the row leaves the event as it was")
    forget_events()
