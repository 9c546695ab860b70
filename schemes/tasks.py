"""What the frame does by itself."""

from __future__ import annotations

from celery import shared_task

from schemes.services.rights import settle_all_rights


@shared_task
def settle_rights_daily() -> int:
    """Let roles and parts that begin or end today begin or end; return how many people were settled."""
    return settle_all_rights()
