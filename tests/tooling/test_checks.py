"""``make check``: all steps run, each is reported, one failure is a failure."""

from __future__ import annotations

import sys

import pytest

from bin import run_checks
from bin.run_checks import Step

pytestmark = pytest.mark.once

FINE = (sys.executable, "-c", "print('all is well')")
WRONG = (sys.executable, "-c", "print('line 7 is wrong'); raise SystemExit(3)")


def test_all_steps_run_though_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        run_checks,
        "steps",
        lambda: [Step("first", (WRONG, FINE)), Step("second", (FINE,)), Step("third", (WRONG,))],
    )

    assert run_checks.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines if line.endswith(" s")] == [
        ["first", "FAILED"],
        ["second", "ok"],
        ["third", "FAILED"],
    ]
    # What a failed step printed, and nothing of one that passed.
    assert lines.count("line 7 is wrong") == 2
    assert lines.count("all is well") == 1
    assert lines[-1].startswith("1 of 3 checks passed in ")
    assert lines[-1].endswith("; failed: first, third.")


def test_nothing_fails_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_checks, "steps", lambda: [Step("only", (FINE,), {"PATH": "/usr/bin"})])

    assert run_checks.main() == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 of 1 checks passed in ")


def test_the_checks_of_the_house() -> None:
    assert {step.name for step in run_checks.steps()} == {
        "types",
        "format",
        "lint",
        "import direction",
        "migrations",
        "translations",
        "templates",
        "deployment",
        "compose",
    }
    assert any(page.startswith("templates/") for page in run_checks.templates())


def test_the_deployment_is_checked_with_the_documented_settings() -> None:
    environment = run_checks.production_environment()

    assert environment["DJANGO_SETTINGS_MODULE"] == "inclucities.settings.production"
    assert environment["SITE_URL"].startswith("https://")
    assert len(environment["SECRET_KEY"]) >= 50
