"""The daily mail: once on each local day, at seven on its reader's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from inclucities.notifications import services, tasks
from inclucities.notifications.domain import digest_boundary
from inclucities.notifications.models import Notification, OutboxMail
from tests.factories.people import UserFactory
from tests.notifications.conftest import LABEL, Tell

pytestmark = pytest.mark.django_db

RIGA = ZoneInfo("Europe/Riga")


@pytest.fixture
def daily(anna: User) -> User:
    anna.mail_frequency = "daily"
    anna.save()
    return anna


def riga(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=RIGA)


def test_everything_in_one_mail_at_seven(tell: Tell, daily: User, sofie: User, mailoutbox: list[Any]) -> None:
    with time_machine.travel(riga("2026-05-04 15:00"), tick=False) as clock:
        tell(daily, by=sofie)
        tell(daily, kind="asked", needs_action=True)
        assert not OutboxMail.objects.exists()
        tasks.send_waiting_mails()
        clock.move_to(riga("2026-05-05 06:59"))
        tasks.send_waiting_mails()
        assert mailoutbox == []
        clock.move_to(riga("2026-05-05 07:00"))
        tasks.send_waiting_mails()
        tasks.send_waiting_mails()
    assert len(mailoutbox) == 1
    mail = mailoutbox[0]
    assert mail.subject == "[Action needed] 2 messages from IncluCities"
    assert mail.body.index("[Action needed] You are asked") < mail.body.index("Sofie Declercq shared")
    assert Notification.objects.filter(mailed_at=None).count() == 0


def test_what_happens_after_seven_waits_for_the_next_morning(
    tell: Tell, daily: User, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(riga("2026-05-05 07:30"), tick=False) as clock:
        tell(daily)
        tasks.send_waiting_mails()
        clock.move_to(riga("2026-05-05 23:59"))
        tasks.send_waiting_mails()
        assert mailoutbox == []
        clock.move_to(riga("2026-05-06 07:01"))
        tasks.send_waiting_mails()
    assert [mail.subject for mail in mailoutbox] == [f"“{LABEL}” has been shared with you."]


def test_a_worker_that_slept_at_seven_sends_later_what_was_due_then(
    tell: Tell, daily: User, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(riga("2026-05-04 15:00"), tick=False) as clock:
        tell(daily)
        clock.move_to(riga("2026-05-05 09:30"))
        tell(daily, kind="reopened")
        tasks.send_waiting_mails()
        assert len(mailoutbox) == 1
        assert "reopened" not in mailoutbox[0].body
        assert "is open again" not in mailoutbox[0].body


@pytest.mark.promise("Languages and clocks")
@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-03-28 12:00", "Europe/Riga"),
        ("2026-10-24 12:00", "Europe/Riga"),
        ("2026-03-28 12:00", "Europe/Brussels"),
        ("2026-10-24 12:00", "Europe/Athens"),
        ("2026-04-04 12:00", "Australia/Lord_Howe"),
        ("2026-10-03 12:00", "Pacific/Auckland"),
    ],
)
def test_the_nights_of_the_clock_change_have_one_mail(
    tell: Tell, daily: User, mailoutbox: list[Any], start: str, zone: str
) -> None:
    User.objects.update(time_zone=zone)
    place = ZoneInfo(zone)
    begun = datetime.fromisoformat(start).replace(tzinfo=place)
    arrived: list[datetime] = []
    with time_machine.travel(begun, tick=False) as clock:
        for step in range(3 * 24 * 2):
            clock.move_to(begun.astimezone(UTC) + timedelta(minutes=30 * step))
            tell(daily, dedupe_key=f"hours:{step // 12}")
            before = len(mailoutbox)
            tasks.send_waiting_mails()
            arrived += [datetime.now(place)] * (len(mailoutbox) - before)
    assert [(moment.hour, moment.minute) for moment in arrived] == [(7, 0)] * 3
    assert len({moment.date() for moment in arrived}) == 3


def test_each_reader_has_their_own_seven(tell: Tell, circle: Group, mailoutbox: list[Any]) -> None:
    for zone in ("Pacific/Auckland", "Europe/Athens", "Europe/Lisbon"):
        person = UserFactory(
            time_zone=zone, mail_frequency="daily", email=f"{zone[-4:].lower()}@demo.example"
        )
        person.groups.add(circle)
    with time_machine.travel("2026-05-04 12:00 +0000", tick=False) as clock:
        tell(*User.objects.all())
        order = []
        for hour in range(12, 36):
            clock.move_to(datetime(2026, 5, 4, tzinfo=UTC) + timedelta(hours=hour))
            tasks.send_waiting_mails()
            order += [(hour, mail.to[0]) for mail in mailoutbox]
            mailoutbox.clear()
    assert order == [(19, "land@demo.example"), (28, "hens@demo.example"), (30, "sbon@demo.example")]


@pytest.mark.promise("Revoking works at once")
def test_the_daily_mail_leaves_out_what_may_no_longer_be_opened(
    tell: Tell, circle: Group, daily: User, mailoutbox: list[Any]
) -> None:
    own = Group.objects.create(name="Own circle")
    daily.groups.add(own)
    with time_machine.travel(riga("2026-05-04 15:00"), tick=False) as clock:
        tell(daily)
        tell(daily, target=own)
        clock.move_to(riga("2026-05-05 07:00"))
        services.queue_digests()
        daily.groups.remove(circle)
        services.send_due_mails()
    assert len(mailoutbox) == 1
    assert "Own circle" in mailoutbox[0].body
    assert LABEL not in str(mailoutbox[0].message())
    assert mailoutbox[0].subject == "“Own circle” has been shared with you."


def test_changing_the_frequency_loses_nothing_and_floods_nobody(
    tell: Tell, daily: User, mailoutbox: list[Any]
) -> None:
    with time_machine.travel(riga("2026-05-04 15:00"), tick=False) as clock:
        tell(daily)
        User.objects.update(mail_frequency="each")
        clock.move_to(riga("2026-05-05 07:00"))
        tasks.send_waiting_mails()
        assert len(mailoutbox) == 1
        User.objects.update(mail_frequency="daily")
        daily.refresh_from_db()
        tell(daily)
        User.objects.update(mail_frequency="none")
        clock.move_to(riga("2026-05-20 08:00"))
        tasks.send_waiting_mails()
        User.objects.update(mail_frequency="daily")
        tasks.send_waiting_mails()
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_four_schedulers_queue_one_daily_mail(tell: Tell, daily: User) -> None:
    with time_machine.travel(riga("2026-05-04 15:00"), tick=False) as clock:
        tell(daily)
        tell(daily)
        clock.move_to(riga("2026-05-05 07:00"))

        def run(_number: int) -> int:
            try:
                return services.queue_digests()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(run, range(4))) == 1
    assert OutboxMail.objects.count() == 1
    assert set(Notification.objects.values_list("mail", flat=True)) == {OutboxMail.objects.get().pk}


def test_looking_each_minute_costs_two_queries_however_many_wait(tell: Tell, circle: Group) -> None:
    costs = []
    for _ in range(2):
        for person in UserFactory.create_batch(2, mail_frequency="daily"):
            tell(person)
        with time_machine.travel(datetime.now(UTC)), CaptureQueriesContext(connection) as queries:
            services.queue_digests()
        costs.append(len(queries))
    assert costs == [2, 2]


def test_a_local_day_begins_where_the_reader_is() -> None:
    day, boundary = digest_boundary(datetime(2026, 5, 4, 22, 30, tzinfo=UTC), RIGA)
    assert (day.isoformat(), boundary.astimezone(UTC).isoformat()) == (
        "2026-05-05",
        "2026-05-05T04:00:00+00:00",
    )
