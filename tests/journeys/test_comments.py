"""The mentor asks beside a question; the city is told, follows the link, answers and resolves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from inclucities.accounts.models import User
from inclucities.discussions.models import Comment, Thread
from inclucities.notifications.services import send_due_mails
from inclucities.questionnaires.models import Answer
from needs_analysis.enums import Stage
from needs_analysis.services.needs_analyses import share_needs_analysis
from schemes.enums import Role, Side
from schemes.models import Match
from tests.factories.schemes import make_city, make_member, make_party
from tests.journeys.desks import Desk, Jelgava, fits, is_saved

Axe = Callable[..., None]
LEARN = "na_learning_expectations"
QUESTION = "What do you think your city could learn"


@pytest.fixture
def mentor(jelgava: Jelgava) -> User:
    """Match Jelgava with Schaerbeek, and give the lead of the mentor city."""
    mentee = jelgava.analysis.participation
    programme = mentee.scheme.programme
    party = make_party(mentee.scheme, make_city(programme, "Schaerbeek", country="BE"), Side.MENTOR)
    day = dt.date(2026, 3, 1)
    Match.objects.create(
        scheme=mentee.scheme,
        mentee=mentee,
        mentor=party,
        decided_on=day,
        decided_by=jelgava.coordinator,
        reasons="It knows the matter.",
        mentee_accepted_on=day,
        mentor_accepted_on=day,
    )
    return make_member(party, Role.MENTOR_LEAD, "Sofie Delacroix", email="sofie@demo.example")


def marker(page: Page, key: str = LEARN) -> Locator:
    return page.locator(f"#comments-{key}")


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def drawer_fits(page: Page) -> None:
    """Fail when page or drawer scroll sideways."""
    fits(page)
    assert drawer(page).evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_mentor_asks_and_the_city_answers(
    jelgava: Jelgava, mentor: User, desk: Desk, axe: Axe, width: int
) -> None:
    asks = desk(mentor, jelgava.section("needs"), width=width)
    marker(asks).click()
    panel = drawer(asks)
    expect(panel.get_by_role("heading", name=QUESTION)).to_be_focused()
    expect(panel.get_by_text("Read by Jelgava, Schaerbeek, LALRG and the facilitator.")).to_be_visible()
    panel.get_by_role("button", name="How else could …").click()
    asks.keyboard.type("people find each other?")
    axe(asks)
    drawer_fits(asks)
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_text("How else could people find each other?")).to_be_visible()
    expect(marker(asks)).to_have_text("1 open comment")
    asks.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(marker(asks)).to_be_focused()
    axe(asks)

    send_due_mails()
    (letter,) = [sent for sent in mail.outbox if sent.to == [jelgava.lead.email]]
    assert f"/threads/{Thread.objects.get().pk}/" in letter.body
    assert "find each other" not in letter.body

    answers = desk(jelgava.lead, "/", width=width)
    # A comment is news: it is told, and asks for nothing.
    expect(answers.get_by_role("link", name="waits for you")).to_have_count(0)
    answers.get_by_role("link", name="Sofie Delacroix wrote a comment").click()
    panel = drawer(answers)
    expect(panel.get_by_text("How else could people find each other?")).to_be_visible()
    assert answers.url.endswith(f"{jelgava.section('needs')}#comments-{LEARN}")
    panel.get_by_text("Answer", exact=True).click()
    panel.get_by_label("Your comment").first.fill("By cooking together.")
    panel.get_by_role("button", name="Send").first.click()
    expect(panel.get_by_text("By cooking together.")).to_be_visible()
    axe(answers)
    drawer_fits(answers)
    panel.get_by_role("button", name="Mark as resolved").click()
    expect(panel.get_by_text("1 resolved conversation")).to_be_visible()
    expect(marker(answers)).to_have_text("1 resolved comment")
    assert list(Comment.objects.order_by("pk").values_list("side", flat=True)) == ["mentor", "mentee"]


def test_comments_and_answers_are_written_side_by_side(jelgava: Jelgava, mentor: User, desk: Desk) -> None:
    page = desk(jelgava.lead, jelgava.section("needs"))
    marker(page).click()
    panel = drawer(page)
    panel.get_by_label("Your comment").fill("Half a thought")
    # The page beside it goes on saving, and nothing of the comment is taken for an answer.
    page.get_by_role("textbox", name=QUESTION).fill("How volunteers are found and kept.")
    page.keyboard.press("Tab")
    is_saved(page, LEARN, 1)
    marker(page, "na_obstacles").click()
    expect(panel.get_by_role("heading", name="What stands most in the way")).to_be_focused()
    panel.get_by_role("button", name="Close the comments").click()
    marker(page).click()
    expect(panel.get_by_label("Your comment")).to_have_value("Half a thought")
    panel.get_by_label("Read by Jelgava and LALRG only.").check()
    panel.get_by_role("button", name="Send").click()
    expect(marker(page)).to_have_text("1 open comment")
    # What is typed in one form stays when another is sent.
    panel.get_by_text("Answer", exact=True).click()
    panel.get_by_label("Your comment").first.fill("Half an answer")
    panel.get_by_text("Write a new comment").click()
    panel.get_by_label("Your comment").last.fill("A second thought")
    panel.get_by_role("button", name="Send").last.click()
    expect(marker(page)).to_have_text("2 open comments")
    expect(panel.get_by_label("Your comment").first).to_have_value("Half an answer")
    # A card that is drawn anew keeps its marker.
    page.get_by_role("button", name="Add an obstacle").click()
    expect(page.locator("#na_obstacles .row-card")).to_have_count(1)
    expect(marker(page, "na_obstacles")).to_have_text("Comment")
    assert Answer.objects.get(question__key=LEARN).value["text"] == "How volunteers are found and kept."
    assert set(Thread.objects.values_list("audience", flat=True)) == {"own_side"}


def test_what_could_not_be_sent_stays(jelgava: Jelgava, desk: Desk) -> None:
    page = desk(jelgava.lead, jelgava.section("needs"))
    marker(page).click()
    panel = drawer(page)
    panel.get_by_label("Your comment").fill("Sent when the line is back")
    page.context.set_offline(True)
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_text("Not sent. Your text stays here")).to_be_visible()
    page.context.set_offline(False)
    page.context.clear_cookies()
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_text("Not sent. Your text stays here")).to_be_visible()
    expect(panel.get_by_label("Your comment")).to_have_value("Sent when the line is back")
    assert not Thread.objects.exists()


def test_who_has_no_part_in_it_sees_nothing(jelgava: Jelgava, mentor: User, desk: Desk) -> None:
    jelgava.answer_required("city", jelgava.lead)
    share_needs_analysis(
        analysis=jelgava.analysis, by=jelgava.lead, stage=Stage.SHARED, acknowledged=("N-2", "N-5", "N-7")
    )
    asks = desk(mentor, jelgava.section("needs"))
    marker(asks).click()
    drawer(asks).get_by_label("Your comment").fill("A word between us")
    drawer(asks).get_by_role("button", name="Send").click()
    expect(marker(asks)).to_have_text("1 open comment")
    thread = Thread.objects.get()
    sponsor = make_member(jelgava.analysis.participation, Role.POLITICAL_SPONSOR)
    for person in (jelgava.coordinator, sponsor):
        page = desk(person, f"{jelgava.home}versions/1/")
        expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
        expect(page.locator("[data-comments]")).to_have_count(0)
        page.goto("/threads/")
        expect(page.get_by_text("No open comments")).to_be_visible()
        for path, status in (
            (f"/threads/{thread.pk}/", 404),
            (f"/threads/at/needs_analysis/{jelgava.analysis.pk}/?anchor={LEARN}", 403),
        ):
            response = page.goto(path)
            assert response is not None
            assert response.status == status


def test_without_a_script_the_marker_leads_to_a_page_of_its_own(
    jelgava: Jelgava, desk: Desk, axe: Axe
) -> None:
    page = desk(jelgava.lead, jelgava.section("needs"), width=360, java_script_enabled=False)
    marker(page).click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_label("Your comment").fill("Who could we ask?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Who could we ask?")).to_be_visible()
    page.get_by_role("link", name="To the page it is about").click()
    assert page.url.endswith(f"{jelgava.section('needs')}#comments-{LEARN}")
    expect(marker(page)).to_have_text("1 open comment")
