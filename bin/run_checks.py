"""``make check``: every check with its time, a summary, and a failure when one of them failed."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bin.commands import ROOT

VENV = ROOT / ".venv" / "bin"
PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    """One check: its name, and the commands that must all succeed."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    environment: dict[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    step: Step
    passed: bool
    seconds: float
    output: str


def production_environment() -> dict[str, str]:
    """Return the environment that ``.env.example`` describes, with a key of its own."""
    example: dict[str, str] = {}
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            example[name] = value
    return {
        **example,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.production",
    }


def templates() -> list[str]:
    """Return the paths of the templates."""
    found = (path.relative_to(ROOT) for path in ROOT.glob("**/templates/**/*.html"))
    return sorted(str(path) for path in found if path.parts[0] not in {".venv", "var", "node_modules"})


def steps() -> list[Step]:
    """Return the checks, the slowest first."""
    manage = (PYTHON, "manage.py")
    development = {"DJANGO_SETTINGS_MODULE": "inclucities.settings.development"}
    pages = templates()
    return [
        Step("types", ((str(VENV / "mypy"),),)),
        Step("format", ((str(VENV / "ruff"), "format", "--check", "."),)),
        Step("lint", ((str(VENV / "ruff"), "check", "."),)),
        Step("import direction", ((str(VENV / "lint-imports"), "--no-cache", "--no-logo"),)),
        Step("migrations", ((*manage, "makemigrations", "--check", "--dry-run"),), development),
        Step("translations", ((PYTHON, "-m", "bin.messages", "check"),)),
        Step(
            "templates",
            (
                (str(VENV / "djade"), "--target-version", "5.2", "--check", *pages),
                (str(VENV / "djlint"), "--lint", "--quiet", *pages),
            ),
        ),
        Step(
            "deployment",
            ((*manage, "check", "--deploy", "--fail-level", "WARNING"),),
            production_environment(),
        ),
        Step("compose", ((PYTHON, "-m", "bin.check_compose"),)),
    ]


def carry_out(step: Step) -> Outcome:
    """Run one check to its end, all its commands even when the first one fails."""
    begun = time.monotonic()
    passed, outputs = True, []
    for command in step.commands:
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **(step.environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        passed = passed and run.returncode == 0
        outputs.append(run.stdout)
    return Outcome(step, passed, time.monotonic() - begun, "".join(outputs).strip())


def main() -> int:
    """Run all checks, two at a time, and return the exit code."""
    begun = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = [pool.submit(carry_out, step) for step in steps()]
        outcomes = []
        for future in running:
            outcome = future.result()
            outcomes.append(outcome)
            verdict = "ok" if outcome.passed else "FAILED"
            print(f"{outcome.step.name:<20} {verdict:<7} {outcome.seconds:5.1f} s", flush=True)
            if not outcome.passed:
                print(outcome.output, flush=True)
    failed = [outcome.step.name for outcome in outcomes if not outcome.passed]
    print(
        f"{len(outcomes) - len(failed)} of {len(outcomes)} checks passed in {time.monotonic() - begun:.0f} s",
        end="",
    )
    print(f"; failed: {', '.join(failed)}." if failed else ".")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
