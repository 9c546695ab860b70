"""Whatever people are called and write, a mail has one recipient, and each of its headers one line."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.test import Client

from inclucities.accounts.models import User
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.models import OutboxMail
from inclucities.notifications.services import notify
from inclucities.notifications.services.outbox import send_due_mails
from inclucities.questionnaires.models import Edition
from schemes.enums import Role
from schemes.services.invitations import invite
from tests.journeys.desks import Jelgava
from tests.promises.planted import plant, write_jelgava

pytestmark = [pytest.mark.promise("Clean mail"), pytest.mark.django_db]

ATTACKER = "attacker@evil.example"
INJECTIONS = (
    f"Plan\r\nBcc: {ATTACKER}",
    f"Plan\nBcc: {ATTACKER}\n\nOther words",
    f"Plan\rCc: {ATTACKER}",
    f"Plan\u2028Bcc: {ATTACKER}",
    f"Plan\u0085Bcc: {ATTACKER}",
    f"Plan\x0bBcc: {ATTACKER}",
    f"Plan%0ABcc: {ATTACKER}",
    f"Plan, {ATTACKER}",
    f"Plan <{ATTACKER}>",
    f'"Plan" <{ATTACKER}>, ',
    f"=?utf-8?Q?Plan=0ABcc:_{ATTACKER}?=",
    "Plan\u202eexe.fdp",
    "Plan " * 60,
)
ONCE = ("To", "From", "Subject", "Message-ID", "Date", "Content-Type", "MIME-Version")


def test_no_name_and_no_title_adds_a_recipient_or_a_header(
    client: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    written = write_jelgava()
    OutboxMail.objects.all().delete()
    mails = 0
    for injection in INJECTIONS[:: amount(4, 1)]:
        with transaction.atomic():
            _send_under_the_name(injection, written)
            with django_capture_on_commit_callbacks(execute=True):
                client.post("/account/password/reset/", {"email": written.lead.email})
            transaction.set_rollback(True)
        assert len(mail.outbox) > len(NotificationKind)
        for message in mail.outbox:
            assert message.to in ([written.lead.email], [written.member.email], ["eva@demo.example"])
            _check(message)
        mails += len(mail.outbox)
        mail.outbox.clear()
    found(f"0 further recipients and headers in {mails} mails")


def _send_under_the_name(injection: str, written: Jelgava) -> None:
    """Call everybody and everything so, and send a mail of each kind."""
    rows = {
        (model, key)
        for model in apps.get_models()
        if model not in {OutboxMail, Edition}
        for key in model._base_manager.values_list("pk", flat=True)
    }
    plant(rows, lambda _row, _column, _old, room: injection[:room])
    lead = User.objects.get(pk=written.lead.pk)
    party = written.analysis.participation
    invite(email="eva@demo.example", role=Role.MENTEE_MEMBER, scope=party, message=injection, by=lead)
    for kind in NotificationKind:
        notify(recipients=[written.member], kind=kind, target=written.analysis, by=lead, needs_action=True)
    send_due_mails()


def _check(message: Any) -> None:
    assert message.recipients() == message.to
    read = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert {name: len(read.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert not {"bcc", "cc", "reply-to", "resent-to"} & {name.lower() for name in read}
    assert not any(sign in str(value) for value in read.values() for sign in "\r\n\x0b\x85\u2028\u2029")
    assert ATTACKER not in str(read["To"])
