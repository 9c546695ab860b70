"""A section as a page shows it: to whom, with what, at what cost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from inclucities.accounts.models import User
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import Audience, QuestionType
from inclucities.questionnaires.models import Answer, Presence, Response, ResponseRow, Translation
from inclucities.questionnaires.queries.content import answers_in, given_in, rows_in
from inclucities.questionnaires.queries.pages import (
    QuestionItem,
    Reader,
    SectionPage,
    others_present,
    revisions_of,
    section_pages,
)
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import complete_section
from inclucities.questionnaires.services.rows import add_row, move_row, retire_row
from tests.factories.people import UserFactory
from tests.factories.questionnaires import (
    ASSOCIATION,
    CITY,
    load_sampler,
    reader_of,
    say,
    section_holding,
    start,
    text,
    words_for,
    write_questionnaire,
)

pytestmark = pytest.mark.django_db


def page_of(response: Response, reader: Reader, section: str = "facts") -> SectionPage:
    (page,) = section_pages(response, reader, "en", [section])
    return page


def item_of(response: Response, reader: Reader, key: str, section: str = "facts") -> QuestionItem:
    return page_of(response, reader, section).item(key)


def offered(item: QuestionItem, column: str) -> list[tuple[str, str]]:
    """Return the rows that a column can refer to, and what they are called."""
    return [(uuid, str(words)) for uuid, words in item.references[column]]


def question_of(response: Response, key: str) -> QuestionSpec:
    return spec_of(response.questionnaire).question(key)


def add(response: Response, by: User, title: str, **more: str) -> ResponseRow:
    return add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": title},
        by=by,
        **more,
    )


# -- What is there --------------------------------------------------------------------------------


def test_a_page_has_the_questions_in_order_with_words_answers_and_progress(
    response: Response, anna: User, boris: User
) -> None:
    say(response, "name", "Jelgava", anna)
    page = page_of(response, reader_of(boris))
    assert [item.key for item in page.items][:3] == ["name", "story", "inhabitants"]
    assert str(page.title) == "en: facts"
    name, story = page.item("name"), page.item("story")
    assert (name.value, name.version, name.answered, str(name.text)) == (
        {"text": "Jelgava"},
        1,
        True,
        "en: name",
    )
    assert (story.value, story.version, story.answered, story.answer) == ({}, 0, False, None)
    assert [item.key for item in page.missing] == ["story", "strategy"]
    with pytest.raises(KeyError):
        page.item("law")


def test_what_could_not_be_kept_is_shown_as_it_was_typed(response: Response, anna: User) -> None:
    say(response, "name", "Jelgava", anna)
    item = item_of(response, reader_of(anna), "name")
    item.typed = {"text": "x\x00", "state": "unknown"}
    assert (item.value["text"], item.state, item.version) == ("x\x00", "unknown", 1)


def test_sections_and_questions_can_be_picked(response: Response, anna: User) -> None:
    pages = section_pages(response, reader_of(anna), "en", ["needs", "facts"])
    assert [page.section.key for page in pages] == ["facts", "needs"]
    (page,) = section_pages(response, reader_of(anna), "en", ["facts"], ["story"])
    assert [item.key for item in page.items] == ["story"]
    assert section_pages(response, reader_of(anna), "en", ["gone"]) == []


def test_a_condition_outside_the_picked_questions_still_holds(response: Response, anna: User) -> None:
    draft = Draft(value={"choice": "in_force"})
    record_answer(
        response=response, question_key="strategy", section_key="facts", draft=draft, base_version=0, by=anna
    )
    (page,) = section_pages(response, reader_of(anna), "en", ["facts"], ["strategy_text"])
    assert page.item("strategy_text").asked


def test_a_hidden_question_says_so_and_keeps_its_answer(response: Response, anna: User) -> None:
    say(response, "evaluation", "By the university", anna)
    for answer, base, asked in (("yes", 0, True), ("no", 1, False)):
        record_answer(
            response=response,
            question_key="evaluated",
            section_key="facts",
            draft=Draft(value={"yes": answer}),
            base_version=base,
            by=anna,
        )
        item = item_of(response, reader_of(anna), "evaluation")
        assert (item.asked, item.value) == (asked, {"text": "By the university"})


def test_rows_come_in_their_order_without_those_taken_away(response: Response, anna: User) -> None:
    one, two, three = (add(response, anna, title) for title in ("one", "two", "three"))
    move_row(response=response, uuid=three.uuid, section_key="needs", up=True, by=anna)
    retire_row(response=response, uuid=one.uuid, section_key="needs", by=anna)
    item = item_of(response, reader_of(anna), "challenges", "needs")
    assert [row.values["title"] for row in item.rows] == ["three", "two"]
    assert (item.retired_rows, item.withheld) == (1, False)
    assert item.rows[1].row == two


def test_a_row_that_was_taken_away_stays_readable_where_it_is_referred_to(
    response: Response, anna: User
) -> None:
    gone, kept, unused = (add(response, anna, title) for title in ("Gone", "Kept", "Unused"))
    values = {"need": str(gone.uuid), "also": [str(kept.uuid)]}
    add_row(response=response, question_key="evidence", section_key="needs", values=values, by=anna)
    for row in (gone, unused):
        retire_row(response=response, uuid=row.uuid, section_key="needs", by=anna)
    item = item_of(response, reader_of(anna), "evidence", "needs")
    assert offered(item, "need") == [(str(gone.uuid), "Gone (taken away)"), (str(kept.uuid), "Kept")]
    assert offered(item, "also") == [(str(kept.uuid), "Kept")]


def test_a_row_without_a_title_is_still_told_apart(response: Response, anna: User) -> None:
    row = add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"field": "housing"},
        by=anna,
    )
    item = item_of(response, reader_of(anna), "evidence", "needs")
    assert offered(item, "need") == [(str(row.uuid), str(row.uuid)[:8])]


def test_working_translations_stand_beside_their_original(response: Response, anna: User) -> None:
    answer, row = say(response, "name", "Jelgava", anna), add(response, anna, "Vajadzība")
    for of in ({"answer": answer}, {"row": row}):
        Translation.objects.create(
            **of,
            field="text",
            language="en",
            text="x",
            of_version=1,
            updated_by=anna,
            updated_at=timezone.now(),
        )
    (facts, needs) = section_pages(response, reader_of(anna), "en", ["facts", "needs"])
    assert [found.answer_id for found in facts.item("name").translations] == [answer.pk]
    assert facts.item("story").translations == []
    assert [found.row_id for found in needs.item("challenges").rows[0].translations] == [row.pk]


# -- For whom -------------------------------------------------------------------------------------


def test_only_the_sections_of_readable_sides_are_there(response: Response, anna: User) -> None:
    reader = reader_of(anna, reads=frozenset({ASSOCIATION}), writes=frozenset({ASSOCIATION}))
    assert [page.section.key for page in section_pages(response, reader, "en")] == ["context"]
    assert section_pages(response, reader_of(anna, reads=frozenset()), "en") == []


def test_one_may_write_where_the_side_is_one_s_own_and_the_section_open(
    response: Response, anna: User
) -> None:
    complete_section(response=response, section_key="needs", by=anna)
    pages = section_pages(response, reader_of(anna, writes=frozenset({CITY})), "en")
    assert {page.section.key: page.may_write for page in pages} == {
        "facts": True,
        "needs": False,
        "context": False,
        "reflection": True,
    }


@pytest.mark.parametrize("audience", [Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME, Audience.RELEASED])
def test_an_answer_is_read_by_its_audience_and_withheld_from_others(
    audience: Audience, response: Response, anna: User, boris: User
) -> None:
    draft = text("Secret words", audience=audience.value)
    record_answer(
        response=response, question_key="name", section_key="facts", draft=draft, base_version=0, by=anna
    )
    row = add(response, anna, "Secret row", audience=audience.value)
    Translation.objects.create(
        row=row,
        field="title",
        language="en",
        text="Secret",
        of_version=1,
        updated_by=anna,
        updated_at=timezone.now(),
    )

    reader = reader_of(boris, audience)
    name = item_of(response, reader, "name")
    assert (name.value, name.withheld) == ({"text": "Secret words"}, False)
    assert len(item_of(response, reader, "challenges", "needs").rows) == 1

    others = [other for other in Audience if other not in (audience, Audience.AUTHOR)]
    reader = reader_of(boris, *others)
    name, rows = item_of(response, reader, "name"), item_of(response, reader, "challenges", "needs")
    assert (name.answer, name.value, name.withheld, name.answered) == (None, {}, True, True)
    assert (rows.rows, rows.withheld) == ([], True)
    assert "Secret" not in str(item_of(response, reader, "evidence", "needs").references)


def test_being_the_author_does_not_open_what_one_s_audience_does_not(response: Response, anna: User) -> None:
    """Who left the city keeps nothing of it: the side decides, and not who once wrote."""
    draft = text("x", audience="own_side")
    record_answer(
        response=response, question_key="name", section_key="facts", draft=draft, base_version=0, by=anna
    )
    assert item_of(response, reader_of(anna, Audience.TEAM), "name").withheld


def test_a_row_that_is_hidden_and_taken_away_is_not_announced(
    response: Response, anna: User, boris: User
) -> None:
    row = add(response, anna, "Secret", audience="own_side")
    retire_row(response=response, uuid=row.uuid, section_key="needs", by=anna)
    item = item_of(response, reader_of(boris, Audience.TEAM), "challenges", "needs")
    assert (item.rows, item.withheld, item.retired_rows) == ([], False, 0)


def test_everybody_sees_their_own_self_reflection_and_nobody_else_s(
    response: Response, anna: User, boris: User
) -> None:
    for person, level in ((anna, 1), (boris, 3)):
        draft = Draft(value={"level": level})
        record_answer(
            response=response,
            question_key="position",
            section_key="reflection",
            draft=draft,
            base_version=0,
            by=person,
        )
    for person, level in ((anna, 1), (boris, 3)):
        item = item_of(response, reader_of(person), "position", "reflection")
        assert (item.value, item.version, item.withheld) == ({"level": level}, 1, False)
    item = item_of(response, reader_of(UserFactory(), *Audience), "position", "reflection")
    assert (item.value, item.version, item.withheld, item.answered) == ({}, 0, False, False)


@pytest.mark.parametrize(
    ("audience", "reads"),
    [(Audience.AUTHOR, False), (Audience.OWN_SIDE, True), (Audience.TEAM, True), (Audience.SCHEME, False)],
)
def test_a_reader_reads_by_audience_and_always_what_is_only_theirs(
    audience: Audience, reads: bool, anna: User, boris: User
) -> None:
    reader = reader_of(anna, Audience.OWN_SIDE, Audience.TEAM, Audience.AUTHOR)
    question = QuestionSpec(key="story", type=QuestionType.LONG_TEXT)
    assert reader.may_read(Answer(author=boris, audience=audience), question) is reads
    assert reader.may_read(Answer(author=anna, audience=Audience.AUTHOR), question)


def test_a_private_section_is_there_for_those_who_answer_it(response: Response, anna: User) -> None:
    city = frozenset({CITY})
    writer, onlooker = reader_of(anna, writes=city), reader_of(anna, writes=frozenset())
    keys = [[page.section.key for page in section_pages(response, who, "en")] for who in (writer, onlooker)]
    assert set(keys[0]) - set(keys[1]) == {"reflection"}


# -- At what cost ---------------------------------------------------------------------------------

#: States of the sections, answers, rows, translations, and who wrote them.
QUERIES = 5
#: Nobody asks for translations where there are none.
UNTRANSLATED = QUERIES - 1
#: Nor for writers where nobody has written but the reader.
OWN = UNTRANSLATED - 1


def big(count: int) -> dict[str, Any]:
    questions: list[dict[str, Any]] = [{"key": f"q{number}", "type": "long_text"} for number in range(count)]
    columns = [{"key": "title", "type": "short_text"}, {"key": "to", "type": "reference", "to": "rows"}]
    questions.append({"key": "rows", "type": "rows", "columns": columns})
    section = {"key": "all", "answered_by": "city", "questions": questions}
    return {"key": f"big{count}", "edition": 1, "original_language": "en", "sections": [section]}


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_takes_five_queries_however_much_is_on_it(
    count: int, anna: User, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    response = start(load_sampler(tmp_path / "big", big(count)), anna)
    for number in range(count):
        say(response, f"q{number}", "words " * 150, UserFactory())
        row = add_row(
            response=response,
            question_key="rows",
            section_key=section_holding(response, "rows"),
            values={"title": "x"},
            by=UserFactory(),
        )
        Translation.objects.create(
            row=row,
            field="title",
            language="lv",
            text="x",
            of_version=1,
            updated_by=anna,
            updated_at=row.updated_at,
        )
    response = Response.objects.select_related("questionnaire").get(pk=response.pk)
    question_ids_of(response.questionnaire)  # kept in the process after the first time
    with django_assert_num_queries(QUERIES):
        (page,) = section_pages(response, reader_of(anna), "lv")
        seen = [
            (
                str(item.text),
                item.value,
                item.answer.updated_by.name if item.answer else "",
                item.translations,
            )
            for item in page.items
        ]
        rows = [
            (row.values, row.row.updated_by.name, [found.text for found in row.translations])
            for item in page.items
            for row in item.rows
        ]
    assert (len(seen), len(rows)) == (count + 1, count)


def test_the_whole_questionnaire_takes_no_more(
    response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question_ids_of(response.questionnaire)  # kept in the process after the first time
    add(response, anna, "one")
    with django_assert_num_queries(OWN):
        assert len(section_pages(response, reader_of(anna), "en")) == 4


def test_reading_in_another_language_or_as_another_person_costs_the_same(
    response: Response,
    anna: User,
    boris: User,
    tmp_path: Path,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    folder = write_questionnaire(tmp_path / "other", big(3), en=words_for(big(3)), el=words_for(big(3), "el"))
    other = start(load_sampler(folder, big(3)), anna)
    add_row(
        response=other,
        question_key="rows",
        section_key=section_holding(other, "rows"),
        values={"title": "x"},
        by=anna,
    )
    section_pages(other, reader_of(anna), "en")
    for person, language, asked in ((anna, "el", OWN), (boris, "lv", UNTRANSLATED)):
        with django_assert_num_queries(asked):
            section_pages(other, reader_of(person), language)


def test_what_was_given_is_counted_without_a_query_where_all_was_read_already(
    response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(response, anna, "one")
    spec = spec_of(response.questionnaire)
    facts, needs = spec.section("facts"), spec.section("needs")
    with django_assert_num_queries(1):
        given_in(response, facts)
    with django_assert_num_queries(2):
        answers, rows = answers_in(response, needs), rows_in(response, needs)
    with django_assert_num_queries(0):
        assert given_in(response, needs, answers=answers, rows=rows)["challenges"].rows == ({"title": "one"},)


# -- Who else is here, and what it was before -----------------------------------------------------


def test_others_are_present_for_two_minutes(
    response: Response, anna: User, boris: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    long_gone = UserFactory()
    for person, ago in ((anna, 0), (boris, 90), (long_gone, 150)):
        Presence.objects.create(
            response=response, person=person, section_key="facts", seen_at=now - dt.timedelta(seconds=ago)
        )
    with django_assert_num_queries(1):
        assert [found.person.name for found in others_present(response, anna)] == ["Boris Ozols"]


def test_every_text_that_ever_stood_is_there_the_newest_first(
    response: Response, anna: User, boris: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say(response, "name", "one", anna)
    answer = say(response, "name", "two", boris, base=1)
    row = add(response, anna, "row")
    with django_assert_num_queries(1):
        revisions = revisions_of(answer, question_of(response, "name"), reader_of(anna))
    found = [(r.version, r.content["value"]["text"], r.by.name) for r in revisions]
    assert found == [(2, "two", "Boris Ozols"), (1, "one", "Anna Bērziņa")]
    of_row = revisions_of(row, question_of(response, "challenges"), reader_of(anna))
    assert [revision.content["value"] for revision in of_row] == [{"title": "row"}]


def test_a_text_that_was_kept_narrow_stays_so_in_the_history_of_one_that_was_opened(
    response: Response, anna: User
) -> None:
    for base, (words, audience) in enumerate((("Secret", "own_side"), ("Public", "team"))):
        answer = record_answer(
            response=response,
            question_key="story",
            section_key="facts",
            draft=text(words, audience=audience),
            base_version=base,
            by=anna,
        )
    question = question_of(response, "story")
    for audiences, found in (((Audience.TEAM,), ["Public"]), ((), ["Public", "Secret"])):
        revisions = revisions_of(answer, question, reader_of(anna, *audiences))
        assert [revision.content["value"]["text"] for revision in revisions] == found
