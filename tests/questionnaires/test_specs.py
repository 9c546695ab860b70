"""A questionnaire as objects, and its words as one reader gets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inclucities.questionnaires.domain.definitions import definition_in
from inclucities.questionnaires.domain.specs import QuestionnaireSpec, questionnaire_from
from inclucities.questionnaires.enums import Audience
from tests.factories.questionnaires import STRUCTURE, structure_copy, words_for, write_questionnaire


@pytest.fixture
def spec(tmp_path: Path) -> QuestionnaireSpec:
    words = words_for(STRUCTURE, "lv")
    del words["questions"]["story"]
    words["questions"]["name"] = {"text": "Nosaukums"}
    words["questions"]["inhabitants"] = {"hints": ["Norādiet gadu"]}
    words["questions"]["strategy"] = {"choices": {"none": "Nav"}}
    greek = {"questions": {"name": {"why": "Γιατί;"}}}
    folder = write_questionnaire(tmp_path / "q", en=words_for(STRUCTURE), lv=words, el=greek)
    return questionnaire_from(definition_in(folder))


def test_a_reader_gets_the_words_in_the_language_of_the_page(spec: QuestionnaireSpec) -> None:
    texts = spec.texts("lv")
    assert (texts.question("name").text, texts.question("name").foreign) == ("Nosaukums", False)
    assert str(texts.title()) == "lv: title"
    assert str(texts.section("facts")) == "lv: facts"
    assert str(texts.column("challenges", "title")) == "lv: challenges title"
    assert [str(hint) for hint in texts.hints("inhabitants")] == ["Norādiet gadu"]


def test_a_text_without_translation_falls_back_to_its_original_and_says_so(spec: QuestionnaireSpec) -> None:
    texts = spec.texts("lv")
    found = texts.question("story")
    assert (found.text, found.language, found.foreign) == ("en: story", "en", True)
    assert texts.question("name", "short").language == "en"
    assert [(hint.text, hint.foreign) for hint in texts.hints("story")] == [("en: story hint", True)]
    assert texts.option("strategy", "in_force").foreign
    assert (texts.option("strategy", "none").text, texts.option("strategy", "none").foreign) == ("Nav", False)


def test_a_text_that_only_a_third_language_has_is_better_than_a_blank(spec: QuestionnaireSpec) -> None:
    found = spec.texts("lv").question("name", "why")
    assert (found.text, found.language, found.foreign) == ("Γιατί;", "el", True)
    assert spec.texts("lv").question("story", "why").text == ""


def test_a_regional_language_reads_its_base(spec: QuestionnaireSpec) -> None:
    assert not spec.texts("lv-lv").question("name").foreign
    assert spec.texts("lv-lv").question("name").text == "Nosaukums"
    assert spec.texts("lv-lv").hints("inhabitants")[0].foreign is False
    assert spec.texts("fr-be").question("name").language == "en"


def test_options_of_questions_columns_and_scales_have_words_and_own_words_stay(
    spec: QuestionnaireSpec,
) -> None:
    texts = spec.texts("en")
    assert str(texts.option("strategy", "in_force")) == "en: strategy in_force"
    assert str(texts.option("challenges", "gap", "kind")) == "en: challenges kind gap"
    assert str(texts.option("support", "3")) == "en: support 3"
    own = texts.option("fields", "Our own words")
    assert (own.text, own.foreign) == ("Our own words", False)
    assert str(texts.option("no_such_question", "x")) == "x"


def test_looking_for_people_s_own_words_leaves_nothing_in_the_process(spec: QuestionnaireSpec) -> None:
    texts = spec.texts("en")
    before = len(texts._found)
    for number in range(50):
        texts.option("fields", f"own {number}")
        texts.option("challenges", f"own {number}", "field")
    assert len(texts._found) == before


def test_sections_and_questions_are_found_by_key(spec: QuestionnaireSpec) -> None:
    assert spec.section_of("evidence").key == "needs"
    assert spec.question("evidence").column("also").to == "challenges"
    assert [section.key for section in spec.sections if section.per_person] == ["reflection"]
    assert [question.key for question in spec.questions()][:2] == ["name", "story"]
    for find in (spec.section, spec.section_of, spec.question, spec.question("evidence").column):
        with pytest.raises(KeyError):
            find("no_such_thing")


def test_audiences_run_from_the_own_side_to_the_widest_allowed(spec: QuestionnaireSpec) -> None:
    assert spec.question("name").audiences == (
        Audience.OWN_SIDE,
        Audience.TEAM,
        Audience.SCHEME,
        Audience.RELEASED,
    )
    assert spec.question("story").audiences == (Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME)
    assert spec.question("position").audiences == (Audience.AUTHOR, Audience.OWN_SIDE, Audience.TEAM)


def test_the_same_object_serves_every_reader_of_a_language(spec: QuestionnaireSpec) -> None:
    assert spec.texts("lv") is spec.texts("lv")


def test_a_new_language_is_a_new_file_and_nothing_else(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "q")
    assert questionnaire_from(definition_in(folder)).texts("fr").question("name").foreign
    write_questionnaire(folder, structure_copy(), en=words_for(STRUCTURE), fr=words_for(STRUCTURE, "fr"))
    found = questionnaire_from(definition_in(folder)).texts("fr").question("name")
    assert (found.text, found.foreign) == ("fr: name", False)
