"""The only files that a report may load: its stylesheet and fonts, by name, from a dictionary."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

STYLESHEET = "report.css"
FONT_FILES = (
    "SourceSans3-Regular",
    "SourceSans3-It",
    "SourceSans3-Semibold",
    "SourceSerif4-Semibold",
)


class MissingAssetError(RuntimeError):
    """A file that every report needs is not installed."""


@cache
def assets() -> dict[str, tuple[bytes, str]]:
    """Return content and media type of each asset. Raises ``MissingAssetError`` naming what is not there."""
    found = {STYLESHEET: _read(f"reports/{STYLESHEET}")}
    for name in FONT_FILES:
        found[f"{name}.ttf"] = _read(f"reports/fonts/{name}.ttf")
    return found


def _read(path: str) -> tuple[bytes, str]:
    place = finders.find(path)
    if not isinstance(place, str):
        raise MissingAssetError(f"static/{path} is not installed.")
    return Path(place).read_bytes(), mimetypes.guess_type(path)[0] or "application/octet-stream"
