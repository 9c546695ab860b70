"""The words of a questionnaire in each language: checked against its structure, completed by its original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from inclucities.questionnaires.domain.checking import Found, StructureChecker, is_text
from inclucities.questionnaires.domain.files import Mistake, Place, SourceFile, read_yaml
from inclucities.questionnaires.enums import QuestionType

Words = dict[str, Any]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_FILE_PARTS = ("title", "purpose", "sections", "questions")
_SECTION_PARTS = ("title", "introduction")
_QUESTION_PARTS = ("short", "text", "why", "add_row")
_COLUMN_PARTS = ("label", "hint")
_OPTION_GROUPS = ("choices", "levels", "suggestions")


class WordsChecker:
    """Reads the words of every language and notes every mistake.

    ``context`` and the like are read once. A questionnaire that includes a section may say single
    words of it in another tone: what it names replaces the shared wording, the rest stays.
    """

    def __init__(self, folder: Path, structure: StructureChecker, mistakes: list[Mistake]) -> None:
        self.folder = folder
        self.structure = structure
        self.mistakes = mistakes
        self._files: dict[Path, dict[str, SourceFile]] = {}

    def texts(self, original: str) -> dict[str, Words]:
        """Return the words by language. The original language must be complete."""
        own = self._read(self.folder)
        if original not in own:
            message = f"There is no file with the words in “{original}”."
            self.structure.note(self.structure.file, ("original_language",), message)
        texts: dict[str, Words] = {language: self._own(file) for language, file in own.items()}
        for key, found in self.structure.sections.items():
            self._take(texts, "sections", key, found)
        for key, found in self.structure.questions.items():
            self._take(texts, "questions", key, found)
        if original in own:
            self._check_complete(texts[original], original)
        return texts

    def _read(self, folder: Path) -> dict[str, SourceFile]:
        if folder not in self._files:
            files: dict[str, SourceFile] = {}
            for path in sorted(folder.glob("*.yaml")):
                if path.name == "structure.yaml":
                    continue
                file = read_yaml(path, self.mistakes)
                if file is not None and not _LANGUAGE.fullmatch(path.stem):
                    self.structure.note(file, (), f"“{path.stem}” is no code of a language.")
                elif file is not None and not isinstance(file.data, dict):
                    self.structure.note(file, (), "This file holds no words.")
                elif file is not None:
                    files[path.stem] = file
            self._files[folder] = files
        return self._files[folder]

    def _own(self, file: SourceFile) -> Words:
        words: Words = {"title": "", "purpose": "", "sections": {}, "questions": {}}
        for part, value in file.data.items():
            if part not in _FILE_PARTS:
                self.structure.note(file, (part,), f"“{part}” has no meaning here.")
            elif part in ("title", "purpose"):
                words[part] = self._text(file, (part,), value)
        for key in self._map(file, ("sections",), file.data.get("sections")):
            if key not in self.structure.sections:
                self.structure.note(file, ("sections", key), f"There is no section “{key}”.")
        for key in self._map(file, ("questions",), file.data.get("questions")):
            if key not in self.structure.questions:
                self.structure.note(file, ("questions", key), f"There is no question “{key}”.")
        return words

    def _take(self, texts: dict[str, Words], group: str, key: str, found: Found) -> None:
        """Take over the words for a section or question: the shared ones, and over them its own."""
        sources = [(self._read(self.folder), key)]
        if found.folder != self.folder:
            sources.insert(0, (self._read(found.folder), found.local))
        for files, name in sources:
            for language, file in files.items():
                given = self._map(file, (group,), file.data.get(group), quiet=True).get(name)
                if given is None:
                    continue
                place: Place = (group, name)
                words = (
                    self._question(file, place, given, found.entry)
                    if group == "questions"
                    else self._parts(file, place, self._map(file, place, given), _SECTION_PARTS)
                )
                empty: Words = {"title": "", "purpose": "", "sections": {}, "questions": {}}
                kept = texts.setdefault(language, empty)[group]
                kept[key] = _laid_over(kept.get(key, {}), words)

    def _question(self, file: SourceFile, place: Place, given: Any, question: Mapping[str, Any]) -> Words:
        fields = self._map(file, place, given)
        words = self._parts(file, place, fields, (*_QUESTION_PARTS, "hints", "columns", *_OPTION_GROUPS))
        words |= self._options(file, place, fields, question)
        if "hints" in fields:
            words["hints"] = self._hints(file, (*place, "hints"), fields["hints"])
        columns = {column.get("key"): column for column in question.get("columns", ())}
        if "columns" in fields:
            words["columns"] = {}
            for key, value in self._map(file, (*place, "columns"), fields["columns"]).items():
                here = (*place, "columns", key)
                if key not in columns:
                    self.structure.note(file, here, f"There is no column “{key}”.")
                    continue
                cell = self._map(file, here, value)
                words["columns"][key] = {
                    **self._parts(file, here, cell, (*_COLUMN_PARTS, "choices", "suggestions")),
                    **self._options(file, here, cell, columns[key]),
                }
        return words

    def _options(
        self, file: SourceFile, place: Place, fields: Mapping[str, Any], spec: Mapping[str, Any]
    ) -> Words:
        words: Words = {}
        for group in _OPTION_GROUPS:
            if group not in fields:
                continue
            offered = _offered(spec, group)
            here = (*place, group)
            words[group] = {}
            for option, value in self._map(file, here, fields[group]).items():
                if option in offered:
                    words[group][option] = self._text(file, (*here, option), value)
                else:
                    self.structure.note(file, (*here, option), f"There is no “{option}” in “{group}”.")
        return words

    def _parts(
        self, file: SourceFile, place: Place, fields: Mapping[str, Any], known: Iterable[str]
    ) -> Words:
        words: Words = {}
        for part, value in fields.items():
            if part not in known:
                self.structure.note(file, (*place, part), f"“{part}” has no meaning here.")
            elif part not in ("hints", "columns", *_OPTION_GROUPS):
                words[part] = self._text(file, (*place, part), value)
        return words

    def _hints(self, file: SourceFile, place: Place, value: Any) -> list[str]:
        if not isinstance(value, list):
            self.structure.note(file, place, "“hints” must be a list.")
            return []
        return [self._text(file, (*place, index), hint) for index, hint in enumerate(value)]

    def _text(self, file: SourceFile, place: Place, value: Any) -> str:
        if value is None:
            return ""
        if not is_text(value):
            self.structure.note(file, place, f"“{place[-1]}” must be text; put it in quotes.")
            return ""
        return str(value)

    def _map(self, file: SourceFile, place: Place, value: Any, *, quiet: bool = False) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        if value is not None and not quiet:
            self.structure.note(file, place, f"“{place[-1]}” must have fields of its own.")
        return {}

    def _check_complete(self, words: Words, original: str) -> None:
        own = self._read(self.folder)[original]
        if not words["title"]:
            self.structure.note(own, (), "“title” is missing.")
        for key, found in self.structure.sections.items():
            if not words["sections"].get(key, {}).get("title"):
                file = self._read(found.folder).get(original, own)
                self.structure.note(file, ("sections", found.local), f"The section “{key}” has no title.")
        for key, found in self.structure.questions.items():
            file = self._read(found.folder).get(original, own)
            place: Place = ("questions", found.local)
            given = words["questions"].get(key, {})
            for missing in _missing(found.entry, given, ("text", "short")):
                self.structure.note(file, place, f"“{key}” has no {missing}.")
            for column in found.entry.get("columns", ()):
                cell = given.get("columns", {}).get(column.get("key"), {})
                for missing in _missing(column, cell, ("label",)):
                    here = (*place, "columns", column.get("key", ""))
                    self.structure.note(file, here, f"“{key}”, column {column.get('key')}: no {missing}.")


def _offered(spec: Mapping[str, Any], group: str) -> tuple[str, ...]:
    if group == "levels":
        return tuple(str(level) for level in range(1, spec.get("levels", 0) + 1))
    if group == "choices" and spec.get("type") == QuestionType.YES_NO_TEXT:
        return ("yes", "no")
    return tuple(spec.get(group, ()))


def _missing(spec: Mapping[str, Any], words: Mapping[str, Any], parts: Iterable[str]) -> list[str]:
    missing = [part for part in parts if not words.get(part)]
    for group in _OPTION_GROUPS:
        if group in spec:
            missing += [
                f"words for “{option}”"
                for option in _offered(spec, group)
                if not words.get(group, {}).get(option)
            ]
    return missing


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Words:
    """Return ``below`` with everything replaced that ``above`` names, at any depth."""
    laid = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(laid.get(key), dict):
            laid[key] = _laid_over(laid[key], value)
        elif value not in ("", [], None):
            laid[key] = value
    return laid
