"""The world that is measured in, and the addresses that only the bench has."""

from __future__ import annotations

import pytest

from inclucities.bench.seeding.world import World, make_world


@pytest.fixture
def measured(questionnaires: None) -> World:
    """Give the world that is measured in."""
    return make_world()
