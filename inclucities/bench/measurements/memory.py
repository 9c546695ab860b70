"""What a web process holds after a day's work."""

from __future__ import annotations

import json

from inclucities.bench.domain.figures import Figure
from inclucities.bench.loads.processes import resident_megabytes
from inclucities.bench.loads.visiting import Visitor
from inclucities.bench.measurements.pages import EMPTY
from inclucities.bench.measurements.sites import Site

REQUESTS = 1_000
WORKERS = 2
MEGABYTES = 150
#: New connections until each process has taken one; which one does is the kernel's choice.
TRIES = 200


def measure_memory(site: Site) -> Figure:
    """Send each web process a thousand requests and look at what it holds and has loaded."""
    scheme, sixty, annex = site.world.scheme.pk, site.world.sixty.pk, site.world.annex.pk
    paths = [
        "/",
        "/schemes/",
        f"/schemes/{scheme}/",
        f"/schemes/{scheme}/people/",
        "/documents/",
        f"/needs-analyses/{annex}/",
        f"/needs-analyses/{annex}/sections/needs/",
        f"/needs-analyses/{annex}/whole/",
        f"/needs-analyses/{sixty}/sections/part_1/",
        f"/needs-analyses/{sixty}/whole/",
    ]
    visitors = _one_for_each_process(site)
    # In turn: the server hangs up on who says nothing for two seconds.
    for number in range(REQUESTS):
        for visitor in visitors.values():
            visitor.get(paths[number % len(paths)])
    loaded = any(
        json.loads(visitor.get("/bench/process/").text)["weasyprint"] for visitor in visitors.values()
    )
    held = max(resident_megabytes(process) for process in visitors)
    for visitor in visitors.values():
        visitor.close()
    return Figure(
        what=f"a web process after {REQUESTS:,} requests",
        measured=f"{held:.0f} MB; WeasyPrint {'loaded' if loaded else 'never loaded'}",
        wanted=f"≤ {MEGABYTES} MB, WeasyPrint never loaded",
        met=held <= MEGABYTES and not loaded,
    )


def _one_for_each_process(site: Site) -> dict[int, Visitor]:
    """Return a visitor for each web process. Raises ``LookupError`` when one never answers."""
    found: dict[int, Visitor] = {}
    for _ in range(TRIES):
        visitor = Visitor(site.port, site.host, site.sessions["lead"])
        process = visitor.get(EMPTY).process
        if process in found:
            visitor.close()
        else:
            found[process] = visitor
        if len(found) == WORKERS:
            return found
    raise LookupError(f"Only {len(found)} of {WORKERS} web processes ever answered.")
