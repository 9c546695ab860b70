"""Imports run downwards, and no package escapes the contracts in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from bin.commands import ROOT

pytestmark = pytest.mark.once
LINT = Path(sys.executable).with_name("lint-imports")
#: Packages and modules of the project package that compose it and are no app.
COMPOSITION = {"inclucities.celery", "inclucities.settings", "inclucities.wsgi", "inclucities.urls"}
CONTRACTS = """
[importlinter]
root_packages =
    low
    high
include_external_packages = True
contract_types =
    private_kinds: tests.architecture.contracts.PrivateKindsContract
    pure: tests.architecture.contracts.PureContract

[importlinter:contract:private]
name = Views are private
type = private_kinds
apps =
    low
    high
kinds =
    views
    reports
open =
    high.portal -> reports

[importlinter:contract:pure]
name = Rules are pure
type = pure
kinds = domain
forbidden = django
allowed_lines =
    from django.utils.translation import
"""


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def own_packages() -> set[str]:
    """Return the packages of this repository that are apps, by what lies on the disk."""
    found = {f"inclucities.{path.parent.name}" for path in (ROOT / "inclucities").glob("*/__init__.py")}
    found |= {path.parent.name for path in ROOT.glob("*/apps.py")}
    return found - COMPOSITION


def layers(contract: dict[str, Any]) -> set[str]:
    return {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}


def test_the_contracts_hold() -> None:
    done = subprocess.run(
        [str(LINT), "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_its_place_among_the_apps() -> None:
    placed = layers(contracts()["between-apps"])

    assert own_packages() <= placed
    # A place that is kept for later names no package yet.
    later = {"action_plans", "inclucities.confidential", "inclucities.urls"}
    assert placed - own_packages() <= later


def test_the_kinds_of_module_are_checked_in_every_package() -> None:
    assert set(contracts()["inside-apps"]["containers"]) == own_packages()


def test_every_app_of_ours_is_installed() -> None:
    installed = {config.name for config in apps.get_app_configs()}

    assert {
        name for name in own_packages() if (ROOT / name.replace(".", "/") / "apps.py").exists()
    } <= installed


def test_a_web_process_never_loads_the_renderer() -> None:
    program = (
        "import sys; import inclucities.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns; print('weasyprint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


def lint(folder: Path, modules: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Lint a small project of our own under the two contracts that import-linter does not bring along."""
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for parent in path.relative_to(folder).parents:
            if parent.parts:
                (folder / parent / "__init__.py").touch()
    (folder / ".importlinter").write_text(CONTRACTS, encoding="utf-8")
    return subprocess.run(
        [str(LINT), "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_keeps_the_contracts_passes(tmp_path: Path) -> None:
    done = lint(
        tmp_path,
        {
            "low/views.py": "import low.domain\n",
            "low/reports.py": "",
            "low/domain.py": "from django.utils.translation import gettext_lazy as _\n",
            "low/models.py": "from django.db import models\n",
            "high/portal/pages.py": "import low.reports\n",
        },
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"high/queries.py": "import low.views\n"}, "high.queries imports low.views"),
        ({"high/queries.py": "from low.views.pages import x\n"}, "high.queries imports low.views.pages"),
        ({"high/views.py": "import low.reports\n"}, "high.views imports low.reports"),
        (
            {"low/domain.py": "from django.db import models\n"},
            "low.domain, line 1: from django.db import models",
        ),
        ({"low/domain/rules.py": "\nimport django\n"}, "low.domain.rules, line 2: import django"),
    ],
)
def test_what_breaks_a_contract_is_named(tmp_path: Path, broken: dict[str, str], said: str) -> None:
    views = "low/views/pages.py" if "pages" in said else "low/views.py"
    done = lint(tmp_path, {views: "x = 1\n", "low/reports.py": "", "high/models.py": ""} | broken)

    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout
