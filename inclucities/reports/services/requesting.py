"""Asking for a report."""

from __future__ import annotations

import logging
import re
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from inclucities.celery import app
from inclucities.reports.domain.document import Document
from inclucities.reports.domain.payload import printable, to_json
from inclucities.reports.enums import Format
from inclucities.reports.models import ReportJob
from inclucities.reports.registry import kind_named
from inclucities.reports.services.events import record_report_event

logger = logging.getLogger(__name__)

RENDER_TASK = "inclucities.reports.tasks.render_report"


class FormatNotOfferedError(ValueError):
    """The kind of report cannot be had in the form that was asked for."""


def request_report(
    *,
    kind: str,
    format: str,  # noqa: A002 -- the word of the trade, keyword-only
    payload: Document | Mapping[str, Any],
    target: Model,
    title: str,
    language: str,
    by: Any,
    idempotency_key: str | None = None,
    scheme_id: int | None = None,
) -> ReportJob:
    """Freeze the payload as a job and have it rendered once the transaction is committed.

    ``target`` is what the report is about; its kind must be registered, and so must the kind of the
    report. The caller has asked whether ``by`` may read what the payload holds. A second request of the
    same person with the same ``idempotency_key`` returns the first job. A broker that is gone or hung
    neither fails nor delays the request: the sweeper finds the row.

    Raises ``UnknownReportKindError``, ``UnknownKindError``, ``FormatNotOfferedError``.
    """
    chosen = Format(format) if format in Format.values else None
    if chosen is None or chosen not in kind_named(kind).formats:
        raise FormatNotOfferedError(f"{kind} is not made as {format}")
    key = (idempotency_key or uuid.uuid4().hex)[:64]
    now = timezone.now()
    title = " ".join(printable(title).split())[:300]
    try:
        with transaction.atomic():
            job = ReportJob.objects.create(
                **ReportJob.columns(target),
                kind=kind,
                format=chosen,
                language=language,
                title=title,
                filename=file_name(title, chosen),
                requested_by=by,
                scheme_id=scheme_id,
                payload=to_json(payload) if isinstance(payload, Document) else dict(payload),
                idempotency_key=key,
                enqueued_at=now,
                expires_at=now + timedelta(days=settings.REPORT_EXPIRY_DAYS),
            )
            record_report_event("report_requested", job=job, by=by, kind=kind, format=str(chosen))
            transaction.on_commit(partial(enqueue, job.pk))
    except IntegrityError:
        first = ReportJob.objects.filter(requested_by=by, idempotency_key=key).first()
        if first is None:
            raise
        return first
    return job


def enqueue(job_id: int) -> bool:
    """Tell a worker about the job. Returns ``False`` when the broker cannot take the message.

    The message is a hint and may be lost: the row is the truth, and the sweeper sends another.
    """
    try:
        app.send_task(RENDER_TASK, args=[job_id], ignore_result=True)
    except (OperationalError, ChannelError, OSError) as error:
        logger.warning(
            "The broker did not take report %s (%s); the sweeper will.", job_id, type(error).__name__
        )
        return False
    return True


def file_name(title: str, form: Format) -> str:
    """Return a name for the downloaded file: the title's letters and digits of any script, and the form."""
    letters = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", title)).strip("-_")[:120].rstrip("-_")
    return f"{letters or 'report'}.{form}"
