"""Every mistake in a structure or in its words is found, each with its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inclucities.questionnaires.domain.definitions import definition_in
from tests.factories.questionnaires import (
    STRUCTURE,
    question_in,
    structure_copy,
    words_for,
    write_questionnaire,
    write_yaml,
)
from tests.questionnaires.mistakes import Change, mistakes_in

# -- Mistakes in the structure --------------------------------------------------------------------


def question(name: str, /, **fields: Any) -> Change:
    return lambda structure: question_in(structure, name).update(fields)


def without(key: str, field: str) -> Change:
    return lambda structure: question_in(structure, key).pop(field)


def column(place: int, **fields: Any) -> Change:
    return lambda structure: question_in(structure, "challenges")["columns"][place].update(fields)


def section(place: int, **fields: Any) -> Change:
    return lambda structure: structure["sections"][place].update(fields)


def top(**fields: Any) -> Change:
    return lambda structure: structure.update(fields)


STRUCTURE_MISTAKES: dict[str, tuple[Change, str, str]] = {
    # what was done: (how, a word of the line, a piece of the message)
    "unknown field of the file": (top(edtion=2), "edtion:", "“edtion” has no meaning"),
    "no key": (lambda structure: structure.pop("key"), "edition:", "“key” is missing"),
    "no edition": (lambda structure: structure.pop("edition"), "key: sampler", "“edition” is missing"),
    "edition as text": (top(edition="1"), "edition:", "“edition” must be a number"),
    "key with blanks": (top(key="my form"), "key: my form", "“key” must be"),
    "no sections": (top(sections=[]), "sections:", "“sections” must be a list"),
    "sections no list": (top(sections={"a": 1}), "sections:", "“sections” must be a list"),
    "section no mapping": (lambda s: s["sections"].append("x"), "- x", "A section needs a key"),
    "unknown original": (top(original_language="fi"), "original_language:", "no file with the words in “fi”"),
    "section without key": (lambda s: s["sections"][2].pop("key"), "number: C", "A section needs “key”"),
    "section twice": (section(2, key="facts"), "key: facts", "“facts” stands twice"),
    "unknown field of a section": (
        section(2, colour="red"),
        "colour:",
        "“colour” has no meaning for a section",
    ),
    "unknown side": (
        section(2, answered_by="region"),
        "answered_by: region",
        "must be one of: city, association",
    ),
    "no side": (
        lambda s: s["sections"][2].pop("answered_by"),
        "key: context",
        "A section needs “answered_by”",
    ),
    "number not in quotes": (section(2, number=3), "number: 3", "“number” must be text"),
    "no questions": (section(2, questions=[]), "questions: []", "“questions” must be a list"),
    "questions no list": (section(2, questions="law"), "questions: law", "“questions” must be a list"),
    "question no mapping": (section(2, questions=["law"]), "- law", "A question needs a key"),
    "question without key": (without("law", "key"), "- type: long_text", "A question needs a key"),
    "question twice": (question("law", key="name"), "key: name", "The key “name” stands twice"),
    "key of other letters": (question("law", key="likums-ā"), "key: likums-ā", "“key” must be"),
    "unknown field": (question("name", requred=True), "requred:", "“requred” has no meaning"),
    "unknown type": (question("name", type="essay"), "type: essay", "“type” must be one of: short_text"),
    "no type": (without("name", "type"), "key: name", "A question needs a type"),
    "flag as text": (question("name", required="yes"), "required: 'yes'", "“required” must be true or false"),
    "choice without choices": (without("strategy", "choices"), "key: strategy", "needs “choices”"),
    "choices as words": (question("strategy", choices="a, b"), "choices: a, b", "“choices” must be a list"),
    "choices yes and no": (question("strategy", choices=[True, False]), "choices:", "in quotes"),
    "choices twice": (question("strategy", choices=["in_force", "in_force"]), "choices:", "different words"),
    "choices of a text": (question("name", choices=["a"]), "choices:", "no meaning for a question of type"),
    "rows without columns": (without("challenges", "columns"), "key: challenges", "needs “columns”"),
    "columns no list": (question("challenges", columns=5), "columns: 5", "“columns” must be a list"),
    "columns empty": (question("challenges", columns=[]), "columns: []", "“columns” must be a list"),
    "scale without levels": (without("support", "levels"), "key: support", "needs “levels”"),
    "scale with one level": (question("support", levels=1), "levels: 1", "“levels” must be a number from 2"),
    "levels true": (question("support", levels=True), "levels: true", "“levels” must be"),
    "min_rows negative": (question("challenges", min_rows=-1), "min_rows:", "“min_rows” must be"),
    "year of a text": (question("name", year=True), "year: true", "no meaning for a question of type"),
    "unknown precision": (question("founded", precision="hour"), "precision:", "must be one of: day"),
    "unknown audience": (question("name", audience="all"), "audience: all", "must be one of: author"),
    "too wide audience": (question("name", widest_audience="own_side"), "key: name", "wider than"),
    "private among others": (
        question("name", audience="author"),
        "questions:",
        "one person alone or to a side",
    ),
    "rows of one person": (question("challenges", audience="author"), "audience: author", "one person"),
    "show_if no mapping": (question("law", show_if="name"), "show_if: name", "must have fields"),
    "show_if later": (
        question("strategy", show_if={"question": "evaluated", "is": ["yes"]}),
        "question: evaluated",
        "no earlier question",
    ),
    "show_if itself": (
        question("strategy", show_if={"question": "strategy", "is": ["none"]}),
        "question: strategy",
        "no earlier question",
    ),
    "show_if elsewhere": (
        question("law", show_if={"question": "strategy", "is": ["none"]}),
        "question: strategy",
        "no earlier question",
    ),
    "show_if nowhere": (
        question("evaluation", show_if={"question": "gone", "is": ["yes"]}),
        "question: gone",
        "no earlier question",
    ),
    "show_if never": (
        question("evaluation", show_if={"question": "evaluated", "is": ["maybe"]}),
        "- maybe",
        "is no answer to",
    ),
    "show_if of a text": (
        question("evaluation", show_if={"question": "name", "is": ["x"]}),
        "- x",
        "is no answer to",
    ),
    "show_if yes without quotes": (
        question("evaluation", show_if={"question": "evaluated", "is": [True]}),
        "is:",
        "in quotes",
    ),
    "show_if unknown field": (
        question("evaluation", show_if={"question": "evaluated", "is": ["yes"], "not": ["no"]}),
        "not:",
        "no meaning",
    ),
    "column no mapping": (
        lambda s: question_in(s, "challenges")["columns"].append(5),
        "- 5",
        "A column needs a key",
    ),
    "column twice": (column(1, key="title"), "key: title", "The column “title” stands twice"),
    "column of unknown type": (column(0, type="essay"), "type: essay", "“type” must be one of"),
    "column without type": (
        lambda s: question_in(s, "challenges")["columns"][0].pop("type"),
        "key: title",
        "needs a type",
    ),
    "column without choices": (column(0, type="choice"), "key: title", "needs “choices”"),
    "column of unknown field": (column(0, width=3), "width: 3", "“width” has no meaning for a column"),
    "suggests what nobody knows": (
        column(0, suggests="rumours"),
        "suggests: rumours",
        "No app suggests “rumours”; known names: none",
    ),
    "suggests no name": (column(0, suggests=["a"]), "suggests:", "“suggests” must be"),
    "suggests in a choice": (column(1, suggests="rumours"), "suggests:", "no meaning for a column of type"),
    "suggests in a question": (
        question("name", suggests="rumours"),
        "suggests:",
        "no meaning for a question",
    ),
    "reference to nothing": (
        lambda s: question_in(s, "evidence")["columns"][0].update(to="gone"),
        "to: gone",
        "no question with rows",
    ),
    "reference to a text": (
        lambda s: question_in(s, "evidence")["columns"][0].update(to="name"),
        "to: name",
        "no question with rows",
    ),
    "reference without target": (
        lambda s: question_in(s, "evidence")["columns"][0].pop("to"),
        "key: need",
        "needs “to”",
    ),
    "include of nothing": (
        lambda s: s["sections"].append({"include": "gone", "section": "x"}),
        "include: gone",
        "no section “x” in gone",
    ),
    "include with another field": (
        lambda s: s["sections"].append({"include": "gone", "section": "x", "suffix": "y"}),
        "suffix: y",
        "no meaning",
    ),
}


@pytest.mark.parametrize("name", STRUCTURE_MISTAKES)
def test_a_mistake_in_the_structure_has_its_line(name: str, tmp_path: Path) -> None:
    change, piece, message = STRUCTURE_MISTAKES[name]
    structure = structure_copy()
    change(structure)
    folder = write_questionnaire(tmp_path / "form", structure, en=words_for(STRUCTURE))
    path = folder / "structure.yaml"
    lines = {number for number, line in enumerate(path.read_text().splitlines(), 1) if piece in line}
    assert lines
    found = [text for text in mistakes_in(folder) if message in text]
    assert found
    assert {int(text.split(":")[1]) for text in found if text.startswith("form/structure.yaml:")} & lines


# -- Mistakes in the words ------------------------------------------------------------------------

WORDS_MISTAKES: dict[str, tuple[Change, str, str]] = {
    "unknown part of the file": (top(titel="x"), "titel:", "“titel” has no meaning"),
    "no title": (lambda words: words.pop("title"), "sections:", "“title” is missing"),
    "title not in quotes": (top(title=2024), "title: 2024", "“title” must be text"),
    "questions no mapping": (top(questions=["x"]), "questions:", "“questions” must have fields"),
    "unknown question": (lambda w: w["questions"].update(gone={"text": "x"}), "gone:", "no question “gone”"),
    "unknown section": (lambda w: w["sections"].update(gone={"title": "x"}), "gone:", "no section “gone”"),
    "section without title": (lambda w: w["sections"]["facts"].clear(), "facts:", "“facts” has no title"),
    "section no mapping": (lambda w: w["sections"].update(facts="Facts"), "facts: Facts", "must have fields"),
    "unknown part of a section": (lambda w: w["sections"]["facts"].update(intro="x"), "intro:", "no meaning"),
    "question without text": (lambda w: w["questions"]["law"].pop("text"), "law:", "“law” has no text"),
    "question without short": (lambda w: w["questions"]["law"].pop("short"), "law:", "“law” has no short"),
    "question gone": (lambda w: w["questions"].pop("law"), "questions:", "“law” has no text"),
    "question no mapping": (lambda w: w["questions"].update(law="x"), "law: x", "must have fields"),
    "question empty": (lambda w: w["questions"].update(law=None), "law:", "“law” has no text"),
    "unknown part": (lambda w: w["questions"]["law"].update(shrot="x"), "shrot:", "“shrot” has no meaning"),
    "text yes": (lambda w: w["questions"]["law"].update(text=True), "text: true", "“text” must be text"),
    "hints no list": (
        lambda w: w["questions"]["law"].update(hints="x"),
        "hints: x",
        "“hints” must be a list",
    ),
    "hint no text": (lambda w: w["questions"]["law"].update(hints=["x", 5]), "- 5", "must be text"),
    "unknown choice": (
        lambda w: w["questions"]["strategy"]["choices"].update(gone="x"),
        "gone:",
        "no “gone” in “choices”",
    ),
    "choice without words": (
        lambda w: w["questions"]["strategy"]["choices"].pop("none"),
        "strategy:",
        "no words for “none”",
    ),
    "choice said with no": (
        lambda w: w["questions"]["strategy"]["choices"].update(none=False),
        "none: false",
        "“none” must be text",
    ),
    "level without words": (
        lambda w: w["questions"]["support"]["levels"].pop("3"),
        "support:",
        "words for “3”",
    ),
    "suggestion without words": (
        lambda w: w["questions"]["fields"]["suggestions"].pop("work"),
        "fields:",
        "words for “work”",
    ),
    "unknown column": (
        lambda w: w["questions"]["challenges"]["columns"].update(gone={"label": "x"}),
        "gone:",
        "no column “gone”",
    ),
    "column without label": (
        lambda w: w["questions"]["challenges"]["columns"]["title"].pop("label"),
        "title: {}",
        "column title: no label",
    ),
    "columns no mapping": (
        lambda w: w["questions"]["challenges"].update(columns=["title"]),
        "columns:",
        "must have fields",
    ),
    "column no mapping": (
        lambda w: w["questions"]["challenges"]["columns"].update(title="x"),
        "title: x",
        "must have fields",
    ),
    "choice of a column without words": (
        lambda w: w["questions"]["challenges"]["columns"]["kind"]["choices"].pop("gap"),
        "kind:",
        "words for “gap”",
    ),
}


@pytest.mark.parametrize("name", WORDS_MISTAKES)
def test_a_mistake_in_the_words_has_its_line(name: str, tmp_path: Path) -> None:
    change, piece, message = WORDS_MISTAKES[name]
    words = words_for(STRUCTURE)
    change(words)
    folder = write_questionnaire(tmp_path / "form", en=words)
    path = folder / "en.yaml"
    lines = {number for number, line in enumerate(path.read_text().splitlines(), 1) if piece in line}
    assert lines
    found = [text for text in mistakes_in(folder) if message in text]
    assert {int(text.split(":")[1]) for text in found if text.startswith("form/en.yaml:")} & lines


def test_another_language_may_have_gaps_but_no_inventions(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form", en=words_for(STRUCTURE), lv={"title": "Anketa"})
    assert definition_in(folder)["texts"]["lv"]["title"] == "Anketa"
    write_yaml(folder / "lv.yaml", {"questions": {"name": {"text": "x"}, "gone": {"text": "x"}}})
    assert mistakes_in(folder) == ["form/lv.yaml:4: There is no question “gone”."]
