"""Changing accounts: one function for each act, with its event in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from inclucities.accounts.models import User
from inclucities.accounts.queries import is_address_taken
from inclucities.audit.services import record_event


@dataclass(frozen=True, slots=True)
class ReadyHash:
    """The hash of a password that another account has already: hashing it takes most of a second each time.

    For accounts that share a word which everybody knows, and for nobody else's. Raises ``ValueError``
    for what is no hash, so that no password is ever stored as it is.
    """

    encoded: str

    def __post_init__(self) -> None:
        identify_hasher(self.encoded)


def create_account(
    *, email: str, name: str, password: str | ReadyHash, language: str, time_zone: str
) -> User:
    """Open an account for a person whose invitation has proved the e-mail address.

    The address counts as verified, so that the person can sign in at once. Raises
    ``ValidationError`` with the field's name when a value is refused or the address is taken.
    """
    address = email.strip().lower()
    person = User(email=address, name=name.strip(), language=language, time_zone=time_zone)
    person.full_clean(exclude=["password"], validate_unique=False)
    if isinstance(password, ReadyHash):
        person.password = password.encoded
    else:
        try:
            validate_password(password, person)
        except ValidationError as refused:
            raise ValidationError({"password": refused.messages}) from refused
        person.set_password(password)
    taken = ValidationError({"email": _("There is an account with this e-mail address. Sign in with it.")})
    try:
        with transaction.atomic():
            if is_address_taken(address):
                raise taken
            person.save()
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
            record_event("account_created", target=person, by=person)
    except IntegrityError as meanwhile:
        raise taken from meanwhile
    return person


@transaction.atomic
def change_personal_settings(
    *, person: Any, name: str, language: str, time_zone: str, mail_frequency: str, by: Any
) -> User:
    """Save how a person is called and how the product speaks to them.

    Raises ``PermissionDenied`` unless ``by`` is the person, ``ValidationError`` for a refused value.
    Nothing is written when nothing has changed.
    """
    wanted = {
        "name": name.strip(),
        "language": language,
        "time_zone": time_zone,
        "mail_frequency": mail_frequency,
    }
    return _change(person, wanted, action="personal_settings_changed", by=by)


@transaction.atomic
def set_language(*, person: Any, language: str, by: Any) -> User:
    """Save the language that a person reads the pages in.

    Raises ``PermissionDenied`` unless ``by`` is the person, ``ValidationError`` for an unknown language.
    """
    return _change(person, {"language": language}, action="language_changed", by=by)


@transaction.atomic
def replace_password(*, person: Any, password: str, by: Any) -> User:
    """Save a new password that a form has checked; all other sessions of the person end by it."""
    row = _locked(person)
    row.set_password(password)
    row.save(update_fields=["password"])
    record_event("password_changed", target=row, by=by)
    return row


def record_address_confirmed(*, person: Any, by: Any) -> None:
    """Write the event of a confirmed e-mail address, in the transaction of the change."""
    record_event("email_confirmed", target=_locked(person), by=by)


def record_second_factor(action: str, *, person: Any) -> None:
    """Write the event of a change to a person's second factor, in the transaction of the change."""
    record_event(action, target=_locked(person), by=person)


def _locked(person: Any) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _change(person: Any, wanted: dict[str, str], *, action: str, by: Any) -> User:
    if by.pk != person.pk:
        raise PermissionDenied
    row = _locked(person)
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    if changed:
        for field in changed:
            setattr(row, field, wanted[field])
        untouched = [field.name for field in User._meta.fields if field.name not in changed]
        row.clean_fields(exclude=untouched)
        row.save(update_fields=changed)
        record_event(action, target=row, by=by, data={"fields": ",".join(changed)})
    return row
