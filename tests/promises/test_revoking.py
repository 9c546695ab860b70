"""Whose role has ended reads nothing more: in open pages, behind old links, in queued documents and in mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import resolve

from inclucities.accounts.models import User
from inclucities.notifications.enums import MailState, NotificationKind
from inclucities.notifications.models import OutboxMail
from inclucities.notifications.services import notify
from inclucities.notifications.services.outbox import send_due_mails
from inclucities.reports import tasks
from inclucities.reports.enums import JobError, JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.services import share_report
from schemes.models import Membership
from schemes.services.frame import end_role
from tests.journeys.desks import Jelgava
from tests.promises.page_forms import forms_in
from tests.promises.planted import links_between_rows, marks, rows_around
from tests.promises.test_no_reading_across_schemes import MARK, body_of, pages_open_to
from tests.promises.writes import writes_watched

pytestmark = [pytest.mark.promise("Revoking works at once"), pytest.mark.django_db]

#: Pages of everybody's own, which stay open to who has no role left.
OWN = (
    "home",
    "accounts:",
    "account_",
    "mfa_",
    "notifications:",
    "documents:list",
    "discussions:list",
    "schemes:list",
)
OWN += ("schemes:programmes", "practices:list", "profiles:list", "accessibility", "privacy", "contact")


@pytest.fixture(scope="module")
def written(written: Jelgava, django_db_blocker: Any) -> Jelgava:
    """Put a mark into every text of the scheme."""
    with django_db_blocker.unblock():
        marks(rows_around(written.analysis.participation.scheme, links_between_rows()), "zqpair")
    return written


def revoke_all(person: User, by: User) -> None:
    """End every role of a person."""
    for membership in Membership.objects.filter(person=person):
        end_role(membership=membership, by=by)


def close_account(person: User, by: User) -> None:
    """Close the account of a person, as a technician does."""
    User.objects.filter(pk=person.pk).update(is_active=False)


def asked_for(client: Client, written: Jelgava) -> ReportJob:
    """Ask for the draft as a document, as its page does."""
    data = {"version": "draft", "format": "json", "language": "en", "sensitive": "on"}
    assert client.post(f"{written.home}documents/", data).status_code == 302
    return ReportJob.objects.latest("pk")


@pytest.mark.parametrize("revoke", [revoke_all, close_account])
def test_open_pages_and_old_links_show_nothing_more(
    revoke: Callable[..., None],
    written: Jelgava,
    client_for: Callable[[User], Client],
    found: Callable[[str], None],
) -> None:
    client = client_for(written.member)
    pages = dict(pages_open_to(client, 1, 3))
    assert sum(bool(MARK.search(body)) for body in pages.values()) > 10
    forms = [
        form
        for path, body in pages.items()
        if "<form" in body
        for form in forms_in(body, path)
        if form.method == "post" and not resolve(form.action.partition("?")[0]).view_name.startswith(OWN)
    ]
    assert forms

    revoke(written.member, by=written.coordinator)

    for path in pages:
        answer = client.get(path)
        assert not MARK.search(body_of(answer)), path
        assert answer.status_code != 200 or resolve(path.partition("?")[0]).view_name.startswith(OWN), path
    for form in forms:
        with writes_watched() as writes:
            answer = client.post(form.action, form.data())
        assert answer.status_code in {302, 403, 404}, form.action
        assert not writes.changed(), form.action
    found(f"0 of {len(pages)} open pages read and 0 of {len(forms)} forms taken later")


def test_what_a_script_saves_from_an_open_page_is_refused(
    written: Jelgava, client_for: Callable[[User], Client]
) -> None:
    client = client_for(written.member)
    path = f"{written.home}answers/na_learning_expectations/"
    assert client.get(path).status_code == 200
    revoke_all(written.member, by=written.coordinator)
    sent = {"na_learning_expectations-version": "1", "na_learning_expectations-text": "Too late"}
    with writes_watched() as writes:
        assert client.post(path, sent, headers={"x-autosave": "1"}).status_code == 404
    assert not writes.changed()


def test_a_queued_document_is_not_made_and_a_made_one_not_handed_out(
    written: Jelgava, client_for: Callable[[User], Client], found: Callable[[str], None]
) -> None:
    client = client_for(written.member)
    made, queued, shared = (
        asked_for(client, written),
        asked_for(client, written),
        asked_for(client_for(written.lead), written),
    )
    for job in (made, shared):
        tasks.render_report(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.READY
    share_report(job=shared, by=written.lead)
    links = [f"/documents/{job.pk}/download/" for job in (made, shared)]
    assert [client.get(link).status_code for link in links] == [200, 200]

    revoke_all(written.member, by=written.coordinator)

    tasks.render_report(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == (JobState.FAILED, JobError.NO_RIGHT)
    assert not queued.file
    assert [client.get(link).status_code for link in links] == [403, 404]
    found("0 of 3 documents handed out later")


@pytest.mark.parametrize("revoke", [revoke_all, close_account])
def test_a_mail_that_waits_is_not_sent(
    revoke: Callable[..., None], written: Jelgava, found: Callable[[str], None]
) -> None:
    OutboxMail.objects.all().delete()
    [told] = notify(
        recipients=[written.member],
        kind=NotificationKind.ASKED,
        target=written.analysis,
        by=written.lead,
        needs_action=True,
    )
    revoke(written.member, by=written.coordinator)
    send_due_mails()
    assert not [message for message in mail.outbox if written.member.email in message.to]
    assert told.mail is None or OutboxMail.objects.get(pk=told.mail_id).state == MailState.DROPPED
    found("0 mails sent later")


def test_the_list_of_what_waits_is_empty_at_once(
    written: Jelgava, client_for: Callable[[User], Client]
) -> None:
    client = client_for(written.member)
    notify(
        recipients=[written.member],
        kind=NotificationKind.ASKED,
        target=written.analysis,
        by=None,
        needs_action=True,
    )
    assert str(written.analysis) in client.get("/notifications/").content.decode()
    revoke_all(written.member, by=written.coordinator)
    assert str(written.analysis) not in client.get("/notifications/").content.decode()
    assert str(written.analysis) not in client.get("/").content.decode()
