"""What the installer says when it may not install."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bin.commands import ROOT

pytestmark = pytest.mark.once

DPKG_QUERY = """#!/bin/sh
case " {missing} " in *" $4 "*) exit 1 ;; esac
printf installed
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout without an environment, on a machine whose account may install nothing."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "bootstrap", tmp_path / "bin" / "bootstrap")
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy(file, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    program(tools / "id", "#!/bin/sh\necho 1000\n")
    program(tools / "sudo", "#!/bin/sh\nexit 1\n")
    missing(tmp_path, "")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def missing(machine: Path, packages: str) -> None:
    program(machine / "tools" / "dpkg-query", DPKG_QUERY.format(missing=packages))


def environment_of_another_python(machine: Path) -> None:
    """Give the installer a reason to stop after the system packages."""
    (machine / ".venv" / "bin").mkdir(parents=True)
    program(machine / ".venv" / "bin" / "pip", "#!/bin/sh\n")


def bootstrap(machine: Path, level: str = "run", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{machine / 'tools'}:/usr/bin:/bin", "HOME": str(machine), **settings}
    return subprocess.run(
        ["bash", str(machine / "bin" / "bootstrap"), level],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_system_packages_are_named_with_the_line_that_installs_them(machine: Path) -> None:
    missing(machine, "libharfbuzz-subset0 gettext")
    done = bootstrap(machine)

    assert done.returncode == 1
    assert done.stderr == (
        "These system packages are missing: libharfbuzz-subset0 gettext. "
        "Install them with this line, then try again:   "
        "sudo apt-get update && sudo apt-get install --no-install-recommends libharfbuzz-subset0 gettext\n"
    )
    assert not (machine / ".venv").exists()


def test_tests_need_a_browser_and_servers_as_well(machine: Path) -> None:
    missing(machine, "chromium poppler-utils redis-server")

    assert "are missing: chromium poppler-utils redis-server." in bootstrap(machine, "test").stderr
    # A run does without them, and gets as far as the virtual environment.
    environment_of_another_python(machine)
    assert "The virtual environment .venv is not of Python 3.11" in bootstrap(machine, "run").stderr


def test_an_account_with_rights_installs_what_is_missing(machine: Path) -> None:
    missing(machine, "gettext")
    program(machine / "tools" / "id", "#!/bin/sh\necho 0\n")
    program(machine / "tools" / "apt-get", f'#!/bin/sh\necho "$@" >> {machine}/apt.log\n')
    environment_of_another_python(machine)
    done = bootstrap(machine)

    assert "Installing system packages: gettext" in done.stderr
    assert (machine / "apt.log").read_text(encoding="utf-8").splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends gettext",
    ]
    assert "The virtual environment .venv is not of Python 3.11: remove the folder .venv" in done.stderr


def test_another_level_than_the_two_is_refused(machine: Path) -> None:
    done = bootstrap(machine, "all")

    assert done.returncode == 2
    assert done.stderr == "bin/bootstrap: say run or test, not 'all'.\n"


def test_pins_are_hashed_and_name_no_index() -> None:
    for file in ROOT.glob("requirements*.txt"):
        text = file.read_text(encoding="utf-8")
        assert "://" not in text, file.name
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pins
        assert all(line.endswith("\\") for line in pins), file.name


def test_scripts_can_be_called() -> None:
    assert os.access(ROOT / "bin" / "bootstrap", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
