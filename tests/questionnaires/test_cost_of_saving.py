"""What a save costs: how many queries, and that it stays so."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from inclucities.accounts.models import User
from inclucities.questionnaires.models import Response, ResponseRow
from inclucities.questionnaires.queries.content import answers_in, rows_in, written_in
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.rows import add_row, retire_row
from tests.factories.people import UserFactory
from tests.factories.questionnaires import say

pytestmark = pytest.mark.django_db

#: The savepoint around a save within the transaction of a test, as BEGIN and COMMIT in production.
AROUND = 2


def test_a_save_takes_six_queries_and_five_where_nothing_counts_anew(
    response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Hold the section, read what stands, save, keep the revision, tell the event, store the progress."""
    say(response, "story", "one", anna)
    with django_assert_num_queries(AROUND + 6):
        say(response, "name", "first", anna)
    with django_assert_num_queries(AROUND + 5):
        say(response, "name", "second", anna, base=1)
    with django_assert_num_queries(AROUND + 2):
        say(response, "name", "second", anna, base=2)
    with django_assert_num_queries(AROUND + 6):
        say(response, "name", "", anna, base=2)


def test_a_save_takes_no_more_where_there_are_rows_however_many(
    response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say(response, "remark", "one", anna)
    for count in range(12):
        add_row(
            response=response,
            question_key="challenges",
            section_key="needs",
            values={"title": f"{count}"},
            by=anna,
        )
    for _person in range(5):
        UserFactory()
    with django_assert_num_queries(AROUND + 5):
        say(response, "remark", "two", anna, base=1)
    with django_assert_num_queries(AROUND + 6):
        say(response, "remark", "", anna, base=2)


def test_what_is_read_in_one_query_is_what_two_would_read(
    response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say(response, "remark", "words", anna)
    for title in ("one", "two"):
        add_row(
            response=response,
            question_key="challenges",
            section_key="needs",
            values={"title": title},
            by=anna,
            language="lv",
        )
    retire_row(response=response, uuid=ResponseRow.objects.first().uuid, by=anna, section_key="needs")
    section = spec_of(response.questionnaire).section("needs")

    def columns(found: list[Any]) -> list[dict[str, Any]]:
        return [{field.attname: getattr(one, field.attname) for field in one._meta.fields} for one in found]

    with django_assert_num_queries(1):
        answers, rows = written_in(response, section)
    assert columns(answers) == columns(answers_in(response, section))
    assert columns(rows) == columns(rows_in(response, section))
    assert (len(answers), len(rows)) == (1, 2)
    assert not answers[0]._state.adding
