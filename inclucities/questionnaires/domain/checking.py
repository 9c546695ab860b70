"""The structure of a questionnaire: what a file may say, and what is wrong in one that does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inclucities.questionnaires.domain.files import Mistake, Place, SourceFile, read_yaml
from inclucities.questionnaires.enums import AnsweredBy, Audience, ColumnType, QuestionType

Shape = tuple[Callable[[Any], bool], str]

MAX_QUESTION_KEY = 80
_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def is_text(value: Any) -> bool:
    """Whether ``value`` is a text that every database keeps."""
    if not isinstance(value, str) or "\x00" in value:
        return False
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _is_count(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _are_words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(word, str) and word for word in value)
        and len(set(value)) == len(value)
    )


def _one_of(*words: str) -> Shape:
    return lambda value: isinstance(value, str) and value in words, f"must be one of: {', '.join(words)}"


_NAME: Shape = (
    lambda value: isinstance(value, str) and bool(_KEY.fullmatch(value)),
    "must be at most 50 small letters, digits and _, a letter first",
)
_TEXT: Shape = is_text, "must be text; put it in quotes"
_FLAG: Shape = lambda value: isinstance(value, bool), "must be true or false"
_WORDS: Shape = _are_words, "must be a list of different words; put “yes” and “no” in quotes"
_LIST: Shape = lambda value: isinstance(value, list) and bool(value), "must be a list that is not empty"
_MAP: Shape = lambda value: isinstance(value, dict), "must have fields of its own"

_QUESTIONNAIRE: Mapping[str, Shape] = {
    "key": _NAME,
    "edition": (lambda value: _is_count(value, 1, 10_000), "must be a number from 1"),
    "original_language": _TEXT,
    "sections": _LIST,
}
_SECTION: Mapping[str, Shape] = {
    "key": _NAME,
    "number": _TEXT,
    "answered_by": _one_of(*AnsweredBy.values),
    "waits_for": _NAME,
    "questions": _LIST,
}
_INCLUDE: Mapping[str, Shape] = {"include": _TEXT, "section": _NAME, "prefix": _TEXT}
_QUESTION: Mapping[str, Shape] = {
    "key": _NAME,
    "type": _one_of(*QuestionType),
    "number": _TEXT,
    "required": _FLAG,
    "columns": _LIST,
    "choices": _WORDS,
    "suggestions": _WORDS,
    "levels": (lambda value: _is_count(value, 2, 20), "must be a number from 2 to 20"),
    "min_rows": (lambda value: _is_count(value, 0, 200), "must be a number from 0 to 200"),
    "year": _FLAG,
    "source": _FLAG,
    "currency": _TEXT,
    "precision": _one_of("day", "month", "year"),
    "show_if": _MAP,
    "audience": _one_of(*Audience.values),
    "widest_audience": _one_of(*Audience.values),
    "sensitive": _FLAG,
    "allow_unknown": _FLAG,
    "allow_not_applicable": _FLAG,
    "rule": _TEXT,
}
_COLUMN: Mapping[str, Shape] = {
    "key": _NAME,
    "type": _one_of(*ColumnType),
    "required": _FLAG,
    "choices": _WORDS,
    "suggestions": _WORDS,
    "suggests": _NAME,
    "to": _TEXT,
}
_CONDITION: Mapping[str, Shape] = {"question": _TEXT, "is": _WORDS}

_FIGURES = ("number", "money", "percent")
#: Fields that mean something for some types only.
_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "columns": ("rows",),
    "min_rows": ("rows",),
    "choices": ("choice",),
    "suggestions": ("tags",),
    "suggests": ("short_text",),
    "levels": ("scale",),
    "year": _FIGURES,
    "source": _FIGURES,
    "currency": ("money",),
    "precision": ("date",),
    "to": ("reference", "references"),
}
#: Fields without which a type means nothing.
_NEEDS: Mapping[str, str] = {
    "rows": "columns",
    "choice": "choices",
    "scale": "levels",
    "reference": "to",
    "references": "to",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A section or question and where it stands; ``local`` is its key in that file, without prefix."""

    entry: Mapping[str, Any]
    file: SourceFile
    place: Place
    local: str
    folder: Path


class StructureChecker:
    """Walks the structure of one questionnaire, includes what it includes, and notes every mistake.

    ``suggesters`` are the names that a column may give in ``suggests``.
    """

    def __init__(
        self, folder: Path, file: SourceFile, mistakes: list[Mistake], suggesters: Collection[str]
    ) -> None:
        self.folder = folder
        self.file = file
        self.mistakes = mistakes
        self.suggesters = suggesters
        self.sections: dict[str, Found] = {}
        self.questions: dict[str, Found] = {}
        self._shared: dict[Path, SourceFile | None] = {}

    def note(self, file: SourceFile, place: Place, message: str) -> None:
        """Note a mistake at a place of a file."""
        self.mistakes.append(Mistake(file.name, file.line(*place), message))

    def definition(self) -> dict[str, Any]:
        """Return the structure as the database keeps it, without its words."""
        data = self._fields(self.file, (), self.file.data, _QUESTIONNAIRE, "questionnaire")
        for field in ("key", "edition", "sections"):
            if field not in self.file.data:
                self.note(self.file, (), f"“{field}” is missing.")
        sections = list(self._sections(data.get("sections", [])))
        for key, found in self.questions.items():
            self._check_references(found)
            self._check_condition(key, found)
        return {
            "key": data.get("key", ""),
            "edition": data.get("edition", 1),
            "original_language": data.get("original_language", "en"),
            "sections": sections,
        }

    def _fields(
        self, file: SourceFile, place: Place, entry: Mapping[str, Any], shapes: Mapping[str, Shape], what: str
    ) -> dict[str, Any]:
        """Return the fields that are well-formed, and note the others."""
        good: dict[str, Any] = {}
        for field, value in entry.items():
            if field not in shapes:
                self.note(file, (*place, field), f"“{field}” has no meaning for a {what}.")
                continue
            fits, sentence = shapes[field]
            if fits(value):
                good[field] = value
            else:
                self.note(file, (*place, field), f"“{field}” {sentence}.")
        return good

    def _sections(self, entries: list[Any]) -> Iterator[dict[str, Any]]:
        for index, entry in enumerate(entries):
            place: Place = ("sections", index)
            if not isinstance(entry, dict):
                self.note(self.file, place, "A section needs a key and questions.")
            elif "include" in entry:
                yield from self._included(entry, place)
            else:
                yield from self._section(self.file, self.folder, place, entry, prefix="")

    def _included(self, entry: dict[str, Any], place: Place) -> Iterator[dict[str, Any]]:
        fields = self._fields(self.file, place, entry, _INCLUDE, "section that is included")
        shared = self.folder.parent / fields.get("include", "")
        if shared not in self._shared:
            self._shared[shared] = read_yaml(shared / "structure.yaml", self.mistakes)
        file = self._shared[shared]
        data = file.data if file is not None and isinstance(file.data, dict) else {}
        sections = data.get("sections")
        for index, section in enumerate(sections if isinstance(sections, list) else []):
            if file and isinstance(section, dict) and section.get("key") == fields.get("section", ""):
                prefix = fields.get("prefix", "")
                yield from self._section(file, shared, ("sections", index), section, prefix)
                return
        self.note(self.file, place, f"There is no section “{entry.get('section')}” in {entry['include']}.")

    def _section(
        self, file: SourceFile, folder: Path, place: Place, entry: dict[str, Any], prefix: str
    ) -> Iterator[dict[str, Any]]:
        section = self._fields(file, place, entry, _SECTION, "section")
        for field in ("key", "answered_by", "questions"):
            if field not in entry:
                self.note(file, place, f"A section needs “{field}”.")
        key = section.get("key", "")
        if key in self.sections:
            self.note(file, (*place, "key"), f"The section “{key}” stands twice.")
        if key:
            self.sections[key] = Found(section, file, place, key, folder)
        questions = [
            question
            for index, found in enumerate(section.get("questions", []))
            if (question := self._question(file, folder, (*place, "questions", index), found, prefix))
        ]
        private = [question.get("audience") == Audience.AUTHOR for question in questions]
        if any(private) and not all(private):
            sentence = "A section belongs to one person alone or to a side, with all its questions."
            self.note(file, (*place, "questions"), sentence)
        yield {**section, "questions": questions}

    def _question(
        self, file: SourceFile, folder: Path, place: Place, entry: Any, prefix: str
    ) -> dict[str, Any] | None:
        if not isinstance(entry, dict) or "key" not in entry:
            self.note(file, place, "A question needs a key.")
            return None
        question = self._fields(file, place, entry, _QUESTION, "question")
        self._check_type(file, place, entry, question, "question")
        self._check_audience(file, place, question)
        if "key" not in question:
            return None
        local = question["key"]
        key = question["key"] = f"{prefix}{local}"
        if len(key) > MAX_QUESTION_KEY:
            self.note(file, (*place, "key"), f"The key “{key}” is longer than {MAX_QUESTION_KEY} letters.")
        if key in self.questions:
            self.note(file, place, f"The key “{key}” stands twice.")
        if "columns" in question:
            question["columns"] = list(self._columns(file, place, question["columns"], prefix))
        if "show_if" in question:
            condition = self._fields(file, (*place, "show_if"), question["show_if"], _CONDITION, "“show_if”")
            question["show_if"] = {
                "question": f"{prefix}{condition.get('question', '')}",
                "is": condition.get("is", []),
            }
        self.questions[key] = Found(question, file, place, local, folder)
        return question

    def _check_type(
        self, file: SourceFile, place: Place, entry: Mapping[str, Any], good: Mapping[str, Any], what: str
    ) -> None:
        if "type" not in entry:
            self.note(file, place, f"A {what} needs a type.")
        kind = good.get("type")
        if kind is None:
            return
        for field in entry:
            if kind not in _ONLY_FOR.get(field, (kind,)):
                self.note(file, (*place, field), f"“{field}” has no meaning for a {what} of type “{kind}”.")
        if (needed := _NEEDS.get(kind)) and needed not in entry:
            self.note(file, place, f"A {what} of type “{kind}” needs “{needed}”.")

    def _check_audience(self, file: SourceFile, place: Place, question: Mapping[str, Any]) -> None:
        order = Audience.values
        audience = question.get("audience", Audience.TEAM)
        if order.index(audience) > order.index(question.get("widest_audience", Audience.RELEASED)):
            self.note(file, place, f"The audience “{audience}” is wider than “widest_audience”.")
        if audience == Audience.AUTHOR and question.get("type") == QuestionType.ROWS:
            self.note(file, (*place, "audience"), "Rows cannot belong to one person alone.")

    def _columns(
        self, file: SourceFile, place: Place, entries: list[Any], prefix: str
    ) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            here = (*place, "columns", index)
            if not isinstance(entry, dict) or "key" not in entry:
                self.note(file, here, "A column needs a key.")
                continue
            column = self._fields(file, here, entry, _COLUMN, "column")
            self._check_type(file, here, entry, column, "column")
            key = column.get("key", "")
            if key in seen:
                self.note(file, here, f"The column “{key}” stands twice.")
            seen.add(key)
            if "to" in column:
                column["to"] = f"{prefix}{column['to']}"
            if "suggests" in column and column["suggests"] not in self.suggesters:
                known = ", ".join(sorted(self.suggesters)) or "none"
                sentence = f"No app suggests “{column['suggests']}”; known names: {known}."
                self.note(file, (*here, "suggests"), sentence)
            yield column

    def _check_references(self, found: Found) -> None:
        for index, column in enumerate(found.entry.get("columns", ())):
            if "to" in column:
                to = self.questions.get(column["to"])
                if to is None or to.entry.get("type") != QuestionType.ROWS:
                    place = (*found.place, "columns", index, "to")
                    self.note(found.file, place, f"“{column['to']}” is no question with rows.")

    def _check_condition(self, key: str, found: Found) -> None:
        condition = found.entry.get("show_if")
        if condition is None:
            return
        opener = self.questions.get(condition["question"])
        earlier = list(self.questions)[: list(self.questions).index(key)]
        if (
            opener is None
            or condition["question"] not in earlier
            or (opener.file.name, opener.place[:2]) != (found.file.name, found.place[:2])
        ):
            sentence = f"“{condition['question']}” is no earlier question of this section."
            self.note(found.file, (*found.place, "show_if", "question"), sentence)
            return
        offered = options_of(opener.entry)
        for index, value in enumerate(condition["is"]):
            if value not in offered:
                sentence = f"“{value}” is no answer to “{condition['question']}”."
                self.note(found.file, (*found.place, "show_if", "is", index), sentence)


def options_of(question: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what can be answered to a question that offers answers to choose from."""
    if question.get("type") == QuestionType.YES_NO_TEXT:
        return ("yes", "no")
    levels = tuple(str(level) for level in range(1, question.get("levels", 0) + 1))
    return (*question.get("choices", ()), *levels)
