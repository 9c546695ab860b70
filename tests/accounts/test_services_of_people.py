"""Acts on accounts: what is written, what is refused, and the event beside it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from inclucities.accounts import services
from inclucities.accounts.models import User
from inclucities.accounts.queries import (
    address_waiting,
    has_second_factor,
    is_address_taken,
    people_visible_to,
    session_end,
    time_zone_of,
)
from inclucities.audit.models import AuditEvent
from inclucities.targets.queries import target_for
from inclucities.targets.registry import kind_of
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

GIVEN = {
    "email": "Ilze@Demo.Example",
    "name": "Ilze Ozola",
    "password": "three calm words",
    "language": "lv",
    "time_zone": "Europe/Riga",
}


def events() -> list[tuple[str, int | None, dict[str, Any]]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor_id", "data"))


def test_an_account_can_sign_in_at_once_with_its_address_in_lower_case() -> None:
    person = services.create_account(**GIVEN)
    assert person.email == "ilze@demo.example"
    assert person.check_password("three calm words")
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == ("ilze@demo.example", True, True)
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert events() == [("account_created", person.pk, {})]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("name", ""),
        ("name", "Ilze\nBcc: everybody@demo.example"),
        ("name", "Ilze\u2028Ozola"),
        ("name", "Ilze\x00"),
        ("name", "x" * 151),
        ("password", "short"),
        ("password", "password1234"),
        ("password", "ilze@demo.example"),
        ("language", "xx"),
        ("time_zone", "Europe/Nowhere"),
        ("time_zone", "../../etc/passwd"),
    ],
)
def test_a_refused_value_is_named_and_opens_no_account(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.create_account(**{**GIVEN, field: value})
    assert field in refused.value.message_dict
    assert not User.objects.exists()
    assert events() == []


def test_a_ready_hash_opens_an_account_with_the_same_password() -> None:
    first = services.create_account(**GIVEN)
    ready = services.ReadyHash(first.password)
    second = services.create_account(**{**GIVEN, "email": "anna@demo.example", "password": ready})
    assert second.password == first.password
    assert second.check_password("three calm words")
    assert EmailAddress.objects.get(user=second).verified
    assert events() == [("account_created", first.pk, {}), ("account_created", second.pk, {})]
    with pytest.raises(ValidationError, match="email"):
        services.create_account(**{**GIVEN, "password": ready})


@pytest.mark.parametrize("text", ["three calm words", "", "!", "unknown$1$salt$hash"])
def test_what_is_no_hash_is_never_stored_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="hash"):
        services.ReadyHash(text)


def test_an_address_is_used_by_one_account_only() -> None:
    UserFactory(email="ilze@demo.example")
    with pytest.raises(ValidationError) as refused:
        services.create_account(**GIVEN)
    assert "email" in refused.value.message_dict
    assert User.objects.count() == 1


def test_an_address_that_was_taken_a_moment_ago_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    UserFactory(email="ilze@demo.example")
    monkeypatch.setattr(services, "is_address_taken", lambda _email: False)
    with pytest.raises(ValidationError) as refused:
        services.create_account(**GIVEN)
    assert "email" in refused.value.message_dict


def test_an_address_that_somebody_only_asked_for_is_free() -> None:
    somebody = UserFactory()
    EmailAddress.objects.create(user=somebody, email="ilze@demo.example", verified=False)
    assert services.create_account(**GIVEN).email == "ilze@demo.example"


def test_settings_are_changed_with_one_event_that_names_no_words(person: User) -> None:
    services.change_personal_settings(
        person=person,
        by=person,
        name=" Anna Kalniņa ",
        language="lv",
        time_zone="Europe/Riga",
        mail_frequency="daily",
    )
    person.refresh_from_db()
    assert (person.name, person.language, person.mail_frequency) == ("Anna Kalniņa", "lv", "daily")
    expected = {"fields": "name,language,mail_frequency"}
    assert events() == [("personal_settings_changed", person.pk, expected)]


def test_settings_that_stay_as_they_are_leave_no_event(person: User) -> None:
    services.set_language(person=person, language=person.language, by=person)
    assert events() == []


def test_the_language_alone_is_changed(person: User) -> None:
    services.set_language(person=person, language="lv", by=person)
    person.refresh_from_db()
    assert person.language == "lv"
    assert events() == [("language_changed", person.pk, {"fields": "language"})]


def test_nobody_changes_the_settings_of_somebody_else(person: User) -> None:
    with pytest.raises(PermissionDenied):
        services.set_language(person=person, language="lv", by=UserFactory())
    assert events() == []


@pytest.mark.parametrize(("language", "zone"), [("xx", "Europe/Riga"), ("en", "Moon/Crater")])
def test_unknown_values_are_refused_by_the_service_itself(person: User, language: str, zone: str) -> None:
    with pytest.raises(ValidationError):
        services.change_personal_settings(
            person=person, by=person, name="Anna", language=language, time_zone=zone, mail_frequency="each"
        )
    person.refresh_from_db()
    assert person.name == "Anna Bērziņa"
    assert events() == []


def test_a_change_whose_event_fails_is_not_made(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record_event", fail)
    with pytest.raises(RuntimeError):
        services.set_language(person=person, language="lv", by=person)
    person.refresh_from_db()
    assert person.language == "en"


def test_the_database_itself_refuses_upper_case(person: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(email="Anna@demo.example")


def test_a_person_is_pointed_at_and_seen_by_themselves_only(person: User) -> None:
    other = UserFactory()
    assert kind_of(person).name == "person"
    assert kind_of(person).address(person) == "/settings/"
    assert target_for(person, "person", person.pk) == person
    assert target_for(other, "person", person.pk) is None
    person.is_active = False
    person.save()
    assert not people_visible_to(person).exists()


def test_reading_about_people(person: User) -> None:
    assert not has_second_factor(person)
    assert address_waiting(person) == ""
    EmailAddress.objects.create(user=person, email="new@demo.example")
    assert address_waiting(person) == "new@demo.example"
    assert not is_address_taken("new@demo.example")
    assert is_address_taken("ANNA@demo.example")
    assert not is_address_taken("anna@demo.example", except_for=person)
    assert session_end(None) is None


def test_a_zone_that_is_no_more_breaks_nothing(person: User) -> None:
    assert str(time_zone_of(person)) == "Europe/Riga"
    person.time_zone = "Europe/Atlantis"
    assert time_zone_of(person) is None
