"""The association's summary: its cities, what it may read, and for whom."""

from __future__ import annotations

import datetime as dt

import pytest

from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.payload import to_json
from inclucities.reports.models import ReportJob
from inclucities.reports.services.requesting import request_report
from needs_analysis.queries.summaries import associations_of
from needs_analysis.reports import association_summary
from needs_analysis.services.needs_analyses import share_needs_analysis
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Membership
from schemes.services.frame import add_organisation, end_role, give_role, open_scheme, take_part


@pytest.fixture
def lalrg(pair):
    (association,) = associations_of(pair.association)
    city = pair.mentee.organisation
    city.parent_association = association
    city.save()
    return association


def share(pair):
    add_row(
        response=pair.analysis.response,
        question_key="na_challenges",
        section_key="needs",
        values={"title": "No place to practise", "kind": "support_gap", "description": "x" * 90},
        by=pair.lead,
    )
    pair.answer_required()
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})


def build(pair, lalrg, **changes):
    return association_summary.build(lalrg, **({"person": pair.association, "language": "en"} | changes))


def test_nothing_shared_makes_a_summary_that_says_so(pair, lalrg):
    assert "No member city has shared" in str(to_json(build(pair, lalrg)))


def test_it_holds_what_the_member_cities_shared_and_no_other_city(pair, lalrg):
    share(pair)
    other = add_organisation(
        programme=pair.programme,
        kind=OrganisationKind.CITY,
        names={"en": "Elsewhere"},
        by=pair.coordinator,
        parent_association=lalrg,
    )
    scheme = open_scheme(
        programme=pair.programme,
        themes={"en": "Housing"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
    )
    take_part(scheme=scheme, organisation=other, side=Side.MENTEE, by=pair.coordinator)
    text = str(to_json(build(pair, lalrg)))
    assert "No place to practise" in text
    assert "Jelgava" in text
    assert "Elsewhere" not in text, "it has shared nothing, and another association stands behind nobody"


def test_it_is_in_the_language_asked_for(pair, lalrg):
    share(pair)
    sections = build(pair, lalrg, language="lv").sections
    assert sections[0].blocks[1].categories[0] not in ("", "support_gap")


def test_only_those_who_act_for_the_association_have_it_and_only_while_they_do(pair, lalrg):
    share(pair)
    job = request_report(
        kind=association_summary.KIND,
        format="pdf",
        payload=build(pair, lalrg),
        target=lalrg,
        title="Summary",
        language="en",
        by=pair.association,
    )
    assert association_summary.readable_by(pair.association, job)
    assert not association_summary.readable_by(pair.coordinator, job)
    end_role(membership=Membership.objects.get(person=pair.association), by=pair.coordinator)
    assert not association_summary.readable_by(pair.association, job)


def test_a_colleague_who_reads_less_does_not_get_it(pair, lalrg):
    share(pair)
    job = request_report(
        kind=association_summary.KIND,
        format="pdf",
        payload=build(pair, lalrg),
        target=lalrg,
        title="Summary",
        language="en",
        by=pair.association,
    )
    scheme = open_scheme(
        programme=pair.programme, themes={"en": "Work"}, starts_on=dt.date(2026, 1, 1), by=pair.coordinator
    )
    city = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": "Third"}, by=pair.coordinator
    )
    mentee = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=pair.coordinator)
    behind = take_part(
        scheme=scheme, organisation=lalrg, side=Side.MENTEE, stands_behind=mentee, by=pair.coordinator
    )
    give_role(person=pair.stranger, role=Role.MENTEE_ASSOCIATION, scope=behind, by=pair.coordinator)
    assert not association_summary.readable_by(pair.stranger, job)


def test_a_form_that_it_is_not_made_in_is_refused_where_it_was_chosen(pair, lalrg, client_for):
    share(pair)
    page = client_for(pair.association).post(f"/needs-analyses/summaries/{lalrg.pk}/", {"format": "xlsx"})
    assert page.status_code == 422
    html = page.content.decode()
    assert '<a href="#format">The summary is not made in that form.</a>' in html
    assert 'aria-describedby="format-error"' in html
    assert not ReportJob.objects.exists()
