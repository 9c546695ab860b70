"""Mails: what they say, to whom, and what happens when they cannot be sent."""

from __future__ import annotations

import copy
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.utils import timezone
from kombu.exceptions import OperationalError

from inclucities.accounts.models import User
from inclucities.notifications import services, tasks
from inclucities.notifications.domain import MAX_ATTEMPTS, WAITS
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.services import outbox
from tests.factories.people import UserFactory
from tests.notifications.conftest import LABEL, Tell

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def html_of(mail: Any) -> str:
    return str(mail.alternatives[0][0])


# -- To people with an account --------------------------------------------------------------------


def test_a_mail_speaks_to_its_reader(
    tell: Tell, circle: Group, anna: User, sofie: User, mailoutbox: list[Any]
) -> None:
    tell(anna, kind="asked", by=sofie, needs_action=True, due_on=date(2030, 10, 4))
    assert services.send_due_mails() == 1
    mail = mailoutbox[0]
    sentence = f"Sofie Declercq asks you to work on “{LABEL}”."
    assert (mail.to, mail.cc, mail.bcc) == (["anna@demo.example"], [], [])
    assert mail.subject == f"[Action needed] {sentence}"
    assert mail.body.startswith(f"Dear Anna Bērziņa,\n\n{sentence}\nDue: 4 October 2030\n")
    assert f"{SITE}/circles/{circle.pk}/\n" in mail.body
    assert f"{SITE}/settings/" in mail.body
    assert f'href="{SITE}/circles/{circle.pk}/"' in html_of(mail)
    headers = mail.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    row = OutboxMail.objects.get()
    assert headers["Message-ID"] == f"<outbox-{row.pk}@127.0.0.1>"
    assert (row.state, row.to, row.subject, row.text, row.html) == ("sent", anna.email, mail.subject, "", "")
    assert row.sent_at is not None
    assert Notification.objects.get().mailed_at is not None
    assert services.send_due_mails() == 0


def test_news_needs_no_act(tell: Tell, anna: User, mailoutbox: list[Any]) -> None:
    tell(anna)
    services.send_due_mails()
    assert mailoutbox[0].subject == f"“{LABEL}” has been shared with you."


def test_the_language_is_that_of_the_moment_of_sending(tell: Tell, anna: User, mailoutbox: list[Any]) -> None:
    tell(anna)
    anna.language = "lv"
    anna.save()
    services.send_due_mails()
    assert '<html lang="lv">' in html_of(mailoutbox[0])
    tell(anna)
    User.objects.update(language="xx")
    assert services.send_due_mails() == 1
    assert '<html lang="en">' in html_of(mailoutbox[1])


@pytest.mark.promise("Revoking works at once")
def test_who_may_no_longer_open_it_gets_no_mail_and_no_label(
    tell: Tell, circle: Group, anna: User, sofie: User, mailoutbox: list[Any]
) -> None:
    tell(anna, sofie)
    anna.groups.remove(circle)
    assert services.send_due_mails() == 1
    assert [mail.to for mail in mailoutbox] == [[sofie.email]]
    row = OutboxMail.objects.get(recipient=anna)
    assert (row.state, row.to, row.subject, row.error) == ("dropped", "", "", "")
    assert Notification.objects.get(recipient=anna).mailed_at is None


@pytest.mark.parametrize("change", [{"mail_frequency": "none"}, {"is_active": False}])
def test_who_wants_no_mail_or_is_gone_gets_none(
    tell: Tell, anna: User, mailoutbox: list[Any], change: dict[str, Any]
) -> None:
    tell(anna)
    User.objects.filter(pk=anna.pk).update(**change)
    assert services.send_due_mails() == 0
    assert mailoutbox == []
    anna.refresh_from_db()
    tell(anna)
    assert OutboxMail.objects.count() == 1


def test_what_is_read_or_done_meanwhile_needs_no_mail(
    tell: Tell, circle: Group, anna: User, mailoutbox: list[Any]
) -> None:
    services.mark_read(notification=tell(anna)[0], by=anna)
    tell(anna, kind="asked", needs_action=True)
    services.settle(target=circle, kind="asked")
    assert services.send_due_mails() == 0
    assert mailoutbox == []


def test_what_was_only_looked_at_still_needs_its_mail(tell: Tell, anna: User) -> None:
    services.mark_read(notification=tell(anna, kind="asked", needs_action=True)[0], by=anna)
    assert services.send_due_mails() == 1


@pytest.mark.promise("Clean mail")
@pytest.mark.parametrize(
    "evil",
    [
        "Plan\nBcc: all@demo.example",
        "Plan\r\nTo: all@demo.example\r\n\r\nHello",
        "Plan\u2028Bcc: all@demo.example",
        "Plan\x0bBcc: all@demo.example\x85Cc: more@demo.example",
    ],
)
def test_no_label_and_no_name_adds_a_header(
    tell: Tell, circle: Group, anna: User, mailoutbox: list[Any], evil: str
) -> None:
    Group.objects.filter(pk=circle.pk).update(name=evil)
    circle.refresh_from_db()
    tell(anna, by=UserFactory(name=evil))
    assert services.send_due_mails() == 1
    message = mailoutbox[0].message()
    names = {"Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"}
    assert set(message.keys()) == names
    assert mailoutbox[0].recipients() == [anna.email]
    assert len(mailoutbox[0].subject.splitlines()) == 1


def test_only_html_is_escaped(tell: Tell, anna: User, mailoutbox: list[Any]) -> None:
    own = Group.objects.create(name="<script>alert('1')</script> & Co")
    anna.groups.add(own)
    tell(anna, target=own)
    services.send_due_mails()
    assert "“<script>alert('1')</script> & Co”" in mailoutbox[0].body
    assert "<script" not in html_of(mailoutbox[0])
    assert "&lt;script&gt;" in html_of(mailoutbox[0])


# -- To addresses without an account --------------------------------------------------------------


@pytest.fixture
def letter(tmp_path: Path, settings: Any) -> Path:
    """A letter with words of its own, in a folder of templates."""
    folder = tmp_path / "emails" / "club"
    folder.mkdir(parents=True)
    (folder / "welcome.subject.txt").write_text("Welcome to {{ club }}\n")
    (folder / "welcome.txt").write_text(
        '{% extends "emails/base.txt" %}'
        "{% block words %}Come to {{ club }}: {{ site_url }}/x/{{ secret }}/{% endblock %}"
    )
    (folder / "welcome.html").write_text(
        '{% extends "emails/base.html" %}{% block words %}<p>Come to {{ club }}</p>{% endblock %}'
    )
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(tmp_path)
    settings.TEMPLATES = templates
    return folder


def welcome(**changes: Any) -> OutboxMail | None:
    given: dict[str, Any] = {
        "email": "guest@demo.example",
        "language": "en",
        "template": "club/welcome",
        "context": {"club": "Rūta & Sons", "secret": "s3cret"},
        "dedupe_key": "invitation:1",
        **changes,
    }
    with transaction.atomic():
        return services.send_to_address(**given)


def test_a_letter_to_an_address(letter: Path, mailoutbox: list[Any]) -> None:
    queued = welcome()
    assert queued is not None
    assert services.send_due_mails() == 1
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == (["guest@demo.example"], "Welcome to Rūta & Sons")
    assert f"Good day,\n\nCome to Rūta & Sons: {SITE}/x/s3cret/" in mail.body
    assert "<p>Come to Rūta &amp; Sons</p>" in html_of(mail)
    queued.refresh_from_db()
    assert (queued.state, queued.text, queued.html) == ("sent", "", "")


def test_a_letter_is_queued_once(letter: Path, sent_tasks: list[str]) -> None:
    assert welcome() == welcome(context={"club": "Another"})
    assert OutboxMail.objects.count() == 1


def test_a_letter_needs_no_html_but_its_own_words(letter: Path, mailoutbox: list[Any]) -> None:
    (letter / "welcome.html").unlink()
    welcome()
    services.send_due_mails()
    assert mailoutbox[0].alternatives == []
    with pytest.raises(TemplateDoesNotExist):
        welcome(template="club/farewell", dedupe_key="2")


@pytest.mark.promise("Clean mail")
def test_a_letter_has_one_reader_and_one_subject(letter: Path, mailoutbox: list[Any]) -> None:
    for wrong in ("", "guest", "a@demo.example, b@demo.example", "a@demo.example\nBcc: b@demo.example"):
        with pytest.raises(ValidationError):
            welcome(email=wrong)
    welcome(context={"club": "X\r\nBcc: all@demo.example", "secret": ""}, language="xx")
    services.send_due_mails()
    assert mailoutbox[0].recipients() == ["guest@demo.example"]
    assert mailoutbox[0].subject == "Welcome to X Bcc: all@demo.example"
    assert mailoutbox[0].message()["Bcc"] is None


def test_silently_no_letter_is_queued(letter: Path) -> None:
    with services.silently():
        assert welcome() is None
    assert not OutboxMail.objects.exists()


# -- When sending fails ---------------------------------------------------------------------------


class Backend(EmailBackend):
    """Fails for certain addresses as a mail server does."""

    errors: dict[str, Exception] = {}

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if error := self.errors.get(message.to[0]):
                raise error
        return int(super().send_messages(messages))


@pytest.fixture
def errors(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """Errors by address; an empty dictionary lets everything through."""
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    found: dict[str, Exception] = {}
    monkeypatch.setattr(Backend, "errors", found)
    return found


def test_a_failure_is_kept_and_tried_again_ever_later(
    tell: Tell, anna: User, errors: dict[str, Exception], mailoutbox: list[Any]
) -> None:
    errors[anna.email] = SMTPServerDisconnected("gone away")
    with time_machine.travel("2026-05-01 10:00:00 +0000", tick=False) as clock:
        tell(anna)
        for attempt, wait in enumerate(WAITS, start=1):
            assert services.send_due_mails() == 0
            row = OutboxMail.objects.get()
            assert (row.state, row.attempts, row.error) == (
                "waiting",
                attempt,
                "SMTPServerDisconnected: gone away",
            )
            assert row.due_at == timezone.now() + wait
            clock.shift(wait - timedelta(seconds=1))
            services.send_due_mails()
            assert OutboxMail.objects.get().attempts == attempt
            clock.shift(timedelta(seconds=1))
        services.send_due_mails()
        row = OutboxMail.objects.get()
        assert (row.state, row.attempts) == ("failed", MAX_ATTEMPTS)
        assert row.error == "SMTPServerDisconnected: gone away"
        errors.clear()
        clock.shift(timedelta(days=30))
        assert services.send_due_mails() == 0
    assert mailoutbox == []


def test_a_failure_that_passes_costs_nothing(
    tell: Tell, anna: User, errors: dict[str, Exception], mailoutbox: list[Any]
) -> None:
    errors[anna.email] = OSError("no route")
    with time_machine.travel("2026-05-01 10:00:00 +0000", tick=False) as clock:
        tell(anna)
        services.send_due_mails()
        errors.clear()
        clock.shift(WAITS[0])
        assert services.send_due_mails() == 1
    row = OutboxMail.objects.get()
    assert (row.state, row.attempts, row.error) == ("sent", 2, "")
    assert len(mailoutbox) == 1


def test_one_refused_address_holds_up_nobody_but_a_dead_server_ends_the_run(
    tell: Tell, anna: User, sofie: User, errors: dict[str, Exception]
) -> None:
    errors[anna.email] = SMTPRecipientsRefused({})
    tell(anna, sofie)
    assert services.send_due_mails() == 1
    errors[anna.email] = OSError("no route")
    tell(anna)
    tell(sofie)
    tried = OutboxMail.objects.filter(attempts__gt=0).count()
    assert services.send_due_mails() == 0
    assert OutboxMail.objects.filter(attempts__gt=0).count() == tried + 1


def test_a_worker_that_dies_leaves_the_mail_to_the_next(
    tell: Tell, anna: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    with time_machine.travel("2026-05-01 10:00:00 +0000", tick=False) as clock:
        tell(anna)
        with monkeypatch.context() as dying:
            dying.setattr(outbox, "_message", _die)
            for _ in range(2):
                with pytest.raises(KeyboardInterrupt):
                    services.send_due_mails()
                assert services.send_due_mails() == 0
                clock.shift(outbox.LEASE)
        assert services.send_due_mails() == 1
    assert OutboxMail.objects.get().attempts == 3
    assert len(mailoutbox) == 1


def test_a_mail_that_kills_every_worker_is_given_up(
    tell: Tell, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_message", _die)
    with time_machine.travel("2026-05-01 10:00:00 +0000", tick=False) as clock:
        tell(anna)
        for _ in range(MAX_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                services.send_due_mails()
            clock.shift(outbox.LEASE)
        assert services.send_due_mails() == 0
    assert OutboxMail.objects.get().state == "failed"


def _die(*_arguments: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once(tell: Tell, mailoutbox: list[Any], circle: Group) -> None:
    people = UserFactory.create_batch(12)
    for person in people:
        person.groups.add(circle)
    tell(*people)

    def run(_number: int) -> int:
        try:
            return services.send_due_mails()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 12
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(person.email for person in people)


# -- The broker -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_gone_costs_one_short_wait(
    tell: Tell, anna: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    tried: list[str] = []

    def hang(name: str, **_options: Any) -> None:
        tried.append(name)
        time.sleep(0.3)
        raise OperationalError("no broker")

    monkeypatch.setattr(outbox.app, "send_task", hang)
    begun = time.monotonic()
    for _ in range(5):
        tell(anna)
    assert time.monotonic() - begun < 1.5
    assert tried == [outbox.SEND_TASK]
    tasks.send_waiting_mails()
    assert len(mailoutbox) == 5


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_is_woken_and_sends(
    letter: Path, worker: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    queued = welcome(email="worker@demo.example", context={"club": "Worker", "secret": "x"})
    assert queued is not None
    deadline = time.monotonic() + 30
    while queued.state != "sent" and time.monotonic() < deadline:
        time.sleep(0.1)
        queued.refresh_from_db()
    assert queued.state == "sent", worker.output[-3000:]
    sent = [path.read_text() for path in Path(settings.EMAIL_FILE_PATH).glob("*.log")]
    assert sum("To: worker@demo.example" in mail for mail in sent) == 1


def test_rows_of_old_mails_go(tell: Tell, anna: User) -> None:
    with time_machine.travel("2026-01-01 10:00:00 +0000"):
        tell(anna)
        services.send_due_mails()
        tell(anna)
    OutboxMail.objects.filter(state="waiting").update(due_at=datetime(2026, 6, 1, tzinfo=UTC))
    with time_machine.travel("2026-05-01 10:00:00 +0000"):
        tell(anna)
        assert services.send_due_mails() == 1
        tasks.tidy_notifications()
    assert sorted(OutboxMail.objects.values_list("state", flat=True)) == ["sent", "waiting"]
    assert Notification.objects.count() == 3
