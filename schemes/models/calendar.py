"""The day by which roles and parts begin and end."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """Return today in UTC, whoever asks: no reader's own clock opens or closes a right."""
    return timezone.now().astimezone(dt.UTC).date()
