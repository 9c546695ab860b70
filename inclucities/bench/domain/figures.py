"""The figures that the product keeps to: what was measured, what is wanted, and the table of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``met`` is ``None`` for what is only reported."""

    what: str
    measured: str
    wanted: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """The word at the end of the line."""
        return {True: "met", False: "MISSED", None: "reported"}[self.met]


def at_most(what: str, *measured: tuple[float, float, str], beside: str = "") -> Figure:
    """Return the line of one or several numbers, each ``(measured, wanted at most, unit)``."""
    return Figure(
        what=what,
        measured="; ".join([", ".join(_number(value, unit) for value, _, unit in measured), beside]).rstrip(
            "; "
        ),
        wanted=", ".join(f"≤ {_number(wanted, unit)}" for _, wanted, unit in measured),
        met=all(value <= wanted for value, wanted, _ in measured),
    )


def at_least(what: str, value: float, wanted: float, unit: str, *, beside: str = "") -> Figure:
    """Return the line of one number that should be large."""
    return Figure(
        what=what,
        measured=f"{_number(value, unit)}; {beside}".rstrip("; "),
        wanted=f"≥ {_number(wanted, unit)}",
        met=value >= wanted,
    )


def _number(value: float, unit: str) -> str:
    words = f"{value:.2f}".rstrip("0").rstrip(".") if unit.startswith("×") else f"{value:.0f}"
    return f"{words} {unit}".strip()


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| what | measured | figure | |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.what} | {row.measured} | {row.wanted} | {row.verdict} |" for row in figures]
    return "\n".join(lines)


def document(figures: Iterable[Figure], *, day: str, machine: Mapping[str, str]) -> str:
    """Return the page that keeps the figures of a run: when, on which machine, and the table."""
    facts = ", ".join(f"{name} {value}" for name, value in machine.items())
    return (
        "# Figures\n\n"
        f"Written by `make bench` on {day}: {facts}. Not to be edited by hand.\n\n"
        f"{HOW_MEASURED}\n\n{table(figures)}\n"
    )


HOW_MEASURED = """\
gunicorn with two workers, PostgreSQL with persistent connections, the settings of production, one request
at a time over a kept connection. What is compared is asked for in turn, A B B A …, in the same run; a ratio is
the median of the pairs' ratios by the clock, and "CPU" the same of the server process's own time, which other
programs on the machine disturb less. Queries are statements sent to the database, without BEGIN and COMMIT.

* The *one-line view* renders a template of one line to somebody who is signed in.
* The *empty page* extends the base template with the shell and its counters.
* A *form floor* is a template written by hand that prints the same HTML from plain dictionaries; that both
  print the same is tested before they are measured.
* The *bare compare-and-swap* updates one row where its version still stands, and nothing else.
* *Sixty questions*: six sections of ten long texts of 150 words. *Annex 2*: every question but one
  answered, 40 rows.\
"""
