"""Reading questionnaires from files: the real ones, shared sections, and whatever is in a file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from inclucities.questionnaires.domain.definitions import DefinitionError, checksum_of, definition_in
from inclucities.questionnaires.domain.specs import questionnaire_from
from inclucities.questionnaires.registry import registered_folders, registered_suggesters
from tests.factories.questionnaires import (
    STRUCTURE,
    question_in,
    structure_copy,
    words_for,
    write_questionnaire,
    write_yaml,
)
from tests.questionnaires.mistakes import line_of, mistakes_in

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
    definition = definition_in(folder, registered_suggesters())
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
        questionnaire_from(definition_in(folder, registered_suggesters()))
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
