"""How a document is set: widths of columns, contents, what stays on one page, which language is said where."""

from __future__ import annotations

import pytest
from django.utils import translation

from inclucities.reports.domain.document import (
    Answer,
    CellTranslation,
    Column,
    Document,
    Points,
    Row,
    Section,
    Table,
)
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import markup
from inclucities.reports.templatetags.report_parts import (
    is_abreast,
    is_short,
    languages_of_answers,
    listed,
    measured,
    table_languages,
)
from tests.reports.kinds import KIND, register_test_kinds

pytestmark = pytest.mark.once

LONG = "Newcomers find no place to practise the language outside class. " * 6


def table(*rows: tuple[str | int, ...], **more: object) -> Table:
    labels = ("Need", "Priority", "Description")[: len(rows[0])]
    columns = tuple(Column(label, "number" if label == "Priority" else "text") for label in labels)
    return Table("t", columns, tuple(Row(row) for row in rows), **more)  # type: ignore[arg-type]


def widths(found: Table) -> list[int]:
    return [width for _column, width in measured(found)]


def test_what_is_left_of_a_line_goes_where_texts_are_long() -> None:
    need, priority, description = widths(table(("Practise", 1, LONG), ("Meet", 2, LONG)))
    assert need + priority + description <= 100
    assert description > 3 * need


def test_no_column_is_narrower_than_its_longest_word() -> None:
    need, priority, _description = widths(table(("Brīvprātīgais", 12_000_000, LONG)))
    # A line holds about 112 characters.
    assert need >= len("Brīvprātīgais") / 112 * 100
    assert priority >= len("12,000,000") / 112 * 100


def test_columns_without_any_text_share_a_line() -> None:
    assert widths(table(("", 0, ""))) == pytest.approx([33, 33, 33], abs=8)


@pytest.mark.parametrize("count", [1, 29])
def test_however_many_columns_there_are_they_stand_on_the_page(count: int) -> None:
    columns = tuple(Column("Accommodation") for _ in range(count))
    found = widths(Table("t", columns, (Row(("Accommodation",) * count),)))
    assert sum(found) <= 100


def test_widths_that_are_given_stay() -> None:
    given = Table("t", (Column("a", width=60), Column("b")), (Row(("x", LONG)),))
    assert widths(given) == [60, 40]


def test_a_few_short_rows_stay_on_one_page_and_long_ones_do_not() -> None:
    short = table(("Practise", 1, "At the library"))
    assert is_short(short)
    assert not is_short(table(*[("Practise", 1, "x")] * 7))
    assert not is_short(table(("Practise", 1, LONG * 2)))
    translated = Row(("x", 1, "y"), translations=(CellTranslation(2, LONG * 2, "en"),))
    assert not is_short(Table("t", short.columns, (translated,)))


def questions(count: int) -> Document:
    blocks = tuple(
        Answer(f"What do you think of number {place}?", number=f"A{place}", short=f"Number {place}")
        for place in range(1, count + 1)
    )
    return Document("x", "en", (Section("Needs", blocks, number="A"),))


@pytest.mark.parametrize(
    ("count", "abreast", "named"), [(10, False, 10), (38, False, 38), (60, True, 60), (100, False, 0)]
)
def test_contents_name_the_questions_as_long_as_they_fit_on_a_page(
    count: int, abreast: bool, named: int
) -> None:
    document = questions(count)
    assert is_abreast(document) is abreast
    ((_section, entries),) = listed(document)
    assert [entry[2] for entry in entries] == [f"Number {place}" for place in range(1, named + 1)]


def test_a_table_says_once_in_which_languages_it_is_written_and_translated() -> None:
    rows = (
        Row(("Prakse",), "lv", (CellTranslation(0, "Practice", "en"),)),
        Row(("Συνάντηση",), "el", (CellTranslation(0, "Meeting", "en"),)),
        Row(("Walk",)),
    )
    with translation.override("en"):
        said = table_languages(Table("t", (Column("Need"),), rows), "en")
    assert said == "Written in: Greek · Written in: Latvian · Indented: working translation (English)"
    assert table_languages(Table("t", (Column("Need"),), (Row(("Walk",)),)), "en") == ""


def test_words_that_were_offered_are_in_the_language_of_the_document() -> None:
    register_test_kinds()
    columns = (Column("Need"), Column("Kind", "option"), Column("Number", "number"))
    row = Row(("Prakse", "Gap in policy", 5), "lv", (CellTranslation(0, "Practice", "en"),))
    document = Document("x", "en", (Section("s", (Table("t", columns, (row,)),)),))
    html = markup(kind_named(KIND), document)
    assert '<th scope="row" lang="lv"><p>Prakse</p><div class="translated" lang="en"><p>Practice</p>' in html
    assert "<td><p>Gap in policy</p></td>" in html
    assert html.count(' lang="lv"') == 1


def test_a_card_says_its_other_languages_once_in_its_head() -> None:
    register_test_kinds()
    blocks = (Answer("Why?", "Parce que", language="fr"), Points("Do", ("Commencer",), language="fr"))
    document = Document("x", "en", (Section("s", blocks),), layout="card")
    with translation.override("en"):
        assert languages_of_answers(document) == "Written in: French"
        html = markup(kind_named(KIND), document)
    assert html.count("Written in: French") == 1
    assert html.count(' lang="fr"') == 2
