"""The pages of documents: what each person sees, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inclucities.accounts.models import User
from inclucities.notifications.queries import waiting_for
from inclucities.reports import services
from inclucities.reports.models import ReportJob
from tests.reports.conftest import Ask

pytestmark = pytest.mark.django_db

PAGES = ("detail", "status", "download", "delete")
ACTS = ("share", "unshare", "delete")

ClientFor = Callable[..., Client]


def page(name: str, job: ReportJob) -> str:
    return reverse(f"documents:{name}", args=[job.pk])


def end_right(person: User) -> None:
    User.objects.filter(pk=person.pk).update(name="may not read")


def test_the_list_shows_ones_own_and_no_others(signed_in: Client, ask: Ask, other: User) -> None:
    ask(title="Mine")
    ask(title="Theirs", by=other)
    html = signed_in.get(reverse("documents:list")).content.decode()
    assert "Mine" in html
    assert "Theirs" not in html


def test_an_empty_list_says_what_belongs_there(signed_in: Client) -> None:
    assert "No documents yet" in signed_in.get(reverse("documents:list")).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 45])
def test_the_list_takes_the_same_queries_however_long(
    signed_in: Client, ready: Ask, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        ready()
    # Session, person, what waits for them, count, page.
    with django_assert_num_queries(5):
        signed_in.get(reverse("documents:list"))


def test_the_list_has_pages(signed_in: Client, ask: Ask) -> None:
    for number in range(21):
        ask(title=f"Document {number}")
    address = reverse("documents:list")
    assert "Document 20" in signed_in.get(address).content.decode()
    assert "Document 0<" in signed_in.get(address, {"page": "2"}).content.decode()
    assert signed_in.get(address, {"page": "x"}).status_code == 200
    assert signed_in.get(address, {"page": "99"}).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_strangers_find_nothing(ready: Ask, other: User, client_for: ClientFor, name: str) -> None:
    assert client_for(other).get(page(name, ready())).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_strangers_do_nothing(ready: Ask, other: User, client_for: ClientFor, name: str) -> None:
    assert client_for(other).post(page(name, ready())).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "list"])
def test_nobody_gets_in_unsigned(ready: Ask, client: Client, name: str) -> None:
    address = reverse("documents:list") if name == "list" else page(name, ready())
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["share", "unshare"])
def test_acts_are_not_done_by_looking(ready: Ask, signed_in: Client, name: str) -> None:
    assert signed_in.get(page(name, ready())).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_an_unknown_document(signed_in: Client, name: str) -> None:
    assert signed_in.get(reverse(f"documents:{name}", args=[999])).status_code == 404


def test_the_owner_downloads_an_attachment(ready: Ask, signed_in: Client) -> None:
    response = signed_in.get(page("download", ready(b'{"a": 1}', title="Λιβαδειά")))
    assert b"".join(response.streaming_content) == b'{"a": 1}'  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%CE%9B")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "8"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.promise("Revoking works at once")
def test_the_owner_loses_the_file_with_the_right(ready: Ask, signed_in: Client, owner: User) -> None:
    job = ready()
    end_right(owner)
    assert signed_in.get(page("download", job)).status_code == 403
    html = signed_in.get(page("detail", job)).content.decode()
    assert "You may no longer read everything" in html
    assert page("download", job) not in html
    assert signed_in.post(page("share", job)).status_code == 403


@pytest.mark.promise("No reading or writing across schemes")
def test_a_shared_document_is_downloaded_by_who_may_read_all_of_it(
    ready: Ask, owner: User, other: User, client_for: ClientFor
) -> None:
    job, client = ready(), client_for(other)
    services.share_report(job=job, by=owner)
    assert client.get(page("download", job)).status_code == 200
    html = client.get(page("detail", job)).content.decode()
    assert f'<a href="{reverse("schemes:documents", args=[job.scheme_id])}">' in html
    assert page("delete", job) not in html
    for name in ACTS:
        assert client.post(page(name, job)).status_code == 403
    assert client.get(page("delete", job)).status_code == 403
    end_right(other)
    assert client.get(page("download", job)).status_code == 404
    assert client.get(page("detail", job)).status_code == 404


def test_a_superuser_is_a_stranger_too(ready: Ask, other: User, client_for: ClientFor) -> None:
    User.objects.filter(pk=other.pk).update(is_superuser=True, is_staff=True)
    assert client_for(other).get(page("detail", ready())).status_code == 404


@pytest.mark.parametrize("state", ["queued", "rendering", "failed"])
def test_there_is_nothing_to_download_before_it_is_ready(ask: Ask, signed_in: Client, state: str) -> None:
    job = ask()
    ReportJob.objects.update(state=state)
    assert signed_in.get(page("download", job)).status_code == 404


def test_an_erased_document_says_so(ready: Ask, signed_in: Client, owner: User) -> None:
    job = ready()
    services.erase_reports_at(owner, by=None)
    assert signed_in.get(page("download", job)).status_code == 404
    assert "were erased on" in signed_in.get(page("detail", job)).content.decode()
    assert "Erased" in signed_in.get(reverse("documents:list")).content.decode()


def test_a_file_that_is_gone(ready: Ask, signed_in: Client) -> None:
    job = ready()
    job.file.storage.delete(job.file.name)
    assert signed_in.get(page("download", job)).status_code == 404


def test_the_page_asks_on_until_the_document_is_there(ask: Ask, signed_in: Client) -> None:
    job = ask()
    html = signed_in.get(page("detail", job)).content.decode()
    assert f'hx-get="{page("status", job)}"' in html
    assert 'hx-trigger="every 2s"' in html
    assert "Refresh" in html
    claim = services.claim(job.pk)
    assert claim is not None
    services.extend(claim, progress=40)
    assert "40 % done" in signed_in.get(page("status", job)).content.decode()
    services.finish(claim, b"{}")
    fragment = signed_in.get(page("status", job)).content.decode()
    assert page("download", job) in fragment
    assert "hx-get" not in fragment
    assert "<html" not in fragment


def test_seeing_the_page_settles_the_word_about_it(ready: Ask, signed_in: Client) -> None:
    job = ready()
    assert len(waiting_for(job.requested_by)) == 1
    signed_in.get(page("status", job))
    assert len(waiting_for(job.requested_by)) == 0


def test_a_failure_is_told_in_a_sentence(ask: Ask, signed_in: Client) -> None:
    job = ask()
    ReportJob.objects.update(state="failed", error="too_slow")
    assert "took longer than a report may take" in signed_in.get(page("detail", job)).content.decode()


def test_sharing_and_taking_back(ready: Ask, signed_in: Client) -> None:
    job = ready()
    html = signed_in.post(page("share", job), follow=True).content.decode()
    assert "Stop sharing" in html
    job.refresh_from_db()
    assert job.shared_at is not None
    signed_in.post(page("unshare", job))
    job.refresh_from_db()
    assert job.shared_at is None


def test_deleting_asks_once_in_words(ready: Ask, signed_in: Client) -> None:
    job = ready()
    assert "cannot be undone" in signed_in.get(page("delete", job)).content.decode()
    assert ReportJob.objects.count() == 1
    response = signed_in.post(page("delete", job), follow=True)
    assert "is deleted" in response.content.decode()
    assert not ReportJob.objects.exists()


def test_a_title_is_text_and_nothing_else(ready: Ask, signed_in: Client) -> None:
    job = ready(title="<script>alert(1)</script>")
    for address in (reverse("documents:list"), page("detail", job), page("delete", job)):
        assert "<script>alert" not in signed_in.get(address).content.decode()


def test_the_page_speaks_latvian(ready: Ask, signed_in: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(language="lv")
    assert 'lang="lv"' in signed_in.get(page("detail", ready())).content.decode()
