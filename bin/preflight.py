"""What must hold before anything starts; what does not is said in a sentence, without a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection


def set_up() -> None:
    """Set Django up under the settings that the environment names.

    Raises ``SystemExit`` with a sentence that names the setting at fault.
    """
    try:
        django.setup()
        serious = [message for message in checks.run_checks() if message.is_serious()]
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    if serious:
        sys.exit("\n".join(f"{message.msg} {message.hint or ''}".strip() for message in serious))


def make_folders() -> None:
    """Make the folders that the running product writes to.

    Raises ``SystemExit`` with a sentence that names the setting at fault.
    """
    folders = [Path(settings.DATA_DIR), Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).parent]
    if not settings.REDIS_URL:
        folders += [Path(settings.BROKER_DIR) / name for name in ("queue", "control")]
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sys.exit(f"The setting DATA_DIR is wrong: {folder} cannot be made ({error.strerror}).")


def reach_database() -> None:
    """Connect to the database.

    Raises ``SystemExit`` with a sentence that names the setting at fault.
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database that the setting DATABASE_URL names does not answer: {reason}")
    connection.close()
