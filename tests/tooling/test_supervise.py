"""The supervisor: one signal to each child, restarts with a pause, nobody left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bin.commands import ROOT
from bin.processes import free_port
from tests.reports.processes import runs

pytestmark = pytest.mark.once

#: Counts the signals it gets, and answers the last one as its name says.
CHILD = """
import os, pathlib, signal, sys, time
folder, name, how = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def note(number, frame):
    with open(folder / f"{name}.signals", "a") as file:
        file.write(f"{signal.Signals(number).name}\\n")
    if how != "stubborn":
        sys.exit(0)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, note)
with open(folder / f"{name}.pids", "a") as file:
    file.write(f"{os.getpid()}\\n")
print("hello", flush=True)
if how == "dying":
    sys.exit(7)
while True:
    time.sleep(0.05)
"""

SUPERVISOR = """
import os, signal, sys
from bin import supervise
supervise.PATIENCE = 1.5
folder, port, *names = sys.argv[1:]
children = []
for name in names:
    command = [sys.executable, os.path.join(folder, "child.py"), folder, *name.split(":")]
    children.append(supervise.Child(name.split(":")[0], command, dict(os.environ)))
supervisor = supervise.Supervisor(children, int(port))
supervisor._answers = lambda: True
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, supervisor.handle_signal)
sys.exit(supervisor.run(lambda: supervise.say("greeting")))
"""


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class Trial:
    """A supervisor over children that this test describes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "child.py").write_text(CHILD, encoding="utf-8")
        self.process: subprocess.Popen[str]

    def start(self, *children: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(self.folder), str(free_port()), *children],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        names = [child.split(":")[0] for child in children]
        until(lambda: all(self.pids(name) for name in names))

    def pids(self, name: str) -> list[int]:
        file = self.folder / f"{name}.pids"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def signals(self, name: str) -> list[str]:
        file = self.folder / f"{name}.signals"
        return file.read_text().split() if file.exists() else []

    def end(self) -> str:
        return self.process.communicate(timeout=20)[0]


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    trial = Trial(tmp_path)
    yield trial
    for file in tmp_path.glob("*.pids"):
        for pid in file.read_text().split():
            if runs(int(pid)):
                os.kill(int(pid), signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        trial.process.kill()
    trial.process.wait()


def test_ctrl_c_reaches_each_child_once_as_a_term(trial: Trial) -> None:
    trial.start("first:good", "second:good")
    # As a terminal does: to the whole group in the foreground.
    os.killpg(trial.process.pid, signal.SIGINT)
    output = trial.end()

    assert trial.process.returncode == 0
    assert trial.signals("first") == ["SIGTERM"]
    assert trial.signals("second") == ["SIGTERM"]
    assert "first | hello" in output
    assert output.rstrip().endswith("Stopped.")


def test_a_child_that_does_not_end_is_killed(trial: Trial) -> None:
    trial.start("good:good", "stubborn:stubborn")
    (stubborn,) = trial.pids("stubborn")
    begun = time.monotonic()
    trial.process.terminate()
    trial.end()

    assert time.monotonic() - begun < 5
    assert trial.process.returncode == 0
    assert trial.signals("stubborn") == ["SIGTERM"]
    assert not runs(stubborn)


def test_a_second_ctrl_c_waits_for_nobody(trial: Trial) -> None:
    trial.start("stubborn:stubborn")
    trial.process.send_signal(signal.SIGINT)
    until(lambda: trial.signals("stubborn") == ["SIGTERM"])
    begun = time.monotonic()
    trial.process.send_signal(signal.SIGINT)
    trial.end()

    assert time.monotonic() - begun < 1


def test_a_child_that_dies_is_reported_and_started_again_after_growing_pauses(trial: Trial) -> None:
    trial.start("good:good", "dying:dying")
    begun = time.monotonic()
    until(lambda: len(trial.pids("dying")) == 3)
    # One second, then two.
    assert time.monotonic() - begun > 2.5
    trial.process.terminate()
    output = trial.end()

    assert "The dying ended with code 7; it starts again in 1 s." in output
    assert "The dying ended with code 7; it starts again in 2 s." in output
    assert len(trial.pids("good")) == 1


def test_a_child_that_is_killed_is_reported_with_the_signal(trial: Trial) -> None:
    trial.start("good:good", "victim:good")
    os.kill(trial.pids("victim")[0], signal.SIGKILL)
    until(lambda: len(trial.pids("victim")) == 2)
    trial.process.terminate()

    assert "The victim ended by signal 9; it starts again in 1 s." in trial.end()


def test_no_child_outlives_a_supervisor_that_is_killed(trial: Trial) -> None:
    trial.start("first:good", "second:good")
    children = [*trial.pids("first"), *trial.pids("second")]
    trial.process.kill()

    until(lambda: not any(runs(pid) for pid in children))
    assert trial.signals("first") == ["SIGTERM"]
