"""The watchers of every journey see what they are there for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

INLINE_SCRIPT = "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))"


def test_a_breach_of_the_policy_is_seen(page: Page, live_server: object, csp: list[str]) -> None:
    page.goto(f"{live_server}/account/login/")
    assert csp == []

    page.evaluate(INLINE_SCRIPT)
    page.wait_for_timeout(200)
    assert csp
    # Seen, and meant: this one does not fail the test.
    csp.clear()


def test_a_page_that_shuts_people_out_is_seen(page: Page, axe: Callable[..., None]) -> None:
    page.set_content("<html lang='en'><title>A page</title><main><h1>A page</h1><input></main></html>")

    with pytest.raises(AssertionError, match="label"):
        axe(page)
