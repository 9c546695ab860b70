"""The processes of production: ``python -m bin.serve web | worker | scheduler | migrate | static | health``.

Settings come from the environment; what it does not say is taken from the file ``.env``, or from the
file that ``ENV_FILE`` names. A missing or wrong setting stops the start with a sentence that names it.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import environ

from bin import commands, preflight

#: Seconds after which a worker that has not been heard of counts as gone.
WORKER_SILENCE = 60


def load_environment() -> None:
    """Take over the settings file; what the environment says already wins."""
    named = os.environ.get("ENV_FILE", "")
    file = Path(named or commands.ROOT / ".env")
    if file.exists():
        environ.Env.read_env(str(file))
    elif named:
        sys.exit(f"The setting ENV_FILE is wrong: there is no file {named}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.production")


def become(command: list[str]) -> NoReturn:
    """Turn into ``command``, so that signals reach it directly."""
    sys.stdout.flush()
    os.chdir(commands.ROOT)
    os.execv(command[0], command)  # noqa: S606 -- commands of our own, without a shell


def process(name: str) -> NoReturn:
    """Check everything that the process ``name`` needs, and become it."""
    command = commands.COMMANDS[name](os.environ)
    preflight.set_up()
    preflight.reach_database()
    preflight.make_folders()
    if name == "web":
        from django.conf import settings

        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not settings.DEBUG and not manifest.exists():
            sys.exit("The static files are not collected yet: run `make static` first.")
    become(command)


def migrate() -> None:
    """Bring the database and the questionnaires in it up to date."""
    preflight.set_up()
    preflight.reach_database()
    preflight.make_folders()
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    call_command("load_questionnaires")


def static() -> None:
    """Collect the static files."""
    preflight.set_up()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=1)


def health(part: str) -> None:
    """Ask whether the web server, or a worker, is alive. Raises ``SystemExit`` when it is not."""
    if part == "worker":
        preflight.set_up()
        preflight.reach_database()
        from django.utils import timezone

        from inclucities.reports.queries import worker_seen_at

        seen = worker_seen_at()
        if seen is None or timezone.now() - seen > dt.timedelta(seconds=WORKER_SILENCE):
            sys.exit("No worker has been heard of for a minute.")
        return
    host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", commands.port(os.environ), timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"The web server does not answer: {error}")
    if status != 200:
        sys.exit(f"The web server answers with {status}.")


ACTIONS: dict[tuple[str, ...], Callable[[], None]] = {
    ("web",): partial(process, "web"),
    ("worker",): partial(process, "worker"),
    ("scheduler",): partial(process, "scheduler"),
    ("migrate",): migrate,
    ("static",): static,
    ("health",): partial(health, "web"),
    ("health", "worker"): partial(health, "worker"),
}


def main() -> None:
    """Run what the command line names."""
    action = ACTIONS.get(tuple(sys.argv[1:]))
    if action is None:
        sys.exit(f"Say one of: {', '.join(' '.join(words) for words in ACTIONS)}.")
    load_environment()
    try:
        action()
    except commands.WrongSettingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
