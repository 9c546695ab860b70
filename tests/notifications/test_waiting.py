"""What waits for a person: the list, its page, and the words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.notifications.domain import COUNTED, WORDS, sentence, subject_line
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import recent, waiting_count, waiting_for
from inclucities.targets import registry
from tests.factories.people import UserFactory
from tests.notifications.conftest import LABEL, Tell

pytestmark = pytest.mark.django_db

LIST = "/notifications/"


def test_acts_come_first_by_their_day_then_news(tell: Tell, anna: User, sofie: User) -> None:
    news = tell(anna, by=sofie)[0]
    whenever = tell(anna, kind="asked", needs_action=True)[0]
    later = tell(anna, kind="asked", needs_action=True, due_on=date(2100, 5, 2))[0]
    late = tell(anna, kind="reminded", needs_action=True, due_on=date(2020, 5, 1))[0]
    page = waiting_for(anna)
    assert [item.pk for item in page] == [late.pk, later.pk, whenever.pk, news.pk]
    assert [item.is_late for item in page] == [True, False, False, False]
    assert page[3].sentence == f"Sofie Declercq shared “{LABEL}” with you."
    assert page[3].address == f"/circles/{news.target_id}/"
    assert list(waiting_for(sofie)) == []


def test_the_count_is_one_query_and_the_list_does_not_grow_with_its_rows(
    tell: Tell, anna: User, sofie: User, django_assert_num_queries: Any
) -> None:
    tell(anna, by=sofie, needs_action=True)
    with django_assert_num_queries(1):
        assert waiting_count(anna) == 1
    with django_assert_num_queries(2):
        assert len(waiting_for(anna)) == 1
    tell(anna, by=UserFactory(), needs_action=True)
    tell(anna, by=UserFactory(), target=_own_circle(anna))
    with django_assert_num_queries(1):
        # News asks for nothing.
        assert waiting_count(anna) == 2
    with django_assert_num_queries(2):
        assert len(waiting_for(anna)) == 3


def test_the_page_costs_the_same_at_one_and_three_rows(
    tell: Tell, anna: User, sofie: User, client_for: Any
) -> None:
    client = client_for(anna)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    def told_and_done() -> None:
        tell(anna, by=sofie)
        row = tell(anna, by=UserFactory(), target=_own_circle(anna))[0]
        client.post(f"{LIST}{row.pk}/done/")

    told_and_done()
    cost()
    once = cost()
    told_and_done()
    told_and_done()
    cost()
    assert cost() == once


def test_pages_of_twenty(tell: Tell, anna: User) -> None:
    for _ in range(23):
        tell(anna)
    page = waiting_for(anna, number="2")
    assert (len(page), page.paginator.count) == (3, 23)
    assert len(waiting_for(anna, number="far")) == 20


@pytest.mark.promise("Revoking works at once")
def test_what_may_no_longer_be_opened_is_not_listed(
    tell: Tell, circle: Group, anna: User, client_for: Any
) -> None:
    tell(anna)
    done = tell(anna, kind="reopened")[0]
    client = client_for(anna)
    client.post(f"{LIST}{done.pk}/done/")
    assert client.get(LIST).content.decode().count(LABEL) == 2
    anna.groups.remove(circle)
    assert list(waiting_for(anna)) == recent(anna) == []
    assert LABEL not in client.get(LIST).content.decode()


def test_a_kind_that_nobody_registers_any_more_leads_nowhere(
    tell: Tell, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(anna)
    monkeypatch.delitem(registry._kinds, "circle")
    assert list(waiting_for(anna)) == []


def test_opening_marks_news_as_read_and_leads_there(
    tell: Tell, circle: Group, anna: User, client_for: Any
) -> None:
    row = tell(anna)[0]
    response = client_for(anna).post(f"{LIST}{row.pk}/read/")
    assert (response.status_code, response["Location"]) == (302, f"/circles/{circle.pk}/")
    assert len(waiting_for(anna)) == 0


def test_opening_what_is_no_longer_there_says_so(
    tell: Tell, circle: Group, anna: User, client_for: Any
) -> None:
    row = tell(anna)[0]
    anna.groups.remove(circle)
    response = client_for(anna).post(f"{LIST}{row.pk}/read/", follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    page = response.content.decode()
    assert "This page is no longer open to you." in page
    assert LABEL not in page


def test_all_news_is_read_at_once(tell: Tell, anna: User, client_for: Any) -> None:
    tell(anna)
    tell(anna)
    tell(anna, kind="asked", needs_action=True)
    page = client_for(anna).post(f"{LIST}read/", follow=True).content.decode()
    assert "2 messages are read." in page
    assert [item.needs_action for item in waiting_for(anna)] == [True]


@pytest.mark.parametrize("act", ["read", "done"])
def test_another_persons_notification_is_not_there(
    tell: Tell, anna: User, sofie: User, client_for: Any, act: str
) -> None:
    row = tell(anna)[0]
    assert client_for(sofie).post(f"{LIST}{row.pk}/{act}/").status_code == 404
    assert client_for(anna).get(f"{LIST}{row.pk}/{act}/").status_code == 405
    assert client_for(anna).post(f"{LIST}99999999999999999999/{act}/").status_code == 404
    assert Notification.objects.filter(done_at=None).count() == 1


@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", "read/"), ("post", "1/read/"), ("post", "1/done/")]
)
def test_strangers_are_asked_to_sign_in(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(f"{LIST}{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_an_empty_page_says_what_belongs_there(anna: User, client_for: Any) -> None:
    page = client_for(anna).get(LIST).content.decode()
    assert "Nothing waits for you" in page
    assert "Earlier" not in page


def test_names_and_labels_are_escaped(tell: Tell, anna: User, client_for: Any) -> None:
    villain = UserFactory(name="<script>alert(1)</script>")
    tell(anna, by=villain, target=_own_circle(anna, "<img src=x onerror=alert(2)>"))
    page = client_for(anna).get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("language", ["en", "lv"])
@pytest.mark.parametrize("kind", NotificationKind.values)
def test_every_kind_has_its_sentence(kind: str, language: str) -> None:
    with translation.override(language):
        told = sentence(kind, actor="100% Anna %s", target="Plan %(actor)s")
        assert "100% Anna %s" in told
        assert "Plan %(actor)s" in told
        assert "Plan" in sentence(kind, actor="", target="Plan")
        assert kind in WORDS


@pytest.mark.parametrize("kind", COUNTED)
def test_counted_sentences_agree_with_their_number(kind: str) -> None:
    one = sentence(kind, actor="Anna", target="Plan", data={"count": 1})
    three = sentence(kind, actor="Anna", target="Plan", data={"count": 3})
    assert "1 answer " in one
    assert "3 answers " in three
    assert "3" not in sentence(kind, actor="", target="Plan", data={"count": "3"})


def test_a_subject_is_one_line_and_says_when_an_act_is_needed() -> None:
    assert subject_line("Plan\r\nBcc: all@demo.example") == "Plan Bcc: all@demo.example"
    assert subject_line("a\u2028b\u202ec\x00d\x1be\ud800") == "a b c d e"
    assert subject_line("Plan", needs_action=True) == "[Action needed] Plan"
    long = subject_line("word " * 100, needs_action=True)
    assert len(long) < 180
    assert long.endswith("word …")


def _own_circle(person: User, name: str = "") -> Group:
    made = Group.objects.create(name=name or f"Circle {Group.objects.count()}")
    person.groups.add(made)
    return made
