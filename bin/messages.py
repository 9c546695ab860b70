"""The catalogues of the interface: ``collect`` brings them up to date, ``check`` proves that they are.

A catalogue is complete when collecting again changes nothing, when every text is translated, and when
none is marked fuzzy.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bin.commands import ROOT

#: English is the language that the texts are written in.
LANGUAGES = ("lv",)
#: Folders that hold no text of the interface.
UNREAD = ("bin", "node_modules", "static", "staticfiles", "tests", "var")


def collect(root: Path) -> None:
    """Bring the catalogues below ``root`` up to date. Raises ``SystemExit`` when a tool refuses."""
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--add-location", "file"]
    for language in LANGUAGES:
        command += ["--locale", language]
    for folder in UNREAD:
        command += ["--ignore", folder]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.development",
        "PYTHONPATH": str(root),
    }
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stdout + run.stderr)


def _entries(catalogue: Path, *arguments: str) -> list[str]:
    """Return a catalogue's lines as ``msgattrib`` selects them, without its changing head."""
    command = ["msgattrib", "--no-location", "--no-wrap", "--sort-output", *arguments, str(catalogue)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line for line in text.splitlines() if not line.startswith('"POT-Creation-Date:')]


def _texts(lines: list[str]) -> list[str]:
    """Return the original texts among a catalogue's lines, without the head's empty one."""
    return [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']


def faults(committed: Path, fresh: Path) -> list[str]:
    """Return what is wrong with a catalogue, given the same one freshly collected."""
    if not committed.exists():
        return ["is missing: run `make messages` and translate it."]
    found = []
    for name, arguments in (("not translated", ["--untranslated"]), ("fuzzy", ["--only-fuzzy"])):
        texts = _texts(_entries(fresh, *arguments))
        found += [f"{name}: {text.removeprefix('msgid ')}" for text in texts]
    changes = [
        line
        for line in difflib.unified_diff(_entries(committed), _entries(fresh), lineterm="", n=0)
        if line.startswith(("+msgid ", "-msgid "))
    ]
    found += [f"{'missing' if line[0] == '+' else 'no longer used'}: {line[7:]}" for line in changes]
    check = subprocess.run(
        ["msgfmt", "--check", "--output-file", os.devnull, str(committed)],
        capture_output=True,
        text=True,
        check=False,
    )
    if check.returncode:
        found.append(check.stderr.strip())
    return found


def check() -> int:
    """Print every fault of every catalogue; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", *UNREAD))
        # Settings name the folder; makemessages does without what is in it.
        (copy / "static").mkdir(exist_ok=True)
        collect(copy)
        failed = False
        for language in LANGUAGES:
            relative = Path("locale") / language / "LC_MESSAGES" / "django.po"
            for fault in faults(ROOT / relative, copy / relative):
                failed = True
                print(f"{relative}: {fault}")
    return int(failed)


def main() -> int:
    """Run what the command line names."""
    match sys.argv[1:]:
        case ["collect"]:
            collect(ROOT)
            return 0
        case ["check"]:
            return check()
    sys.exit("Say collect or check.")


if __name__ == "__main__":
    sys.exit(main())
