"""A questionnaire as objects: what the files say, checked and frozen.

Structure and texts stay apart: one ``QuestionnaireSpec`` serves all languages, and
``QuestionnaireSpec.texts(language)`` gives the words, each with the language it is in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from inclucities.questionnaires.enums import AnsweredBy, Audience, ColumnType, QuestionType
from inclucities.texts.domain import Localised, localised


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a structured row."""

    key: str
    type: ColumnType
    required: bool = False
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    to: str = ""
    #: What is suggested while writing, by a name that an app has registered.
    suggests: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A simple "show if": the question is asked when another one was answered with one of these."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """One question. ``key`` is stable and the same in every language."""

    key: str
    type: QuestionType
    number: str = ""
    required: bool = False
    columns: tuple[ColumnSpec, ...] = ()
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    levels: int = 0
    min_rows: int = 1
    with_year: bool = False
    with_source: bool = False
    currency: str = ""
    precision: str = "day"
    show_if: Condition | None = None
    audience: Audience = Audience.TEAM
    widest_audience: Audience = Audience.RELEASED
    sensitive: bool = False
    per_person: bool = False
    allow_unknown: bool = True
    allow_not_applicable: bool = True
    rule: str = ""

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """The audiences that its answers may have, from narrow to wide; never "only me" by default.

        "Only me" is offered where everybody answers for themselves.
        """
        order = list(Audience)
        narrowest = Audience.AUTHOR if self.per_person else Audience.OWN_SIDE
        return tuple(order[order.index(narrowest) : order.index(self.widest_audience) + 1])

    def column(self, key: str) -> ColumnSpec:
        """Return the column with this key. Raises ``KeyError`` when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section, answered by one side."""

    key: str
    answered_by: AnsweredBy
    questions: tuple[QuestionSpec, ...]
    number: str = ""
    per_person: bool = False
    #: What must have happened before it can be filled in, by a name that the owner knows.
    waits_for: str = ""


@dataclass(frozen=True)
class QuestionnaireSpec:
    """A whole questionnaire. ``texts_of`` maps a language to its texts as the files give them."""

    key: str
    edition: int
    original_language: str
    sections: tuple[SectionSpec, ...]
    texts_of: Mapping[str, Mapping[str, Any]] = field(repr=False)

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[SectionSpec, QuestionSpec]]:
        return {
            question.key: (section, question) for section in self.sections for question in section.questions
        }

    @cached_property
    def _texts(self) -> dict[str, Texts]:
        return {}

    def section(self, key: str) -> SectionSpec:
        """Return the section with this key. Raises ``KeyError`` when there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def question(self, key: str) -> QuestionSpec:
        """Return the question with this key. Raises ``KeyError`` when there is none."""
        return self._by_key[key][1]

    def section_of(self, question_key: str) -> SectionSpec:
        """Return the section that holds a question. Raises ``KeyError`` when there is none."""
        return self._by_key[question_key][0]

    def options(self, question_key: str, column_key: str = "") -> tuple[str, ...]:
        """Return the choices, levels and suggestions that a question or column has; none when unknown."""
        found = self._by_key.get(question_key)
        if found is None:
            return ()
        if not column_key:
            levels = tuple(str(level) for level in range(1, found[1].levels + 1))
            return (*found[1].choices, *found[1].suggestions, *levels)
        columns = (column for column in found[1].columns if column.key == column_key)
        return next(((*column.choices, *column.suggestions) for column in columns), ())

    def questions(self) -> Iterator[QuestionSpec]:
        """Iterate over all questions in order."""
        for section in self.sections:
            yield from section.questions

    def texts(self, language: str) -> Texts:
        """Return the words for a reader's language, each falling back to its original."""
        if language not in self._texts:
            self._texts[language] = Texts(self, language)
        return self._texts[language]


class Texts:
    """The words of one questionnaire as one reader gets them."""

    def __init__(self, spec: QuestionnaireSpec, language: str) -> None:
        self.spec = spec
        self.language = language
        self._found: dict[tuple[str, ...], Localised] = {}

    def at(self, *path: str) -> Localised:
        """Return the text at a path such as ``("questions", key, "text")``; empty when there is none."""
        found = self._found.get(path)
        if found is None:
            texts: dict[str, str] = {}
            for language, tree in self.spec.texts_of.items():
                node: Any = tree
                for step in path:
                    node = node.get(step) if isinstance(node, Mapping) else None
                if isinstance(node, str) and node:
                    texts[language] = node
            found = localised(texts, self.language, self.spec.original_language)
            self._found[path] = found
        return found

    def hints(self, question_key: str) -> tuple[Localised, ...]:
        """Return the hints under a question, in the first language that has any."""
        for language in (self.language.split("-")[0], self.spec.original_language):
            tree = self.spec.texts_of.get(language, {}).get("questions", {}).get(question_key, {})
            if hints := tree.get("hints"):
                foreign = language != self.language.split("-")[0]
                return tuple(Localised(hint, language, foreign) for hint in hints)
        return ()

    def title(self) -> Localised:
        """Return the title of the questionnaire."""
        return self.at("title")

    def purpose(self) -> Localised:
        """Return what the questionnaire is for."""
        return self.at("purpose")

    def section(self, key: str, part: str = "title") -> Localised:
        """Return a text of a section: ``title`` or ``introduction``."""
        return self.at("sections", key, part)

    def question(self, key: str, part: str = "text") -> Localised:
        """Return a text of a question: ``text``, ``short``, ``why``, ``add_row``."""
        return self.at("questions", key, part)

    def column(self, question_key: str, column_key: str, part: str = "label") -> Localised:
        """Return a text of a column: ``label`` or ``hint``."""
        return self.at("questions", question_key, "columns", column_key, part)

    def option(self, question_key: str, option: str, column_key: str = "") -> Localised:
        """Return the words for a choice, a level or a suggested tag of a question or column."""
        start = ("questions", question_key, *(("columns", column_key) if column_key else ()))
        # Own words among the tags have no text, and are not looked for: what was looked for is kept.
        if option in self.spec.options(question_key, column_key):
            for group in ("choices", "levels", "suggestions"):
                if (found := self.at(*start, group, option)).text:
                    return found
        return Localised(option, self.spec.original_language, foreign=False)


def questionnaire_from(definition: Mapping[str, Any]) -> QuestionnaireSpec:
    """Build the objects from a definition that ``domain.definitions`` has checked."""
    return QuestionnaireSpec(
        key=definition["key"],
        edition=definition["edition"],
        original_language=definition["original_language"],
        sections=tuple(_section(section) for section in definition["sections"]),
        texts_of=definition["texts"],
    )


def _section(section: Mapping[str, Any]) -> SectionSpec:
    questions = tuple(_question(question) for question in section["questions"])
    return SectionSpec(
        key=section["key"],
        number=section.get("number", ""),
        answered_by=AnsweredBy(section["answered_by"]),
        questions=questions,
        per_person=bool(questions) and all(question.per_person for question in questions),
        waits_for=section.get("waits_for", ""),
    )


def _question(question: Mapping[str, Any]) -> QuestionSpec:
    condition = question.get("show_if")
    audience = Audience(question.get("audience", Audience.TEAM))
    return QuestionSpec(
        key=question["key"],
        type=QuestionType(question["type"]),
        number=question.get("number", ""),
        required=question.get("required", False),
        columns=tuple(_column(column) for column in question.get("columns", ())),
        choices=tuple(question.get("choices", ())),
        suggestions=tuple(question.get("suggestions", ())),
        levels=question.get("levels", 0),
        min_rows=question.get("min_rows", 1),
        with_year=question.get("year", False),
        with_source=question.get("source", False),
        currency=question.get("currency", ""),
        precision=question.get("precision", "day"),
        show_if=Condition(condition["question"], tuple(condition["is"])) if condition else None,
        audience=audience,
        widest_audience=Audience(question.get("widest_audience", Audience.RELEASED)),
        sensitive=question.get("sensitive", False),
        per_person=audience == Audience.AUTHOR,
        allow_unknown=question.get("allow_unknown", True),
        allow_not_applicable=question.get("allow_not_applicable", True),
        rule=question.get("rule", ""),
    )


def _column(column: Mapping[str, Any]) -> ColumnSpec:
    return ColumnSpec(
        key=column["key"],
        type=ColumnType(column["type"]),
        required=column.get("required", False),
        choices=tuple(column.get("choices", ())),
        suggestions=tuple(column.get("suggestions", ())),
        to=column.get("to", ""),
        suggests=column.get("suggests", ""),
    )
