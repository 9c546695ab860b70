"""Asks a folder with a questionnaire for its mistakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inclucities.questionnaires.domain.definitions import DefinitionError, definition_in

Change = Callable[[dict[str, Any]], object]


def mistakes_in(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        definition_in(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def line_of(path: Path, piece: str, nth: int = 1) -> int:
    """Return the number of the nth line in which ``piece`` stands."""
    lines = [number for number, line in enumerate(path.read_text().splitlines(), 1) if piece in line]
    return lines[nth - 1]
