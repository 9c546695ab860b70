"""The events of a report."""

from __future__ import annotations

from typing import Any

from inclucities.audit.services import record_event
from inclucities.reports.models import ReportJob


def record_report_event(action: str, *, job: ReportJob, by: Any, **data: int | str) -> None:
    """Write an event about what the report is about; its data name the report by its id."""
    record_event(action, target=job, by=by, scheme_id=job.scheme_id, data={"report": job.pk, **data})
