"""Where the files of questionnaires lie: each owning app names its folders when it is ready."""

from __future__ import annotations

from pathlib import Path

_folders: list[Path] = []


def register_folder(folder: Path) -> None:
    """Name the folder of one questionnaire; naming it again changes nothing."""
    if folder not in _folders:
        _folders.append(folder)


def registered_folders() -> tuple[Path, ...]:
    """Return the folders of all questionnaires, in the order of registration."""
    return tuple(_folders)
