"""Reading questionnaires from files: every mistake is found, each with its file and line."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inclucities.questionnaires.domain.definitions import DefinitionError, checksum_of, definition_in
from inclucities.questionnaires.domain.specs import questionnaire_from
from inclucities.questionnaires.registry import registered_folders
from tests.factories.questionnaires import (
    STRUCTURE,
    question_in,
    structure_copy,
    words_for,
    write_questionnaire,
    write_yaml,
)

Change = Callable[[dict[str, Any]], object]


def mistakes_in(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        definition_in(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def line_of(path: Path, piece: str, nth: int = 1) -> int:
    """Return the number of the nth line in which ``piece`` stands."""
    lines = [number for number, line in enumerate(path.read_text().splitlines(), 1) if piece in line]
    return lines[nth - 1]


# -- The real ones --------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in ROOT.glob("*/questionnaires/*/structure.yaml"))


def test_the_four_folders_of_the_product_are_found() -> None:
    assert [folder.name for folder in FOLDERS] == [
        "good_practice",
        "context",
        "mentor_profile",
        "needs_analysis",
    ]
    assert {folder.name for folder in registered_folders()} == {
        "good_practice",
        "mentor_profile",
        "needs_analysis",
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_of_them_is_without_mistakes_and_complete_in_both_languages(folder: Path) -> None:
    definition = definition_in(folder)
    spec = questionnaire_from(definition)
    assert set(definition["texts"]) >= {"en", "lv"}
    for language in ("en", "lv"):
        texts = spec.texts(language)
        found = [texts.title()]
        for section in spec.sections:
            found.append(texts.section(section.key))
            for question in section.questions:
                found += [texts.question(question.key), texts.question(question.key, "short")]
                found += [texts.option(question.key, option) for option in spec.options(question.key)]
                for column in question.columns:
                    found.append(texts.column(question.key, column.key))
                    options = spec.options(question.key, column.key)
                    found += [texts.option(question.key, option, column.key) for option in options]
        assert all(one.text and not one.foreign for one in found)


def test_shared_sections_stand_in_both_questionnaires_under_their_prefix() -> None:
    needs, profile = (
        questionnaire_from(definition_in(folder))
        for folder in FOLDERS
        if folder.name in ("needs_analysis", "mentor_profile")
    )
    specs = {needs.key: needs, profile.key: profile}
    na, mp = specs["needs_analysis"], specs["mentor_profile"]
    assert na.question("na_ctx_population").with_year
    assert mp.question("mp_ctx_population").with_year
    condition = na.question("na_ctx_policy_landscape_strategy").show_if
    assert condition is not None
    assert condition.question == "na_ctx_policy_landscape_strategy_status"
    # The profile says one thing in another tone and keeps the rest.
    own = mp.texts("en").question("mp_ctx_migration_development_problems")
    assert own.text != na.texts("en").question("na_ctx_migration_development_problems").text
    assert (
        mp.texts("en").question("mp_ctx_population").text == na.texts("en").question("na_ctx_population").text
    )


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


# -- Mistakes in the files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"key: a\nkey: b\n", 2, "“key” stands twice"),
        (b"key: [a\nb: c\n", 2, "This is not YAML"),
        (b"key: a\n\tedition: 1\n", 2, "This is not YAML"),
        (b"key: a\nedition: \x01\n", 2, "This is not YAML"),
        (b"key: a\nedition: \xff\n", 2, "not written in UTF-8"),
        (b"key: a\nedition: !!python/object:os.system x\n", 2, "cannot be read"),
        (b"key: a\nedition: 2021-13-45\n", 2, "cannot be read"),
        (b"key: a\nsections: &all\n  - *all\n", 2, "holds itself"),
        (b"key: a\n? [x, y]\n: 1\n", 2, "A key must be one word"),
        (b"key: a\n---\nkey: b\n", 2, "This is not YAML"),
        (b"", 1, "holds no questionnaire"),
        (b"- a\n- b\n", 1, "holds no questionnaire"),
        (b"just words", 1, "holds no questionnaire"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(
    content: bytes, line: int, message: str, tmp_path: Path
) -> None:
    folder = write_questionnaire(tmp_path / "form")
    (folder / "structure.yaml").write_bytes(content)
    assert any(
        text.startswith(f"form/structure.yaml:{line}: ") and message in text for text in mistakes_in(folder)
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path / "nowhere") == ["nowhere/structure.yaml:1: This file is missing."]
    folder = write_questionnaire(tmp_path / "form")
    (folder / "en.yaml").unlink()
    assert any("no file with the words in “en”" in text for text in mistakes_in(folder))


def test_a_file_of_words_must_hold_words_and_be_named_after_a_language(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form")
    (folder / "lv.yaml").write_text("- x\n")
    (folder / "old copy.yaml").write_text("title: x\n")
    assert mistakes_in(folder) == [
        "form/lv.yaml:1: This file holds no words.",
        "form/old copy.yaml:1: “old copy” is no code of a language.",
    ]


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    structure = structure_copy()
    question_in(structure, "law")["required"] = "yes"
    structure["edition"] = "first"
    words = words_for(STRUCTURE)
    del words["questions"]["name"]["text"]
    del words["questions"]["budget"]["short"]
    folder = write_questionnaire(tmp_path / "form", structure, en=words)
    places = [tuple(text.split(":")[:2]) for text in mistakes_in(folder)]
    assert [name for name, _line in places] == ["form/en.yaml"] * 2 + ["form/structure.yaml"] * 2
    assert places == sorted(places, key=lambda place: (place[0], int(place[1])))


# -- Sections that are shared ---------------------------------------------------------------------


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Give a folder whose questionnaire includes two sections of the one beside it."""
    write_questionnaire(tmp_path / "form")
    including = {
        "key": "including",
        "edition": 1,
        "original_language": "en",
        "sections": [
            {"include": "form", "section": "facts", "prefix": "in_"},
            {"include": "form", "section": "needs", "prefix": "in_"},
        ],
    }
    return write_questionnaire(tmp_path / "including", including, en={"title": "Including"})


def test_an_included_section_brings_structure_and_words_with_its_prefix(shared: Path) -> None:
    spec = questionnaire_from(definition_in(shared))
    assert [section.key for section in spec.sections] == ["facts", "needs"]
    assert spec.question("in_evidence").column("need").to == "in_challenges"
    condition = spec.question("in_strategy_text").show_if
    assert condition is not None
    assert condition.question == "in_strategy"
    assert str(spec.texts("en").question("in_name")) == "en: name"
    assert str(spec.texts("en").section("needs")) == "en: needs"


def test_the_including_questionnaire_may_say_single_words_in_another_tone(shared: Path) -> None:
    own = {"in_challenges": {"text": "Other", "columns": {"kind": {"choices": {"gap": "Hole"}}}}}
    write_yaml(shared / "en.yaml", {"title": "Including", "questions": own})
    texts = questionnaire_from(definition_in(shared)).texts("en")
    assert str(texts.question("in_challenges")) == "Other"
    assert str(texts.question("in_challenges", "short")) == "en: challenges short"
    assert str(texts.option("in_challenges", "gap", "kind")) == "Hole"
    assert str(texts.option("in_challenges", "other", "kind")) == "en: challenges kind other"
    assert str(texts.column("in_challenges", "title")) == "en: challenges title"


def test_a_mistake_in_a_shared_file_is_told_once_and_where_it_is(shared: Path) -> None:
    words = words_for(STRUCTURE)
    words["questions"]["name"]["text"] = 5
    words["questions"]["remark"]["shrot"] = "x"
    write_yaml(shared.parent / "form" / "en.yaml", words)
    path = shared.parent / "form" / "en.yaml"
    assert mistakes_in(shared) == [
        f"form/en.yaml:{line_of(path, '  name:')}: “in_name” has no text.",
        f"form/en.yaml:{line_of(path, 'text: 5')}: “text” must be text; put it in quotes.",
        f"form/en.yaml:{line_of(path, 'shrot')}: “shrot” has no meaning here.",
    ]


def test_a_broken_shared_structure_is_a_mistake_of_that_file(shared: Path) -> None:
    (shared.parent / "form" / "structure.yaml").write_text("key: [\n")
    found = mistakes_in(shared)
    assert sum("form/structure.yaml:2: This is not YAML" in text for text in found) == 1
    assert sum("There is no section" in text for text in found) == 2


# -- Whatever is in a file ------------------------------------------------------------------------

YAML = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.sampled_from(["", "x", "name", "rows", "choice", "yes"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["key", "type", "columns", "is", "question", "text", "choices"]), inner
        ),
    ),
    max_leaves=6,
)


def places_in(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(found for key, value in items for found in places_in(value, (*place, key)))]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_anything_put_anywhere_is_loaded_or_refused_with_a_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {"structure": copy.deepcopy(STRUCTURE), "en": words_for(STRUCTURE)}
    name = data.draw(st.sampled_from(sorted(files)))
    *way, last = data.draw(st.sampled_from(places_in(files[name])[1:]))
    node: Any = files[name]
    for step in way:
        node = node[step]
    node[last] = data.draw(YAML)
    folder = tmp_path_factory.mktemp("any")
    for stem, content in files.items():
        (folder / f"{stem}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    try:
        definition = definition_in(folder)
    except DefinitionError as error:
        refused = error.mistakes
    else:
        refused = []
        spec = questionnaire_from(definition)
        assert all(str(spec.texts("lv").question(question.key)) for question in spec.questions())
    lengths = {f"{folder.name}/{path.name}": len(path.read_text().splitlines()) for path in folder.iterdir()}
    assert all(1 <= mistake.line <= max(lengths[mistake.file], 1) for mistake in refused)


def test_the_checksum_changes_with_structure_and_words(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form")
    before = checksum_of(definition_in(folder))
    assert checksum_of(definition_in(folder)) == before
    words = words_for(STRUCTURE)
    words["questions"]["name"]["text"] = "Another wording"
    write_yaml(folder / "en.yaml", words)
    after = checksum_of(definition_in(folder))
    structure = structure_copy()
    question_in(structure, "name")["required"] = False
    write_yaml(folder / "structure.yaml", structure)
    assert len({before, after, checksum_of(definition_in(folder))}) == 3
