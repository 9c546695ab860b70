"""Who is told when a good practice is sent to review, released, withdrawn or taken up again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from benchmarks.models import GoodPractice
from benchmarks.services import (
    NotReleasableError,
    release_practice,
    send_back,
    send_to_review,
    take_up_again,
    withdraw_practice,
)
from inclucities.accounts.models import User
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.queries import waiting_for
from inclucities.notifications.services import send_due_mails
from schemes.enums import OrganisationKind, Role
from schemes.services.frame import add_organisation, give_role
from tests.benchmarks.conftest import complete, release
from tests.factories.people import UserFactory


@pytest.fixture
def writer(pair: Any) -> User:
    """Let a colleague of the city's lead, and its association, work in the library."""
    person = UserFactory(name="Karim Bensaïd")
    give_role(person=person, role=Role.MENTOR_MEMBER, scope=pair.mentor_city, by=None)
    association = add_organisation(
        programme=pair.programme, kind=OrganisationKind.ASSOCIATION, names={"en": "Brulocalis"}, by=None
    )
    pair.mentor_city.parent_association = association
    pair.mentor_city.save(update_fields=["parent_association"])
    give_role(person=pair.mentor_association, role=Role.MENTOR_ASSOCIATION, scope=pair.mentor_city, by=None)
    return person


def told(pair: Any, kind: str) -> set[str]:
    people = {person.pk: name for name, person in pair.people.items()}
    recipients = Notification.objects.filter(kind=kind).values_list("recipient", flat=True)
    return {people.get(pk, "writer") for pk in recipients}


def test_whoever_may_release_is_asked_to_review(pair: Any, practice: GoodPractice, writer: User) -> None:
    complete(practice, writer)
    send_to_review(practice=practice, by=writer)
    assert told(pair, "review_asked") == {"asked"}
    (waiting,) = waiting_for(pair.asked)
    assert waiting.needs_action
    assert waiting.sentence == "Karim Bensaïd asks you to review “Language buddies” and to release it."


def test_the_mail_says_that_something_is_to_be_done_only_where_it_is(
    pair: Any, practice: GoodPractice, writer: User, mailoutbox: list[Any]
) -> None:
    complete(practice, writer)
    User.objects.update(mail_frequency="each")
    send_to_review(practice=practice, by=writer)
    release_practice(practice=practice, by=pair.asked)
    assert OutboxMail.objects.filter(recipient=pair.asked).count() == 1
    send_due_mails()
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert pair.asked.email not in subjects, "what was done meanwhile is not mailed"
    assert subjects[writer.email] == f"{pair.asked.name} released “Language buddies”."


def test_the_request_goes_out_marked_while_it_waits(
    pair: Any, practice: GoodPractice, writer: User, mailoutbox: list[Any]
) -> None:
    User.objects.update(mail_frequency="each")
    send_to_review(practice=practice, by=writer)
    send_due_mails()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject[:15]) == ([pair.asked.email], "[Action needed]")


def test_a_lead_who_sends_it_is_asked_by_nobody(pair: Any, practice: GoodPractice, writer: User) -> None:
    send_to_review(practice=practice, by=pair.asked)
    assert told(pair, "review_asked") == set()


def test_what_goes_back_waits_for_no_review_and_its_writers_know(
    pair: Any, practice: GoodPractice, writer: User
) -> None:
    send_to_review(practice=practice, by=writer)
    send_back(practice=practice, by=pair.asked)
    assert not list(waiting_for(pair.asked))
    assert told(pair, "reopened") == {"writer"}


def test_a_release_is_told_to_the_own_side_and_who_runs_the_programme(
    pair: Any, practice: GoodPractice, writer: User
) -> None:
    release(practice, pair.asked)
    assert told(pair, "released") == {"writer", "mentor_association", "coordinator", "facilitator"}
    assert not Notification.objects.filter(kind="released", needs_action=True).exists()
    assert not list(waiting_for(pair.observer)), "everybody else finds it in the library"


def test_a_release_that_fails_tells_nobody(pair: Any, practice: GoodPractice, writer: User) -> None:
    send_to_review(practice=practice, by=writer)
    with pytest.raises(NotReleasableError):
        release_practice(practice=practice, by=pair.asked)
    assert told(pair, "released") == set()
    assert [item.kind for item in waiting_for(pair.asked)] == ["review_asked"]


def test_withdrawing_takes_the_news_of_the_release_away(
    pair: Any, practice: GoodPractice, writer: User
) -> None:
    release(practice, pair.asked)
    withdraw_practice(practice=practice, by=pair.asked, reason="The figures were wrong")
    assert told(pair, "withdrawn") == {"writer", "mentor_association", "coordinator"}
    assert not Notification.objects.filter(kind="released", done_at__isnull=True).exists()
    with translation.override("en"):
        (waiting,) = waiting_for(pair.coordinator)
    assert waiting.sentence == f"{pair.asked.name} withdrew “Language buddies”."
    take_up_again(practice=practice, by=pair.asked, reason="With new figures")
    assert told(pair, "reopened") == {"writer"}


@pytest.mark.parametrize("colleagues", [1, 3])
def test_telling_takes_as_many_queries_however_many_are_told(
    pair: Any, practice: GoodPractice, writer: User, colleagues: int, django_assert_num_queries: Any
) -> None:
    for _number in range(colleagues - 1):
        give_role(person=UserFactory(), role=Role.MENTOR_MEMBER, scope=pair.mentor_city, by=None)
    release(practice, pair.asked)
    # A savepoint's two, the state and its event, what is settled, who is told, mails, notifications.
    with django_assert_num_queries(12):
        withdraw_practice(practice=practice, by=pair.asked, reason="The figures were wrong")
    assert Notification.objects.filter(kind="withdrawn").count() == colleagues + 2
