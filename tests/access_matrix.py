"""URL name → persona → status, for GET and for POST (architecture 4).

Each app keeps its own part in ``tests/access/<app>.py``: ``MATRIX = {"app:name": Address(…)}``.
``MATRIX`` here is all of them together.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import tests.access
from tests.personas import ANONYMOUS, SIGNED_IN

#: Who is not signed in is led to sign in.
LED_TO_SIGN_IN = 302
NOT_FOUND, FORBIDDEN, NO_SUCH_METHOD = 404, 403, 405

Answers = Mapping[str, int]


def answers(
    code: int, to: Iterable[str], *, forbidden: Iterable[str] = (), anonymous: int = LED_TO_SIGN_IN
) -> Answers:
    """Answer ``code`` to some personas, 403 to ``forbidden``, 404 to everybody else who is signed in."""
    given = (
        dict.fromkeys(SIGNED_IN, NOT_FOUND) | dict.fromkeys(forbidden, FORBIDDEN) | dict.fromkeys(to, code)
    )
    return given | {ANONYMOUS: anonymous}


def everybody(code: int, *, anonymous: int | None = LED_TO_SIGN_IN) -> Answers:
    """Answer the same to everybody who is signed in; ``anonymous=None`` means the same to strangers too."""
    return dict.fromkeys(SIGNED_IN, code) | {ANONYMOUS: code if anonymous is None else anonymous}


#: A page that only shows answers nothing to POST.
READ_ONLY = everybody(NO_SUCH_METHOD)
#: An act without a page of its own answers nothing to GET.
ACT_ONLY = everybody(NO_SUCH_METHOD)


@dataclass(frozen=True, slots=True)
class Address:
    """How one URL name is reached in the world, and what it answers.

    ``args`` gives the arguments of ``reverse``; ``data`` what a POST sends: nothing unless the answer
    of an empty form would not tell who may.
    """

    get: Answers
    post: Answers = field(default_factory=lambda: READ_ONLY)
    args: Callable[[Any], list[Any]] = lambda _world: []
    data: Callable[[Any], dict[str, Any]] = lambda _world: {}


def _gathered() -> dict[str, Address]:
    found: dict[str, Address] = {}
    for module in pkgutil.iter_modules(tests.access.__path__):
        part = importlib.import_module(f"tests.access.{module.name}").MATRIX
        twice = found.keys() & part.keys()
        assert not twice, f"tests/access/{module.name}.py repeats {sorted(twice)}."
        found |= part
    return found


MATRIX: dict[str, Address] = {}


def matrix() -> dict[str, Address]:
    """Return the parts of all apps together."""
    if not MATRIX:
        MATRIX.update(_gathered())
    return MATRIX
