"""Writing events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from inclucities.audit.models import AuditEvent
from inclucities.prepared.services import insert
from inclucities.targets.fields import Pointer
from inclucities.targets.registry import kind_of


def record_event(
    action: str,
    *,
    target: Model | Pointer,
    by: Any,
    scheme_id: int | None = None,
    programme_id: int | None = None,
    data: Mapping[str, int | str | bool | None] | None = None,
) -> AuditEvent:
    """Write one event in the transaction of the change that it tells of.

    ``target`` is the thing itself, or a row that points at it. ``action`` is a code such as
    ``"answer_recorded"``; ``by`` the person, or ``None`` for the scheduler. ``data`` holds ids and codes
    only. Raises ``TransactionManagementError`` outside a transaction, for an event without its change would be a lie.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: an event belongs to a transaction.")
    columns = (
        {"target_kind": target.target_kind, "target_id": target.target_id}
        if isinstance(target, Pointer)
        else {"target_kind": kind_of(target).name, "target_id": target.pk}
    )
    event = AuditEvent(
        action=action,
        actor=by,
        **columns,
        scheme_id=scheme_id,
        programme_id=programme_id,
        data=dict(data or {}),
    )
    insert(event)
    return event
