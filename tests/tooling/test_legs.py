"""The runner of the tests: what it counts, what it says, and what it calls a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from bin import legs, run_tests, servers
from bin.commands import ROOT
from bin.legs import Result

pytestmark = pytest.mark.once

PASSING = "def test_it():\n    assert True\n"
FAILING = "def test_it():\n    assert False\n"
SKIPPED = "import pytest\n\ndef test_that():\n    pytest.skip('here')\n"


def leg(folder: Path, monkeypatch: pytest.MonkeyPatch, *texts: str, needs_worker: bool = False) -> Result:
    """Run a leg over files of our own."""
    monkeypatch.delenv("ARGS", raising=False)
    monkeypatch.setattr(legs, "PROCESSES", "0")
    for number, text in enumerate(texts):
        (folder / f"test_{number}.py").write_text(text, encoding="utf-8")
    result = Result("somewhere")
    arguments = [str(folder), f"--rootdir={folder}", "-c", os.devnull, "-p", "xdist.plugin"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    legs.run_leg(result, arguments, environment, needs_worker=needs_worker)
    return result


def test_a_leg_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = leg(tmp_path, monkeypatch, PASSING, FAILING, SKIPPED)

    assert (result.passed, result.failed, result.skipped) == (1, 1, 1)
    assert result.line.startswith("somewhere: 1 passed, 1 failed, 1 skipped in ")
    assert result.line.endswith(" s – pytest ended with 1")


def test_a_leg_that_runs_no_test_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leg(tmp_path, monkeypatch).fault == "no test ran"
    assert leg(tmp_path, monkeypatch, SKIPPED).fault == "no test ran"


def test_a_leg_that_promises_a_worker_must_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leg(tmp_path, monkeypatch, PASSING, needs_worker=True).fault == "no test used the real worker"

    used = PASSING + "\ndef test_work(record_property):\n    record_property('worker', 'real')\n"
    result = leg(tmp_path, monkeypatch, used, needs_worker=True)
    assert result.fault == ""
    assert "2 passed, 0 failed, 0 skipped in" in result.line
    assert result.line.endswith("(1 with a real worker)")


@pytest.mark.parametrize(
    ("results", "last", "code"),
    [
        ([Result("a", passed=2), Result("b", passed=3, skipped=1)], "5 passed, 0 failed, 1 skipped", 0),
        ([Result("a", passed=2, failed=1), Result("b", passed=3)], "5 passed, 1 failed, 0 skipped", 1),
        ([Result("a", passed=2), Result("b", fault="no server")], "2 passed, 1 failed, 0 skipped", 1),
    ],
)
def test_the_closing_lines(
    results: list[Result],
    last: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LEGS", "sqlite servers")
    monkeypatch.setitem(legs.LEGS, "sqlite", lambda _: results[0])
    monkeypatch.setitem(legs.LEGS, "servers", lambda _: results[1])

    assert run_tests.main() == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == last
    assert [line.split(":")[0] for line in lines[-3:-1]] == ["a", "b"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"LEGS": "sqlite mysql"},
            "The setting LEGS is wrong: there is no leg mysql, only sqlite, servers, journeys.",
        ),
        (
            {"LEGS": "servers", "TEST_DATABASE_URL": "postgres://me:secret@127.0.0.1:1/name"},
            "The setting TEST_DATABASE_URL is wrong: no PostgreSQL answers at 127.0.0.1:1/name.",
        ),
    ],
)
def test_what_cannot_run_is_said(settings: dict[str, str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bin.run_tests"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_a_redis_that_is_named_and_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
    with (
        pytest.raises(servers.ServerError, match=r"no Redis answers at 127\.0\.0\.1:1/0"),
        legs.broker(),
    ):
        pass


def test_a_redis_of_our_own_is_empty_and_goes_again() -> None:
    with servers.throwaway_redis() as server:
        port = server.port
        assert legs.empty_number(f"redis://127.0.0.1:{port}") == 15
        with redis.Redis(port=port, db=15) as client:
            client.set("theirs", 1)
            client.set("ours_1", 1)
            assert legs.empty_number(f"redis://127.0.0.1:{port}") == 14
            servers.remove_keys(f"redis://127.0.0.1:{port}/15", "ours_")
            assert client.keys() == [b"theirs"]
    assert servers.redis_version(f"redis://127.0.0.1:{port}/0") == ""


def test_a_postgres_of_our_own_is_empty_and_goes_again() -> None:
    with servers.throwaway_postgres() as url:
        assert int(servers.postgres_version(url).split(".")[0]) >= 15
        connection = psycopg.connect(url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name in ("ours_1", "ours_2", "theirs"):
                cursor.execute(f"CREATE DATABASE {name}")
            # A database that somebody is connected to goes as well.
            other = psycopg.connect(url, dbname="ours_1")
            servers.remove_databases(url, "ours_")
            cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname")
            assert [name for (name,) in cursor.fetchall()] == ["postgres", "theirs"]
        other.close()
        connection.close()
    assert servers.postgres_version(url) == ""
