"""The pages on which a lead opens a version to others, and what those find who read it."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.questionnaires.enums import Audience
from inclucities.reports import services as report_services
from inclucities.reports.models import ReportJob
from needs_analysis.services.needs_analyses import (
    release_to_programme,
    reopen_needs_analysis,
)
from tests.needs_analysis.conftest import NARROW, OPEN, Pair
from tests.needs_analysis.pages import ClientFor, at, further_release, share, words

#: Session and person, the analyses and rights, the version, the group, and what the shell asks.
GROUP_PAGE_IN = 8


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
