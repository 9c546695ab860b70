"""Two texts compared and merged word by word."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclucities.questionnaires.domain.comparison import TIMEOUT_SECONDS, merged, words_compared
from inclucities.questionnaires.domain.values import MAX_LONG_TEXT

TOKENS = (
    *("pilsēta", "šķēršļi", "Δήμος", "στέγαση", "ά", "α\u0301", "city", "City", "1", "x_y"),
    *("\U0001f469\u200d\U0001f469\u200d\U0001f467", "🇱🇻", "\u0100", "\ud7ff", "\ue000", "\U0010ffff"),
    *(" ", " ", "  ", "\n", "\n\n", ".", ",", "–", "«", "'"),
)
WORDS = st.sampled_from(TOKENS)
SENTENCES = st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=60))


def parts(old: str, new: str) -> tuple[str, str]:
    pieces = words_compared(old, new)
    return (
        "".join(piece.text for piece in pieces if piece.operation != "insert"),
        "".join(piece.text for piece in pieces if piece.operation != "delete"),
    )


def words_in(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(SENTENCES, SENTENCES)
def test_both_texts_can_be_put_together_again_from_the_pieces(old: str, new: str) -> None:
    assert parts(old, new) == (old, new)


@given(st.lists(WORDS, max_size=20).map("".join))
def test_equal_texts_differ_in_nothing(text: str) -> None:
    assert all(piece.operation == "equal" for piece in words_compared(text, text))


def test_whole_words_are_marked_and_not_letters() -> None:
    pieces = words_compared("The city houses 40 families.", "The town houses 45 families.")
    assert [(piece.operation, piece.text) for piece in pieces] == [
        ("equal", "The "),
        ("delete", "city"),
        ("insert", "town"),
        ("equal", " houses "),
        ("delete", "40"),
        ("insert", "45"),
        ("equal", " families."),
    ]


@pytest.mark.parametrize("letters", ["āb", "δε", "👩🏽"])
def test_the_longest_texts_are_compared_in_time_and_exactly(letters: str) -> None:
    old = " ".join(f"{letters}{number * 7 % 3001}" for number in range(3000))[:MAX_LONG_TEXT]
    new = " ".join(f"{letters}{number * 11 % 3001}" for number in range(3000))[:MAX_LONG_TEXT]
    begun = time.monotonic()
    assert parts(old, new) == (old, new)
    assert time.monotonic() - begun < 10 * TIMEOUT_SECONDS


def test_texts_with_more_different_words_than_there_are_plain_letters_stay_exact() -> None:
    # Each word is one letter inside; the range of surrogates and what lies behind it is reached.
    old = " ".join(f"w{number}" for number in range(60_000))
    new = old.replace("w59999", "other").replace("w55000 ", "")
    assert parts(old, new) == (old, new)


# -- Merging --------------------------------------------------------------------------------------

BASE = "We need housing. We need work. We need courses."


def test_changes_in_different_places_go_together() -> None:
    found = merged(
        BASE,
        "We need cheap housing. We need work. We need courses.",
        "We need housing. We need work. We need evening courses.",
    )
    assert found.clean
    assert found.text == "We need cheap housing. We need work. We need evening courses."


def test_the_same_change_by_both_is_made_once() -> None:
    theirs = "We need cheap housing. We need work. We need courses."
    mine = "We need cheap housing. We need work. We need evening courses."
    assert merged(BASE, theirs, mine).text == mine
    assert merged(BASE, theirs, mine).clean


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("We need cheap housing.", "We need good housing."),
        ("We need.", "We need housing now."),
        ("We need housing. More.", "We need housing. Less."),
        ("", "We need housing now."),
    ],
)
def test_changes_of_the_same_words_are_left_to_a_person_with_both_texts(theirs: str, mine: str) -> None:
    found = merged("We need housing.", theirs, mine)
    assert not found.clean
    assert found.text == f"{theirs}\n\n{mine}"


def test_a_change_of_one_alone_is_taken_over() -> None:
    assert merged("a", "a", "b").text == "b"
    assert merged("a", "b", "a").text == "b"
    assert merged("a", "", "a").text == ""
    assert merged("a", "b", "b").text == "b"


@settings(max_examples=300)
@given(SENTENCES, SENTENCES, SENTENCES)
def test_nothing_that_anyone_wrote_is_lost(base: str, theirs: str, mine: str) -> None:
    found = merged(base, theirs, mine)
    if not found.clean:
        assert theirs in found.text
        assert mine in found.text
        return
    # What either put in beyond the base is there; so is what both left standing.
    for written in (theirs, mine):
        assert not (words_in(written) - words_in(base)) - words_in(found.text)
    assert not (words_in(base) & words_in(theirs) & words_in(mine)) - words_in(found.text)


@given(st.lists(WORDS, min_size=1, max_size=15), st.data())
def test_edits_far_apart_always_merge_cleanly(words: list[str], data: st.DataObject) -> None:
    base = [f"w{place}" for place in range(12)]
    theirs, mine = base.copy(), base.copy()
    theirs[data.draw(st.integers(0, 4))] = "theirs"
    mine[data.draw(st.integers(7, 11))] = "mine"
    found = merged(" ".join(base), " ".join(theirs), " ".join(mine))
    both = [t if t == "theirs" else m for t, m in zip(theirs, mine, strict=True)]
    assert (found.clean, found.text) == (True, " ".join(both))
