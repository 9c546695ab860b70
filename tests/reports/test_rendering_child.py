"""The limited child: what it makes, what stops it, and what it cannot reach."""

from __future__ import annotations

import mmap
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inclucities.reports.domain.payload import TooLongError
from inclucities.reports.enums import JobError
from inclucities.reports.rendering.child import (
    MEGABYTE,
    Limits,
    NoLongerWantedError,
    RenderBrokenError,
    RenderFailedError,
    render_in_child,
)
from tests.reports.processes import runs

pytestmark = pytest.mark.once

Progress = Callable[[int], None]


def always(_: int) -> bool:
    return True


def test_it_returns_what_was_made_and_what_it_cost() -> None:
    made = render_in_child(lambda report: os.urandom(3 * MEGABYTE), keep_going=always)
    assert len(made.content) == 3 * MEGABYTE
    assert 0 <= made.cpu_seconds < 5
    assert made.peak > 10 * MEGABYTE


def test_the_parent_follows_the_progress() -> None:
    seen: list[int] = []

    def build(report: Progress) -> bytes:
        for percent in (10, 60):
            report(percent)
            time.sleep(1.2)
        return b"x"

    render_in_child(build, keep_going=lambda percent: seen.append(percent) or True)
    assert seen == sorted(seen)
    assert 60 in seen


def test_whoever_is_no_longer_wanted_is_stopped() -> None:
    begun = time.monotonic()
    with pytest.raises(NoLongerWantedError):
        render_in_child(lambda _: time.sleep(60) or b"", keep_going=lambda _: False, patience=0.1)
    assert time.monotonic() - begun < 5


def test_a_child_that_was_struck_down_may_be_tried_again() -> None:
    with pytest.raises(RenderBrokenError, match="signal 9"):
        render_in_child(lambda _: os.kill(os.getpid(), signal.SIGKILL) or b"", keep_going=always)


def test_an_error_of_ours_may_be_tried_again() -> None:
    with pytest.raises(RenderBrokenError, match="exit 1"):
        render_in_child(lambda _: b"" + None, keep_going=always)  # type: ignore[operator]


def too_long(_: Progress) -> bytes:
    raise TooLongError("a sentence")


def too_big(_: Progress) -> bytes:
    hoard = []
    while True:
        hoard.append(bytearray(50 * MEGABYTE))


def too_slow(_: Progress) -> bytes:
    time.sleep(60)
    return b""


def too_busy(_: Progress) -> bytes:
    while True:
        pass


@pytest.mark.promise("A PDF is bounded")
@pytest.mark.parametrize(
    ("build", "limits", "error"),
    [
        (too_long, Limits(), JobError.TOO_LONG),
        (too_big, Limits(), JobError.TOO_BIG),
        (too_slow, Limits(wall_seconds=1), JobError.TOO_SLOW),
        (too_busy, Limits(cpu_seconds=1), JobError.TOO_SLOW),
        (lambda _: b"x" * (2 * MEGABYTE), Limits(output=MEGABYTE), JobError.TOO_BIG),
    ],
)
def test_what_would_always_fail_fails_at_once(
    build: Callable[[Progress], bytes], limits: Limits, error: JobError
) -> None:
    with pytest.raises(RenderFailedError) as failure:
        render_in_child(build, keep_going=always, limits=limits)
    assert failure.value.error is error


def test_a_parent_with_many_threads_leaves_its_child_enough() -> None:
    with mmap.mmap(-1, 3072 * MEGABYTE):
        made = render_in_child(lambda _: bytes(50 * MEGABYTE), keep_going=always)
    assert len(made.content) == 50 * MEGABYTE


def test_a_child_that_is_struck_down_is_not_blamed_for_the_size_of_its_parent() -> None:
    size = 500 * MEGABYTE
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as held:
        # In memory, and not only in the addresses.
        for place in range(0, size, mmap.PAGESIZE):
            held[place] = 1
        with pytest.raises(RenderBrokenError, match="signal 6"):
            render_in_child(lambda _: os.abort(), keep_going=always)


def test_it_keeps_no_connection_of_its_parent() -> None:
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", 0))
        number = mine.fileno()

        def build(_: Progress) -> bytes:
            try:
                os.fstat(number)
            except OSError:
                return b"closed"
            return b"open"

        assert render_in_child(build, keep_going=always).content == b"closed"


def test_it_leaves_no_child_behind() -> None:
    render_in_child(lambda _: b"x", keep_going=always)
    with pytest.raises(RenderFailedError):
        render_in_child(too_slow, keep_going=always, limits=Limits(wall_seconds=0.2))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_it_dies_with_its_parent() -> None:
    """A worker that is killed leaves no renderer that goes on."""
    receive, send = os.pipe()
    worker = os.fork()
    if worker == 0:

        def build(_: Progress) -> bytes:
            time.sleep(60)
            return b""

        def tell(_: int) -> bool:
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
            os.write(send, children.split()[0].encode())
            return True

        try:
            render_in_child(build, keep_going=tell, patience=0.1, limits=Limits(wall_seconds=30))
        finally:
            os._exit(0)
    renderer = int(os.read(receive, 20))
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    os.close(receive)
    os.close(send)
    deadline = time.monotonic() + 5
    while runs(renderer) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(renderer)
