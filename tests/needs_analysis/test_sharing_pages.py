"""The pages on which a lead decides who reads, and what those find who were let in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports import services as report_services
from inclucities.reports.models import ReportJob
from needs_analysis.models import ReadingAlong, ReopeningRequest
from needs_analysis.services.needs_analyses import (
    release_to_programme,
    reopen_needs_analysis,
    share_needs_analysis,
)
from needs_analysis.services.reading_along import invite_to_read_along
from needs_analysis.services.requests import ask_to_reopen
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Acknowledgement, Membership, Participation
from schemes.services.frame import add_organisation, give_role, open_scheme, take_part
from schemes.services.rules import override_rule
from tests.factories.people import UserFactory
from tests.needs_analysis.conftest import Pair, answer_anyhow

ClientFor = Callable[[Any], Client]
OPEN, NARROW = "For everybody to read", "For our side alone"
#: Session and person, the analyses and rights, the version, the group, and what the shell asks.
GROUP_PAGE_IN = 8


@pytest.fixture
def written(pair: Pair) -> Pair:
    """Answer everything, one question for the own side alone."""
    for key, text, audience in (
        ("na_learning_expectations", OPEN, ""),
        ("na_desired_impact", NARROW, "own_side"),
    ):
        record_answer(
            response=pair.analysis.response,
            section_key="needs",
            question_key=key,
            draft=Draft(value={"text": text}, audience=audience),
            base_version=0,
            by=pair.lead,
        )
    pair.answer_required()
    return pair


def share(pair: Pair, **changes: Any) -> Any:
    return share_needs_analysis(
        analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"}, **changes
    )


def at(pair: Pair, name: str, *args: Any) -> str:
    return reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *args])


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# -- Sharing with the support group ----------------------------------------------------------------


@pytest.mark.parametrize(("ticked", "reads"), [({}, False), ({"with_group": "on"}, True)])
def test_one_tick_opens_the_version_to_the_support_group(
    written: Pair, client_for: ClientFor, ticked: dict[str, str], reads: bool
) -> None:
    lead, support = client_for(written.lead), client_for(written.support)
    page = words(lead.get(at(written, "check")))
    assert "Also open to the local support group and the political sponsor" in page
    assert 'name="with_group" class="checkboxinput" checked' not in page
    taken_note = {"note_N_2": "on", "note_N_7": "on"}
    sent = lead.post(at(written, "check"), {"stage": "shared", **taken_note, **ticked})
    assert sent.url == at(written, "shared", 1)
    receipt = words(lead.get(sent.url))
    assert ("the team, the local support group and the political sponsor" in receipt) == reads
    assert (written.support.name in receipt) == reads, "who was told"
    assert written.facilitator.name in receipt
    page = words(support.get(at(written, "version", 1)))
    assert (OPEN in page) == reads
    assert NARROW not in page


def test_later_versions_keep_the_choice(written: Pair, client_for: ClientFor) -> None:
    share(written, opened_to=Audience.SCHEME)
    reopen_needs_analysis(analysis=written.analysis, by=written.lead, reason="New figures")
    form = client_for(written.lead).get(at(written, "check")).context["form"]
    assert form["with_group"].initial is True


@pytest.mark.parametrize("name", ["support", "sponsor", "asked"])
def test_who_reads_versions_alone_is_led_to_the_newest(
    written: Pair, client_for: ClientFor, name: str
) -> None:
    written.ask_mentor()
    client = client_for(written.people[name])
    share(written)
    reopen_needs_analysis(analysis=written.analysis, by=written.lead, reason="New figures")
    share(written)
    assert client.get(at(written, "tasks")).url == at(written, "version", 2)
    assert client.get(at(written, "versions")).status_code == 200
    assert client.get(at(written, "section", "needs")).status_code == 403


def test_nothing_shared_leads_nowhere(written: Pair, client_for: ClientFor) -> None:
    assert client_for(written.support).get(at(written, "tasks")).status_code == 404


# -- Opening it to them later, and closing it ------------------------------------------------------


def test_the_lead_opens_a_shared_version_to_the_group_and_closes_it(
    written: Pair, client_for: ClientFor
) -> None:
    share(written)
    address, version = at(written, "open_to_group", 1), at(written, "version", 1)
    lead, support = client_for(written.lead), client_for(written.support)
    assert f'href="{address}"' in lead.get(version).content.decode()
    page = words(lead.get(address))
    for expected in (
        "Open version 1 to the local support group and the political sponsor",
        "Who will read it",
        written.support.name,
        written.sponsor.name,
        "the association's part, all of it",
        "sensitive answers: A7, B5b, C5b",
        "A5 <span",
        "You can close it again",
        '<button class="btn btn-primary">Open it to them</button>',
    ):
        assert expected in unescape(page), expected
    assert "is released" not in page

    sent = lead.post(address, {}, follow=True)
    assert sent.redirect_chain == [(version, 302)]
    assert "Version 1 is open to the local support group and the political sponsor." in words(sent)
    assert "<b>Open to the local support group and the political sponsor</b>" in words(sent)
    page = words(support.get(version))
    assert OPEN in page
    assert NARROW not in page
    assert "shared “Needs analysis of Jelgava” with you" in words(support.get(reverse("home")))
    assert 'name="close" value="1">Close it to them</button>' in words(lead.get(address))

    sent = lead.post(address, {"close": "1"}, follow=True)
    assert "Version 1 is closed to the local support group and the political sponsor." in words(sent)
    assert OPEN not in words(support.get(version))
    assert "with you" not in words(support.get(reverse("home"))).split("Shared with me")[0]


def test_the_receipt_of_a_version_leads_there(written: Pair, client_for: ClientFor) -> None:
    share(written, opened_to=Audience.SCHEME)
    link = f'<a href="{at(written, "open_to_group", 1)}">Close it to the local support group'
    assert link in words(client_for(written.lead).get(at(written, "shared", 1)))
    assert link not in words(client_for(written.member).get(at(written, "shared", 1)))


@pytest.mark.parametrize(
    ("name", "status"),
    [("member", 403), ("association", 403), ("coordinator", 403), ("support", 403), ("stranger", 404)],
)
def test_nobody_but_the_lead_opens_it_to_the_group(
    written: Pair, client_for: ClientFor, name: str, status: int
) -> None:
    version = share(written, opened_to=Audience.SCHEME)
    client, address = client_for(written.people[name]), at(written, "open_to_group", 1)
    assert client.get(address).status_code == status
    assert client.post(address, {"close": "1"}).status_code == status
    version.refresh_from_db()
    assert version.opened_to == Audience.SCHEME
    assert address not in client.get(at(written, "version", 1)).content.decode()


def test_a_version_that_is_not_there_is_not_opened(written: Pair, client_for: ClientFor) -> None:
    share(written)
    lead = client_for(written.lead)
    assert lead.get(at(written, "open_to_group", 2)).status_code == 404
    assert lead.post(at(written, "open_to_group", 2)).status_code == 404


def test_the_page_says_that_a_release_opens_it_anyway(written: Pair, client_for: ClientFor) -> None:
    version = share(written, opened_to=Audience.SCHEME)
    release_to_programme(analysis=written.analysis, version=version, by=written.lead)
    lead, support = client_for(written.lead), client_for(written.support)
    address = at(written, "open_to_group", 1)
    assert "This version is released: everybody in the programme “IncluCities” reads it" in words(
        lead.get(address)
    )
    sent = lead.post(address, {"close": "1"}, follow=True)
    assert "Version 1 is closed to them. As long as it is released" in words(sent)
    assert "read only what was opened to them one by one" not in words(sent)
    assert OPEN in words(support.get(at(written, "version", 1)))


def test_a_download_is_refused_once_the_version_is_closed_to_them(
    written: Pair, client_for: ClientFor
) -> None:
    share(written, opened_to=Audience.SCHEME)
    lead, support = client_for(written.lead), client_for(written.support)
    asked = {"format": "pdf", "language": "en", "once": "x", "version": "1"}
    support.post(at(written, "documents"), asked)
    claim = report_services.claim(ReportJob.objects.get().pk)
    assert claim is not None
    assert report_services.finish(claim, b"%PDF")
    address = reverse("documents:download", args=[ReportJob.objects.get().pk])
    assert support.get(address).status_code == 200
    lead.post(at(written, "open_to_group", 1), {"close": "1"})
    assert support.get(address).status_code == 403
    lead.post(at(written, "open_to_group", 1))
    assert support.get(address).status_code == 200


def test_the_page_of_the_group_names_other_versions_in_as_many_queries(
    written: Pair, client_for: ClientFor
) -> None:
    share(written)
    lead, counts = client_for(written.lead), []
    for further in (0, 2):
        for _number in range(further):
            reopen_needs_analysis(analysis=written.analysis, by=written.lead, reason="New figures")
            share(written, opened_to=Audience.SCHEME)
        lead.get(at(written, "open_to_group", 1))
        with CaptureQueriesContext(connection) as asked:
            page = words(lead.get(at(written, "open_to_group", 1)))
        counts.append(len(asked))
        assert ("Versions 2, 3 are open to them and stay so." in page) == bool(further)
    assert counts == [GROUP_PAGE_IN, GROUP_PAGE_IN]


# -- Releasing to the programme --------------------------------------------------------------------


def test_the_lead_releases_a_version_and_takes_it_back(written: Pair, client_for: ClientFor) -> None:
    share(written)
    lead, observer = client_for(written.lead), client_for(written.observer)
    page = words(lead.get(at(written, "release", 1)))
    assert "All signed-in members of the programme “IncluCities”" in page
    assert "sensitive answers: A7, B5b, C5b" in page
    assert "the association's part, all of it" in page.replace("&#x27;", "'")
    assert "A5 <span" in page, "the question that was kept to the own side"
    assert observer.get(at(written, "version", 1)).status_code == 404

    assert lead.post(at(written, "release", 1)).url == at(written, "version", 1)
    page = words(observer.get(at(written, "version", 1)))
    assert OPEN in page
    assert NARROW not in page
    assert observer.get(at(written, "tasks")).url == at(written, "version", 1)
    assert "Take the release back" in words(lead.get(at(written, "release", 1)))

    lead.post(at(written, "release", 1), {"take_back": "1"})
    assert observer.get(at(written, "version", 1)).status_code == 404


def test_an_observer_finds_no_other_version_and_nothing_else(written: Pair, client_for: ClientFor) -> None:
    first = share(written)
    reopen_needs_analysis(analysis=written.analysis, by=written.lead, reason="New figures")
    share(written)
    release_to_programme(analysis=written.analysis, version=first, by=written.lead)
    observer = client_for(written.observer)
    for name, args in (
        ("version", [2]),
        ("versions", []),
        ("compare", []),
        ("whole", []),
        ("section", ["needs"]),
        ("check", []),
        ("release", [1]),
        ("reading_along", []),
        ("ask_to_reopen", []),
    ):
        assert observer.get(at(written, name, *args)).status_code == 403, name
    documents = observer.get(at(written, "documents"))
    assert [version.number for version in documents.context["versions"]] == [1]
    asked = {"format": "pdf", "language": "en", "once": "x"}
    assert observer.post(at(written, "documents"), {**asked, "version": "2"}).status_code == 404
    assert observer.post(at(written, "documents"), {**asked, "version": "draft"}).status_code == 404
    assert observer.post(at(written, "documents"), {**asked, "version": "1"}).status_code == 302


def test_what_is_released_stands_on_home_in_the_list_and_on_the_scheme(
    written: Pair, client_for: ClientFor
) -> None:
    version = share(written)
    observer, neighbour = client_for(written.observer), client_for(written.asked)
    address = at(written, "version", 1)
    assert "Shared with me" not in words(observer.get(reverse("home")))
    release_to_programme(analysis=written.analysis, version=version, by=written.lead)
    for client in (observer, neighbour):
        for page in ("home", "needs_analysis:released"):
            assert f'href="{address}"' in client.get(reverse(page)).content.decode(), page
    scheme = words(observer.get(reverse("schemes:overview", args=[written.scheme.pk])))
    assert f'href="{at(written, "tasks")}"' in scheme
    assert " of 5" not in scheme, "how far the draft is stays with those who see its status"
    read = neighbour.get(address)
    assert read.templates[0].name == "needs_analysis/version.html"
    assert 'href="/needs-analyses/released/"' in read.content.decode(), "without the shell of a scheme"
    own = client_for(written.member)
    assert address not in own.get(reverse("home")).content.decode(), "what the own side writes is no news"


def test_home_shows_the_newest_version_to_who_reads_them_all(written: Pair, client_for: ClientFor) -> None:
    first = share(written, opened_to=Audience.SCHEME)
    reopen_needs_analysis(analysis=written.analysis, by=written.lead, reason="New figures")
    share(written, opened_to=Audience.SCHEME)
    release_to_programme(analysis=written.analysis, version=first, by=written.lead)
    page = client_for(written.support).get(reverse("home")).content.decode()
    assert at(written, "version", 2) in page
    assert at(written, "version", 1) not in page


def further_release(pair: Pair, number: int) -> None:
    """Let another city of the programme release its needs analysis."""
    scheme = open_scheme(
        programme=pair.programme,
        themes={"en": f"Theme {number}"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
    )
    city = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": f"City {number}"}, by=None
    )
    party: Participation = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=pair.coordinator)
    analysis = party.needs_analysis
    from inclucities.questionnaires.services.responses import freeze_version

    version = freeze_version(response=analysis.response, stage="shared", by=pair.coordinator)
    release_to_programme(analysis=analysis, version=version, by=pair.coordinator)


@pytest.mark.parametrize("address", ["home", "needs_analysis:released"])
def test_a_list_takes_as_many_queries_however_much_is_released(
    written: Pair, client_for: ClientFor, address: str
) -> None:
    release_to_programme(analysis=written.analysis, version=share(written), by=written.lead)
    client = client_for(written.observer)
    counts = []
    for further in ((), (1, 2)):
        for number in further:
            further_release(written, number)
        client.get(reverse(address))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse(address))
        assert page.content.decode().count("/versions/1/") == len(further) + 1
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


# -- Reading along ---------------------------------------------------------------------------------


def support_of(pair: Pair) -> Membership:
    return Membership.objects.get(person=pair.support)


def test_the_lead_lets_somebody_read_along_and_takes_it_back(written: Pair, client_for: ClientFor) -> None:
    lead, support = client_for(written.lead), client_for(written.support)
    assert support.get(at(written, "section", "needs")).status_code == 403
    chosen = {"membership": support_of(written).pk}
    lead.post(at(written, "reading_along"), chosen)
    assert "reads along since" in words(lead.get(at(written, "reading_along")))
    page = words(support.get(at(written, "section", "needs")))
    assert OPEN in page
    assert NARROW not in page
    assert support.get(at(written, "whole")).status_code == 200
    for section in ("national_context", "self_reflection"):
        assert support.get(at(written, "section", section)).status_code == 403, section
    home = words(support.get(reverse("home")))
    assert "while it is written, and to comment on it." in home
    lead.post(at(written, "reading_along"), {**chosen, "end": "1"})
    assert support.get(at(written, "section", "needs")).status_code == 403
    assert support.get(at(written, "tasks")).status_code == 404


def test_only_members_of_the_group_can_be_chosen(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    for person in (written.sponsor, written.member, written.observer):
        chosen = {"membership": Membership.objects.get(person=person).pk}
        assert lead.post(at(written, "reading_along"), chosen).status_code == 404
    for odd in ("", "0", "x", "99999999999999999999"):
        assert lead.post(at(written, "reading_along"), {"membership": odd}).status_code == 404
    assert not ReadingAlong.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("association", 403), ("stranger", 404)])
def test_nobody_but_the_lead_lets_in(written: Pair, client_for: ClientFor, name: str, status: int) -> None:
    client = client_for(written.people[name])
    chosen = {"membership": support_of(written).pk}
    assert client.get(at(written, "reading_along")).status_code == status
    assert client.post(at(written, "reading_along"), chosen).status_code == status


@pytest.mark.parametrize(("name", "stands"), [("member", True), ("facilitator", False), ("support", False)])
def test_self_reflection_stands_in_the_list_of_those_who_write_it(
    written: Pair, client_for: ClientFor, name: str, stands: bool
) -> None:
    invite_to_read_along(analysis=written.analysis, membership=support_of(written), by=written.lead)
    client = client_for(written.people[name])
    for page in (at(written, "tasks"), at(written, "section", "needs")):
        assert ("Self-reflection" in words(client.get(page))) == stands, page


def test_who_reads_along_writes_nothing(written: Pair, client_for: ClientFor) -> None:
    invite_to_read_along(analysis=written.analysis, membership=support_of(written), by=written.lead)
    support = client_for(written.support)
    assert support.post(at(written, "section", "needs"), {}).status_code == 403
    for name in ("check", "reading_along", "reopen"):
        assert support.get(at(written, name)).status_code == 403, name


def test_the_page_of_the_group_takes_as_many_queries_however_many_they_are(
    written: Pair, client_for: ClientFor
) -> None:
    lead = client_for(written.lead)
    counts = []
    for further in (0, 2):
        for _number in range(further):
            person = UserFactory()
            membership = give_role(person=person, role=Role.LSG_MEMBER, scope=written.mentee, by=None)
            invite_to_read_along(analysis=written.analysis, membership=membership, by=written.lead)
        lead.get(at(written, "reading_along"))
        with CaptureQueriesContext(connection) as asked:
            lead.get(at(written, "reading_along"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- Reopening on request --------------------------------------------------------------------------


def test_the_mentor_asks_and_the_lead_opens(written: Pair, client_for: ClientFor) -> None:
    written.match()
    share(written)
    mentor, lead = client_for(written.mentor_lead), client_for(written.lead)
    assert "Ask the lead to open it again" in words(mentor.get(at(written, "tasks")))
    assert mentor.post(at(written, "ask_to_reopen"), {"reason": " "}).status_code == 422
    mentor.post(at(written, "ask_to_reopen"), {"reason": "Our practice is missing in A4."})
    page = words(mentor.get(at(written, "tasks")))
    assert "You have asked the lead" in page
    assert "Ask the lead to open it again" not in page, "once is enough"
    assert "asks you to reopen" in words(lead.get(reverse("home")))
    for page in ("tasks", "reopen"):
        assert "Our practice is missing in A4." in words(lead.get(at(written, page)))
    lead.post(at(written, "reopen"), {"reason": "We add the practice of Schaerbeek."})
    assert "asks you to reopen" not in words(lead.get(reverse("home")))
    assert "Our practice" not in words(lead.get(at(written, "tasks")))
    assert "reopened" in words(mentor.get(reverse("home")))


def test_the_lead_declines_with_a_sentence(written: Pair, client_for: ClientFor) -> None:
    share(written)
    facilitator, lead = client_for(written.facilitator), client_for(written.lead)
    facilitator.post(at(written, "ask_to_reopen"), {"reason": "A1 is hard to read."})
    asked = ReopeningRequest.objects.get()
    address = at(written, "decline", asked.pk)
    assert "A1 is hard to read." in words(lead.get(address))
    assert lead.post(address, {"answer": ""}).status_code == 422
    lead.post(address, {"answer": "After the council has met."})
    assert lead.post(address, {"answer": "Again"}).status_code == 404
    assert "leaves “" in words(facilitator.get(reverse("home")))
    assert "After the council has met." in words(facilitator.get(at(written, "tasks")))
    assert "After the council" not in words(client_for(written.association).get(at(written, "tasks")))


def test_the_coordinator_sees_requests_and_opens(written: Pair, client_for: ClientFor) -> None:
    share(written)
    ask_to_reopen(analysis=written.analysis, by=written.facilitator, reason="A1 is hard to read.")
    coordinator = client_for(written.coordinator)
    page = words(coordinator.get(at(written, "tasks")))
    assert "A1 is hard to read." in page
    assert "Leave it closed" not in page
    asked = ReopeningRequest.objects.get()
    assert coordinator.get(at(written, "decline", asked.pk)).status_code == 403
    coordinator.post(at(written, "reopen"), {"reason": "On request"})
    asked.refresh_from_db()
    assert (asked.granted, asked.answered_by) == (True, written.coordinator)


def test_what_is_open_is_not_asked_for(written: Pair, client_for: ClientFor) -> None:
    facilitator = client_for(written.facilitator)
    assert "Ask the lead to open it again" not in words(facilitator.get(at(written, "tasks")))
    assert facilitator.post(at(written, "ask_to_reopen"), {"reason": "x"}).url == at(written, "tasks")
    assert not ReopeningRequest.objects.exists()


def test_a_request_of_another_analysis_is_not_found(written: Pair, client_for: ClientFor) -> None:
    share(written)
    request = ask_to_reopen(analysis=written.analysis, by=written.facilitator, reason="x")
    further_release(written, 1)
    other = written.analysis.__class__.objects.exclude(pk=written.analysis.pk).get()
    give_role(person=written.lead, role=Role.MENTEE_LEAD, scope=other.participation, by=None)
    address = reverse("needs_analysis:decline", args=[other.pk, request.pk])
    assert client_for(written.lead).get(address).status_code == 404


def test_the_home_of_an_analysis_takes_as_many_queries_however_many_ask(
    written: Pair, client_for: ClientFor
) -> None:
    share(written)
    lead = client_for(written.lead)
    counts = []
    for names in (["facilitator"], ["member", "association"]):
        for name in names:
            ask_to_reopen(analysis=written.analysis, by=written.people[name], reason="x")
        lead.get(at(written, "tasks"))
        with CaptureQueriesContext(connection) as asked:
            lead.get(at(written, "tasks"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


# -- From shared to final --------------------------------------------------------------------------


def send(client: Client, pair: Pair, stage: str, **more: str) -> Any:
    return client.post(
        at(pair, "check"), {"stage": stage, "note_N_2": "on", "note_N_5": "on", "note_N_7": "on", **more}
    )


def stages_offered(client: Client, pair: Pair) -> list[str]:
    return [value for value, _label in client.get(at(pair, "check")).context["form"]["stage"].field.choices]


def test_the_whole_course_on_the_pages(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    assert stages_offered(lead, written) == ["shared"]
    assert send(lead, written, "revised_with_mentor").status_code == 422, "before the match"
    assert send(lead, written, "shared").status_code == 302
    written.match()
    lead.post(at(written, "reopen"), {"reason": "Revision with the mentor"})
    assert stages_offered(lead, written) == ["revised_with_mentor", "shared"]
    refused = send(lead, written, "revised_with_mentor")
    assert refused.status_code == 422
    page = words(refused)
    assert "(N-3)" in page
    assert "(N-8)" in page
    response = written.analysis.response
    add_row(
        response=response,
        section_key="contributors",
        question_key="na_contributors",
        values={
            "name": "Sofie D.",
            "organisation": "Schaerbeek",
            "kind": "mentor_team",
            "how": "commented",
            "speaks_for_migrants": "no",
        },
        by=written.lead,
    )
    for key in ("na_focus_goals", "na_useful_mentor_practices"):
        answer_anyhow(response, key, written.lead)
    assert send(lead, written, "revised_with_mentor").status_code == 302
    lead.post(at(written, "reopen"), {"reason": "Last corrections"})
    assert stages_offered(lead, written) == ["final", "revised_with_mentor"]
    assert send(lead, written, "final").status_code == 302
    stages = list(response.versions.order_by("number").values_list("stage", flat=True))
    assert stages == ["shared", "revised_with_mentor", "final"]


def test_the_coordinator_sets_the_rules_of_the_revision_aside(written: Pair, client_for: ClientFor) -> None:
    lead, coordinator = client_for(written.lead), client_for(written.coordinator)
    match = reverse("schemes:match", args=[written.scheme.pk])
    send(lead, written, "shared")
    written.match(accepted=False)
    assert "N-3" not in words(coordinator.get(match))
    written.match(accepted=True)
    page = words(coordinator.get(match))
    lead.post(at(written, "reopen"), {"reason": "Revision"})
    for rule in ("N-3", "N-8"):
        aside = reverse("schemes:rule_override", args=[written.scheme.pk, rule])
        assert f'href="{aside}?city={written.mentee.pk}"' in page
        assert aside not in words(lead.get(match))
        assert send(lead, written, "revised_with_mentor").status_code == 422
        assert coordinator.post(aside, {"reason": ""}).status_code == 422
        assert coordinator.post(aside, {"reason": "The mentor was ill."}).url == match
    assert words(coordinator.get(match)).count("The mentor was ill.") == 2
    assert "set aside by the coordinator" in words(lead.get(at(written, "check")))
    assert send(lead, written, "revised_with_mentor").status_code == 302


def test_the_coordinator_reads_in_words_who_let_in_whom(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    chosen = {"membership": support_of(written).pk}
    lead.post(at(written, "reading_along"), chosen)
    lead.post(at(written, "reading_along"), {**chosen, "end": "1"})
    release_to_programme(analysis=written.analysis, version=share(written), by=written.lead)
    lead.post(at(written, "release", 1), {"take_back": "1"})
    client_for(written.facilitator).post(at(written, "ask_to_reopen"), {"reason": "A secret reason"})
    asked = ReopeningRequest.objects.get()
    lead.post(at(written, "decline", asked.pk), {"answer": "A secret answer"})
    events = words(client_for(written.coordinator).get(reverse("schemes:events", args=[written.scheme.pk])))
    who, whom, asker = written.lead.name, written.support.name, written.facilitator.name
    for sentence in (
        f"{who} let {whom} read the unfinished needs analysis along.",
        f"{who} closed the unfinished needs analysis to {whom}.",
        f"{who} released a version to the programme.",
        f"{who} took the release of a version back.",
        f"{asker} asked to reopen the needs analysis.",
        f"{who} left the needs analysis closed, which {asker} had asked to reopen.",
    ):
        assert sentence in events
    assert "secret" not in events


def test_the_check_leads_to_each_answer_that_is_missing(pair: Pair, client_for: ClientFor) -> None:
    pair.answer_required(but=frozenset({"na_learning_expectations"}))
    page = client_for(pair.lead).get(at(pair, "check")).content.decode()
    assert "1 answer is needed before sharing:" in page
    assert f'href="{at(pair, "section", "needs")}#na_learning_expectations"' in page
    answer_anyhow(pair.analysis.response, "na_learning_expectations", pair.lead)
    complete = client_for(pair.lead).get(at(pair, "check")).content.decode()
    assert "needed before sharing" not in complete
    assert page.count("Needed, not answered yet") == complete.count("Needed, not answered yet") + 1


def test_each_rule_weighs_on_the_page_as_the_method_says(pair: Pair, client_for: ClientFor) -> None:
    """N-1 closes the gate, N-2, N-5 and N-7 are taken note of, N-4 and N-6 are shown and ask nothing."""
    lead = client_for(pair.lead)
    add_row(
        response=pair.analysis.response,
        section_key="needs",
        question_key="na_challenges",
        values={"title": "A need", "kind": "policy_gap", "description": "short"},
        by=pair.lead,
    )
    form = lead.get(at(pair, "check")).context["form"]
    assert [finding.rule.id for finding in form.blocking] == ["N-1"]
    assert [finding.rule.id for finding in form.hints] == ["N-4", "N-6"]
    assert [name for name in form.fields if name.startswith("note_")] == ["note_N_2", "note_N_5", "note_N_7"]
    assert send(lead, pair, "shared").status_code == 422
    override_rule(scheme=pair.scheme, rule_id="N-1", reason="The call ends.", by=pair.coordinator)
    page = words(lead.get(at(pair, "check")))
    for rule in ("(N-1, set aside by the coordinator)", "(N-4)", "(N-6)"):
        assert rule in page
    assert lead.post(at(pair, "check"), {"stage": "shared", "note_N_2": "on"}).status_code == 422
    assert send(lead, pair, "shared").status_code == 302
    assert set(Acknowledgement.objects.values_list("rule", flat=True)) == {"N-2", "N-5", "N-7"}
    assert AuditEvent.objects.filter(action="rule_acknowledged", scheme_id=pair.scheme.pk).count() == 3
