"""A missing or wrong setting stops the start with a sentence that names it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bin import commands
from bin.commands import ROOT

pytestmark = pytest.mark.once

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "inclucities.settings.production",
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgres://inclucities:password@127.0.0.1:1/inclucities",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SITE_URL": "https://mentoring.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "IncluCities <no-reply@mentoring.example.org>",
    # No file of the developer's takes part.
    "ENV_FILE": "/dev/null",
}
NEEDED = ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]


def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **PRODUCTION, **settings}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence that a refused start prints."""
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named(name: str) -> None:
    assert sentence(run("manage.py", "check", **{name: ""})).startswith(f"The setting {name} is missing: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "sqlite:////tmp/name.sqlite3"),
        ("DATABASE_URL", "postgres://host:port/name"),
        ("DATABASE_URL", "postgres://host"),
        ("REDIS_URL", "amqp://host"),
        ("REDIS_URL", "redis://"),
        ("SITE_URL", "http://mentoring.example.org"),
        ("SITE_URL", "https://"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:port"),
        ("DEFAULT_FROM_EMAIL", "IncluCities"),
        ("SECURE_SSL_REDIRECT", "perhaps"),
        ("TRUSTED_PROXY_COUNT", "two"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    said = sentence(run("manage.py", "check", **{name: value}))

    assert said.startswith(f"The setting {name} is wrong: ")
    assert "password" not in said


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "migrate", "static"])
def test_every_process_says_what_is_missing(name: str) -> None:
    assert sentence(run("-m", "bin.serve", name, SECRET_KEY="")).startswith(
        "The setting SECRET_KEY is missing: "
    )


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "migrate"])
def test_every_process_says_that_the_database_does_not_answer(name: str) -> None:
    said = sentence(run("-m", "bin.serve", name))

    assert said.startswith("The database that the setting DATABASE_URL names does not answer: ")


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("web", "PORT", "eight"),
        ("web", "PORT", "70000"),
        ("web", "WEB_CONCURRENCY", "0"),
        ("worker", "WORKER_CONCURRENCY", "-1"),
    ],
)
def test_a_wrong_number_is_named(name: str, setting: str, value: str) -> None:
    said = sentence(run("-m", "bin.serve", name, **{setting: value}))

    assert said.startswith(f"The setting {setting} is wrong: it must be a number from 1 to ")


def test_a_role_that_does_not_exist_leaves_nobody_unprotected() -> None:
    said = sentence(run("-m", "bin.serve", "web", MFA_REQUIRED_ROLES="coordinator,programm_admin"))

    assert said.startswith(
        "The setting MFA_REQUIRED_ROLES is wrong: there is no role programm_admin. Roles are: "
    )


def test_a_settings_file_that_is_not_there_is_named() -> None:
    assert sentence(run("-m", "bin.serve", "web", ENV_FILE="/nowhere")) == (
        "The setting ENV_FILE is wrong: there is no file /nowhere."
    )


def test_the_web_server_stops_for_good_without_its_settings() -> None:
    done = run("-c", "import inclucities.wsgi", SECRET_KEY="")

    # The code that gunicorn takes for "do not start me again".
    assert done.returncode == 3
    assert sentence(done).startswith("The setting SECRET_KEY is missing: ")


def test_a_settings_file_fills_what_the_environment_leaves_open(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("SECRET_KEY=short\nSITE_URL=http://wrong.example.org\n", encoding="utf-8")
    environment = {"SECRET_KEY": "k" * 60, "ENV_FILE": str(file)}
    kept = {name: value for name, value in PRODUCTION.items() if name not in {"SITE_URL", "ENV_FILE"}}
    done = subprocess.run(
        [sys.executable, "-m", "bin.serve", "migrate"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    # The key of the environment holds, the address of the file is read.
    assert sentence(done).startswith("The setting SITE_URL is wrong: ")


def test_every_setting_that_is_read_is_documented() -> None:
    read = {"PYTHON", "ENV_FILE", "TEST_DATABASE_URL", "TEST_REDIS_URL", "LEGS", "ARGS"}
    for file in (ROOT / "inclucities" / "settings").glob("*.py"):
        # What `make test` and `make bench` set for themselves is nobody's to set.
        if file.name not in {"test.py", "bench.py"}:
            calls = r"(?:text|flag|number|words|required|database|broker)\(\s*\"([A-Z_]+)\""
            read |= set(re.findall(calls, file.read_text(encoding="utf-8")))
    for name in ("commands.py", "serve.py", "supervise.py"):
        calls = r"environ(?:ment)?\.get\([\"']([A-Z_]+)[\"']|whole_number\(environment, \"([A-Z_]+)\""
        for found in re.findall(calls, (ROOT / "bin" / name).read_text(encoding="utf-8")):
            read |= {part for part in found if part}
    read |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    assert {"SECRET_KEY", "DATA_DIR", "MFA_REQUIRED_ROLES", "PORT", "POSTGRES_PASSWORD"} <= read
    assert read == documented


def test_the_example_holds_no_key() -> None:
    assert "\nSECRET_KEY=\n" in (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "number"), [("", 8000), ("1", 1), ("65535", 65535)])
def test_ports_that_can_be_meant(text: str, number: int) -> None:
    assert commands.port({"PORT": text}) == number


@pytest.mark.parametrize("text", ["0", "65536", "8000 ", "８０００", "http"])
def test_ports_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(commands.WrongSettingError, match=r"^The setting PORT is wrong: "):
        commands.port({"PORT": text})
