"""Whatever is sent: it is kept in a stable form, or refused in words."""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from inclucities.questionnaires.domain.values import (
    InvalidValueError,
    clean_row,
    clean_text,
    clean_value,
)
from inclucities.questionnaires.enums import ColumnType, QuestionType
from tests.questionnaires.values import (
    PART,
    QUESTIONS,
    ROW,
    UUID,
    Q,
    kept,
)

TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=30),
    st.text(alphabet=st.sampled_from("0123456789.,' \u00a0-+%e"), max_size=12),
    st.sampled_from(
        [
            "2021",
            "2021-06-30",
            "30.06.2021",
            "a",
            "b",
            "yes",
            "no",
            "1",
            "5",
            UUID,
            "a@b.lv",
            "b.lv",
            "1.234,5",
        ]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=6,
)
PARTS = sorted({*PART.values(), "year", "source", "text", "other"})
VALUES = st.one_of(JSON, st.dictionaries(st.sampled_from(PARTS), JSON, max_size=5))
CELLS = st.one_of(JSON, st.dictionaries(st.sampled_from([*ColumnType, "other"]), JSON, max_size=5))


def outcome(clean: Any, raw: Any) -> Any:
    """Return what is kept, or the refusal; any other exception goes through."""
    try:
        return clean(raw)
    except InvalidValueError as error:
        return error


@given(kind=st.sampled_from(list(QuestionType)), raw=VALUES)
@example(kind=Q.NUMBER, raw={"number": "12.123"})
@example(kind=Q.PERCENT, raw={"number": "12.123"})
@example(kind=Q.LONG_TEXT, raw=[])
@example(kind=Q.ROWS, raw=None)
def test_anything_sent_is_kept_in_a_stable_form_or_refused_in_words(kind: QuestionType, raw: Any) -> None:
    clean = partial(clean_value, QUESTIONS[kind])
    found = outcome(clean, raw)
    assert str(found.message) if isinstance(found, InvalidValueError) else clean(found) == found


@given(raw=CELLS)
def test_any_row_sent_is_kept_in_a_stable_form_or_refused_in_words(raw: Any) -> None:
    clean = partial(clean_row, ROW)
    found = outcome(clean, raw)
    assert str(found.message) if isinstance(found, InvalidValueError) else clean(found) == found


@given(kind=st.sampled_from(list(ColumnType)), raw=JSON)
def test_any_cell_sent_is_kept_in_a_stable_form_or_refused_at_its_column(kind: ColumnType, raw: Any) -> None:
    clean = partial(clean_row, ROW)
    found = outcome(clean, {kind.value: raw})
    assert found.field == kind.value if isinstance(found, InvalidValueError) else clean(found) == found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    assert clean_text(text).split() == text.split()


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1), st.sampled_from(" .,'\u00a0\u202f"))
def test_a_grouped_number_is_the_same_number_in_every_country(number: int, separator: str) -> None:
    assert kept(Q.NUMBER, f"{number:,}".replace(",", separator)) == str(number)


@given(
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u202f", ",")]),
)
def test_an_amount_is_the_same_amount_in_every_country(amount: Any, signs: tuple[str, str]) -> None:
    groups, point = signs
    typed = f"{amount:,.2f}".replace(",", "#").replace(".", point).replace("#", groups)
    cents = kept(Q.MONEY, typed)
    assert round(float(cents) * 100) == round(amount * 100)
