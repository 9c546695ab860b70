"""Reading a questionnaire from its files: one of structure, one of words for each language.

Every mistake is found before anything is kept, each with its file and line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from inclucities.questionnaires.enums import AnsweredBy, Audience, ColumnType, QuestionType

Path_ = tuple[str | int, ...]

_QUESTION_FIELDS = {
    "key",
    "type",
    "number",
    "required",
    "columns",
    "choices",
    "suggestions",
    "levels",
    "min_rows",
    "year",
    "source",
    "currency",
    "precision",
    "show_if",
    "audience",
    "widest_audience",
    "sensitive",
    "allow_unknown",
    "allow_not_applicable",
    "rule",
}
_COLUMN_FIELDS = {"key", "type", "required", "choices", "suggestions", "to"}
_SECTION_FIELDS = {"key", "number", "answered_by", "questions"}
_INCLUDE_FIELDS = {"include", "section", "prefix"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class DefinitionError(ValueError):
    """The files cannot be loaded; ``mistakes`` lists every reason."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class _File:
    """A YAML file as plain data, with the line of every node by its path."""

    name: str
    data: Any
    lines: Mapping[Path_, int]

    def line(self, *path: str | int) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def definition_in(folder: Path) -> dict[str, Any]:
    """Read and check the questionnaire in ``folder``: structure and texts of all languages in one.

    Raises ``DefinitionError`` with every mistake, each with its file and line.
    """
    mistakes: list[Mistake] = []
    structure = _read(folder / "structure.yaml", mistakes)
    if structure is None or not isinstance(structure.data, dict):
        raise DefinitionError(mistakes or [Mistake(str(folder), 1, "structure.yaml holds no questionnaire.")])
    languages = _texts_in(folder, mistakes)
    definition = _Checker(folder, structure, languages, mistakes).definition()
    if mistakes:
        raise DefinitionError(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    return definition


def checksum_of(definition: Mapping[str, Any]) -> str:
    """Return a fingerprint that changes with every change of structure or words."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _read(path: Path, mistakes: list[Mistake]) -> _File | None:
    name = f"{path.parent.name}/{path.name}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        mistakes.append(Mistake(name, 1, "This file is missing."))
        return None
    except UnicodeDecodeError:
        mistakes.append(Mistake(name, 1, "This file is not written in UTF-8."))
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        mistakes.append(Mistake(name, line, f"This is not YAML: {error.problem}."))
        return None
    lines: dict[Path_, int] = {}
    loader = yaml.SafeLoader("")

    def plain(node: yaml.Node | None, path: Path_) -> Any:
        if node is None:
            return None
        lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = key_node.value
                if key in found:
                    mistakes.append(Mistake(name, key_node.start_mark.line + 1, f"“{key}” stands twice."))
                found[key] = plain(value_node, (*path, key))
                lines[(*path, key)] = key_node.start_mark.line + 1
            return found
        if isinstance(node, yaml.SequenceNode):
            return [plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]  # PyYAML has no types here

    return _File(name, plain(node, ()), lines)


def _texts_in(folder: Path, mistakes: list[Mistake]) -> dict[str, _File]:
    texts: dict[str, _File] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "structure.yaml" and (file := _read(path, mistakes)) is not None:
            texts[path.stem] = file
    return texts


class _Checker:
    """Walks one questionnaire and notes every mistake."""

    def __init__(
        self, folder: Path, structure: _File, languages: dict[str, _File], mistakes: list[Mistake]
    ) -> None:
        self.folder = folder
        self.structure = structure
        self.languages = languages
        self.mistakes = mistakes
        self.questions: dict[str, dict[str, Any]] = {}
        self.places: dict[str, tuple[_File, Path_]] = {}
        self.texts: dict[str, dict[str, Any]] = {
            language: {
                "title": file.data.get("title", ""),
                "purpose": file.data.get("purpose", ""),
                "sections": dict(file.data.get("sections") or {}),
                "questions": dict(file.data.get("questions") or {}),
            }
            for language, file in languages.items()
            if isinstance(file.data, dict)
        }

    def note(self, file: _File, path: Path_, message: str) -> None:
        self.mistakes.append(Mistake(file.name, file.line(*path), message))

    def definition(self) -> dict[str, Any]:
        data = self.structure.data
        original = data.get("original_language", "en")
        if original not in self.texts:
            self.note(self.structure, (), f"There is no file with the words in “{original}”.")
        for field in ("key", "edition", "sections"):
            if field not in data:
                self.note(self.structure, (), f"“{field}” is missing.")
        sections = list(self._sections(data.get("sections") or []))
        self._check_references()
        for language in self.texts:
            self._check_words(language, sections, complete=language == original)
        return {
            "key": data.get("key", ""),
            "edition": data.get("edition", 1),
            "original_language": original,
            "sections": sections,
            "texts": self.texts,
        }

    def _sections(self, entries: list[Any]) -> Iterator[dict[str, Any]]:
        for index, entry in enumerate(entries):
            path: Path_ = ("sections", index)
            if not isinstance(entry, dict):
                self.note(self.structure, path, "A section needs a key and questions.")
            elif "include" in entry:
                yield from self._included(entry, path)
            else:
                yield self._section(self.structure, path, entry, prefix="")

    def _included(self, entry: dict[str, Any], path: Path_) -> Iterator[dict[str, Any]]:
        for field in set(entry) - _INCLUDE_FIELDS:
            self.note(self.structure, (*path, field), f"“{field}” has no meaning here.")
        shared = self.folder.parent / str(entry["include"])
        file = _read(shared / "structure.yaml", self.mistakes)
        if file is None or not isinstance(file.data, dict):
            return
        prefix = str(entry.get("prefix", ""))
        for index, section in enumerate(file.data.get("sections") or []):
            if section.get("key") == entry.get("section"):
                self._take_words(shared, section, prefix)
                yield self._section(file, ("sections", index), section, prefix)
                return
        self.note(self.structure, path, f"There is no section “{entry.get('section')}” in {shared.name}.")

    def _take_words(self, shared: Path, section: dict[str, Any], prefix: str) -> None:
        for language, file in _texts_in(shared, self.mistakes).items():
            own = self.texts.setdefault(
                language, {"title": "", "purpose": "", "sections": {}, "questions": {}}
            )
            words = file.data if isinstance(file.data, dict) else {}
            key = section["key"]
            own["sections"].setdefault(key, (words.get("sections") or {}).get(key, {}))
            for question in section.get("questions") or []:
                given = (words.get("questions") or {}).get(question.get("key"), {})
                full = f"{prefix}{question.get('key')}"
                # The questionnaire's own file may say a question in another tone.
                own["questions"][full] = {**given, **own["questions"].get(full, {})}

    def _section(self, file: _File, path: Path_, entry: dict[str, Any], prefix: str) -> dict[str, Any]:
        for field in set(entry) - _SECTION_FIELDS:
            self.note(file, (*path, field), f"“{field}” has no meaning for a section.")
        if entry.get("answered_by") not in AnsweredBy.values:
            self.note(file, (*path, "answered_by"), "“answered_by” must be city or association.")
        questions = [
            self._question(file, (*path, "questions", index), question, prefix)
            for index, question in enumerate(entry.get("questions") or [])
        ]
        if not questions:
            self.note(file, path, "A section needs at least one question.")
        return {**entry, "questions": questions}

    def _question(self, file: _File, path: Path_, entry: Any, prefix: str) -> dict[str, Any]:
        if not isinstance(entry, dict) or "key" not in entry:
            self.note(file, path, "A question needs a key.")
            return {"key": "", "type": "short_text"}
        for field in set(entry) - _QUESTION_FIELDS:
            self.note(file, (*path, field), f"“{field}” has no meaning for a question.")
        question = {**entry, "key": f"{prefix}{entry['key']}"}
        key = question["key"]
        if key in self.questions:
            self.note(file, path, f"The key “{key}” stands twice.")
        self._check_type(file, path, question)
        for field in ("audience", "widest_audience"):
            if field in entry and entry[field] not in Audience.values:
                self.note(file, (*path, field), f"There is no audience “{entry[field]}”.")
                del question[field]
        if "columns" in entry:
            question["columns"] = [
                self._column(file, (*path, "columns", index), column, prefix)
                for index, column in enumerate(entry["columns"])
            ]
        if isinstance(condition := entry.get("show_if"), dict):
            question["show_if"] = {
                "question": f"{prefix}{condition.get('question', '')}",
                "is": [str(value) for value in condition.get("is") or []],
            }
        self.questions[key] = question
        self.places[key] = (file, path)
        return question

    def _check_type(self, file: _File, path: Path_, question: dict[str, Any]) -> None:
        if question.get("type") not in set(QuestionType):
            self.note(file, (*path, "type"), f"There is no question type “{question.get('type')}”.")
            question["type"] = "short_text"
        needs = {"rows": ("columns", list), "choice": ("choices", list), "scale": ("levels", int)}
        field, kind = needs.get(question["type"], ("key", str))
        if not question.get(field) or not isinstance(question[field], kind):
            self.note(file, path, f"A question of type “{question['type']}” needs “{field}”.")
            question.pop(field, None)

    def _column(self, file: _File, path: Path_, entry: Any, prefix: str) -> dict[str, Any]:
        if not isinstance(entry, dict) or "key" not in entry:
            self.note(file, path, "A column needs a key.")
            return {"key": "", "type": "short_text"}
        for field in set(entry) - _COLUMN_FIELDS:
            self.note(file, (*path, field), f"“{field}” has no meaning for a column.")
        column = dict(entry)
        if entry.get("type") not in set(ColumnType):
            self.note(file, (*path, "type"), f"There is no column type “{entry.get('type')}”.")
            column["type"] = "short_text"
        if "to" in entry:
            column["to"] = f"{prefix}{entry['to']}"
        return column

    def _check_references(self) -> None:
        for key, question in self.questions.items():
            file, path = self.places[key]
            for column in question.get("columns", ()):
                if column["type"] in ("reference", "references"):
                    to = self.questions.get(column.get("to", ""))
                    if to is None or to["type"] != "rows":
                        self.note(file, path, f"“{column['key']}” refers to no question with rows.")
            condition = question.get("show_if")
            if condition and condition["question"] not in self.questions:
                self.note(file, path, f"“show_if” names no question: {condition['question']}.")

    def _check_words(self, language: str, sections: list[dict[str, Any]], *, complete: bool) -> None:
        file = self.languages.get(language, self.structure)
        words = self.texts[language]["questions"]
        for key in words:
            if key not in self.questions:
                self.note(file, ("questions", key), f"There is no question “{key}”.")
        if complete:
            self._check_complete(file, self.texts[language], sections)

    def _check_complete(self, file: _File, texts: dict[str, Any], sections: list[dict[str, Any]]) -> None:
        for section in sections:
            if not texts["sections"].get(section["key"], {}).get("title"):
                self.note(file, ("sections",), f"The section “{section['key']}” has no title.")
        for key, question in self.questions.items():
            words = texts["questions"].get(key, {})
            for part in ("text", "short"):
                if not words.get(part):
                    self.note(file, ("questions", key), f"“{key}” has no {part}.")
            for column in question.get("columns", ()):
                if not ((words.get("columns") or {}).get(column["key"]) or {}).get("label"):
                    self.note(file, ("questions", key, "columns"), f"“{key}”: {column['key']} has no label.")
