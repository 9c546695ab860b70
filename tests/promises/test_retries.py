"""The same click ten times at once, over HTTP: one effect."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.questionnaires.models import FrozenVersion
from inclucities.reports.models import ReportJob
from schemes.enums import Role
from schemes.models import Invitation
from tests.journeys.desks import Jelgava
from tests.promises.web import Said, Visitor

pytestmark = pytest.mark.promise("A retry acts once")

CLICKS = 10
Visit = Callable[..., Visitor]
Found = Callable[[str], None]


@pytest.fixture
def click(visitor: Visit) -> Callable[..., list[Said]]:
    """Send the same form ten times at once, as one person: ``click(person, path, fields)``."""

    def sent(person: User, path: str, fields: dict[str, str]) -> list[Said]:
        gate = threading.Barrier(CLICKS)

        def send(connection: Visitor) -> Said:
            gate.wait(timeout=60)
            return connection.post(path, fields)

        connections = [visitor(person) for _ in range(CLICKS)]
        with ThreadPoolExecutor(CLICKS) as threads:
            return list(threads.map(send, connections, timeout=120))

    return sent


def led_on(answers: list[Said]) -> None:
    """Fail unless every click was led on to a page, as if it had been the only one."""
    assert [said.status for said in answers] == [302] * CLICKS, [said.text[:300] for said in answers]


def test_ten_submits_share_one_version(
    click: Callable[..., list[Said]], jelgava: Jelgava, found: Found
) -> None:
    jelgava.answer_required("city", jelgava.lead)
    told_before, events_before = Notification.objects.count(), AuditEvent.objects.count()
    fields = {"stage": "shared", "note": "", "note_N_2": "on", "note_N_5": "on", "note_N_7": "on"}

    led_on(click(jelgava.lead, f"{jelgava.home}check/", fields))

    version = FrozenVersion.objects.get()
    assert version.number == 1
    new = Counter(
        (event.action, str(event.data)) for event in AuditEvent.objects.order_by("pk")[events_before:]
    )
    assert {action for action, _data in new} == {"version_frozen", "rule_acknowledged"}
    assert set(new.values()) == {1}, new
    told = Notification.objects.filter(kind="shared")
    assert told.count() == told.values("recipient").distinct().count() > 0
    assert Notification.objects.count() == told_before + told.count()
    found(f"{CLICKS} parallel submits: 1 version, everybody told once")


def test_ten_clicks_send_one_invitation(
    click: Callable[..., list[Said]], jelgava: Jelgava, found: Found
) -> None:
    party = jelgava.analysis.participation_id
    fields = {
        "email": "anna@demo.example",
        "role": Role.MENTEE_MEMBER.value,
        "language": "lv",
        "message": "Welcome",
        "valid_days": "30",
    }

    led_on(click(jelgava.lead, reverse("schemes:invite_party", args=[party]), fields))

    assert Invitation.objects.count() == 1
    assert OutboxMail.objects.filter(to="anna@demo.example").count() == 1
    assert AuditEvent.objects.filter(action="invitation_sent").count() == 1
    found(f"{CLICKS} parallel invitations: 1 invitation, 1 mail")


def test_ten_requests_make_one_report(
    click: Callable[..., list[Said]], jelgava: Jelgava, found: Found
) -> None:
    fields = {"version": "draft", "format": "pdf", "language": "lv", "once": "f" * 32}

    answers = click(jelgava.lead, f"{jelgava.home}documents/", fields)

    led_on(answers)
    job = ReportJob.objects.get()
    assert {said.headers["Location"] for said in answers} == {reverse("documents:detail", args=[job.pk])}
    assert AuditEvent.objects.filter(action="report_requested").count() == 1
    found(f"{CLICKS} parallel requests for a report: 1 report")
