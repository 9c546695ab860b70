"""The lead lets a member of the support group read along, who then reads on a phone and asks for nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from inclucities.accounts.models import User
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from schemes.enums import Role
from tests.factories.schemes import make_member
from tests.journeys.desks import Desk, Jelgava, fits

Axe = Callable[..., None]
OPEN = "How volunteers are found and kept."
SENSITIVE = "The two services have not spoken since the merger."


@pytest.fixture
def support(jelgava: Jelgava) -> User:
    """Let Jelgava write one answer for everybody and one sensitive row, and give it a support group."""
    response = jelgava.analysis.response
    record_answer(
        response=response,
        section_key="needs",
        question_key="na_learning_expectations",
        draft=Draft(value={"text": OPEN}, language="en"),
        base_version=0,
        by=jelgava.lead,
    )
    actor = add_row(
        response=response,
        section_key="needs",
        question_key="na_key_actors",
        values={"name": "School board", "type": "city_department", "role": "Decides on rooms"},
        by=jelgava.lead,
    )
    add_row(
        response=response,
        section_key="needs",
        question_key="na_actor_relations",
        values={"actor": str(actor.uuid), "difficulty": SENSITIVE, "strengthen": "yes"},
        by=jelgava.lead,
    )
    return make_member(
        jelgava.analysis.participation, Role.LSG_MEMBER, "Amina Yusuf", email="amina@demo.example"
    )


def test_a_member_of_the_support_group_reads_along(
    jelgava: Jelgava, support: User, desk: Desk, axe: Axe
) -> None:
    lead = desk(jelgava.lead, jelgava.home, width=360)
    lead.get_by_role("link", name="Who may read along").click()
    expect(lead.get_by_text("reads shared versions only")).to_be_visible()
    in_order(lead, axe)
    lead.get_by_role("button", name="Let read along").click()
    expect(lead.get_by_text("Amina Yusuf may read along and comment")).to_be_visible()
    in_order(lead, axe)

    reader = desk(support, "/", width=360)
    in_order(reader, axe)
    reader.get_by_role("link", name="Ilze Ozoliņa asks you to read").click()
    expect(reader.get_by_role("heading", name="Needs analysis", level=1)).to_be_visible()
    expect(reader.get_by_text("Self-reflection")).to_have_count(0)
    in_order(reader, axe)
    reader.get_by_role("link", name="A Needs").click()
    expect(reader.get_by_text(OPEN)).to_be_visible()
    expect(reader.get_by_text("School board").first).to_be_visible()
    expect(reader.get_by_text(SENSITIVE)).to_have_count(0)
    assert SENSITIVE not in reader.content()
    in_order(reader, axe)
    for section in ("national_context", "self_reflection"):
        assert refused(reader, jelgava.section(section)), section

    lead.get_by_role("button", name="Take it back").click()
    expect(lead.get_by_text("does not read along any more")).to_be_visible()
    assert refused(reader, jelgava.section("needs"))


def in_order(page: Page, axe: Axe) -> None:
    """Look at a page as a phone shows it."""
    axe(page)
    fits(page)


def refused(page: Page, address: str) -> bool:
    """Tell whether a page is closed."""
    answer = page.goto(address)
    assert answer is not None
    return answer.status == 403
