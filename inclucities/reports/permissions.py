"""Who may read, share and delete a report now.

Two questions, both asked at the moment of reading: may this person see that the report exists (its owner,
and others once it is shared), and may they read everything in it (the owning app answers).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inclucities.reports.enums import JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.registry import ReportKind, Stored, UnknownReportKindError, kind_named


def owns(person: Any, job: ReportJob) -> bool:
    """Tell whether the report belongs to this person: who asked for it."""
    return bool(person.is_active and job.requested_by_id == person.pk)


def may_read_contents(person: Any, job: ReportJob) -> bool:
    """Tell whether the owning app lets this person read everything in the payload now.

    A kind that no app registers any more is read by nobody.
    """
    kind = _kind_of(job)
    return bool(kind is not None and person.is_active and kind.readable_by(person, job))


def readable_among(person: Any, jobs: Sequence[ReportJob]) -> set[int]:
    """Return the ids of those reports of which this person may read everything now.

    The jobs come with ``payload_scope``; they are asked for as many at once as their kinds allow.
    """
    if not person.is_active:
        return set()
    together: dict[Any, list[Stored]] = {}
    readable: set[int] = set()
    for job in jobs:
        kind = _kind_of(job)
        if kind is not None and kind.readable_among is not None:
            scope = tuple(job.payload_scope or ())  # type: ignore[attr-defined]  # the query annotates it
            stored = Stored(job.pk, job.kind, job.target_id, scope)
            together.setdefault(kind.readable_among, []).append(stored)
        elif may_read_contents(person, job):
            readable.add(job.pk)
    for ask, stored_jobs in together.items():
        readable.update(ask(person, stored_jobs))
    return readable


def _kind_of(job: ReportJob) -> ReportKind | None:
    try:
        return kind_named(job.kind)
    except UnknownReportKindError:
        return None


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
