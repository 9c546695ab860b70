"""Looking at processes."""

from __future__ import annotations

from pathlib import Path


def runs(pid: int) -> bool:
    """Tell whether the process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
