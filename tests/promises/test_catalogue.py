"""The catalogue and the tests hold each other: what is promised is tested, what is marked is promised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.commands import ROOT
from tests.promises.catalogue import CATALOGUE, NAMES

pytestmark = pytest.mark.once


def marked_in(path: Path) -> Iterator[str]:
    """Give the promises that the tests of a file are marked with."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "promise"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def test_every_promise_has_a_test_and_a_name_of_its_own() -> None:
    assert {name for path in (ROOT / "tests").rglob("test_*.py") for name in marked_in(path)} == NAMES
    assert len(CATALOGUE) == len(NAMES)
    assert all(promise.known_from and promise.figure for promise in CATALOGUE)
