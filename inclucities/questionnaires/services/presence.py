"""Who is where. Nothing depends on it, so it may fail."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils import timezone

from inclucities.questionnaires.models import Presence, Response

if TYPE_CHECKING:
    from inclucities.accounts.models import User

logger = logging.getLogger(__name__)


def be_present(*, response: Response, section_key: str, by: User) -> None:
    """Note that a person is in a section now. A failure is logged and otherwise ignored."""
    now = timezone.now()
    try:
        with transaction.atomic():
            seen = Presence.objects.filter(response=response, person=by).update(
                section_key=section_key, seen_at=now
            )
            if not seen:
                Presence.objects.bulk_create(
                    [Presence(response=response, person=by, section_key=section_key, seen_at=now)],
                    ignore_conflicts=True,
                )
    except DatabaseError:
        logger.warning("Presence in response %s was not noted.", response.pk, exc_info=True)
