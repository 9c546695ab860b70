"""Tests of the user interface stand without the apps above it."""

from __future__ import annotations

import pytest

from inclucities.ui import registry


@pytest.fixture(autouse=True)
def _the_shell_alone(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.ui.addresses"
    monkeypatch.setattr(registry, "_providers", [])
