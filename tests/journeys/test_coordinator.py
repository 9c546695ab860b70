"""A coordinator's day: a table of cities, a scheme from a template, an invitation, and who answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from inclucities.accounts.models import User
from inclucities.notifications.models import OutboxMail
from schemes.enums import Role
from schemes.models import Membership
from tests.audit.forgetting import forget_events
from tests.factories.schemes import make_person, make_programme
from tests.journeys.desks import Desk, fits

Axe = Callable[..., None]
HEAD = "kind;name;abbreviation;country;association;population;population_year;population_source\n"
LALRG = "association;Latvian Association of Local and Regional Governments;LALRG;LV;;;;\n"
JELGAVA = "city;Jelgava;;LV;LALRG;56000;2022;project page\n"


@pytest.fixture
def coordinator(transactional_db: None) -> Iterator[User]:
    """Give a coordinator with an empty programme."""
    call_command("load_questionnaires", verbosity=0)
    person = make_person("Clara Vogel")
    make_programme(coordinator=person)
    yield person
    forget_events()


def upload(page: Page, table: str) -> None:
    page.get_by_label("Table as CSV").set_input_files(
        {"name": "cities.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="Read the table").click()


def test_from_an_empty_programme_to_a_lead_who_begins_to_write(
    coordinator: User, desk: Desk, axe: Axe, new_context: Callable[..., BrowserContext], live_server: object
) -> None:
    page = desk(coordinator, "/programmes/")
    page.set_default_timeout(10_000)
    axe(page)
    page.get_by_role("main").get_by_role("link", name="IncluCities").click()

    # A table with a mistake imports nothing and says where it is; the mended one shows what will come.
    page.get_by_role("link", name="Import a table").click()
    upload(page, HEAD + LALRG + JELGAVA.replace("56000", "many"))
    expect(page.get_by_role("main")).to_contain_text("Put these right in your table")
    axe(page)
    page.get_by_role("link", name="Upload the table again").click()
    upload(page, HEAD + LALRG + JELGAVA)
    axe(page)
    page.get_by_role("button", name="Import all of it").click()
    expect(page.get_by_role("link", name="Jelgava")).to_be_visible()

    page.get_by_role("link", name="Open a scheme").click()
    page.get_by_label(re.compile("^Theme")).first.fill("Language learning")
    page.get_by_label("First day").fill("2026-01-15")
    page.get_by_label("Needs analysis due on").fill("2026-07-01")
    axe(page)
    page.get_by_role("button", name="Open the scheme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")

    page.get_by_role("link", name="Add a city").first.click()
    page.get_by_label("City", exact=True).select_option(label="Jelgava")
    page.get_by_role("button", name="Let it take part").click()
    axe(page)

    # The invitation goes to an address; the link in it waits until its reader says yes.
    jelgava = page.locator("section").filter(has=page.get_by_role("heading", name="Jelgava"))
    jelgava.get_by_role("link", name="Invite").click()
    page.get_by_label("E-mail address").fill("ilze@demo.example")
    page.get_by_label("Mentee city, lead").check()
    page.get_by_label("Message").fill("We begin in January.")
    axe(page)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text("ilze@demo.example")
    secret = re.search(r"/invitation/\S+/", OutboxMail.objects.get(to="ilze@demo.example").text)
    assert secret

    lead = new_context(base_url=str(live_server)).new_page()
    lead.set_default_timeout(10_000)
    lead.set_viewport_size({"width": 360, "height": 800})
    lead.goto(secret[0])
    expect(lead.get_by_role("main")).to_contain_text("We begin in January.")
    axe(lead)
    fits(lead)
    lead.get_by_label("Your name").fill("Ilze Ozoliņa")
    lead.get_by_label("Password").fill("four words in a row")
    lead.get_by_role("button", name="Accept and open my account").click()
    assert Membership.objects.get(person__email="ilze@demo.example").role == Role.MENTEE_LEAD
    expect(lead.get_by_role("main")).to_contain_text("Your next step")
    axe(lead)
    fits(lead)
    lead.get_by_role("link", name="Begin").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Needs")

    # The coordinator sees who has not answered, and until when.
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Ilze Ozoliņa")
    expect(page.get_by_role("main")).to_contain_text("until 1 Jul 2026")
    axe(page)
