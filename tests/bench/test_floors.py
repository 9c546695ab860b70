"""What pages are measured against prints what they print, and asks the database for nothing of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import Resolver404, resolve

from inclucities.bench import queries
from inclucities.bench.domain.pages import first_difference
from inclucities.bench.loads.visiting import COUNT, CPU, PROCESS, QUERIES
from inclucities.bench.measurements.saving import Text
from inclucities.bench.seeding.answering import SIXTY
from inclucities.bench.seeding.many import fill_up
from inclucities.bench.seeding.world import FEW, ROWS, World
from inclucities.questionnaires.models import Answer, ResponseRow
from schemes.models import Participation, Scheme
from schemes.queries.scheme_list import scheme_page

pytestmark = [pytest.mark.django_db, pytest.mark.urls("inclucities.bench.urls")]

COSTS = ["inclucities.bench.middleware.CostMiddleware", *settings.MIDDLEWARE]


@pytest.fixture(autouse=True)
def _no_floor_of_another_test() -> None:
    queries.section_as_plain.cache_clear()
    queries.whole_as_plain.cache_clear()


@pytest.fixture
def lead(measured: World, client_for: Callable[..., Client]) -> Client:
    return client_for(measured.lead)


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_floors_print_the_html_of_their_pages(measured: World, lead: Client) -> None:
    sixty, annex = measured.sixty.pk, measured.annex.pk
    for page, floor in (
        (f"/needs-analyses/{sixty}/sections/part_1/", f"/bench/sections/{sixty}/part_1/"),
        (f"/needs-analyses/{annex}/sections/needs/", f"/bench/sections/{annex}/needs/"),
        (f"/needs-analyses/{sixty}/whole/", f"/bench/whole/{sixty}/"),
        (f"/needs-analyses/{annex}/whole/", f"/bench/whole/{annex}/"),
    ):
        printed = html(lead, page)
        assert len(printed) > 50_000
        assert first_difference(printed, html(lead, floor)) == ""


def test_a_floor_asks_no_more_than_the_empty_page(measured: World, lead: Client) -> None:
    def cost(path: str) -> int:
        html(lead, path)
        with CaptureQueriesContext(connection) as captured:
            html(lead, path)
        return len(captured)

    empty = cost("/bench/empty/")
    assert cost("/bench/line/") == empty - 1
    for path in (f"/bench/sections/{measured.sixty.pk}/part_1/", f"/bench/whole/{measured.sixty.pk}/"):
        assert cost(path) == empty


def test_the_bare_view_swaps_and_does_nothing_else(measured: World, lead: Client) -> None:
    answer = Answer.objects.get(response=measured.sixty.response, question__key="part_2_1")
    path = f"/bench/swap/{answer.pk}/"
    assert lead.post(path, {"version": "1", "text": "Another"}).json() == {"version": 2}
    assert lead.post(path, {"version": "1", "text": "Too late"}).status_code == 409
    answer.refresh_from_db()
    assert (answer.value, answer.version, answer.updated_by) == ({"text": "Another"}, 2, measured.lead)
    assert answer.revisions.count() == 1


def test_each_answer_says_what_it_cost_and_counts_only_when_asked(measured: World, lead: Client) -> None:
    with override_settings(MIDDLEWARE=COSTS):
        plain = lead.get("/bench/empty/")
        counted = lead.get("/bench/empty/", headers={COUNT: "1"})
    assert float(plain[CPU]) > 0
    assert int(plain[PROCESS]) > 0
    assert QUERIES not in plain
    with CaptureQueriesContext(connection) as captured:
        lead.get("/bench/empty/")
    assert int(counted[QUERIES]) == len(captured)


def test_the_world_is_as_large_as_the_figures_say(measured: World) -> None:
    sixty = Answer.objects.filter(response=measured.sixty.response)
    assert {len(answer.value["text"].split()) for answer in sixty} == {150}
    assert (sixty.count(), measured.sixty.response.questionnaire.key) == (60, SIXTY)
    assert ResponseRow.objects.filter(response=measured.annex.response).count() == ROWS
    assert Scheme.objects.count() == FEW
    assert len(scheme_page(measured.member, 1)) == 3


def test_filling_up_gives_each_scheme_a_pair(measured: World) -> None:
    fill_up(measured.programme, FEW + 15)
    assert Scheme.objects.count() == FEW + 15
    added = Participation.objects.filter(scheme__number__gt=FEW)
    assert added.count() == 2 * 15
    page = scheme_page(measured.coordinator, 1)
    assert [line.scheme.number for line in page] == list(range(FEW + 15, FEW + 5, -1))
    assert all(len(line.cities) == 2 for line in page)


@pytest.mark.urls("inclucities.urls")
def test_the_product_serves_none_of_it() -> None:
    assert settings.ROOT_URLCONF == "inclucities.urls"
    with pytest.raises(Resolver404):
        resolve("/bench/empty/")


def test_a_text_is_saved_on_top_of_its_last_version(measured: World, lead: Client) -> None:
    class Sent:
        """Takes the place of a visitor of a running server."""

        def __init__(self) -> None:
            self.statuses: list[int] = []

        def post(self, path: str, fields: dict[str, str], *, counting: bool = False) -> None:
            self.statuses.append(lead.post(path, fields, headers={"X-Autosave": "1"}).status_code)

    sent, response = Sent(), measured.sixty.response
    address = f"/needs-analyses/{measured.sixty.pk}/answers/part_1_1/"
    text = Text(sent, response, "part_1_1", address)  # type: ignore[arg-type]  # see Sent
    text.save()
    text.save()
    assert sent.statuses == [200, 200]
    stored = Answer.objects.get(response=response, question__key="part_1_1")
    assert (stored.version, stored.revisions.count()) == (3, 3)
