"""Emptying the table of events between tests that commit: SQLite flushes by DELETE, which it refuses."""

from __future__ import annotations

from importlib import import_module

from django.db import connection


def forget_events() -> None:
    """Delete every event, without the triggers for that moment. PostgreSQL truncates by itself."""
    if connection.vendor != "sqlite":
        return
    triggers = import_module("inclucities.audit.migrations.0002_append_only")
    with connection.cursor() as cursor:
        for statement in triggers.UNDO_SQLITE:
            cursor.execute(statement)
        cursor.execute("DELETE FROM audit_auditevent")
        for statement in triggers.SQLITE:
            cursor.execute(statement)
