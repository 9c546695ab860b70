"""Background work of needs analyses."""

from __future__ import annotations

from celery import shared_task

from needs_analysis.services.telling import remind_of_due_sections


@shared_task
def remind() -> None:
    """Remind the sides of sections that are due; runs every morning."""
    remind_of_due_sections()
