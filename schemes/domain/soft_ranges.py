"""Soft limits of the method: said, and never enforced (rule V-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MONTHS = range(12, 61)
MEETINGS = range(2, 11)


def hints_for(*, duration_months: int, planned_meetings: int) -> list[StrOrPromise]:
    """Return a sentence for each parameter that lies outside what has proved itself (V-10)."""
    hints: list[StrOrPromise] = []
    if duration_months not in MONTHS:
        hints.append(
            _(
                "Schemes of one to five years have proved themselves; this one is shorter or longer. That is fine."
            )
        )
    if planned_meetings not in MEETINGS:
        hints.append(
            _("Two to ten meetings have proved themselves; this scheme plans fewer or more. That is fine.")
        )
    return hints
