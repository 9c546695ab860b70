"""Rendering in a limited child: it may take so much memory and time, and reach nothing.

The worker forks for each report, with WeasyPrint already imported, so that the child starts warm.
The child keeps no connection of its parent, has no network where the system allows that, dies with
its parent, and answers through one pipe.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import resource
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from inclucities.reports.domain.document import PayloadError
from inclucities.reports.domain.payload import TooLongError
from inclucities.reports.enums import JobError

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
#: Characters of a complaint that reach the worker's log.
LOGGED = 2000
_FRAME = struct.Struct(">cI")
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000

Builder = Callable[[Callable[[int], None]], bytes]


class RenderFailedError(Exception):
    """The report cannot be made, however often it is tried; ``error`` says why."""

    def __init__(self, error: JobError) -> None:
        super().__init__(error.value)
        self.error = error


class RenderBrokenError(Exception):
    """The child broke off; another attempt may succeed."""


class NoLongerWantedError(Exception):
    """Whoever waited for the report wants it no more; the child was stopped."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may take. Memory is a guard against running away, not a budget.

    It counts addresses on top of those that the child inherits: a parent with many threads holds
    gigabytes of them without using any.
    """

    memory: int = 768 * MEGABYTE
    cpu_seconds: int = 80
    wall_seconds: float = 90.0
    output: int = 100 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Rendered:
    """The file, and what it cost: seconds of processor time and the child's largest size in bytes."""

    content: bytes
    cpu_seconds: float
    peak: int


def render_in_child(
    build: Builder,
    *,
    keep_going: Callable[[int], bool],
    limits: Limits = Limits(),
    patience: float = 5.0,
) -> Rendered:
    """Run ``build`` in a forked child and return what it made.

    ``build`` gets a function to report its percentage with. ``keep_going(percent)`` is called at most
    every second while there is progress and at least every ``patience`` seconds; when it answers
    ``False`` the child is stopped.
    Raises ``RenderFailedError``, ``RenderBrokenError`` or ``NoLongerWantedError``.
    """
    parent, inherited = os.getpid(), _held()
    receive, send = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _be_the_child(build, send, parent, limits)
    os.close(send)
    try:
        frames, in_time = _listen(receive, keep_going, limits, patience)
    except BaseException:
        _stop(pid)
        raise
    finally:
        os.close(receive)
    if not in_time:
        _stop(pid)
        raise RenderFailedError(JobError.TOO_SLOW)
    _, status, usage = os.wait4(pid, 0)
    peak = usage.ru_maxrss * 1024
    cpu = usage.ru_utime + usage.ru_stime
    for line in frames.get(b"L", []):
        logger.error("While rendering: %s", line.decode(errors="replace"))
    if b"R" in frames and status == 0:
        return Rendered(frames[b"R"][0], cpu, peak)
    if b"E" in frames:
        raise RenderFailedError(JobError(frames[b"E"][0].decode()))
    raise _reason(status, own=peak - inherited, cpu=cpu, limits=limits)


def _reason(status: int, *, own: int, cpu: float, limits: Limits) -> RenderFailedError | RenderBrokenError:
    """Tell a child that met its limit, which always will, from one that was struck down.

    ``own`` is what it held at most on top of what it inherited, which a limit does not count either.
    """
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGXCPU or cpu >= limits.cpu_seconds:
        return RenderFailedError(JobError.TOO_SLOW)
    # Native code does not raise MemoryError at the limit, it aborts; so judge by how much it held.
    if (
        ended_by in (signal.SIGABRT, signal.SIGSEGV, signal.SIGTRAP, signal.SIGBUS)
        and own > limits.memory * 0.5
    ):
        return RenderFailedError(JobError.TOO_BIG)
    return RenderBrokenError(f"ended by signal {ended_by}" if ended_by else f"exit {os.WEXITSTATUS(status)}")


class _Inbox:
    """Collects the frames that come through the pipe. Raises ``RenderFailedError`` when they are too long."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.buffer = bytearray()
        self.percent = 0
        self.frames: dict[bytes, list[bytes]] = {}

    def take(self, part: bytes) -> None:
        self.buffer += part
        if len(self.buffer) > self.most + _FRAME.size:
            raise RenderFailedError(JobError.TOO_BIG)
        while len(self.buffer) >= _FRAME.size:
            tag, length = _FRAME.unpack_from(self.buffer)
            end = _FRAME.size + length
            if len(self.buffer) < end:
                return
            body = bytes(self.buffer[_FRAME.size : end])
            del self.buffer[:end]
            if tag == b"P":
                self.percent = body[0]
            else:
                self.frames.setdefault(tag, []).append(body)


def _listen(
    receive: int, keep_going: Callable[[int], bool], limits: Limits, patience: float
) -> tuple[dict[bytes, list[bytes]], bool]:
    """Read the child's frames until it closes the pipe. ``False`` when it ran out of time."""
    inbox = _Inbox(limits.output)
    told, last_told = 0, time.monotonic()
    deadline = last_told + limits.wall_seconds
    while (now := time.monotonic()) < deadline:
        if now - last_told >= (1.0 if inbox.percent > told else patience):
            if not keep_going(inbox.percent):
                raise NoLongerWantedError
            told, last_told = inbox.percent, now
        if select.select([receive], [], [], min(1.0, deadline - now))[0]:
            part = os.read(receive, MEGABYTE)
            if not part:
                return inbox.frames, True
            inbox.take(part)
    return inbox.frames, False


def _stop(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.wait4(pid, 0)


def _be_the_child(build: Builder, send: int, parent: int, limits: Limits) -> NoReturn:
    """Render, answer, and end without running anything that the parent has registered for its own end."""
    code = 1
    try:
        _confine(send, parent, limits)
        _forward_errors(send)
        content = build(lambda percent: _send(send, b"P", bytes([min(max(percent, 0), 99)])))
        if len(content) > limits.output:
            raise MemoryError
        _send(send, b"R", content)
        code = 0
    except (PayloadError, TooLongError, MemoryError) as error:
        with contextlib.suppress(OSError):
            _send(send, b"E", _error_of(error).value.encode())
        code = 0
    except BaseException:  # noqa: BLE001 -- whatever it is, the worker's log must hold it
        with contextlib.suppress(BaseException):
            _send(send, b"L", traceback.format_exc()[-LOGGED:].encode(errors="replace"))
    finally:
        os._exit(code)


def _error_of(error: Exception) -> JobError:
    if isinstance(error, MemoryError):
        return JobError.TOO_BIG
    return JobError.TOO_LONG if isinstance(error, TooLongError) else JobError.UNFIT


def _confine(send: int, parent: int, limits: Limits) -> None:
    gc.disable()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    # Connections to database and broker belong to the parent.
    os.closerange(3, send)
    os.closerange(send + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    if libc.unshare(_CLONE_NEWNET) != 0:
        # Without the right to it, or where namespaces are off, the fetcher alone refuses.
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = _addresses() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))


def _addresses() -> int:
    """Return how many bytes of addresses this process holds."""
    return _statm(0)


def _held() -> int:
    """Return how many bytes this process has in memory."""
    return _statm(1)


def _statm(place: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[place]) * resource.getpagesize()


def _forward_errors(send: int) -> None:
    """Let the worker's log, not only the child's own, hold what WeasyPrint complains about."""

    class Forward(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            with contextlib.suppress(OSError):
                _send(send, b"L", record.getMessage()[-LOGGED:].encode(errors="replace"))

    handler = Forward(logging.ERROR)
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).addHandler(handler)


def _send(send: int, tag: bytes, body: bytes) -> None:
    frame = memoryview(_FRAME.pack(tag, len(body)) + body)
    while frame:
        frame = frame[os.write(send, frame) :]
