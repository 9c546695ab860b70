"""What the processes of a server or worker use: processor time and memory, as the kernel counts them."""

from __future__ import annotations

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
_TICKS = os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for member in found:
        found += children_of(member)
    return found


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time of a process and its descendants, those that ended included."""
    return sum(_cpu_of_one(member) for member in family(pid))


def _cpu_of_one(pid: int) -> float:
    # The name in brackets may hold blanks; after it the fields are counted from the third on.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS


def resident_megabytes(pid: int) -> float:
    """Return how much of a process is in memory now, what it shares with others included."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
