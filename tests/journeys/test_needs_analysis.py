"""Jelgava fills in its needs analysis, its association adds its part, and both stand in one PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from inclucities.questionnaires.models import Answer
from inclucities.questionnaires.services.answers import Draft, record_answer
from tests.conftest import Worker
from tests.journeys.desks import Desk, Jelgava, fits, is_saved

Axe = Callable[..., None]
LEARN = "na_learning_expectations"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_member_fills_in_and_finds_it_again(jelgava: Jelgava, desk: Desk, axe: Axe, width: int) -> None:
    page = desk(jelgava.member, jelgava.home, width=width)
    axe(page)
    fits(page)
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("textbox", name="What do you think your city could learn").fill(
        "How volunteers are found and kept."
    )
    page.keyboard.press("Tab")
    is_saved(page, LEARN, 1)

    page.get_by_role("button", name="Add a need").click()
    row = page.get_by_role("group", name="Row 1").first
    expect(row.get_by_label("Need", exact=False).first).to_be_focused()
    page.keyboard.type("Nobody to speak Latvian with")
    row.get_by_label("Kind").select_option("Lack of support")
    row.get_by_label("Description").fill(
        "Three hundred people learn it; forty speak it outside the classroom."
    )
    page.keyboard.press("Tab")
    expect(row.locator("[data-state]")).to_contain_text("by you")
    page.get_by_role("button", name="Add a need").click()
    expect(page.locator("#na_challenges .row-card")).to_have_count(2)
    axe(page)
    fits(page)

    page.reload()
    expect(page.locator(f"#{LEARN}-text")).to_have_value("How volunteers are found and kept.")
    first = page.get_by_role("group", name="Row 1").first
    expect(first.locator("input[type=text]").first).to_have_value("Nobody to speak Latvian with")
    expect(first.get_by_label("Kind")).to_have_value("support_gap")


def test_rows_are_moved_taken_away_and_brought_back(jelgava: Jelgava, desk: Desk) -> None:
    page = desk(jelgava.member, jelgava.section("needs"))
    titles = page.locator("#na_obstacles .row-card input[name$='-obstacle']")
    for number, words in enumerate(("No money", "No rooms"), start=1):
        page.get_by_role("button", name="Add an obstacle").click()
        expect(titles).to_have_count(number)
        titles.last.fill(words)
    page.locator("#na_obstacles").get_by_role("button", name="Move row 2 up").click()
    expect(titles.first).to_have_value("No rooms")
    page.locator("#na_obstacles").get_by_role("button", name="Take row 1 away").click()
    expect(titles).to_have_count(1)
    undo = page.locator("#na_obstacles").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(titles).to_have_count(2)
    page.reload()
    expect(titles.first).to_have_value("No rooms")
    expect(titles.last).to_have_value("No money")


def test_rows_are_hidden_while_nobody_knows_and_come_back(jelgava: Jelgava, desk: Desk, axe: Axe) -> None:
    page = desk(jelgava.member, jelgava.section("local_context"))
    key = "na_ctx_nationalities_status_groups"
    card = page.locator(f"#{key}")
    kept = card.get_by_text("The rows are kept.")
    card.locator("[name=add_row]").click()
    group = card.locator("input[name$='-group']")
    group.fill("Students")
    expect(card.locator(".row-card [data-state]")).to_contain_text("by you")
    expect(kept).to_be_hidden()
    card.get_by_label("We do not know").check(force=True)
    is_saved(page, key, 1)
    expect(group).to_be_hidden()
    expect(kept).to_be_visible()
    axe(page)
    page.reload()
    expect(group).to_be_hidden()
    card.get_by_label("Answered").check(force=True)
    expect(kept).to_be_hidden()
    expect(group).to_have_value("Students")
    expect(group).to_be_visible()


def test_an_answer_opens_and_closes_a_question(jelgava: Jelgava, desk: Desk) -> None:
    page = desk(jelgava.member, jelgava.section("local_context"))
    status = "na_ctx_policy_landscape_strategy_status"
    content = page.locator("#na_ctx_policy_landscape_strategy-text")
    expect(content).to_have_count(0)
    page.locator(f"[name={status}-choice][value=in_force]").check()
    content.fill("Adopted in 2021.")
    is_saved(page, "na_ctx_policy_landscape_strategy", 1)
    page.locator(f"[name={status}-choice][value=none]").check()
    kept = page.get_by_text("Not asked because of another answer")
    expect(kept).to_be_visible()
    expect(content).to_have_value("Adopted in 2021.")


def test_two_people_write_at_once_and_merge(jelgava: Jelgava, desk: Desk, axe: Axe) -> None:
    record_answer(
        response=jelgava.analysis.response,
        question_key=LEARN,
        section_key="needs",
        draft=Draft(value={"text": "How volunteers are found in other cities."}, language="en"),
        base_version=0,
        by=jelgava.lead,
    )
    lead = desk(jelgava.lead, jelgava.section("needs"))
    member = desk(jelgava.member, jelgava.section("needs"))
    lead.locator(f"#{LEARN}-text").fill("How volunteers are found and kept in other cities.")
    is_saved(lead, LEARN, 2)

    member.locator(f"#{LEARN}-text").fill("How volunteers are found in other cities, and paid.")
    conflict = member.locator(f"#{LEARN} .conflict")
    expect(conflict).to_contain_text("Ilze Ozoliņa")
    expect(conflict.locator("ins").first).to_contain_text("and kept")
    axe(member)
    member.locator(f"#{LEARN}-text").fill("How volunteers are found in other cities, paid and thanked.")
    conflict.get_by_role("button", name="Merge both").click()
    is_saved(member, LEARN, 3)
    both = "How volunteers are found and kept in other cities, paid and thanked."
    expect(member.locator(f"#{LEARN}-text")).to_have_value(both)
    assert Answer.objects.get(question__key=LEARN).value == {"text": both}

    member.locator(f"#{LEARN}").get_by_role("link", name="history").click()
    expect(member.get_by_text("Version 3", exact=True)).to_be_visible()
    axe(member)


def test_who_signs_in_again_loses_nothing(jelgava: Jelgava, desk: Desk, live_server: object) -> None:
    page = desk(jelgava.member, jelgava.section("needs"))
    page.context.clear_cookies()
    page.locator(f"#{LEARN}-text").fill("Written after the session had ended.")
    link = page.locator(f"#{LEARN} [data-state]").get_by_role("link", name="Sign in")
    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    other.get_by_label("E-mail").fill(jelgava.member.email)
    other.get_by_label("Password", exact=True).fill("inclucities-demo")
    other.keyboard.press("Enter")
    other.wait_for_url(f"{live_server}/")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(page, LEARN, 1)


def test_somebody_else_does_not_send_my_text(jelgava: Jelgava, desk: Desk, live_server: object) -> None:
    page = desk(jelgava.member, jelgava.section("needs"))
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto("/account/login/")
    other.get_by_label("E-mail").fill(jelgava.lead.email)
    other.get_by_label("Password", exact=True).fill("inclucities-demo")
    other.keyboard.press("Enter")
    other.wait_for_url(f"{live_server}/")
    page.locator(f"#{LEARN}-text").fill("Mine, not hers.")
    expect(page.locator(f"#{LEARN} [data-state]")).to_contain_text("somebody else has signed in")
    assert not Answer.objects.filter(question__key=LEARN).exists()


def test_without_a_script_it_is_one_plain_form(jelgava: Jelgava, desk: Desk) -> None:
    page = desk(jelgava.member, jelgava.section("needs"), java_script_enabled=False)
    page.locator(f"#{LEARN}-text").fill("Without a script.")
    page.get_by_role("button", name="Add an obstacle").click()
    page.locator("#na_obstacles input[name$='-obstacle']").fill("No money")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Everything on this page is saved.")).to_be_visible()
    expect(page.locator(f"#{LEARN}-text")).to_have_value("Without a script.")
    page.locator("#na_obstacles").get_by_role("button", name="Take row 1 away").click()
    expect(page.locator("#na_obstacles .row-card")).to_have_count(0)
    page.locator("#na_obstacles").get_by_role("button", name="Undo").click()
    expect(page.locator("#na_obstacles input[name$='-obstacle']")).to_have_value("No money")


def test_a_working_translation_stands_beside_its_text(jelgava: Jelgava, desk: Desk, axe: Axe) -> None:
    page = desk(jelgava.member, jelgava.section("needs"))
    page.locator(f"#{LEARN}-text").fill("How volunteers are kept.")
    is_saved(page, LEARN, 1)
    page.locator(f"#{LEARN}").get_by_role("link", name="Add a working translation").click()
    translation = page.locator(f"#{LEARN} .translation")
    translation.get_by_label("into").select_option("lv")
    translation.locator("textarea").fill("Kā noturēt brīvprātīgos.")
    page.keyboard.press("Tab")
    expect(translation.locator("[data-state]")).to_contain_text("by you")
    axe(page)
    page.locator(f"#{LEARN}-text").fill("How volunteers are found and kept.")
    is_saved(page, LEARN, 2)
    page.goto(f"{jelgava.home}whole/")
    expect(page.get_by_text("the original has changed since")).to_be_visible()
    axe(page)


def test_both_parts_stand_in_one_pdf(
    jelgava: Jelgava, desk: Desk, axe: Axe, worker: Worker, tmp_path: Path
) -> None:
    jelgava.answer_required("city", jelgava.lead)
    jelgava.answer_required("association", jelgava.association, but=("na_assoc_government_relations",))

    page = desk(jelgava.association, jelgava.section("national_context"))
    axe(page)
    page.locator("#na_assoc_government_relations-text").fill("We sit in the national council on integration.")
    page.get_by_role("button", name="Save and complete this part").click()
    expect(page.get_by_role("heading", name="Complete this part?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Complete this part").click()
    expect(page.get_by_text("Your part is completed.")).to_be_visible()
    axe(page)

    page = desk(jelgava.lead, jelgava.section("needs"))
    page.locator(f"#{LEARN}-text").fill("How a city supports volunteers without turning them into staff.")
    page.get_by_role("link", name="All sections").click()
    page.get_by_role("link", name="Check your answers and share").click()
    expect(page.get_by_text("without turning them into staff")).to_be_visible()
    axe(page)
    for box in page.get_by_label("I have taken note").all():
        box.check()
    page.get_by_role("button", name="Share with its readers").click()
    expect(page.get_by_role("heading", name="Version 1 is shared")).to_be_visible()
    axe(page)
    assert_pages_are_in_order(page, jelgava, axe)

    page.goto(f"{jelgava.home}documents/")
    page.get_by_role("button", name="Make the document").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    text = "".join(
        part.extract_text() for part in PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages
    )
    text = " ".join(text.split())
    assert "without turning them into staff" in text
    assert "national council on integration" in text


def assert_pages_are_in_order(page: Page, jelgava: Jelgava, axe: Axe) -> None:
    """Look at the pages that come after sharing, at a desk and on a phone."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("", "check/", "whole/", "versions/", "versions/1/", "documents/", "reopen/"):
            page.goto(f"{jelgava.home}{path}")
            axe(page)
            fits(page)
