"""Many clicks at once have one effect."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import OutboxMail
from schemes.enums import Role
from schemes.models import Invitation, Membership, Participation
from schemes.services.invitations import (
    InvitationGoneError,
    NewAccount,
    accept_invitation,
    accept_with_new_account,
    invite,
)
from tests.factories.schemes import make_person

ACCOUNT = NewAccount(
    name="Anna Bērziņa", password="four words in a row", language="lv", time_zone="Europe/Riga"
)
Secrets = list[str]


@pytest.mark.promise("Invitations")
@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("with_account", [False, True])
def test_fifty_at_once_have_one_effect(
    with_account: bool, mentee: Participation, lead: User, found: Callable[[str], None]
) -> None:
    person = make_person("Anna", email="anna@demo.example") if with_account else None
    invitation = invite(email="anna@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
    gate = threading.Barrier(50)
    outcomes: list[str] = []

    def accept() -> None:
        try:
            opened = Invitation.objects.get(pk=invitation.pk)
            gate.wait(timeout=60)
            if person is None:
                accept_with_new_account(invitation=opened, account=ACCOUNT)
            else:
                accept_invitation(invitation=opened, by=person)
            outcomes.append("accepted")
        except InvitationGoneError:
            outcomes.append("gone")
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test says so
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = ["accepted"] * (50 if with_account else 1) + ["gone"] * (0 if with_account else 49)
    assert sorted(outcomes) == expected
    assert Membership.objects.filter(person__email="anna@demo.example").count() == 1
    assert AuditEvent.objects.filter(action="invitation_accepted").count() == 1
    found("50 at once: 1 account or role, 1 event")


@pytest.mark.promise("A retry acts once")
@pytest.mark.usefixtures("committed")
def test_ten_clicks_at_once_send_one_invitation(mentee: Participation, lead: User) -> None:
    gate = threading.Barrier(10)
    found: list[Any] = []

    def send() -> None:
        try:
            gate.wait(timeout=60)
            found.append(invite(email="a@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead).pk)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test says so
            found.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1, found
    assert OutboxMail.objects.count() == 1
