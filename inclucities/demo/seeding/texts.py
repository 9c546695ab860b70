"""The texts of the demonstration, as their files give them; ``texts/README.md`` says how they are written."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1] / "texts"
#: The folders of the schemes, in the order in which they are opened.
SCHEMES = (
    "jelgava_schaerbeek",
    "capaci_mechelen",
    "saint_jean_brussels",
    "levadia_fuenlabrada",
    "oostermuide",
    "serravolta_eikenvoorde",
    "middle_towns",
)
#: ``+3 months``, ``-10 days``, or one after the other: ``-17 months +4 days``.
RELATIVE = re.compile(r"[+-]\d+ (?:days|weeks|months)(?: [+-]\d+ (?:days|weeks|months))*")
STEP = re.compile(r"([+-]\d+) (days|weeks|months)")

Text = Mapping[str, Any]


@cache
def read(*path: str) -> Text:
    """Return what a file says, ``read("programme", "programme")``; it must exist."""
    loaded: Text = yaml.safe_load(ROOT.joinpath(*path).with_suffix(".yaml").read_text(encoding="utf-8"))
    return loaded


def exists(*path: str) -> bool:
    """Tell whether there is such a file."""
    return ROOT.joinpath(*path).with_suffix(".yaml").exists()


def cities_of(scheme: str) -> list[str]:
    """Return the cities of a scheme, those that were replaced first."""
    keys: list[str] = []
    for key, city in read(scheme, "scheme")["cities"].items():
        if "replaces" in city:
            keys.append(city["replaces"]["city"])
        keys.append(key)
    return keys


def practices_of(scheme: str, city: str) -> list[str]:
    """Return the names of the files with a city's good practices."""
    return sorted(path.stem for path in ROOT.joinpath(scheme, city, "practices").glob("*.yaml"))


def day(text: str, today: dt.date) -> dt.date:
    """Return the day that ``+3 months`` or ``-17 months +4 days`` means. Raises ``ValueError`` for anything else."""
    if not RELATIVE.fullmatch(text):
        raise ValueError(f"{text} is no date relative to the day of seeding.")
    found = today
    for count, unit in STEP.findall(text):
        if unit == "months":
            found = _months_later(found, int(count))
        else:
            found += dt.timedelta(days=int(count) * (7 if unit == "weeks" else 1))
    return found


def _months_later(day: dt.date, count: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def date_cell(text: str, today: dt.date) -> str:
    """Return a date as an answer keeps it: the month where months are said, else the day."""
    if not RELATIVE.fullmatch(text):
        return text
    found = day(text, today).isoformat()
    return found[:7] if text.endswith("months") else found
