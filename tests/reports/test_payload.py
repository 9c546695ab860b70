"""The payload: stored and read back without loss, and refused when it is no document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclucities.reports.domain.document import (
    Answer,
    CellTranslation,
    Chart,
    Column,
    Document,
    PayloadError,
    Row,
    Section,
    Series,
    Table,
)
from inclucities.reports.domain.payload import (
    TooLongError,
    check_size,
    document_from_json,
    paragraphs,
    printable,
    to_json,
)
from tests.reports.samples import sample


def test_a_document_survives_storing() -> None:
    document = sample()
    assert document_from_json(json.loads(json.dumps(to_json(document)))) == document


@given(st.text(), st.text())
def test_any_text_survives_but_for_what_cannot_be_printed(question: str, text: str) -> None:
    document = Document("x", "en", (Section("x", (Answer(question, text),)),))
    answer = document_from_json(to_json(document)).sections[0].blocks[0]
    assert answer == Answer(printable(question), printable(text))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": None}, "document.title"),
        ({"sections": "x"}, "document.sections"),
        ({"sections": [{"title": "x", "blocks": [{"type": "poem"}]}]}, r"blocks\[0\]: no block"),
        ({"sections": [{"title": "x", "blocks": [{"type": ["answer"]}]}]}, "no block of the type"),
        ({"sections": [{"title": "x", "blocks": [{"type": "answer"}]}]}, "question"),
        ({"layout": "poster"}, "document.layout"),
        ({"draft": 1}, "document.draft"),
        ({"language": 'lv"><style>'}, "document.language"),
        ({"secret": "x"}, "unknown secret"),
        ({"cover": []}, "document.cover"),
        ({"title": True}, "document.title"),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(PayloadError, match=place):
        document_from_json({"title": "x", "language": "en", **change})


@pytest.mark.parametrize("data", [None, [], "x", 5, {}])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(PayloadError):
        document_from_json(data)


def test_rows_and_bars_must_fit() -> None:
    with pytest.raises(PayloadError, match="1 cells in 2 columns"):
        Table("t", (Column("a"), Column("b")), (Row(("x",)),))
    with pytest.raises(PayloadError, match="1 values for 2 bars"):
        Chart("t", "d", ("a", "b"), (Series("s", (1.0,)),))
    with pytest.raises(PayloadError, match="1 languages for 2 bars"):
        Chart("t", "d", ("a", "b"), (Series("s", (1.0, 2.0)),), languages=("lv",))
    with pytest.raises(PayloadError, match="a value without a level"):
        Chart("t", "d", ("a",), (Series("s", (3.0,)),), levels=("no", "yes"))
    with pytest.raises(PayloadError, match="1 languages in 2 columns"):
        Table("t", (Column("a"), Column("b")), (Row(("x", "y"), languages=("lv",)),))
    with pytest.raises(PayloadError, match="a translation of column 1"):
        Table("t", (Column("a"),), (Row(("x",), translations=(CellTranslation(1, "x", "en"),)),))


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_numbers_are_finite(number: float) -> None:
    data = to_json(Document("x", "en", (Section("x", (Table("t", (Column("a"),), (Row((number,)),)),)),)))
    with pytest.raises(PayloadError):
        document_from_json(data)


def test_the_largest_documents_we_know_are_not_too_long() -> None:
    answers = tuple(Answer("What do you think?", "word " * 1_000) for _ in range(150))
    table = Table("t", (Column("a"),) * 6, (Row(("word " * 20,) * 6),) * 300)
    check_size(Document("x", "en", (Section("x", (*answers, table)),)))


def test_too_long_says_what() -> None:
    with pytest.raises(TooLongError, match="characters"):
        check_size(Document("x", "en", (Section("x", (Answer("x", "x" * 2_000_000),)),)))


def test_paragraphs_and_lines() -> None:
    assert paragraphs("a\r\nb\r\n\r\n \r\n\r\nc\x00") == [["a", "b"], ["c"]]
    assert paragraphs(" \n ") == []
