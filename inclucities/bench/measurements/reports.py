"""Reports: what a warm worker adds to WeasyPrint, and what a second one is worth."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import translation

from inclucities.bench.domain.figures import Figure, at_least, at_most
from inclucities.bench.domain.pairs import alternating
from inclucities.bench.loads.processes import cpu_of
from inclucities.bench.seeding.world import World
from inclucities.celery import app
from inclucities.reports.domain.document import Document
from inclucities.reports.domain.payload import document_from_json
from inclucities.reports.enums import Format, JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import markup
from inclucities.reports.services.requesting import RENDER_TASK, request_report
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents

PAIRS = 7
#: Four of the six sections make a report of nineteen pages, as long as those that cities write.
SECTIONS = 4
REPORTS, AT_ONCE = 50, 10
#: Seconds that one report may take until the run is given up.
PATIENCE = 120.0
LOOK_EVERY = 0.05
#: The worker's own word about a report: bytes, seconds, and the most memory that its child held.
_READY = re.compile(r"Report (\d+) ready: \d+ bytes, [\d.]+ s, (\d+) MB")


class WorkerFailedError(Exception):
    """A worker did not make a report; the message says what it wrote."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A running worker that takes its work from a queue of its own."""

    queue: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        """What it has written."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Made:
    """One or several reports that were made, by the clock and by the processor."""

    seconds: float
    cpu: float


class Alone:
    """A warm process in which WeasyPrint makes the same pages alone."""

    def __init__(self, process: subprocess.Popen[str], html: Path) -> None:
        self.process, self.html = process, html
        self.pages = 0

    def make(self) -> Made:
        """Let it make the PDF once. Raises ``WorkerFailedError`` when it has ended."""
        if self.process.stdin is None or self.process.stdout is None:
            raise WorkerFailedError("WeasyPrint alone listens to nobody.")
        begun = time.perf_counter()
        self.process.stdin.write(f"{self.html}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise WorkerFailedError("WeasyPrint alone ended without an answer.")
        answer = json.loads(line)
        self.pages = answer["pages"]
        return Made(time.perf_counter() - begun, answer["cpu"])


class Desk:
    """Asks for reports of one document, and waits for them."""

    def __init__(self, world: World, document: Document) -> None:
        self.world, self.document = world, document

    def make(self, worker: Worker, number: int = 1) -> Made:
        """Let a worker make so many reports. Raises ``WorkerFailedError``."""
        jobs = [self._ask() for _ in range(number)]
        before, begun = cpu_of(worker.process.pid), time.perf_counter()
        for job in jobs:
            app.send_task(RENDER_TASK, args=[job], ignore_result=True, queue=worker.queue)
        deadline = begun + PATIENCE * number
        while (left := ReportJob.objects.filter(pk__in=jobs).exclude(state=JobState.READY)).exists():
            failed = left.filter(state=JobState.FAILED).exists()
            if failed or worker.process.poll() is not None or time.perf_counter() > deadline:
                raise WorkerFailedError(f"A report was not made:\n{worker.output[-3000:]}")
            time.sleep(LOOK_EVERY)
        return Made(time.perf_counter() - begun, cpu_of(worker.process.pid) - before)

    def _ask(self) -> int:
        job = request_report(
            kind=documents.KIND,
            format=Format.PDF,
            payload=self.document,
            target=self.world.sixty,
            title="Report to measure",
            language="en",
            by=self.world.lead,
        )
        return int(job.pk)

    def html(self) -> str:
        """Return what the worker makes the PDF of."""
        job = ReportJob.objects.get(pk=self._ask())
        with translation.override("en"):
            return markup(kind_named(documents.KIND), document_from_json(job.payload))


def desk_of(world: World) -> Desk:
    """Return a desk for the draft of the first sections of the sixty long texts."""
    opened = open_needs_analysis(world.lead, world.sixty.pk)
    if opened is None:
        raise LookupError("The lead cannot open the needs analysis.")
    document = documents.build(opened.analysis, access=opened.access, language="en")
    return Desk(world, replace(document, sections=document.sections[:SECTIONS]))


def measure_rendering(desk: Desk, worker: Worker, alone: Alone) -> Iterator[Figure]:
    """Give what the whole way through a warm worker costs the processor, against WeasyPrint alone.

    Raises ``WorkerFailedError`` when a report was not made, or not told of.
    """
    desk.make(worker)
    alone.make()
    begun = len(worker.output)
    measured = alternating(lambda: desk.make(worker), alone.make, PAIRS)
    peaks = [int(megabytes) for _, megabytes in _READY.findall(worker.output[begun:])]
    if len(peaks) != PAIRS:
        raise WorkerFailedError(f"The worker told the memory of {len(peaks)} reports, not of {PAIRS}.")
    of, floor = measured.milliseconds
    yield at_most(
        f"PDF of {alone.pages} pages in a warm worker ÷ WeasyPrint alone, CPU",
        (measured.cpu_ratio, 1.15, "×"),
        (max(peaks), 250, "MB"),
        beside=f"by the clock {of / 1000:.2f} ÷ {floor / 1000:.2f} s",
    )


def measure_second_worker(desk: Desk, one: Worker, two: Worker, pages: int) -> Iterator[Figure]:
    """Give how much quicker two worker processes make fifty reports than one, in batches in turn."""
    desk.make(two, 2)
    measured = alternating(
        lambda: desk.make(one, AT_ONCE), lambda: desk.make(two, AT_ONCE), REPORTS // AT_ONCE
    )
    single, double = (sum(made.seconds for made in side) for side in (measured.of, measured.floor))
    yield at_least(
        f"{REPORTS} reports of {pages} pages, two workers against one",
        single / double,
        1.7,
        "× faster",
        beside=f"{double:.0f} s against {single:.0f} s",
    )


@contextmanager
def running_alone(process: subprocess.Popen[str], html: Path) -> Iterator[Alone]:
    """Yield WeasyPrint alone, and end its process."""
    try:
        yield Alone(process, html)
    finally:
        process.kill()
        process.wait()
