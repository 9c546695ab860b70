"""Makes questionnaires on disk, loads them, and starts responses to them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from inclucities.accounts.models import User
from inclucities.questionnaires.domain.specs import SectionSpec
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import Questionnaire, Response, SectionState
from inclucities.questionnaires.queries.pages import Reader
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.loading import load_questionnaire
from inclucities.questionnaires.services.responses import start_response
from schemes.models import Programme

CITY, ASSOCIATION = AnsweredBy.CITY, AnsweredBy.ASSOCIATION

#: A questionnaire with every type of question, both sides, references between rows and "show if".
STRUCTURE: dict[str, Any] = {
    "key": "sampler",
    "edition": 1,
    "original_language": "en",
    "sections": [
        {
            "key": "facts",
            "number": "A",
            "answered_by": "city",
            "questions": [
                {"key": "name", "type": "short_text", "required": True},
                {"key": "story", "type": "long_text", "required": True, "widest_audience": "scheme"},
                {"key": "inhabitants", "type": "number", "year": True, "source": True},
                {"key": "budget", "type": "money", "currency": "EUR", "allow_unknown": False},
                {"key": "share", "type": "percent"},
                {"key": "founded", "type": "date", "allow_not_applicable": False},
                {"key": "strategy", "type": "choice", "choices": ["in_force", "none"], "required": True},
                {
                    "key": "strategy_text",
                    "type": "long_text",
                    "required": True,
                    "show_if": {"question": "strategy", "is": ["in_force"]},
                },
                {"key": "support", "type": "scale", "levels": 5},
                {"key": "fields", "type": "tags", "suggestions": ["housing", "work"]},
                {"key": "evaluated", "type": "yes_no_text"},
                {
                    "key": "evaluation",
                    "type": "short_text",
                    "show_if": {"question": "evaluated", "is": ["yes"]},
                },
            ],
        },
        {
            "key": "needs",
            "number": "B",
            "answered_by": "city",
            "questions": [
                {
                    "key": "challenges",
                    "type": "rows",
                    "required": True,
                    "columns": [
                        {"key": "title", "type": "short_text", "required": True},
                        {"key": "kind", "type": "choice", "choices": ["gap", "other"]},
                        {"key": "field", "type": "tags", "suggestions": ["housing"]},
                    ],
                },
                {
                    "key": "evidence",
                    "type": "rows",
                    "columns": [
                        {"key": "need", "type": "reference", "to": "challenges", "required": True},
                        {"key": "also", "type": "references", "to": "challenges"},
                        {"key": "note", "type": "long_text"},
                    ],
                },
                {"key": "remark", "type": "long_text", "audience": "own_side"},
            ],
        },
        {
            "key": "context",
            "number": "C",
            "answered_by": "association",
            "questions": [{"key": "law", "type": "long_text", "required": True}],
        },
        {
            "key": "reflection",
            "answered_by": "city",
            "questions": [
                {
                    "key": "position",
                    "type": "scale",
                    "levels": 3,
                    "audience": "author",
                    "widest_audience": "team",
                },
            ],
        },
    ],
}


def words_for(structure: dict[str, Any], language: str = "en") -> dict[str, Any]:
    """Return complete words for a structure, each of which says what it is and in which language."""

    def said(*path: str) -> str:
        return f"{language}: {' '.join(path)}"

    def options(entry: dict[str, Any], *path: str) -> dict[str, dict[str, str]]:
        groups = {group: entry[group] for group in ("choices", "suggestions") if group in entry}
        if "levels" in entry:
            groups["levels"] = [str(level) for level in range(1, entry["levels"] + 1)]
        return {group: {key: said(*path, key) for key in keys} for group, keys in groups.items()}

    words: dict[str, Any] = {"title": said("title"), "sections": {}, "questions": {}}
    for section in structure["sections"]:
        words["sections"][section["key"]] = {"title": said(section["key"])}
        for question in section["questions"]:
            key = question["key"]
            words["questions"][key] = {
                "text": said(key),
                "short": said(key, "short"),
                "hints": [said(key, "hint")],
                **options(question, key),
            }
            if "columns" in question:
                words["questions"][key]["columns"] = {
                    column["key"]: {
                        "label": said(key, column["key"]),
                        **options(column, key, column["key"]),
                    }
                    for column in question["columns"]
                }
    return words


def structure_copy() -> dict[str, Any]:
    """Return the sampler's structure, to be changed at will."""
    return copy.deepcopy(STRUCTURE)


def question_in(structure: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the entry of a question, to be changed in place. Raises ``KeyError``."""
    for section in structure["sections"]:
        for question in section["questions"]:
            if question["key"] == key:
                found: dict[str, Any] = question
                return found
    raise KeyError(key)


def write_yaml(path: Path, data: object) -> None:
    """Write a file as people would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_questionnaire(
    folder: Path, structure: dict[str, Any] | None = None, **words: dict[str, Any]
) -> Path:
    """Write structure and words of a questionnaire; ``words`` are complete English ones if not given."""
    structure = STRUCTURE if structure is None else structure
    write_yaml(folder / "structure.yaml", structure)
    for language, texts in (words or {"en": words_for(structure)}).items():
        write_yaml(folder / f"{language}.yaml", texts)
    return folder


def load_sampler(folder: Path, structure: dict[str, Any] | None = None) -> Questionnaire:
    """Write the sampler, or a variation of it, and load it."""
    return load_questionnaire(write_questionnaire(folder, structure))[0]


def start(questionnaire: Questionnaire, by: User | None = None) -> Response:
    """Start a response that belongs to a programme of its own."""
    owner = Programme.objects.create(names={"en": "Owner"})
    return start_response(
        questionnaire_key=questionnaire.key,
        make_owner=lambda _made: owner,
        by=by,
        scheme_id=7,
        programme_id=owner.pk,
    )


def text(words: str, **choices: str) -> Draft:
    """Return a draft of a text."""
    return Draft(value={"text": words}, **choices)


def section_holding(response: Response, question_key: str) -> str:
    """Return the key of the section that a question stands in, an empty one where it stands nowhere."""
    spec = spec_of(response.questionnaire)
    return next((section.key for section in spec.sections if question_key in _keys(section)), "")


def _keys(section: SectionSpec) -> set[str]:
    return {question.key for question in section.questions}


def say(response: Response, question_key: str, words: str, by: User, base: int = 0) -> Any:
    """Save a text as the answer to a question."""
    return record_answer(
        response=response,
        question_key=question_key,
        section_key=section_holding(response, question_key),
        draft=text(words),
        base_version=base,
        by=by,
    )


def reader_of(
    person: User,
    *audiences: Audience,
    reads: frozenset[AnsweredBy] = frozenset(AnsweredBy),
    writes: frozenset[AnsweredBy] = frozenset(AnsweredBy),
) -> Reader:
    """Return a reader of these audiences; of all but "only me" when none is named."""
    wanted = audiences or (Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME, Audience.RELEASED)
    return Reader(person=person, reads=reads, writes=writes, audiences=frozenset(wanted))


def section_state(response: Response, key: str) -> SectionState:
    """Return a section's state as the database has it now."""
    return SectionState.objects.get(response=response, key=key)
