"""A question rendered once and filled in looks like the question, whatever was answered to it."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Response
from inclucities.questionnaires.queries.items import QuestionItem, Reader
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.templatetags import frames, markup, reading
from inclucities.questionnaires.templatetags.pieces import clock_now
from tests.factories.questionnaires import ASSOCIATION, CITY

HOSTILE = "</textarea><script>alert(1)</script>{{ hole }}\ue000version\ue001"


class FakeDesk:
    """A desk whose owner has no addresses of its own here, and lets nobody comment."""

    namespace = "needs_analysis"
    pk = 4711
    margin = None

    def __init__(self, person: User) -> None:
        self.person = person

    def url(self, name: str, *args: object) -> str:
        return f"/{name}/"


def items(response: Response, person: User) -> dict[str, QuestionItem]:
    sides = frozenset({CITY, ASSOCIATION})
    reader = Reader(person=person, reads=sides, writes=sides, audiences=frozenset(Audience))
    return {item.key: item for page in section_pages(response, reader, "en") for item in page.items}


def test_no_hole_stays_open(response: Response, anna: User) -> None:
    for item in items(response, anna).values():
        for html in (
            markup.question_html(item, FakeDesk(anna), clock_now()),
            reading.answer_html(item, FakeDesk(anna), clock_now()),
        ):
            assert not re.search("[\ue000\ue001]", html), item.key
            assert str(frames._ANY_PK) not in html
            assert str(frames.ANY_UUID) not in html


def test_what_a_person_wrote_is_escaped_and_opens_nothing(response: Response, anna: User) -> None:
    draft = Draft(value={"text": HOSTILE}, language="en")
    record_answer(
        response=response, question_key="story", section_key="facts", draft=draft, base_version=0, by=anna
    )
    item = items(response, anna)["story"]
    for html in (
        markup.question_html(item, FakeDesk(anna), clock_now()),
        reading.answer_html(item, FakeDesk(anna), clock_now()),
    ):
        assert "<script>" not in html
        assert "&lt;/textarea&gt;&lt;script&gt;" in html
        assert "\ue000version\ue001" in html


def test_nobody_gets_the_answer_of_the_one_before(response: Response, anna: User) -> None:
    draft = Draft(value={"text": "Only here"}, language="lv", reason="Because", state="unknown")
    record_answer(
        response=response, question_key="story", section_key="facts", draft=draft, base_version=0, by=anna
    )
    assert "Only here" in markup.question_html(items(response, anna)["story"], FakeDesk(anna), clock_now())
    other = QuestionItem(items(response, anna)["story"].spec, items(response, anna)["story"].texts)
    html = markup.question_html(other, FakeDesk(anna), clock_now())
    for left in ("Only here", "Because", 'lang="lv"', "by you"):
        assert left not in html


def test_each_language_has_its_own_frame(response: Response, anna: User) -> None:
    item = items(response, anna)["story"]
    english = markup.question_html(item, FakeDesk(anna), clock_now())
    with translation.override("lv"):
        latvian = markup.question_html(item, FakeDesk(anna), clock_now())
    assert english != latvian
    assert english == markup.question_html(item, FakeDesk(anna), clock_now())


@pytest.mark.parametrize(
    "key", ["name", "story", "inhabitants", "founded", "strategy", "support", "evaluated"]
)
def test_a_wrong_field_is_named_to_those_who_do_not_see(response: Response, anna: User, key: str) -> None:
    item = items(response, anna)[key]
    item.errors["text"] = "Too long."
    html = markup.question_html(item, FakeDesk(anna), clock_now())
    assert 'aria-invalid="true"' in html
    assert f'id="{key}-error-text"' in html
    assert f"{key}-error-text" in re.search(r'aria-describedby="([^"]*)"', html).group(1)


def test_words_are_counted_in_each_form() -> None:
    page = Template("{% load questionnaires %}<form{% words_counted %}>").render(Context())
    assert 'data-words-one="{number} word"' in page
    assert 'data-words-other="{number} words"' in page
