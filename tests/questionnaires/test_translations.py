"""Working translations, typed by hand beside the original; and who is where."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import DatabaseError, connection

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.models import Answer, Presence, Response, Translation
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.services.answers import MissingVersionError, record_answer
from inclucities.questionnaires.services.presence import be_present
from inclucities.questionnaires.services.responses import close_for_writing
from inclucities.questionnaires.services.rows import add_row
from inclucities.questionnaires.services.translations import StaleTranslationError, record_translation
from tests.factories.questionnaires import say, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(response: Response, anna: User) -> Answer:
    """Give a text written in Latvian."""
    draft = text("Mūsu pilsēta", language="lv")
    return record_answer(
        response=response, question_key="story", section_key="facts", draft=draft, base_version=0, by=anna
    )


def translate(of: Any, words: str, by: User, base: int | None = 0, language: str = "en") -> Translation:
    return record_translation(of=of, field="text", language=language, text=words, base_version=base, by=by)


def test_a_translation_stands_beside_its_original_and_is_written_even_when_all_is_shared(
    answer: Answer, response: Response, anna: User, boris: User
) -> None:
    close_for_writing(response=response, by=anna)
    first = translate(answer, "Our town", boris)
    second = translate(answer, "Our city", anna, base=first.version)
    assert (first.version, second.version, second.of_version, second.updated_by) == (1, 2, 1, anna)
    assert translate(answer, "Notre ville", boris, language="fr").version == 1
    answer.refresh_from_db()
    assert (answer.version, answer.value) == (1, {"text": "Mūsu pilsēta"})
    event = AuditEvent.objects.filter(action="translation_recorded").latest("pk")
    assert event.data == {"question": "story", "language": "fr", "version": 1}


def test_a_cell_of_a_row_is_translated_likewise(response: Response, anna: User) -> None:
    row = add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": "Mājokļi"},
        by=anna,
        language="lv",
    )
    found = record_translation(of=row, field="title", language="en", text="Housing", base_version=0, by=anna)
    assert (found.row, found.answer, found.version) == (row, None, 1)


def test_a_translation_is_flagged_when_its_original_has_moved_on(
    answer: Answer, response: Response, anna: User
) -> None:
    def outdated() -> bool:
        return bool(content_of(response)["answers"]["story"][0]["translations"][0]["outdated"])

    translate(answer, "Our city", anna)
    assert not outdated()
    answer = say(response, "story", "Mūsu pilsēta šodien", anna, base=1)
    assert outdated()
    assert translate(answer, "Our city", anna, base=1).version == 2
    assert not outdated()


def test_an_emptied_translation_is_none(answer: Answer, response: Response, anna: User) -> None:
    translate(answer, "Our city", anna)
    translate(answer, "", anna, base=1)
    assert content_of(response)["answers"]["story"][0]["translations"] == []


@pytest.mark.parametrize("base", [0, 1, 7])
def test_a_translation_that_somebody_else_changed_is_not_overwritten(
    base: int, answer: Answer, anna: User, boris: User
) -> None:
    translate(answer, "Our town", boris)
    translate(answer, "Our city", boris, base=1)
    with pytest.raises(StaleTranslationError) as caught:
        translate(answer, "My city", anna, base=base)
    assert caught.value.theirs is not None
    assert (caught.value.theirs.text, caught.value.theirs.version) == ("Our city", 2)
    assert Translation.objects.get().text == "Our city"


@pytest.mark.parametrize("base", [0, 1])
def test_a_translation_sent_again_is_no_conflict_with_oneself(
    base: int, answer: Answer, anna: User, boris: User
) -> None:
    translate(answer, "Our city", anna)
    events = AuditEvent.objects.count()
    assert translate(answer, "Our city", anna, base=base).version == 1
    assert AuditEvent.objects.count() == events
    with pytest.raises(StaleTranslationError):
        translate(answer, "Our city", boris, base=0)


@pytest.mark.parametrize(
    ("language", "words", "field"),
    [
        ("lv", "x", "language"),
        ("de", "x", "language"),
        ("", "x", "language"),
        ("en", "\x00", ""),
        ("en", "x" * 20_001, ""),
    ],
)
def test_what_cannot_be_kept_is_refused(
    language: str, words: str, field: str, answer: Answer, anna: User
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        translate(answer, words, anna, language=language)
    assert caught.value.field == field
    with pytest.raises(MissingVersionError):
        translate(answer, "x", anna, base=None)
    assert not Translation.objects.exists()


# -- Who is where ---------------------------------------------------------------------------------


def test_a_person_is_in_one_place_at_a_time(response: Response, anna: User, boris: User) -> None:
    for person, section in ((anna, "facts"), (boris, "facts"), (anna, "needs"), (anna, "needs")):
        be_present(response=response, section_key=section, by=person)
    assert set(Presence.objects.values_list("person", "section_key")) == {
        (anna.pk, "needs"),
        (boris.pk, "facts"),
    }


def test_presence_may_fail_and_nothing_else_does(
    response: Response, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "questionnaires_presence" in sql:
            raise DatabaseError("The table is locked.")
        return execute(sql, *rest)

    with caplog.at_level(logging.WARNING), connection.execute_wrapper(refuse):
        be_present(response=response, section_key="facts", by=anna)
    assert "was not noted" in caplog.text
    be_present(response=response, section_key="facts", by=anna)
    assert Presence.objects.count() == 1
