"""Who a report is shown to, and when it goes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.reports import services, tasks
from inclucities.reports.models import ReportJob
from inclucities.reports.queries import report_seen_by, reports_of, reports_shared_with
from tests.reports.conftest import Ask

pytestmark = pytest.mark.django_db


def expire(job: ReportJob) -> None:
    ReportJob.objects.filter(pk=job.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))


def end_right(person: User) -> None:
    User.objects.filter(pk=person.pk).update(name="may not read")
    person.refresh_from_db()


def test_a_report_is_its_owners_alone(ready: Ask, owner: User, other: User) -> None:
    job = ready()
    assert report_seen_by(owner, job.pk) == job
    assert report_seen_by(other, job.pk) is None
    assert list(reports_of(other)) == []


def test_shared_it_is_seen_by_those_who_may_read_all_of_it(ready: Ask, owner: User, other: User) -> None:
    job = ready()
    assert services.share_report(job=job, by=owner)
    assert not services.share_report(job=job, by=owner)
    assert report_seen_by(other, job.pk) == job
    assert reports_shared_with(other, scheme_id=7) == [job]
    assert reports_shared_with(other, scheme_id=8) == []
    end_right(other)
    assert report_seen_by(other, job.pk) is None
    assert reports_shared_with(other, scheme_id=7) == []


def test_taken_back_it_is_seen_no_more(ready: Ask, owner: User, other: User) -> None:
    job = ready()
    services.share_report(job=job, by=owner)
    assert services.unshare_report(job=job, by=owner)
    assert not services.unshare_report(job=job, by=owner)
    assert report_seen_by(other, job.pk) is None


def test_only_its_owner_shares_and_deletes(ready: Ask, other: User) -> None:
    job = ready()
    for act in (services.share_report, services.unshare_report, services.delete_report):
        with pytest.raises(PermissionDenied):
            act(job=job, by=other)


def test_nobody_shares_what_they_may_no_longer_read(ready: Ask, owner: User) -> None:
    job = ready()
    end_right(owner)
    with pytest.raises(PermissionDenied):
        services.share_report(job=job, by=owner)


def test_nobody_shares_what_is_not_there(ask: Ask, owner: User) -> None:
    with pytest.raises(PermissionDenied):
        services.share_report(job=ask(), by=owner)


def test_payload_and_file_go_at_expiry(ready: Ask, django_capture_on_commit_callbacks: object) -> None:
    job = ready(b"secret")
    expire(job)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert services.erase_expired() == 1
    again = ReportJob.objects.get()
    assert (again.payload, again.file.name, again.size) == ({}, "", 0)
    assert again.erased_at is not None
    assert not default_storage.exists(job.file.name)
    assert services.erase_expired() == 0
    assert AuditEvent.objects.filter(action="report_erased").count() == 1


def test_thirty_days_from_when_it_was_ready(ready: Ask) -> None:
    job = ready()
    assert dt.timedelta(days=29) < job.expires_at - timezone.now() <= dt.timedelta(days=30)
    tasks.erase_expired_reports()
    job.refresh_from_db()
    assert job.erased_at is None


def test_a_shared_report_is_kept_until_it_is_taken_back(ready: Ask, owner: User) -> None:
    job = ready()
    services.share_report(job=job, by=owner)
    expire(job)
    assert services.erase_expired() == 0
    services.unshare_report(job=job, by=owner)
    assert services.erase_expired() == 0
    job.refresh_from_db()
    assert job.expires_at > timezone.now()


def test_an_erased_report_is_never_rendered(ask: Ask) -> None:
    job = ask()
    expire(job)
    services.erase_expired()
    assert services.claim(job.pk) is None


def test_retiring_a_target_erases_its_reports_even_if_shared(ready: Ask, owner: User, other: User) -> None:
    job = ready()
    stays = ready(by=other)
    services.share_report(job=job, by=owner)
    assert services.erase_reports_at(owner, by=owner) == 1
    job.refresh_from_db()
    stays.refresh_from_db()
    assert job.erased_at is not None
    assert job.shared_at is None
    assert stays.erased_at is None


def test_deleting_takes_the_file_along(
    ready: Ask, owner: User, django_capture_on_commit_callbacks: object
) -> None:
    job = ready()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.delete_report(job=job, by=owner)
    assert not ReportJob.objects.exists()
    assert not default_storage.exists(job.file.name)
    assert AuditEvent.objects.filter(action="report_deleted", data={"report": job.pk}).count() == 1


def test_files_of_no_report_go_after_a_day(ready: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ready()
    orphan = default_storage.save("reports/orphan.pdf", ContentFile(b"x"))
    assert services.delete_orphaned_files() == 0
    monkeypatch.setattr("inclucities.reports.services.erasing.ORPHAN_AGE", dt.timedelta(seconds=-5))
    assert services.delete_orphaned_files() >= 1
    assert not default_storage.exists(orphan)
    assert default_storage.exists(job.file.name)
