"""The outbox: queueing mails, sending those that are due, and keeping what went wrong."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from inclucities.celery import app
from inclucities.notifications.domain import MAX_ATTEMPTS, WAITS
from inclucities.notifications.enums import MailState
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.services.letters import Letter, letter_from_templates, letter_to_person

logger = logging.getLogger(__name__)

SEND_TASK = "inclucities.notifications.tasks.send_waiting_mails"
#: A mail that somebody is sending is not tried by anybody else for so long.
LEASE = timedelta(minutes=10)
#: One run of the task sends so many; the next run goes on.
BATCH = 200
#: After a broker has not answered, requests leave it alone for so many seconds; the sweeper sends meanwhile.
BROKER_REST = 20.0
#: What only this one mail has met; anything else is the server's trouble, and the run ends.
ONLY_THIS_MAIL = (SMTPRecipientsRefused, SMTPDataError, ValueError)

_silent: ContextVar[bool] = ContextVar("notifications_silent", default=False)
_broker_rests_until = 0.0


@contextlib.contextmanager
def silently() -> Iterator[None]:
    """Send no mail of what is notified inside: for seeding and imports. What waits for people still does."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Tell whether the caller works inside ``silently()``."""
    return _silent.get()


def send_to_address(
    *, email: str, language: str, template: str, context: Mapping[str, Any], dedupe_key: str
) -> OutboxMail | None:
    """Queue a mail to somebody who may have no account, in the caller's transaction.

    Its words come from ``templates/emails/<template>.subject.txt``, ``.txt`` and, where it exists,
    ``.html``, in ``language``; ``site_url`` is in every context. A second call with the same
    ``dedupe_key`` returns the first mail. Returns ``None`` inside ``silently()``. The words may hold a
    secret link: they are erased once the mail is sent or given up.

    Raises ``ValidationError`` for what is no e-mail address.
    """
    validate_email(email)
    if is_silent():
        return None
    letter = letter_from_templates(template, context, language)
    try:
        with transaction.atomic():
            queued = OutboxMail.objects.create(
                to=email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                language=language,
                dedupe_key=f"address:{dedupe_key}",
            )
            transaction.on_commit(wake_worker)
    except IntegrityError:
        first = OutboxMail.objects.filter(dedupe_key=f"address:{dedupe_key}").first()
        if first is None:
            raise
        return first
    return queued


def wake_worker() -> bool:
    """Tell a worker that mails wait. Returns ``False`` when the broker cannot take the message.

    The message is a hint and may be lost: the rows are the truth, and the sweeper looks each minute.
    """
    global _broker_rests_until  # noqa: PLW0603 -- one broker for each process
    if time.monotonic() < _broker_rests_until:
        return False
    try:
        app.send_task(SEND_TASK, ignore_result=True)
    except (OperationalError, ChannelError, OSError) as error:
        _broker_rests_until = time.monotonic() + BROKER_REST
        logger.warning("The broker did not take the mails (%s); the sweeper will.", type(error).__name__)
        return False
    return True


def send_due_mails() -> int:
    """Send the mails that are due, and return how many went out.

    Each is claimed first, so that two workers never send the same one. A server that does not answer
    ends the run: the mail that met it waits longer each time, up to five attempts.
    """
    due = OutboxMail.objects.filter(state=MailState.WAITING, due_at__lte=timezone.now()).order_by(
        "due_at", "pk"
    )
    sent = 0
    with contextlib.closing(mail.get_connection()) as connection:
        for queued in list(due.select_related("recipient")[:BATCH]):
            if not _claim(queued):
                continue
            letter = _letter_of(queued)
            if letter is None:
                _finish(queued, MailState.DROPPED)
                continue
            try:
                _message(queued, letter, connection).send()
            except (*ONLY_THIS_MAIL, SMTPException, OSError) as error:
                _put_off(queued, error)
                if not isinstance(error, ONLY_THIS_MAIL):
                    break
            else:
                _note_sent(queued, letter)
                sent += 1
    return sent


def erase_old_mails(*, older_than: timedelta) -> int:
    """Delete the rows of mails that are finished and older than this; return how many."""
    finished = OutboxMail.objects.exclude(state=MailState.WAITING)
    return (
        finished.filter(created_at__lt=timezone.now() - older_than).delete()[1].get(OutboxMail._meta.label, 0)
    )


def _claim(queued: OutboxMail) -> bool:
    """Take a mail for this run. One whose every attempt was broken off is given up."""
    if queued.attempts >= MAX_ATTEMPTS:
        _finish(queued, MailState.FAILED)
        return False
    now = timezone.now()
    mine = OutboxMail.objects.filter(
        pk=queued.pk, state=MailState.WAITING, attempts=queued.attempts, due_at=queued.due_at
    ).update(attempts=queued.attempts + 1, due_at=now + LEASE)
    queued.attempts += 1
    return bool(mine)


def _letter_of(queued: OutboxMail) -> Letter | None:
    if queued.recipient_id is not None:
        return letter_to_person(queued)
    return Letter(to=queued.to, subject=queued.subject, text=queued.text, html=queued.html)


def _message(queued: OutboxMail, letter: Letter, connection: Any) -> mail.EmailMultiAlternatives:
    host = settings.SITE_URL.split("//")[-1].split("/")[0].split(":")[0]
    message = mail.EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.to],
        connection=connection,
        # A mail that is sent twice because a worker died in between is one mail to its reader's program.
        headers={"Message-ID": f"<outbox-{queued.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _put_off(queued: OutboxMail, error: Exception) -> None:
    words = f"{type(error).__name__}: {error}"[:300]
    logger.warning(
        "Mail %s was not sent in attempt %s: %s.", queued.pk, queued.attempts, type(error).__name__
    )
    if queued.attempts >= MAX_ATTEMPTS:
        _finish(queued, MailState.FAILED, error=words)
        return
    OutboxMail.objects.filter(pk=queued.pk).update(
        due_at=timezone.now() + WAITS[queued.attempts - 1], error=words
    )


@transaction.atomic
def _note_sent(queued: OutboxMail, letter: Letter) -> None:
    now = timezone.now()
    _finish(queued, MailState.SENT, to=letter.to, subject=letter.subject, sent_at=now, error="")
    if letter.told:
        Notification.objects.filter(pk__in=letter.told).update(mailed_at=now)


def _finish(queued: OutboxMail, state: MailState, **columns: Any) -> None:
    OutboxMail.objects.filter(pk=queued.pk).update(state=state, text="", html="", **columns)
