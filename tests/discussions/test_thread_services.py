"""Opening, answering, resolving, changing and withdrawing: rights, events, who is told, and once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.discussions import registry, services
from inclucities.discussions.domain import EDITABLE_FOR, MAX_LENGTH
from inclucities.discussions.models import Comment, Thread
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.queries import waiting_for
from inclucities.notifications.services import send_due_mails
from inclucities.targets.registry import UnknownKindError
from tests.discussions.conftest import LABEL, Open
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def answer(thread: Thread, by: User, **changes: Any) -> Comment:
    given: dict[str, Any] = {"text": "Like this.", "language": "en", "token": uuid.uuid4(), **changes}
    return services.reply(thread=thread, by=by, **given)


def told(kind: str = "commented") -> set[str]:
    waiting = Notification.objects.filter(kind=kind, done_at=None)
    return {name.split()[0] for name in waiting.values_list("recipient__name", flat=True)}


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# -- Opening --------------------------------------------------------------------------------------


def test_a_thread_stands_where_it_was_opened_with_its_first_comment(
    opened: Open, circle: Group, mentor: User, mentee: User, colleague: User
) -> None:
    thread = opened(mentor, text="  Why?\r\nReally?  ", language="fr")
    assert (thread.target_kind, thread.target_id, thread.target_label) == ("circle", circle.pk, LABEL)
    assert (thread.anchor, thread.audience, thread.opened_by) == ("a1", "team", mentor)
    comment = thread.comments.get()
    assert (comment.text, comment.language, comment.side, comment.by) == (
        "Why?\nReally?",
        "fr",
        "mentor",
        mentor,
    )
    assert told() == {"Ilze", "Jānis"}
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.scheme_id) == ("thread_opened", mentor.pk, 77)
    assert event.data == {
        "about": "circle",
        "about_id": circle.pk,
        "anchor": "a1",
        "comment": comment.pk,
        "audience": "team",
    }


def test_only_the_chosen_audience_is_told(opened: Open, mentee: User, colleague: User, mentor: User) -> None:
    opened(mentee, audience="own_side")
    assert told() == {"Jānis"}


def test_strangers_guests_and_other_peoples_audiences_are_refused(
    opened: Open, mentee: User, mentor: User, guest: User
) -> None:
    for person in (guest, UserFactory(email="mentee.stranger@demo.example")):
        with pytest.raises(PermissionDenied):
            opened(person)
    with pytest.raises(ValidationError) as refused:
        opened(mentor, audience="own_side")
    assert list(refused.value.message_dict) == ["audience"]
    with pytest.raises(ValidationError) as refused:
        opened(mentee, anchor="z9")
    assert list(refused.value.message_dict) == ["anchor"]
    assert not Thread.objects.exists()
    assert events() == []


def test_what_nobody_discusses_cannot_be_commented_on(
    opened: Open, mentee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownKindError):
        opened(mentee, target=Permission.objects.all()[0])
    monkeypatch.delitem(registry._policies, "circle")
    with pytest.raises(registry.NotDiscussedError):
        opened(mentee)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n\t "),
        ("text", "x" * (MAX_LENGTH + 1)),
        ("language", "xx"),
        ("language", ""),
    ],
)
def test_refused_words_are_said_at_their_field(opened: Open, mentee: User, field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        opened(mentee, **{field: value})
    assert list(refused.value.message_dict) == [field]
    assert not Thread.objects.exists()


def test_the_longest_text_is_kept_whole(opened: Open, mentee: User) -> None:
    text = "ā" * MAX_LENGTH
    assert opened(mentee, text=text).comments.get().text == text


def test_ten_parallel_sends_of_one_form_open_one_thread(
    committed: None, opened: Open, mentee: User, mentor: User
) -> None:
    token = uuid.uuid4()

    def one(_number: int) -> int:
        try:
            return opened(mentee, token=token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(one, range(10)))) == 1
    assert Thread.objects.count() == Comment.objects.count() == Notification.objects.count() == 1
    assert events() == ["thread_opened"]


# -- Answering ------------------------------------------------------------------------------------


def test_an_answer_is_told_to_all_but_its_author_and_ends_what_waited_for_them(
    opened: Open, mentor: User, mentee: User, colleague: User
) -> None:
    thread = opened(mentor)
    comment = answer(thread, mentee)
    assert comment.side == "mentee"
    assert told() == {"Sofie", "Jānis"}
    assert not Notification.objects.filter(recipient=mentee, done_at=None).exists()
    assert Notification.objects.filter(recipient=colleague, done_at=None).count() == 2
    assert events() == ["thread_opened", "comment_added"]


def test_ten_parallel_sends_of_one_answer_make_one(
    committed: None, opened: Open, mentee: User, mentor: User
) -> None:
    thread, token = opened(mentor), uuid.uuid4()

    def one(_number: int) -> int:
        try:
            return answer(thread, mentee, token=token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(one, range(10)))) == 1
    assert Comment.objects.count() == 2
    assert events().count("comment_added") == 1


def test_the_same_token_of_two_people_makes_two_comments(opened: Open, mentee: User, mentor: User) -> None:
    thread, token = opened(mentor), uuid.uuid4()
    assert answer(thread, mentee, token=token) != answer(thread, mentor, token=token)


def test_an_answer_opens_a_resolved_thread_so_that_no_word_is_lost(
    opened: Open, mentor: User, mentee: User
) -> None:
    thread = opened(mentor)
    services.resolve(thread=thread, by=mentor)
    answer(thread, mentee)
    assert thread.is_open
    assert events() == ["thread_opened", "thread_resolved", "comment_added", "thread_reopened"]


def test_who_took_part_and_lost_the_right_is_not_told(
    opened: Open, circle: Group, mentor: User, mentee: User
) -> None:
    thread = opened(mentor)
    mentor.groups.remove(circle)
    answer(thread, mentee)
    assert told() == set()


@pytest.mark.parametrize("act", ["reply", "resolve", "reopen"])
def test_acts_ask_for_the_right_at_that_moment(
    opened: Open, circle: Group, mentor: User, mentee: User, guest: User, act: str
) -> None:
    thread, private = opened(mentor), opened(mentee, audience="own_side")
    words = {"text": "x", "language": "en", "token": uuid.uuid4()} if act == "reply" else {}
    for where, person in ((thread, guest), (private, mentor), (thread, UserFactory())):
        with pytest.raises(PermissionDenied):
            getattr(services, act)(thread=where, by=person, **words)
    mentor.groups.remove(circle)
    with pytest.raises(PermissionDenied):
        getattr(services, act)(thread=thread, by=mentor, **words)


# -- Resolving ------------------------------------------------------------------------------------


def test_resolving_and_reopening_act_once_and_tell_the_others(
    opened: Open, mentor: User, mentee: User, colleague: User
) -> None:
    thread = opened(mentor)
    for _ in range(2):
        services.resolve(thread=thread, by=mentee)
    assert (thread.is_open, thread.resolved_by) == (False, mentee)
    assert told("commented") == set()
    assert told("thread_resolved") == {"Sofie", "Jānis"}
    for _ in range(2):
        services.reopen(thread=thread, by=mentor)
    assert (thread.is_open, thread.resolved_by) == (True, None)
    assert told("thread_resolved") == set()
    assert told("thread_reopened") == {"Ilze", "Jānis"}
    assert events() == ["thread_opened", "thread_resolved", "thread_reopened"]


def test_ten_people_resolve_it_once(committed: None, opened: Open, mentor: User, mentee: User) -> None:
    pk = opened(mentor).pk

    def one(_number: int) -> None:
        try:
            services.resolve(thread=Thread.objects.get(pk=pk), by=mentee)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    assert events() == ["thread_opened", "thread_resolved"]
    assert Notification.objects.filter(kind="thread_resolved").count() == 1


# -- Changing and withdrawing ---------------------------------------------------------------------


def test_an_author_puts_it_right_for_fifteen_minutes(opened: Open, mentor: User, mentee: User) -> None:
    with time_machine.travel("2026-05-01 10:00:00 +0000", tick=False) as clock:
        comment = opened(mentor).comments.get()
        clock.shift(EDITABLE_FOR - timedelta(seconds=1))
        changed = services.edit(comment=comment, text="Or like this?", language="nl", by=mentor)
        assert (changed.text, changed.language) == ("Or like this?", "nl")
        assert changed.edited_at is not None
        services.edit(comment=comment, text="Or like this?", language="nl", by=mentor)
        assert events() == ["thread_opened", "comment_edited"]
        assert Notification.objects.count() == 1
        clock.shift(timedelta(seconds=1))
        with pytest.raises(services.TooLateError):
            services.edit(comment=comment, text="Too late", language="nl", by=mentor)


def test_nobody_changes_or_withdraws_what_another_wrote(opened: Open, mentor: User, mentee: User) -> None:
    comment = opened(mentor).comments.get()
    with pytest.raises(PermissionDenied):
        services.edit(comment=comment, text="x", language="en", by=mentee)
    with pytest.raises(PermissionDenied):
        services.withdraw(comment=comment, by=mentee)


def test_refused_words_change_nothing(opened: Open, mentor: User) -> None:
    comment = opened(mentor).comments.get()
    with pytest.raises(ValidationError):
        services.edit(comment=comment, text=" ", language="en", by=mentor)
    comment.refresh_from_db()
    assert comment.text == "How else could it be done?"


def test_a_withdrawn_comment_keeps_its_place_without_words(opened: Open, circle: Group, mentor: User) -> None:
    comment = opened(mentor).comments.get()
    for _ in range(2):
        services.withdraw(comment=comment, by=mentor)
    comment.refresh_from_db()
    assert comment.text == ""
    assert comment.withdrawn_at is not None
    assert events() == ["thread_opened", "comment_withdrawn"]
    with pytest.raises(services.TooLateError):
        services.edit(comment=comment, text="Back", language="en", by=mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="Back")


def test_who_may_no_longer_read_withdraws_nothing(opened: Open, circle: Group, mentor: User) -> None:
    comment = opened(mentor).comments.get()
    mentor.groups.remove(circle)
    with pytest.raises(PermissionDenied):
        services.withdraw(comment=comment, by=mentor)


def test_a_retired_target_takes_its_threads_along(
    opened: Open, circle: Group, mentor: User, mentee: User
) -> None:
    opened(mentor)
    opened(mentee, anchor="b2")
    assert services.erase_threads_at(target=circle, by=mentee) == 2
    assert not Thread.objects.exists()
    assert not Notification.objects.exists()
    assert events().count("thread_erased") == 2


# -- Mails ----------------------------------------------------------------------------------------


def test_a_mail_leads_to_the_thread_and_holds_none_of_its_words(
    opened: Open, mentor: User, mentee: User, mailoutbox: list[Any]
) -> None:
    thread = opened(mentor, text="A secret worry")
    send_due_mails()
    mail = mailoutbox[0]
    assert mail.subject == f"Sofie Declercq wrote a comment on “{LABEL}”."
    assert f"/threads/{thread.pk}/" in mail.body
    assert "secret worry" not in str(mail.message())


def test_losing_the_right_stops_mail_and_list_at_once(
    opened: Open, circle: Group, mentor: User, mentee: User, mailoutbox: list[Any]
) -> None:
    opened(mentor)
    assert len(waiting_for(mentee)) == 1
    mentee.groups.remove(circle)
    assert list(waiting_for(mentee)) == []
    send_due_mails()
    assert mailoutbox == []
    assert OutboxMail.objects.get().state == "dropped"
