"""Comments on the pages of a needs analysis: the markers beside questions, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.discussions.services import resolve
from inclucities.questionnaires.services.responses import freeze_version
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_talk import OWN_SIDE, PEERS, WITH_FACILITATOR, with_mentor
from schemes.enums import Role, Side
from schemes.models import Match
from tests.factories.comments import say
from tests.factories.schemes import make_city, make_community, make_member, make_party
from tests.needs_analysis.conftest import Pair, answer_anyhow

ClientFor = Callable[..., Client]

pytestmark = pytest.mark.django_db

LEARN, RELATIONS = "na_learning_expectations", "na_actor_relations"


@pytest.fixture
def team(pair: Pair) -> Pair:
    """Give the pair after the match, with one shared version and one thread at a question for each circle."""
    pair.match()
    answer_anyhow(pair.analysis.response, LEARN, pair.lead)
    freeze_version(response=pair.analysis.response, stage=Stage.SHARED, by=pair.lead)
    for code in (OWN_SIDE.code, WITH_FACILITATOR.code, with_mentor(Match.objects.get().pk).code):
        say(pair.lead, pair.analysis, code, LEARN, f"Said to {code}")
    return pair


def url(pair: Pair, page: str, *args: object) -> str:
    return reverse(f"needs_analysis:{page}", args=[pair.analysis.pk, *args])


def place(pair: Pair, anchor: str = LEARN) -> str:
    return f"/threads/at/needs_analysis/{pair.analysis.pk}/?anchor={anchor}"


def markers(html: str) -> dict[str, str]:
    """Return the words of each marker, by the place that it belongs to."""
    found = re.findall(r'<a class="comments-link[^"]*" id="comments-([^"]+)" href="([^"]+)".*?</a>', html)
    for key, address in found:
        assert address.endswith("/" if key == "all" else f"?anchor={key}"), address
        assert f'id="{key}-title"' in html, f"{key}: nothing says what it is about"
    words = re.findall(r'id="comments-([^"]+)" href=[^>]*>.*?<span>([^<]*)</span></a>', html)
    return dict(words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lead", "3 open comments"),
        ("association", "3 open comments"),
        ("facilitator", "2 open comments"),
        ("mentor_lead", "1 open comment"),
        ("mentor_association", "1 open comment"),
    ],
)
def test_each_question_leads_to_the_comments_that_its_reader_finds(
    team: Pair, client_for: ClientFor, name: str, words: str
) -> None:
    client = client_for(team.people[name])
    for page in (url(team, "section", "needs"), url(team, "whole"), url(team, "version", 1)):
        assert markers(client.get(page).content.decode())[LEARN] == words, page
    home = client.get(url(team, "tasks")).content.decode()
    assert f"/threads/?about=needs_analysis:{team.analysis.pk}" in home
    assert words in home


def test_where_nothing_can_be_read_or_written_there_is_no_marker(team: Pair, client_for: ClientFor) -> None:
    lead, mentor, association = (
        markers(client_for(team.people[name]).get(url(team, "section", "needs")).content.decode())
        for name in ("lead", "mentor_lead", "mentor_association")
    )
    assert lead["needs"] == lead["na_obstacles"] == lead[RELATIONS] == "Comment"
    assert mentor["needs"] == mentor["na_obstacles"] == "Comment"
    assert RELATIONS not in mentor, "it is kept to the own side"
    assert association == {LEARN: "1 open comment"}, "it reads with the team and does not write"
    private = client_for(team.lead).get(url(team, "section", "self_reflection")).content.decode()
    assert markers(private) == {}
    part = client_for(team.mentor_lead).get(url(team, "section", "national_context")).content.decode()
    assert markers(part) == {}, "the mentor's side reads the association's part and has no C there"


@pytest.mark.parametrize("name", ["coordinator", "sponsor", "support"])
def test_who_has_no_part_in_the_talk_finds_none(team: Pair, client_for: ClientFor, name: str) -> None:
    client = client_for(team.people[name])
    for page in (url(team, "tasks"), url(team, "version", 1)):
        html = client.get(page).content.decode()
        assert "data-comments" not in html
        assert "data-drawer" not in html
        assert "/threads/" not in html
    assert client.get(place(team)).status_code == 403
    listed = client.get(f"/threads/?about=needs_analysis:{team.analysis.pk}").content.decode()
    assert "No open comments" in listed
    assert "Said to" not in listed


def test_what_was_resolved_stays_to_be_found(team: Pair, client_for: ClientFor) -> None:
    thread = say(team.lead, team.analysis, OWN_SIDE.code, "needs")
    resolve(thread=thread, by=team.lead)
    html = client_for(team.member).get(url(team, "section", "needs")).content.decode()
    assert markers(html)["needs"] == "1 resolved comment"


def test_the_link_of_a_thread_leads_to_its_question(team: Pair, client_for: ClientFor) -> None:
    thread = say(team.lead, team.analysis, OWN_SIDE.code, "na_obstacles")
    response = client_for(team.member).get(f"/threads/{thread.pk}/")
    assert response["Location"] == f"{url(team, 'section', 'needs')}#comments-na_obstacles"
    whole = say(team.lead, team.analysis, OWN_SIDE.code, "")
    response = client_for(team.member).get(f"/threads/{whole.pk}/")
    assert response["Location"] == f"{url(team, 'tasks')}#comments-all"


def test_a_card_that_a_script_draws_anew_keeps_its_marker(team: Pair, client_for: ClientFor) -> None:
    client = client_for(team.lead)
    script = {"X-Autosave": "1", "X-Person": str(team.lead.pk)}
    card = client.get(url(team, "answer", LEARN), headers=script).content.decode()
    assert markers(card) == {LEARN: "3 open comments"}
    row = {"add_row": "na_obstacles"}
    acted = client.post(url(team, "section", "needs"), row, headers=script).json()
    assert markers(acted["html"]) == {"na_obstacles": "Comment"}


def test_a_save_counts_no_comments(team: Pair, client_for: ClientFor) -> None:
    client = client_for(team.lead)
    script = {"X-Autosave": "1", "X-Person": str(team.lead.pk)}
    saved = {
        f"{LEARN}-text": "Another text",
        f"{LEARN}-language": "en",
        f"{LEARN}-version": "1",
        f"{LEARN}-state": "answered",
    }
    with CaptureQueriesContext(connection) as queries:
        assert client.post(url(team, "answer", LEARN), saved, headers=script).status_code == 200
    assert not [query["sql"] for query in queries if "discussions_thread" in query["sql"]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_counts_all_comments_in_one_query(team: Pair, client_for: ClientFor, count: int) -> None:
    for number in range(count):
        say(team.lead, team.analysis, OWN_SIDE.code, ("needs", "na_obstacles", LEARN)[number])
    for name in ("lead", "mentor_lead"):
        client = client_for(team.people[name])
        for page in (url(team, "section", "needs"), url(team, "whole"), url(team, "version", 1)):
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            assert sum("discussions_thread" in query["sql"] for query in queries) == 1, page


def test_the_list_of_one_needs_analysis(team: Pair, client_for: ClientFor) -> None:
    client = client_for(team.lead)
    page = client.get(f"/threads/?about=needs_analysis:{team.analysis.pk}").content.decode()
    assert page.count("A4 What do you think your city could learn") == 3
    assert "Read by Jelgava and LALRG only." in page
    assert f"show=resolved&amp;about=needs_analysis%3A{team.analysis.pk}" in page
    for about in ("needs_analysis:999999", "nothing:1", "needs_analysis", f"needs_analysis:{'9' * 30}"):
        assert client.get(f"/threads/?about={about}").status_code == 404
    stranger = client_for(team.stranger)
    assert stranger.get(f"/threads/?about=needs_analysis:{team.analysis.pk}").status_code == 404


def test_what_a_script_sends_is_answered_with_the_marker_too(team: Pair, client_for: ClientFor) -> None:
    client = client_for(team.mentor_lead)
    code = with_mentor(Match.objects.get().pk).code
    words = {"text": "And who else?", "language": "en", "token": "0c5f6a52-1f42-4b0a-9d5e-2f6c1a0e7d11"}
    sent = {"anchor": LEARN, "audience": code, **words}
    html = client.post(
        f"/threads/at/needs_analysis/{team.analysis.pk}/open/", sent, headers={"HX-Request": "true"}
    ).content.decode()
    assert re.search(rf'id="comments-{LEARN}"[^>]* hx-swap-oob="true">.*2 open comments', html)
    shown = client.get(place(team), headers={"HX-Request": "true"}).content.decode()
    assert "hx-swap-oob" not in shown
    assert shown.count("Said to") == 1


def test_peers_find_the_margin_of_a_shared_version(pair: Pair, client_for: ClientFor) -> None:
    community = make_community(pair.programme)
    ours, theirs = (
        make_party(community, make_city(pair.programme, name), Side.PEER) for name in ("Aa", "Bb")
    )
    lead, peer = make_member(ours, Role.MENTEE_LEAD), make_member(theirs, Role.MENTEE_LEAD)
    analysis = ours.needs_analysis
    answer_anyhow(analysis.response, LEARN, lead)
    freeze_version(response=analysis.response, stage=Stage.SHARED, by=lead)
    say(peer, analysis, PEERS.code, LEARN)
    client = client_for(peer)
    page = client.get(reverse("needs_analysis:version", args=[analysis.pk, 1])).content.decode()
    assert markers(page)[LEARN] == "1 open comment"
    assert markers(page)["needs"] == "Comment"
    draft = reverse("needs_analysis:section", args=[analysis.pk, "needs"])
    assert client.get(draft).status_code == 403
