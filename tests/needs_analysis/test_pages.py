"""The pages of a needs analysis: who opens and who writes what, and how many queries that takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inclucities.questionnaires.models import Answer, ResponseRow, SectionState
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.enums import Stage
from needs_analysis.queries.menu import menu_lines
from needs_analysis.queries.needs_analyses import needs_analyses_in, needs_analyses_visible_to
from needs_analysis.services.needs_analyses import complete_association_part
from schemes.enums import OrganisationKind
from schemes.models import Scheme
from schemes.services.frame import add_organisation, replace_city
from tests.needs_analysis.conftest import Pair, answer_anyhow

ClientFor = Callable[..., Client]
LEARN = "na_learning_expectations"
SCRIPT = {"HTTP_X_AUTOSAVE": "1"}


def url(pair: Pair, name: str, *args: object) -> str:
    return reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *args])


def write(pair: Pair, text: str, base: int = 0, by: Any = None) -> Answer:
    return record_answer(
        response=pair.analysis.response,
        question_key=LEARN,
        section_key="needs",
        draft=Draft(value={"text": text}, language="en"),
        base_version=base,
        by=by or pair.lead,
    )


def test_what_is_late_says_so_wherever_it_is_due_until_it_is_completed(
    pair: Pair, client_for: ClientFor
) -> None:
    lead, note = client_for(pair.lead), "A day ends at midnight, time zone"
    pages = [url(pair, "tasks"), url(pair, "section", "needs")]
    states = SectionState.objects.filter(response=pair.analysis.response)
    cases = [("2020-06-26", None, 1, 1), ("2999-06-26", None, 0, 1), ("2020-06-26", timezone.now(), 0, 0)]
    states.update(due_on=None)
    for due_on, completed_at, late, noted in cases:
        states.filter(key="needs").update(due_on=due_on, completed_at=completed_at)
        for page in pages:
            html = lead.get(page).content.decode()
            assert html.count("tag-late") == late
            assert html.count(note) == noted


def test_an_answer_says_its_language_in_the_readers_words(pair: Pair, client_for: ClientFor) -> None:
    answer = write(pair, "Pieredze")
    Answer.objects.filter(pk=answer.pk).update(language="lv")
    assert "written in Latvian<" in client_for(pair.member).get(url(pair, "whole")).content.decode()


# -- Who opens and who writes ---------------------------------------------------------------------

SECTIONS = {
    "needs": {"lead": 200, "member": 200, "association": 200, "coordinator": 403, "support": 403},
    "national_context": {"lead": 200, "association": 200, "support": 403},
}


@pytest.mark.parametrize(
    ("section", "name", "status"),
    [(section, name, status) for section, of in SECTIONS.items() for name, status in of.items()],
)
def test_who_opens_a_section(pair: Pair, client_for: ClientFor, section: str, name: str, status: int) -> None:
    assert client_for(getattr(pair, name)).get(url(pair, "section", section)).status_code == status


@pytest.mark.parametrize("name", ["stranger", "mentor_lead"])
def test_for_a_stranger_there_is_no_section(pair: Pair, client_for: ClientFor, name: str) -> None:
    client = client_for(getattr(pair, name))
    assert client.get(url(pair, "section", "needs")).status_code == 404
    assert client.post(url(pair, "answer", LEARN), {}, **SCRIPT).status_code == 404


@pytest.mark.parametrize(
    ("name", "section", "fills_in"),
    [
        ("member", "needs", True),
        ("coordinator", "needs", False),
        ("association", "needs", False),
        ("association", "national_context", True),
        ("lead", "national_context", False),
    ],
)
def test_only_the_side_that_answers_gets_the_form(
    pair: Pair, client_for: ClientFor, name: str, section: str, fills_in: bool
) -> None:
    html = client_for(getattr(pair, name)).get(url(pair, "section", section)).content.decode()
    assert ("data-fill" in html) is fills_in


@pytest.mark.parametrize("name", ["coordinator", "association", "facilitator"])
def test_a_reader_saves_nothing(pair: Pair, client_for: ClientFor, name: str) -> None:
    client = client_for(getattr(pair, name))
    data = {f"{LEARN}-version": "0", f"{LEARN}-text": "Not mine to say"}
    assert client.post(url(pair, "answer", LEARN), data, **SCRIPT).status_code == 403
    assert client.post(url(pair, "section", "needs"), data).status_code == 403
    assert not Answer.objects.exists()


def test_an_unknown_section_or_question_is_not_found(pair: Pair, client_for: ClientFor) -> None:
    client = client_for(pair.lead)
    assert client.get(url(pair, "section", "nothing")).status_code == 404
    assert client.post(url(pair, "answer", "nothing"), {}, **SCRIPT).status_code == 404
    assert client.get(url(pair, "translation", "nothing")).status_code == 404


# -- The association's part -----------------------------------------------------------------------


def test_the_association_completes_its_part_and_opens_it_again(pair: Pair, client_for: ClientFor) -> None:
    client = client_for(pair.association)
    address = url(pair, "complete", "national_context")
    assert "need an answer have none" in client.get(address).content.decode()

    assert client.post(address).status_code == 302
    state = SectionState.objects.get(response=pair.analysis.response, key="national_context")
    assert (state.is_open, state.completed_by) == (False, pair.association)

    assert client.post(address, {"reopen": "1"}).status_code == 302
    state.refresh_from_db()
    assert (state.is_open, state.completed_at) == (True, None)


@pytest.mark.parametrize(
    ("name", "section", "status"),
    [("lead", "national_context", 403), ("stranger", "national_context", 404), ("association", "needs", 403)],
)
def test_nobody_else_completes_it(
    pair: Pair, client_for: ClientFor, name: str, section: str, status: int
) -> None:
    response = client_for(getattr(pair, name)).post(url(pair, "complete", section))
    assert response.status_code == status


def test_what_comes_after_completing_is_shown_and_not_lost(pair: Pair, client_for: ClientFor) -> None:
    key = "na_assoc_government_relations"
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    client = client_for(pair.association)
    data = {f"{key}-version": "0", f"{key}-text": "Written too late"}
    response = client.post(url(pair, "section", "national_context"), data)
    assert response.status_code == 409
    assert "Written too late" in response.content.decode()
    saved = client.post(url(pair, "answer", key), data, **SCRIPT)
    assert (saved.status_code, saved.json()["closed"]) == (409, True)


# -- Due dates ------------------------------------------------------------------------------------


def test_the_coordinator_sets_the_day(pair: Pair, client_for: ClientFor) -> None:
    client, address = client_for(pair.coordinator), url(pair, "due", "needs")
    assert 'name="due_on"' in client.get(url(pair, "tasks")).content.decode()
    assert client.post(address, {"due_on": "2026-09-01"}).status_code == 302
    state = SectionState.objects.get(response=pair.analysis.response, key="needs")
    assert str(state.due_on) == "2026-09-01"
    assert client.post(address, {"due_on": "the day after tomorrow"}).status_code == 422
    assert client.post(address, {"due_on": ""}).status_code == 302
    state.refresh_from_db()
    assert state.due_on is None
    assert client.post(url(pair, "due", "nothing"), {"due_on": ""}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("lead", 403), ("association", 403), ("stranger", 404)])
def test_nobody_else_sets_it(pair: Pair, client_for: ClientFor, name: str, status: int) -> None:
    client = client_for(getattr(pair, name))
    assert client.post(url(pair, "due", "needs"), {"due_on": "2026-09-01"}).status_code == status


@pytest.mark.parametrize("state", ["fresh", "shared", "asked", "matched"])
def test_the_menu_shows_what_can_be_opened(pair: Pair, state: str) -> None:
    if state == "shared":
        freeze_version(response=pair.analysis.response, stage=Stage.SHARED, by=pair.lead)
    elif state == "asked":
        pair.ask_mentor()
    elif state == "matched":
        pair.match()
    for name, person in pair.people.items():
        opened = [found.analysis.pk for found in needs_analyses_in(person, pair.scheme)]
        assert opened == [found.pk for found in needs_analyses_visible_to(person)], name


def test_the_menu_puts_a_city_that_has_left_last_and_says_so(pair: Pair) -> None:
    successor = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": "Bauska"}, by=pair.coordinator
    )
    replace_city(participation=pair.mentee, successor=successor, reason="x", by=pair.coordinator)
    scheme = Scheme.objects.get(pk=pair.scheme.pk)
    lines = menu_lines(pair.coordinator, scheme, frozenset())
    assert [line.label for line in lines] == ["Needs of Bauska", "Needs of Jelgava"]
    assert lines[0].count.startswith("0 of ")
    assert lines[1].count == "ended"


# -- Reading --------------------------------------------------------------------------------------


def test_the_whole_holds_what_the_reader_may_read(pair: Pair, client_for: ClientFor) -> None:
    write(pair, "Seen by the team")
    answer_anyhow(pair.analysis.response, "na_assoc_government_relations", pair.association)
    html = client_for(pair.lead).get(url(pair, "whole")).content.decode()
    assert "Seen by the team" in html
    assert "section-national_context" in html
    assert client_for(pair.support).get(url(pair, "whole")).status_code == 403
    assert client_for(pair.stranger).get(url(pair, "whole")).status_code == 404


# -- Queries --------------------------------------------------------------------------------------


#: A page in a scheme's shell that shows nothing takes six: session, person, rights, parties, the
#: menu's numbers and what waits.
EMPTY_PAGE = 6


def queries(act: Callable[[], Any]) -> int:
    """Count without the words that begin and end transactions: SQLite says them, PostgreSQL does not."""
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    around = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(around) for query in captured)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_as_many_queries_however_much_is_in_it(
    pair: Pair, client_for: ClientFor, rows: int
) -> None:
    client = client_for(pair.lead)
    write(pair, "One text")
    for _row in range(rows):
        for key in ("na_challenges", "na_obstacles"):
            answer_anyhow(pair.analysis.response, key, pair.lead)
    client.get(url(pair, "section", "needs"))
    counted = {
        name: queries(lambda address=address: client.get(address))
        for name, address in {
            "section": url(pair, "section", "needs"),
            "whole": url(pair, "whole"),
            "tasks": url(pair, "tasks"),
            "history": url(pair, "history", LEARN),
        }.items()
    }
    assert counted == {"section": 11, "whole": 10, "tasks": 9, "history": 10}
    assert max(counted["section"], counted["whole"]) <= EMPTY_PAGE + 8


@pytest.mark.parametrize("rows", [1, 3])
def test_a_save_takes_few_queries(pair: Pair, client_for: ClientFor, rows: int) -> None:
    client = client_for(pair.lead)
    for _row in range(rows):
        answer_anyhow(pair.analysis.response, "na_obstacles", pair.lead)
    write(pair, "One text")

    def save(name: str, address: str, **cells: str) -> int:
        data = {f"{name}-{part}": value for part, value in cells.items()}
        return queries(lambda: client.post(address, data, **SCRIPT))

    own = "na_reflect_position_note"
    answer_anyhow(pair.analysis.response, own, pair.lead)
    row = ResponseRow.objects.first()
    assert row is not None
    # What everybody answers for themselves is counted anew each time, and so are rows.
    assert {
        "without rows": save(own, url(pair, "answer", own), version="1", text="Another"),
        "beside rows": save(LEARN, url(pair, "answer", LEARN), version="1", text="Another"),
        "row": save(
            f"na_obstacles-{row.uuid}",
            url(pair, "row", "na_obstacles", row.uuid),
            version="1",
            obstacle="No money",
        ),
    } == {"without rows": 10, "beside rows": 9, "row": 12}


def test_a_row_is_saved_at_the_address_of_its_question_alone(pair: Pair, client_for: ClientFor) -> None:
    row = add_row(
        response=pair.analysis.response,
        question_key="na_obstacles",
        section_key="needs",
        values={},
        by=pair.lead,
    )
    client = client_for(pair.member)

    def saved(question: str) -> int:
        name = f"{question}-{row.uuid}"
        data = {f"{name}-version": "1", f"{name}-obstacle": "No money"}
        return client.post(url(pair, "row", question, row.uuid), data, **SCRIPT).status_code

    assert (saved("na_resources_strengths"), saved("na_obstacles")) == (404, 200)
