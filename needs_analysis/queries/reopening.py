"""Requests to reopen a shared needs analysis, as the person who looks may know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from needs_analysis.models import ReopeningRequest

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from needs_analysis.queries.needs_analyses import Opened


def requests_shown(person: User, opened: Opened) -> list[ReopeningRequest]:
    """Return what waits for an answer, for who reopens; for who may ask, their own latest request.

    One query, none for everybody else and while the analysis is open.
    """
    requests = ReopeningRequest.objects.filter(analysis=opened.analysis).select_related(
        "asked_by", "answered_by"
    )
    if opened.analysis.response.is_open:
        return []
    if opened.access.reopens:
        return list(requests.filter(answered_at__isnull=True))
    if opened.access.asks_to_reopen:
        return list(requests.filter(asked_by=person, granted=False).order_by("-pk")[:1])
    return []


def request_waiting(opened: Opened, pk: int) -> ReopeningRequest | None:
    """Return an open request of an analysis, or ``None``. One query."""
    return (
        ReopeningRequest.objects.filter(analysis=opened.analysis, pk=pk, answered_at__isnull=True)
        .select_related("asked_by", "analysis__participation__scheme")
        .first()
    )
