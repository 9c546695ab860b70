"""Asking the lead to reopen a shared needs analysis, and the lead's answer (convention 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from inclucities.audit.services import record_event
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services.telling import settle
from inclucities.questionnaires.models import Response
from needs_analysis.models import NeedsAnalysis, ReopeningRequest
from needs_analysis.services.telling import tell_asked_to_reopen, tell_declined

if TYPE_CHECKING:
    from inclucities.accounts.models import User


class NothingToReopenError(Exception):
    """The needs analysis is open for writing: whoever wants a change says so on the page."""


class AnsweredError(Exception):
    """The request was answered already."""


@transaction.atomic
def ask_to_reopen(*, analysis: NeedsAnalysis, by: User, reason: str) -> ReopeningRequest:
    """Ask the lead to open a shared needs analysis again. Asking twice makes one request.

    Raises ``ValueError`` without a reason, ``NothingToReopenError`` while it is open.
    """
    if not reason.strip():
        raise ValueError("reason")
    # An UPDATE and not a look: reopening at the same moment waits, or was first.
    if not Response.objects.filter(pk=analysis.response_id, is_open=False).update(is_open=False):
        raise NothingToReopenError
    try:
        with transaction.atomic():
            request = ReopeningRequest.objects.create(analysis=analysis, asked_by=by, reason=reason.strip())
    except IntegrityError:
        return ReopeningRequest.objects.get(analysis=analysis, asked_by=by, answered_at__isnull=True)
    _tell("reopening_asked", request, by)
    tell_asked_to_reopen(request=request)
    return request


@transaction.atomic
def decline_to_reopen(*, request: ReopeningRequest, by: User, answer: str) -> None:
    """Leave the needs analysis closed and say why; who asked is told.

    Raises ``ValueError`` without a sentence, ``AnsweredError`` when somebody has answered.
    """
    if not answer.strip():
        raise ValueError("answer")
    declined = ReopeningRequest.objects.filter(pk=request.pk, answered_at__isnull=True).update(
        answered_at=timezone.now(), answered_by=by, answer=answer.strip()
    )
    if not declined:
        raise AnsweredError
    _tell("reopening_declined", request, by)
    if not request.analysis.reopening_requests.filter(answered_at__isnull=True).exists():
        settle(target=request.analysis, kind=NotificationKind.REOPENING_ASKED)
    tell_declined(request=request, by=by)


def grant_requests(*, analysis: NeedsAnalysis, by: User) -> None:
    """Answer every open request, in the transaction that reopens the needs analysis."""
    analysis.reopening_requests.filter(answered_at__isnull=True).update(
        answered_at=timezone.now(), answered_by=by, granted=True
    )
    settle(target=analysis, kind=NotificationKind.REOPENING_ASKED)


def _tell(action: str, request: ReopeningRequest, by: User) -> None:
    scheme = request.analysis.participation.scheme
    record_event(
        action,
        target=request.analysis,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        data={"person": request.asked_by_id},
    )
