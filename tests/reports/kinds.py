"""Kinds of report that only tests know. An app, so that a real worker can know them too."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig

from inclucities.reports.enums import Format
from inclucities.reports.registry import ReportKind, register, registered_kinds

KIND, POISON, SLOW = "test_report", "test_poison", "test_slow"


def readable_by(person: Any, _job: Any) -> bool:
    """Let everybody read whose name does not say otherwise: a right that a test can end at once."""
    return "may not read" not in person.name


def poison(_payload: Mapping[str, Any]) -> bytes:
    """Die without a word, as native code does."""
    os.abort()


def slow(payload: Mapping[str, Any]) -> bytes:
    """Take as many seconds as the payload says."""
    time.sleep(payload["seconds"])
    return b'{"slept": true}'


def register_test_kinds() -> None:
    """Make the kinds known, once in a process."""
    if KIND in {kind.name for kind in registered_kinds()}:
        return
    register(ReportKind(KIND, "Test report", readable_by))
    register(ReportKind(POISON, "Poison", readable_by, (Format.JSON,), builders={Format.JSON: poison}))
    register(ReportKind(SLOW, "Slow report", readable_by, (Format.JSON,), builders={Format.JSON: slow}))


class TestKindsConfig(AppConfig):
    """Registers the kinds when a worker of a test starts."""

    name = "tests.reports"
    label = "tests_reports"

    def ready(self) -> None:
        """Make the kinds known."""
        register_test_kinds()
