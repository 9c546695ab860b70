"""The first walk of the README: a newcomer on the demonstration, as it is seeded, with a real worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.audit.forgetting import forget_events
from tests.conftest import Worker
from tests.journeys.desks import is_saved

#: What Jelgava and its association have opened again, to be written anew.
CITY_ANSWER, ASSOCIATION_ANSWER = "na_learning_expectations", "na_assoc_policy_support"
CITY_WORDS = "How a volunteering unit keeps people after their first month."
ASSOCIATION_WORDS = "Since spring the State pays for conversation groups in libraries."


@pytest.fixture
def demonstration(transactional_db: None) -> Iterator[None]:
    """Load the demonstration, committed, as `make run` does before it starts a worker."""
    call_command("load_questionnaires", verbosity=0)
    call_command("seed_demo", verbosity=0)
    yield
    forget_events()


@pytest.fixture
def worker_after_seeding(demonstration: None, request: pytest.FixtureRequest) -> Worker:
    """Start the real worker once the demonstration is there: loading it holds SQLite for a while."""
    worker: Worker = request.getfixturevalue("worker")
    return worker


def sign_in_by_hand(page: Page, account: str) -> None:
    page.get_by_label("E-mail").fill(f"{account}@demo.example")
    page.get_by_label("Password", exact=True).fill(settings.DEMO_PASSWORD)
    page.keyboard.press("Enter")
    # The pages of Jelgava's people are in Latvian at first.
    expect(page.locator("html")).to_have_attribute("lang", "lv")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()


def text_of_pdf(page: Page) -> str:
    """Ask for the current state as a PDF, wait for the worker, and return what it says."""
    page.get_by_label("What", exact=True).select_option(label="The current state, marked as a draft")
    page.get_by_role("button", name="Make the document").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.click()
    pages = PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages
    return " ".join(" ".join(part.extract_text() for part in pages).split())


@pytest.mark.timeout(600)
def test_the_first_walk_of_the_readme(
    worker_after_seeding: Worker, live_server: Any, page: Page, axe: Callable[..., None]
) -> None:
    page.goto(live_server.url)
    sign_in_by_hand(page, "mentee.jelgava")
    page.get_by_role("link", name="Needs", exact=True).click()
    page.locator(f"#{CITY_ANSWER}-text").fill(CITY_WORDS)
    page.keyboard.press("Tab")
    is_saved(page, CITY_ANSWER, 3)
    axe(page)
    page.locator("summary").filter(has_text="Ilze Ozolkalne").click()
    page.get_by_role("button", name="Sign out").click()

    sign_in_by_hand(page, "association.lalrg")
    page.get_by_role("link", name="National and regional context").click()
    page.locator(f"#{ASSOCIATION_ANSWER}-text").fill(ASSOCIATION_WORDS)
    page.keyboard.press("Tab")
    # Everything is stored by now: the button must lead on all the same.
    is_saved(page, ASSOCIATION_ANSWER, 3)
    page.get_by_role("button", name="Save and complete this part").click()
    page.get_by_role("button", name="Complete this part", exact=True).click()
    expect(page.get_by_text("Your part is completed.")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="PDF, Word and other documents").click()
    text = text_of_pdf(page)
    assert CITY_WORDS in text
    assert ASSOCIATION_WORDS in text
