"""A person signs in, and sees why not when the password is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories.people import PASSWORD, UserFactory


@pytest.mark.parametrize("width", [360, 1280])
def test_signing_in_by_keyboard(
    page: Page, live_server: object, axe: Callable[..., None], width: int
) -> None:
    UserFactory(email="anna@demo.example", name="Anna Bērziņa")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server}/account/login/")
    axe(page)

    page.get_by_label("E-mail").fill("anna@demo.example")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.keyboard.press("Enter")
    # The mistake is said where a screen reader looks for it, and the page is still in order.
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)

    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server}/")
    axe(page)
