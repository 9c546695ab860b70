"""The documents of a scheme: one's own, and those shared with who may read everything in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.reports import services
from inclucities.reports.models import ReportJob
from inclucities.reports.permissions import may_read_contents
from inclucities.reports.queries import reports_shared_with
from inclucities.reports.services.requesting import request_report
from needs_analysis.models import NeedsAnalysis
from needs_analysis.queries.needs_analyses import open_needs_analyses, open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import share_needs_analysis
from schemes.services.rights import settle_rights
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]
#: The shell and its menu, both lists, and two that ask for the rights on what they hold.
QUERIES = 11


def asked(
    pair: Pair, name: str, *, blank: bool = False, draft: bool = False, title: str = "PDF"
) -> ReportJob:
    """Let somebody ask for a document, and make it."""
    person = pair.people[name]
    opened = open_needs_analysis(person, pair.analysis.pk)
    assert opened is not None
    if blank:
        kind, payload = documents.BLANK_KIND, documents.blank(opened.analysis, language="en")
    else:
        kind = documents.KIND
        version = None if draft else opened.analysis.response.versions.first()
        payload = documents.build(opened.analysis, access=opened.access, language="en", version=version)
    job = request_report(
        kind=kind,
        format="pdf",
        payload=payload,
        target=opened.analysis,
        title=title,
        language="en",
        by=person,
        scheme_id=pair.scheme.pk,
    )
    claim = services.claim(job.pk)
    assert claim is not None
    assert services.finish(claim, b"%PDF-")
    return ReportJob.objects.get(pk=job.pk)


def shared(pair: Pair, name: str, **how: Any) -> ReportJob:
    """Let somebody ask for a document and share it."""
    job = asked(pair, name, **how)
    assert services.share_report(job=job, by=pair.people[name])
    return job


@pytest.fixture
def pair(pair: Pair) -> Pair:
    """Give a pair whose needs analysis has a shared version."""
    pair.answer_required()
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    return pair


def page_of(pair: Pair) -> str:
    return reverse("schemes:documents", args=[pair.scheme.pk])


def found(client: Client, pair: Pair) -> tuple[list[int], list[int]]:
    """Return the ids of the shared documents and of one's own, as the page shows them."""
    response = client.get(page_of(pair))
    assert response.status_code == 200
    listed = response.context["documents"]
    return [job.pk for job in listed.shared], [job.pk for job in listed.own]


def test_ones_own_stand_there_and_nobody_elses_before_they_are_shared(
    pair: Pair, client_for: ClientFor
) -> None:
    job = asked(pair, "lead")
    assert found(client_for(pair.lead), pair) == ([], [job.pk])
    assert found(client_for(pair.member), pair) == ([], [])


def test_sharing_from_its_page_shows_it_and_taking_it_back_hides_it(
    pair: Pair, client_for: ClientFor
) -> None:
    job = asked(pair, "lead", title="Needs analysis, version 1")
    lead, member = client_for(pair.lead), client_for(pair.member)
    assert (
        "They find it among the documents of the scheme."
        in lead.get(reverse("documents:detail", args=[job.pk])).content.decode()
    )
    lead.post(reverse("documents:share", args=[job.pk]))
    assert found(member, pair) == ([job.pk], [])
    assert found(lead, pair) == ([], [job.pk])
    assert "Needs analysis, version 1" in member.get(page_of(pair)).content.decode()
    detail = member.get(reverse("documents:detail", args=[job.pk])).content.decode()
    assert page_of(pair) in detail
    lead.post(reverse("documents:unshare", args=[job.pk]))
    assert found(member, pair) == ([], [])
    assert member.get(reverse("documents:detail", args=[job.pk])).status_code == 404


def test_only_who_may_read_everything_in_it_finds_it(pair: Pair, client_for: ClientFor) -> None:
    version, draft, blank = (
        shared(pair, "lead"),
        shared(pair, "lead", draft=True),
        shared(pair, "lead", blank=True),
    )
    everything = [blank.pk, draft.pk, version.pk]
    for name in ("lead", "member", "association", "coordinator", "support", "facilitator"):
        person = pair.people[name]
        expected = (
            []
            if name == "lead"
            else [pk for pk in everything if may_read_contents(person, ReportJob.objects.get(pk=pk))]
        )
        assert found(client_for(person), pair)[0] == expected, name
    # What the own side keeps to itself is in the lead's documents, so that others read the form alone.
    assert found(client_for(pair.member), pair)[0] == everything
    assert found(client_for(pair.support), pair)[0] == [blank.pk]


def test_a_right_that_ends_takes_shared_documents_with_it(pair: Pair, client_for: ClientFor) -> None:
    job = shared(pair, "lead")
    member = client_for(pair.member)
    assert found(member, pair)[0] == [job.pk]
    pair.member.memberships.all().delete()
    settle_rights([pair.member.pk])
    assert reports_shared_with(pair.member, scheme_id=pair.scheme.pk) == []
    assert member.get(page_of(pair)).status_code == 404


def test_documents_of_another_scheme_or_of_none_stand_elsewhere(pair: Pair) -> None:
    job = shared(pair, "lead")
    assert reports_shared_with(pair.member, scheme_id=pair.scheme.pk) == [job]
    assert reports_shared_with(pair.member, scheme_id=pair.scheme.pk + 1) == []
    ReportJob.objects.filter(pk=job.pk).update(scheme_id=None)
    assert reports_shared_with(pair.member, scheme_id=pair.scheme.pk) == []


@pytest.mark.parametrize("name", ["stranger", "asked", "admin"])
def test_a_stranger_to_the_scheme_gets_no_page(pair: Pair, client_for: ClientFor, name: str) -> None:
    assert client_for(pair.people[name]).get(page_of(pair)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_however_many_there_are(
    pair: Pair, client_for: ClientFor, count: int
) -> None:
    for _ in range(count):
        shared(pair, "lead")
        shared(pair, "lead", blank=True)
        asked(pair, "member")
    client = client_for(pair.member)
    client.get(page_of(pair))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page_of(pair))
    assert len(response.context["documents"].shared) == 2 * count
    assert len(captured) == QUERIES


def test_many_are_asked_for_as_one_is(pair: Pair) -> None:
    jobs = [shared(pair, "lead"), shared(pair, "lead", draft=True), shared(pair, "lead", blank=True)]
    for name, person in pair.people.items():
        if person == pair.lead:
            continue
        one_by_one = {job.pk for job in jobs if may_read_contents(person, job)}
        together = {job.pk for job in reports_shared_with(person, scheme_id=pair.scheme.pk)}
        assert together == one_by_one, name
        for analysis in NeedsAnalysis.objects.all():
            alone = open_needs_analysis(person, analysis.pk)
            among = open_needs_analyses(person, [analysis.pk]).get(analysis.pk)
            assert (among and among.access) == (alone and alone.access), name


# -- Asking for one -------------------------------------------------------------------------------


def ask(client: Client, pair: Pair, **what: str) -> Any:
    return client.post(
        reverse("needs_analysis:documents", args=[pair.analysis.pk]), {"language": "en", **what}
    )


def test_a_document_is_called_by_what_it_is_about_and_by_which_state_of_it(
    pair: Pair, client_for: ClientFor
) -> None:
    client = client_for(pair.lead)
    for what in ("1", "draft", "blank"):
        assert ask(client, pair, version=what, format="pdf").status_code == 302
    blank, draft, version = [job.title for job in ReportJob.objects.order_by("-pk")]
    assert version.startswith("Needs analysis of Jelgava · Version 1, Shared, ")
    assert draft.startswith("Needs analysis of Jelgava · Draft, as it stood on ")
    assert blank == "Needs analysis of Jelgava (Blank form)"


def test_a_form_that_is_not_made_says_so_at_its_field(pair: Pair, client_for: ClientFor) -> None:
    response = ask(client_for(pair.lead), pair, version="blank", format="csv")
    assert response.status_code == 422
    html = response.content.decode()
    assert html.count("A blank form is PDF or Word.") == 2
    assert '<a href="#format">' in html
    assert "One thing to put right" in html
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("what", ["2", "0", "-1", "1.0", "١", "9" * 30, "", "x"])
def test_a_version_that_there_is_not_is_not_found(pair: Pair, client_for: ClientFor, what: str) -> None:
    assert ask(client_for(pair.lead), pair, version=what, format="pdf").status_code == 404


def test_a_language_that_there_is_not_becomes_that_of_the_page(pair: Pair, client_for: ClientFor) -> None:
    ask(client_for(pair.lead), pair, version="1", format="pdf", language="xx")
    assert ReportJob.objects.get().language == "en"
