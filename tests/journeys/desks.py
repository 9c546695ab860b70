"""People at their desks: Jelgava's needs analysis, and a browser for everybody who works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from inclucities.accounts.models import User
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.models import NeedsAnalysis
from schemes.enums import Role
from tests.factories.schemes import (
    make_association,
    make_association_party,
    make_city,
    make_member,
    make_party,
    make_person,
    make_programme,
    make_scheme,
)
from tests.needs_analysis.conftest import answer_anyhow

#: A browser that a person is signed in with.
Desk = Callable[..., Page]


@dataclass(frozen=True)
class Jelgava:
    """A city with its association, and who works there."""

    analysis: NeedsAnalysis
    lead: User
    member: User
    association: User
    coordinator: User

    @property
    def home(self) -> str:
        """Return where the needs analysis begins."""
        return f"/needs-analyses/{self.analysis.pk}/"

    def section(self, key: str) -> str:
        """Return where a section is filled in."""
        return f"{self.home}sections/{key}/"

    def answer_required(self, side: str, by: User, *, but: tuple[str, ...] = ()) -> None:
        """Answer what a side must answer, twice: an answer can open further questions."""
        response = self.analysis.response
        spec = spec_of(response.questionnaire)
        for _round in range(2):
            for state in SectionState.objects.filter(response=response):
                if spec.section(state.key).answered_by == side:
                    for key in state.missing:
                        if key not in but:
                            answer_anyhow(response, key, by)


def make_jelgava() -> Jelgava:
    """Make Jelgava before the match, nothing answered."""
    call_command("load_questionnaires", verbosity=0)
    coordinator = make_person("Clara Vogel")
    programme = make_programme(coordinator=coordinator)
    lalrg = make_association(programme, "Latvian Association of Municipalities", abbreviation="LALRG")
    scheme = make_scheme(programme, "Language learning", needs_due_on=dt.date(2026, 7, 1))
    city = make_party(scheme, make_city(programme, "Jelgava", country="LV"))
    behind = make_association_party(city, lalrg)
    return Jelgava(
        analysis=city.needs_analysis,
        lead=make_member(city, Role.MENTEE_LEAD, "Ilze Ozoliņa", email="ilze@demo.example"),
        member=make_member(city, Role.MENTEE_MEMBER, "Jānis Rozītis", email="janis@demo.example"),
        association=make_member(behind, Role.MENTEE_ASSOCIATION, "Marta Kalniņa", email="marta@demo.example"),
        coordinator=coordinator,
    )


def sign_in(context: BrowserContext, person: User, address: str) -> None:
    """Give a browser the session of a person."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": address}])


def is_saved(page: Page, question: str, version: int) -> None:
    """Wait until a question says that this version of it is stored."""
    foot = page.locator(f"#{question} > .question-foot").first
    expect(foot.locator("[data-version]")).to_have_text(str(version))
    expect(foot.locator("[data-state]")).to_contain_text("by you")


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways."""
    root = page.locator("html")
    assert root.evaluate("page => page.scrollWidth <= page.clientWidth"), page.url
