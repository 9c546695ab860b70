"""Who may read, share and delete a report now.

Two questions, both asked at the moment of reading: may this person see that the report exists (its owner,
and others once it is shared), and may they read everything in it (the owning app answers).
"""

from __future__ import annotations

from typing import Any

from inclucities.reports.enums import JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.registry import UnknownReportKindError, kind_named


def owns(person: Any, job: ReportJob) -> bool:
    """Tell whether the report belongs to this person: who asked for it."""
    return bool(person.is_active and job.requested_by_id == person.pk)


def may_read_contents(person: Any, job: ReportJob) -> bool:
    """Tell whether the owning app lets this person read everything in the payload now.

    A kind that no app registers any more is read by nobody.
    """
    try:
        kind = kind_named(job.kind)
    except UnknownReportKindError:
        return False
    return bool(person.is_active and kind.readable_by(person, job))


def may_see(person: Any, job: ReportJob) -> bool:
    """Tell whether this person may know of the report: its owner, or a reader of all of it once shared."""
    if owns(person, job):
        return True
    return job.shared_at is not None and job.erased_at is None and may_read_contents(person, job)


def may_download(person: Any, job: ReportJob) -> bool:
    """Tell whether this person may have the file now."""
    return job.is_downloadable and may_see(person, job) and may_read_contents(person, job)


def may_share(person: Any, job: ReportJob) -> bool:
    """Tell whether this person may show the report to others: its owner, while they may read it."""
    return (
        job.state == JobState.READY
        and job.erased_at is None
        and owns(person, job)
        and may_read_contents(person, job)
    )
