"""Telling people: whom, once, and what is read and done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from inclucities.notifications import services, tasks
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.services import outbox
from inclucities.targets.registry import UnknownKindError
from tests.factories.people import UserFactory
from tests.notifications.conftest import LABEL, Tell

pytestmark = pytest.mark.django_db


def test_each_recipient_is_told_once_and_nobody_of_their_own_act(
    tell: Tell, circle: Group, anna: User, sofie: User
) -> None:
    closed = UserFactory(is_active=False)
    told = tell(anna, sofie, anna, closed, by=sofie, data={"version": 2})
    assert [row.recipient for row in told] == [anna]
    row = told[0]
    assert (row.kind, row.actor, row.data) == ("shared", sofie, {"version": 2})
    assert (row.target_kind, row.target_id, row.target_label) == ("circle", circle.pk, LABEL)
    assert row.mail is not None
    assert row.mail.recipient == anna
    assert (row.mail.to, row.mail.subject, row.mail.text) == ("", "", "")


def test_telling_nobody_does_nothing(tell: Tell, sofie: User, sent_tasks: list[str]) -> None:
    assert tell(sofie, by=sofie) == []
    assert not OutboxMail.objects.exists()


def test_a_retry_tells_nobody_twice(tell: Tell, anna: User, sofie: User) -> None:
    first = tell(anna, dedupe_key="version:7")
    second = tell(anna, sofie, dedupe_key="version:7")
    assert first[0].pk in [row.pk for row in second]
    assert Notification.objects.count() == OutboxMail.objects.count() == 2
    tell(anna, kind="reopened", dedupe_key="version:7")
    assert Notification.objects.filter(recipient=anna).count() == 2


def test_without_a_key_every_call_tells(tell: Tell, anna: User) -> None:
    tell(anna)
    tell(anna)
    assert Notification.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_tell_once(tell: Tell, anna: User, sofie: User) -> None:
    def one(_number: int) -> None:
        try:
            tell(anna, sofie, dedupe_key="same")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    assert Notification.objects.count() == OutboxMail.objects.count() == 2
    assert set(Notification.objects.values_list("mail", flat=True)) == set(
        OutboxMail.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_telling_belongs_to_a_transaction_and_goes_with_it(
    circle: Group, anna: User, sent_tasks: list[str]
) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.notify(recipients=[anna], kind="shared", target=circle, by=None)
    with transaction.atomic():
        services.notify(recipients=[anna], kind="shared", target=circle, by=None)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()
    assert sent_tasks == []
    with transaction.atomic():
        services.notify(recipients=[anna], kind="shared", target=circle, by=None)
        assert sent_tasks == []
    assert sent_tasks == [outbox.SEND_TASK]


def test_mistakes_of_the_caller_are_refused(tell: Tell, anna: User) -> None:
    with pytest.raises(ValueError, match="gossip"):
        tell(anna, kind="gossip")
    with pytest.raises(ValueError, match="too long"):
        tell(anna, dedupe_key="x" * 200)
    with pytest.raises(UnknownKindError):
        tell(anna, target=Permission.objects.all()[0])


def test_telling_twelve_costs_as_much_as_telling_one(tell: Tell) -> None:
    def cost(number: int) -> int:
        people = UserFactory.create_batch(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tell(*people)
        return len(queries)

    assert cost(1) == cost(12)


def test_silently_something_waits_but_no_mail(tell: Tell, anna: User, sent_tasks: list[str]) -> None:
    with services.silently():
        tell(anna)
    row = Notification.objects.get()
    assert (row.by_mail, row.mail) == (False, None)
    services.queue_digests()
    assert not OutboxMail.objects.exists()
    tell(anna)
    assert OutboxMail.objects.count() == 1


def test_reading_ends_news_and_not_what_needs_an_act(tell: Tell, anna: User) -> None:
    news, act = tell(anna)[0], tell(anna, kind="asked", needs_action=True)[0]
    for row in (news, act):
        services.mark_read(notification=row, by=anna)
        row.refresh_from_db()
    assert (news.read_at is not None, news.done_at is not None) == (True, True)
    assert (act.read_at is not None, act.done_at is not None) == (True, False)
    first = act.read_at
    services.mark_done(notification=act, by=anna)
    act.refresh_from_db()
    assert act.done_at is not None
    assert act.read_at == first


def test_reading_one_comment_of_a_thread_reads_the_others(tell: Tell, anna: User, sofie: User) -> None:
    first, *_others = [tell(anna, sofie, kind="commented")[0] for _ in range(3)]
    tell(anna, kind="shared")
    tell(anna, kind="commented", target=Group.objects.create(name="Another"))
    services.mark_read(notification=first, by=anna)
    assert Notification.objects.filter(recipient=anna, done_at=None).count() == 2
    assert Notification.objects.filter(recipient=sofie, done_at=None).count() == 3


def test_marking_everything_read_leaves_what_needs_an_act(tell: Tell, anna: User, sofie: User) -> None:
    tell(anna, sofie)
    tell(anna, kind="asked", needs_action=True)
    assert services.mark_all_read(by=anna) == 1
    assert Notification.objects.filter(done_at=None).count() == 2


def test_nobody_marks_what_is_another_persons(tell: Tell, anna: User, sofie: User) -> None:
    row = tell(anna)[0]
    for act in (services.mark_read, services.mark_done):
        with pytest.raises(PermissionDenied):
            act(notification=row, by=sofie)


def test_what_is_done_is_off_every_list(tell: Tell, circle: Group, anna: User, sofie: User) -> None:
    other = Group.objects.create(name="Another")
    tell(anna, sofie, kind="asked", needs_action=True)
    tell(anna, kind="shared")
    tell(anna, kind="asked", target=other)
    assert services.settle(target=circle, kind="asked") == 2
    assert services.settle(target=circle, kind="asked") == 0
    assert services.settle(target=circle, recipient=sofie) == 0
    assert services.settle(target=circle, recipient=anna) == 1
    assert services.settle(target=other) == 1


def test_what_was_told_with_the_same_codes_is_off_the_lists_of_some(
    tell: Tell, circle: Group, anna: User, sofie: User
) -> None:
    for number in (1, 2):
        tell(anna, sofie, data={"number": number})
    assert services.settle(target=circle, recipients=[], data={"number": 2}) == 0
    assert services.settle(target=circle, recipients=[sofie], data={"number": 2}) == 1
    left = Notification.objects.filter(done_at=None).order_by("pk")
    assert [(row.recipient, row.data["number"]) for row in left] == [(anna, 1), (sofie, 1), (anna, 2)]


def test_who_loses_the_right_has_it_off_the_list(tell: Tell, circle: Group, anna: User, sofie: User) -> None:
    tell(anna, sofie)
    anna.groups.remove(circle)
    assert services.settle_unreachable(person=anna) == 1
    assert services.settle_unreachable(person=sofie) == 0
    sofie.groups.remove(circle)
    tasks.tidy_notifications()
    assert not Notification.objects.filter(done_at=None).exists()


def test_a_retired_target_is_forgotten(tell: Tell, circle: Group, anna: User) -> None:
    tell(anna)
    tell(anna, kind="reopened")
    assert services.forget_target(target=circle) == 2
    assert services.send_due_mails() == 0
