"""What the apps above tell the engine when they are ready: where questionnaires lie, and what columns suggest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inclucities.questionnaires.domain.suggestions import Suggestion

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import Response

#: Returns what to suggest to a person in a response: nothing that they may not open. One query at most.
Suggester = Callable[["Response", "User"], tuple[Suggestion, ...]]

_folders: list[Path] = []
_suggesters: dict[str, Suggester] = {}


def register_folder(folder: Path) -> None:
    """Name the folder of one questionnaire; naming it again changes nothing."""
    if folder not in _folders:
        _folders.append(folder)


def registered_folders() -> tuple[Path, ...]:
    """Return the folders of all questionnaires, in the order of registration."""
    return tuple(_folders)


def register_suggester(name: str, suggester: Suggester) -> None:
    """Make a name known that columns may give in ``suggests``. Raises ``ValueError`` for one that is taken."""
    if _suggesters.setdefault(name, suggester) is not suggester:
        raise ValueError(f"“{name}” is registered twice.")


def registered_suggesters() -> frozenset[str]:
    """Return the names that columns may give in ``suggests``."""
    return frozenset(_suggesters)


def suggester(name: str) -> Suggester:
    """Return what was registered under a name; an older edition may give one that is gone and suggests nothing."""
    return _suggesters.get(name, _nothing)


def _nothing(_response: Response, _person: User) -> tuple[Suggestion, ...]:
    return ()
