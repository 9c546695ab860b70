"""What the journeys share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from inclucities.accounts.models import User
from tests.audit.forgetting import forget_events
from tests.journeys.desks import Desk, Jelgava, make_jelgava, sign_in


@pytest.fixture
def jelgava(transactional_db: None) -> Iterator[Jelgava]:
    """Give Jelgava and its people, committed, so that the server sees them."""
    yield make_jelgava()
    forget_events()


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], live_server: Any) -> Iterator[Desk]:
    """Open a browser of its own for a person, on a page: ``desk(person, "/…", width=360)``."""
    breaches: list[str] = []

    def listen(message: Any) -> None:
        if "Content Security Policy" in message.text:
            breaches.append(message.text)

    def opened(person: User, path: str, *, width: int = 1280, **options: Any) -> Page:
        context = new_context(base_url=live_server.url, **options)
        context.on("console", listen)
        sign_in(context, person, live_server.url)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        return page

    yield opened
    assert not breaches, "The content security policy was broken:\n" + "\n".join(breaches)
