"""Pages of comments: the panel, its forms with and without a script, and who is turned away."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client

from inclucities.accounts.models import User
from inclucities.discussions import services
from inclucities.discussions.models import Comment, Thread
from tests.discussions.conftest import Open
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]


@pytest.fixture
def place(circle: Group) -> str:
    return f"/threads/at/circle/{circle.pk}/"


def form(**changes: Any) -> dict[str, Any]:
    return {
        "anchor": "b2",
        "audience": "team",
        "text": "How else could it be done?",
        "language": "en",
        "token": str(uuid.uuid4()),
        **changes,
    }


# -- The place ------------------------------------------------------------------------------------


def test_the_place_says_who_will_read_it_before_anything_is_sent(
    place: str, mentee: User, client_for: SignedIn
) -> None:
    page = client_for(mentee).get(f"{place}?anchor=b2").content.decode()
    assert "<h1>B2 Who lives here?</h1>" in page
    assert page.index("Read by your own city only") < page.index("<textarea")
    assert page.index("Read by both cities and the facilitator") < page.index("<textarea")
    assert re.search(r'value="own_side"[^>]* checked', page)
    assert "opener" not in page


def test_a_mentor_is_offered_openings_that_are_plain_text_without_a_script(
    place: str, mentor: User, client_for: SignedIn
) -> None:
    page = client_for(mentor).get(place).content.decode()
    assert "<li data-opening>What would happen if …</li>" in page
    assert '<input type="hidden" name="audience" value="team">' in page
    assert 'js/openings.js" type="module"' in page


@pytest.mark.parametrize(
    "path",
    [
        "/threads/at/circle/{pk}/?anchor=z9",
        "/threads/at/circle/999999/",
        "/threads/at/circle/99999999999999999999999/",
        "/threads/at/nothing/{pk}/",
        "/threads/at/report/1/",
        "/threads/999999/",
        "/threads/comments/999999/edit/",
    ],
)
def test_what_is_not_there_is_404(circle: Group, mentee: User, client_for: SignedIn, path: str) -> None:
    assert client_for(mentee).get(path.format(pk=circle.pk)).status_code == 404


def test_strangers_find_no_place_and_guests_no_form(
    place: str, opened: Open, mentor: User, guest: User, client: Client, client_for: SignedIn
) -> None:
    opened(mentor, anchor="b2", text="Seen by guests")
    assert client.get(place).status_code == 302
    assert client_for(UserFactory()).get(place).status_code == 404
    page = client_for(guest).get(f"{place}?anchor=b2").content.decode()
    assert "Seen by guests" in page
    assert "<textarea" not in page
    assert "/resolve/" not in page


def test_texts_are_escaped_keep_their_lines_and_say_their_language(
    place: str, opened: Open, mentor: User, mentee: User, client_for: SignedIn
) -> None:
    opened(mentor, anchor="b2", text="<script>alert(1)</script>\n{{ 7|add:7 }}", language="fr")
    page = client_for(mentee).get(f"{place}?anchor=b2").content.decode()
    assert (
        '<p class="comment-text" lang="fr">&lt;script&gt;alert(1)&lt;/script&gt;\n{{ 7|add:7 }}</p>' in page
    )
    assert "written in French" in page
    assert 'class="comment comment-mentor"' in page
    assert "<script>alert" not in page


# -- Sending --------------------------------------------------------------------------------------


def test_without_a_script_a_form_leads_back_to_its_page(
    place: str, mentor: User, client_for: SignedIn
) -> None:
    response = client_for(mentor).post(f"{place}open/", form(next="/circles/page/?part=a#a1"))
    thread = Thread.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/circles/page/?part=a#thread-{thread.pk}")


@pytest.mark.parametrize(
    "elsewhere", ["", "en", "a:b", "https://evil.example/", "//evil.example/x", "javascript:alert(1)"]
)
def test_no_form_leads_elsewhere(place: str, mentor: User, client_for: SignedIn, elsewhere: str) -> None:
    response = client_for(mentor).post(f"{place}open/", form(next=elsewhere))
    thread = Thread.objects.get()
    assert response["Location"] == f"{place}?anchor=b2#thread-{thread.pk}"


def test_a_script_gets_the_new_panel(place: str, mentor: User, client_for: SignedIn) -> None:
    given = form(next="/circles/page/")
    response = client_for(mentor).post(f"{place}open/", given, headers={"HX-Request": "true"})
    panel = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in panel
    assert "How else could it be done?" in panel
    assert 'name="next" value="/circles/page/"' in panel
    assert given["token"] not in panel


def test_the_same_form_sent_twice_acts_once(
    place: str, opened: Open, mentor: User, client_for: SignedIn
) -> None:
    client, given = client_for(mentor), form()
    first = client.post(f"{place}open/", given)
    assert client.post(f"{place}open/", given)["Location"] == first["Location"]
    thread = Thread.objects.get()
    answer = {"text": "Again", "language": "en", "token": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"/threads/{thread.pk}/reply/", answer).status_code == 302
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("script", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Write your comment first."),
        ({"text": "x" * 10_001}, "A comment has at most 10000 characters; this one has 10001."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"audience": ""}, "Choose who will read it."),
        ({"audience": "everybody"}, "Choose who will read it."),
        ({"token": "x"}, ""),
    ],
)
def test_what_is_refused_is_said_and_the_text_stays(
    place: str,
    mentee: User,
    client_for: SignedIn,
    changes: dict[str, str],
    words: str,
    script: dict[str, str],
) -> None:
    given = form(**{"text": "My words", **changes})
    response = client_for(mentee).post(f"{place}open/", given, headers=script)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert given["text"] in page
    assert not Thread.objects.exists()
    if not script:
        assert "<title>Error:" in page


def test_a_refused_answer_stays_beside_its_thread(
    place: str, opened: Open, mentor: User, mentee: User, client_for: SignedIn
) -> None:
    first, second = opened(mentor, anchor="b2"), opened(mentor, anchor="b2")
    answer = {"text": "y" * 10_001, "language": "lv", "token": str(uuid.uuid4())}
    page = client_for(mentee).post(f"/threads/{second.pk}/reply/", answer).content.decode()
    assert page.count("y" * 10_001) == 1
    assert page.index(f'id="thread-{first.pk}"') < page.index(f'id="thread-{second.pk}"') < page.index("yyyy")
    assert f'href="#reply-{second.pk}-text"' in page
    assert f'id="reply-{second.pk}-text"' in page


def test_a_place_that_does_not_exist_takes_no_comment(place: str, mentee: User, client_for: SignedIn) -> None:
    for anchor in ("z9", "x" * 200):
        assert client_for(mentee).post(f"{place}open/", form(anchor=anchor)).status_code in {404, 422}
    assert not Thread.objects.exists()


def test_rights_on_each_act(
    place: str, opened: Open, circle: Group, mentor: User, mentee: User, guest: User, client_for: SignedIn
) -> None:
    thread, private = opened(mentor), opened(mentee, audience="own_side")
    stranger = client_for(UserFactory())
    words = {"text": "x", "language": "en", "token": str(uuid.uuid4())}
    assert client_for(guest).post(f"{place}open/", form()).status_code == 403
    assert stranger.post(f"{place}open/", form()).status_code == 404
    for act in ("reply", "resolve", "reopen"):
        assert client_for(guest).post(f"/threads/{thread.pk}/{act}/", words).status_code == 403
        assert stranger.post(f"/threads/{thread.pk}/{act}/", words).status_code == 404
        assert client_for(mentor).post(f"/threads/{private.pk}/{act}/", words).status_code == 404
        assert client_for(mentor).get(f"/threads/{thread.pk}/{act}/").status_code == 405
    comment = thread.comments.get()
    for act in ("edit", "withdraw"):
        path = f"/threads/comments/{comment.pk}/{act}/"
        assert client_for(mentee).get(path).status_code == client_for(mentee).post(path).status_code == 403
        assert stranger.post(path).status_code == 404
    mentor.groups.remove(circle)
    assert client_for(mentor).get(f"/threads/{thread.pk}/").status_code == 404
    assert Comment.objects.count() == 2


def test_resolving_and_opening_again(opened: Open, mentor: User, mentee: User, client_for: SignedIn) -> None:
    thread, client = opened(mentor, anchor="b2"), client_for(mentee)
    client.post(f"/threads/{thread.pk}/resolve/")
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "1 resolved conversation" in page
    assert "Resolved by Ilze Ozola" in page
    client.post(f"/threads/{thread.pk}/reopen/", headers={"HX-Request": "true"})
    thread.refresh_from_db()
    assert thread.is_open


# -- The link that leads there --------------------------------------------------------------------


def test_the_link_leads_to_the_owners_page_where_there_is_one(
    opened: Open, mentor: User, client_for: SignedIn
) -> None:
    client = client_for(mentor)
    response = client.get(f"/threads/{opened(mentor, anchor='a1').pk}/")
    assert (response.status_code, response["Location"]) == (302, "/circles/page/?part=a#a1")
    page = client.get(f"/threads/{opened(mentor, anchor='b2').pk}/")
    assert page.status_code == 200
    assert "<h1>B2 Who lives here?</h1>" in page.content.decode()


def test_a_question_that_is_gone_leaves_its_threads_readable(
    opened: Open, place: str, mentor: User, client_for: SignedIn
) -> None:
    thread = opened(mentor)
    Thread.objects.filter(pk=thread.pk).update(anchor="gone")
    client = client_for(mentor)
    assert thread.target_label in client.get("/threads/").content.decode()
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert f"<h1>{thread.target_label}</h1>" in page
    assert "How else could it be done?" in page
    assert "Write a new comment" not in page
    assert client.post(f"{place}open/", form(anchor="gone")).status_code == 404


# -- The list of all ------------------------------------------------------------------------------


def test_the_list_holds_what_one_may_read(
    opened: Open, mentor: User, mentee: User, client_for: SignedIn
) -> None:
    opened(mentor)
    done = services.resolve(thread=opened(mentee, audience="own_side", anchor="b2"), by=mentee)
    theirs, ours = (client_for(person).get("/threads/").content.decode() for person in (mentor, mentee))
    assert "A1 What could you learn?" in theirs
    assert "1 comment," in theirs
    assert "B2 Who lives here?" not in ours
    ours = client_for(mentee).get("/threads/?show=resolved&page=x").content.decode()
    assert f"/threads/{done.pk}/" in ours
    assert "Nothing resolved yet" in client_for(mentor).get("/threads/?show=resolved").content.decode()
    assert "No open comments" in client_for(UserFactory()).get("/threads/").content.decode()


# -- Changing and withdrawing ---------------------------------------------------------------------


def test_changing_ones_own_comment(opened: Open, mentor: User, client_for: SignedIn) -> None:
    comment, client = opened(mentor, anchor="b2", language="nl").comments.get(), client_for(mentor)
    path = f"/threads/comments/{comment.pk}/edit/"
    page = client.get(path).content.decode()
    assert "How else could it be done?</textarea>" in page
    assert '<option value="nl" lang="nl" selected>' in page
    assert client.post(path, {"text": "", "language": "nl"}).status_code == 422
    response = client.post(path, {"text": "Changed", "language": "nl"}, follow=True)
    assert "Your comment is changed." in response.content.decode()
    with time_machine.travel(comment.at + timedelta(minutes=16)):
        client.force_login(mentor)
        for late in (client.get(path), client.post(path, {"text": "Late", "language": "nl"})):
            assert late.status_code == 302
    comment.refresh_from_db()
    assert comment.text == "Changed"


def test_withdrawing_asks_once_and_keeps_the_place(opened: Open, mentor: User, client_for: SignedIn) -> None:
    comment, client = opened(mentor, anchor="b2").comments.get(), client_for(mentor)
    path = f"/threads/comments/{comment.pk}/withdraw/"
    assert "cannot be brought back" in client.get(path).content.decode()
    assert Comment.objects.get().text
    page = client.post(path, follow=True).content.decode()
    assert "The author has withdrawn this comment." in page
    assert "How else could it be done?" not in page


# -- The hint -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hint", "text", "expected"),
    [
        ("after", "You should ask them.", True),
        ("after", "How else could you ask?", False),
        ("before", "You should ask them.", False),
    ],
)
def test_a_mentor_without_a_script_reads_the_hint_afterwards(
    place: str, mentor: User, client_for: SignedIn, hint: str, text: str, expected: bool
) -> None:
    page = client_for(mentor).post(f"{place}open/", form(text=text, hint=hint), follow=True).content.decode()
    assert ("begins as advice does. A question" in page) is expected
    assert Comment.objects.get().text == text


def test_a_mentee_is_given_no_such_hint(place: str, mentee: User, client_for: SignedIn) -> None:
    page = client_for(mentee).post(f"{place}open/", form(text="You must.", hint="after"), follow=True)
    assert "begins as advice does" not in page.content.decode()


def test_pages_in_latvian(opened: Open, place: str, mentor: User, client_for: SignedIn) -> None:
    User.objects.update(language="lv")
    thread, client = opened(mentor, anchor="b2"), client_for(mentor)
    comment = thread.comments.get()
    for path in (
        "/threads/",
        f"{place}?anchor=b2",
        f"/threads/{thread.pk}/",
        f"/threads/comments/{comment.pk}/edit/",
        f"/threads/comments/{comment.pk}/withdraw/",
    ):
        assert client.get(path).status_code == 200
