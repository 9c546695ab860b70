"""Reading a questionnaire from its files: one of structure, one of words for each language.

Every mistake is found before anything is kept, each with its file and line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from inclucities.questionnaires.domain.checking import StructureChecker
from inclucities.questionnaires.domain.files import Mistake, read_yaml
from inclucities.questionnaires.domain.wording import WordsChecker


class DefinitionError(ValueError):
    """The files cannot be loaded; ``mistakes`` lists every reason."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def definition_in(folder: Path, suggesters: Collection[str] = ()) -> dict[str, Any]:
    """Read and check the questionnaire in ``folder``: structure and texts of all languages in one.

    ``suggesters`` are the names that a column may give in ``suggests``. Raises ``DefinitionError`` with
    every mistake, each with its file and line.
    """
    mistakes: list[Mistake] = []
    file = read_yaml(folder / "structure.yaml", mistakes)
    if file is None or not isinstance(file.data, dict):
        unread = Mistake(f"{folder.name}/structure.yaml", 1, "This file holds no questionnaire.")
        raise DefinitionError(mistakes or [unread])
    structure = StructureChecker(folder, file, mistakes, suggesters)
    definition = structure.definition()
    definition["texts"] = WordsChecker(folder, structure, mistakes).texts(definition["original_language"])
    if mistakes:
        found = dict.fromkeys(mistakes)
        raise DefinitionError(sorted(found, key=lambda mistake: (mistake.file, mistake.line)))
    return definition


def checksum_of(definition: Mapping[str, Any]) -> str:
    """Return a fingerprint that changes with every change of structure or words."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
