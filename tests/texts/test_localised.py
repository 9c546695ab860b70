"""Which of several languages a reader gets, and how it says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclucities.texts.domain import WRITING_LANGUAGES, localised, localised_name

BOTH = {"en": "Needs", "lv": "Vajadzības"}


@pytest.mark.parametrize(
    ("texts", "language", "original", "text", "written_in", "foreign"),
    [
        (BOTH, "lv", "en", "Vajadzības", "lv", False),
        (BOTH, "en", "lv", "Needs", "en", False),
        (BOTH, "fr", "en", "Needs", "en", True),
        (BOTH, "fr", "lv", "Vajadzības", "lv", True),
        (BOTH, "lv-lv", "en", "Vajadzības", "lv", False),
        ({"fr-be": "Besoins", "en": "Needs"}, "fr-be", "en", "Besoins", "fr-be", False),
        ({"fr-be": "Besoins"}, "fr", "fr-be", "Besoins", "fr-be", False),
        ({"lv": "", "en": "Needs"}, "lv", "en", "Needs", "en", True),
        ({"el": "Ανάγκες"}, "lv", "en", "Ανάγκες", "el", True),
        ({"lv": "", "el": "Ανάγκες"}, "lv", "en", "Ανάγκες", "el", True),
        ({}, "lv", "en", "", "en", False),
        ({"lv": ""}, "lv", "en", "", "en", False),
    ],
)
def test_a_reader_gets_the_asked_language_else_the_original_else_any(
    texts: dict[str, str], language: str, original: str, text: str, written_in: str, foreign: bool
) -> None:
    found = localised(texts, language, original)
    assert (found.text, found.language, found.foreign) == (text, written_in, foreign)
    assert str(found) == text


GREEK = {"el": "Δήμος Λεβαδέων", "en": "Levadia", "fr": "Livadiá"}


@pytest.mark.parametrize(
    ("names", "language", "text", "written_in", "foreign"),
    [
        (GREEK, "el", "Δήμος Λεβαδέων", "el", False),
        (GREEK, "lv", "Levadia", "en", True),
        (GREEK, "fr-be", "Livadiá", "fr", False),
        ({"el": "Δήμος Λεβαδέων", "en": ""}, "lv", "Δήμος Λεβαδέων", "el", True),
        ({"es": "Levadia"}, "lv", "Levadia", "es", True),
        ({}, "lv", "", "el", False),
    ],
)
def test_a_name_falls_back_to_english_before_its_original(
    names: dict[str, str], language: str, text: str, written_in: str, foreign: bool
) -> None:
    found = localised_name(names, language, "el")
    assert (found.text, found.language, found.foreign) == (text, written_in, foreign)


CODES = st.sampled_from([*WRITING_LANGUAGES, "fr-be", "lv-lv", "de"])


@given(st.dictionaries(CODES, st.text(max_size=5)), CODES, CODES)
def test_never_a_blank_where_there_is_a_text_and_never_a_foreign_one_unmarked(
    texts: dict[str, str], language: str, original: str
) -> None:
    for found in (localised(texts, language, original), localised_name(texts, language, original)):
        assert bool(found.text) == any(texts.values())
        if found.text:
            assert texts[found.language] == found.text
            assert found.foreign == (found.language.split("-")[0] != language.split("-")[0])
            assert not (found.foreign and texts.get(language))


def test_the_network_s_languages_are_named_by_themselves() -> None:
    assert WRITING_LANGUAGES["el"] == "Ελληνικά"
    assert set(WRITING_LANGUAGES) == {"en", "lv", "fr", "nl", "it", "es", "el"}
