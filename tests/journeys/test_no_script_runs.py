"""Eighty texts that want to run as a script stand in every field; a browser opens the pages, and nothing runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import BrowserContext

from tests.audit.forgetting import forget_events
from tests.journeys.desks import Jelgava, sign_in
from tests.promises.planted import write_jelgava
from tests.promises.test_no_reading_across_schemes import pages_open_to
from tests.promises.test_no_script_runs import plant_payloads

#: Opens what a reader may open, hovers and focuses, so that whatever waits for it begins.
TOUCH_EVERYTHING = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("body *")) {
    element.dispatchEvent(new Event("mouseover", {bubbles: true}));
    if (typeof element.focus === "function") element.focus();
  }
  return [...document.querySelectorAll("*")].filter(
    element => [...element.attributes].some(found => /^on|^hx-on/i.test(found.name))
  ).length;
}"""


@pytest.fixture
def written(transactional_db: None) -> Iterator[Jelgava]:
    """Give Jelgava with everything written in it, committed, so that the server sees it."""
    with transaction.atomic():
        made = write_jelgava()
    yield made
    forget_events()


@pytest.mark.promise("No script of a user's runs")
def test_no_text_runs_in_a_browser(
    written: Jelgava,
    new_context: Callable[..., BrowserContext],
    live_server: Any,
    client_for: Callable[..., Client],
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    ran: list[str] = []
    breaches: list[str] = []
    opened = shown = 0

    def listen(message: Any) -> None:
        if "Content Security Policy" in message.text:
            breaches.append(message.text)

    for offset in range(0, amount(1, 84), 14):
        plant_payloads(offset)
        for person in (written.lead, written.coordinator)[: amount(1, 2)]:
            pages = [path for path, body in pages_open_to(client_for(person), 1, 1) if "zqrun" in body]
            # Once more without our policy: that nothing runs must not hang on it alone.
            for bypass in (False, True):
                context = new_context(base_url=live_server.url, bypass_csp=bypass)
                context.on("console", listen)
                context.expose_binding("zqrun", lambda source, *_given: ran.append(source["page"].url))
                sign_in(context, person, live_server.url)
                page = context.new_page()
                page.on("dialog", lambda dialog: ran.append(dialog.message))
                for path in pages[:: amount(3, 1)]:
                    page.goto(path)
                    assert page.evaluate(TOUCH_EVERYTHING) == 0, path
                    opened += 1
                    shown += page.content().count("zqrun")
                context.close()
    assert not ran
    assert not breaches
    assert shown > opened
    found(f"0 executions and 0 breaches on {opened} pages that show {shown:,} of the payloads")
