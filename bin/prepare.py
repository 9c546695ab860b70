"""Brings database, questionnaires and demo up to date; ``make run`` and ``make demo-reset`` call it.

Progress goes to the error output; the demo accounts, as a table, to the output.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from bin import preflight


def say(text: str) -> None:
    """Tell what happens, while it happens."""
    print(text, file=sys.stderr, flush=True)


def migrate() -> None:
    """Apply the migrations that are missing, if any: asking is much quicker than the command."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)


def load_questionnaires() -> None:
    """Load the questionnaires, and tell only of those that have changed."""
    from django.core.management import call_command

    told = io.StringIO()
    call_command("load_questionnaires", stdout=told)
    for line in told.getvalue().splitlines():
        if not line.endswith(": unchanged"):
            say(f"Questionnaire {line}")


def seed(data_dir: Path) -> str:
    """Load the demo into a new database, or once more where loading it was cut short; return its accounts.

    A database that has its people is left as they left it, so the table of accounts is kept in a file.
    """
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    unfinished, accounts = data_dir / "demo-is-loading", data_dir / "demo-accounts.txt"
    if unfinished.exists() or not get_user_model()._default_manager.exists():
        say("Loading the demo programme")
        unfinished.touch()
        table = io.StringIO()
        call_command("seed_demo", accounts=True, stdout=table)
        accounts.write_text(table.getvalue(), encoding="utf-8")
        unfinished.unlink()
    return accounts.read_text(encoding="utf-8") if accounts.exists() else ""


def main() -> None:
    """Prepare everything that the processes need."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.development")
    preflight.set_up()
    preflight.make_folders()
    preflight.reach_database()

    from django.conf import settings
    from django.core.management import CommandError

    try:
        migrate()
        load_questionnaires()
        print(seed(Path(settings.DATA_DIR)))
    except CommandError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
