"""Opening a shared version: to the support group on sharing, to the programme by releasing it."""

from __future__ import annotations

import pytest

from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import waiting_for
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.queries.versions import compared
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.payload import to_json
from inclucities.reports.services.requesting import request_report
from needs_analysis.queries.needs_analyses import (
    needs_analyses_in,
    needs_analyses_visible_to,
    open_needs_analysis,
)
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import (
    complete_association_part,
    release_to_programme,
    reopen_needs_analysis,
    share_needs_analysis,
    take_back_from_programme,
)
from schemes.enums import Role
from schemes.services.frame import give_role
from tests.factories.questionnaires import section_holding

OPEN, NARROW, SENSITIVE, WIDENED = (
    "For everybody",
    "For our side",
    "They do not speak",
    "Widened by its writer",
)
ASSOCIATIONS, PRIVATE = "We are heard in the ministry", "I can decide little"
SAID = (OPEN, NARROW, SENSITIVE, WIDENED, ASSOCIATIONS, PRIVATE)


def say(pair, key, value, *, by="lead", audience=""):
    record_answer(
        response=pair.analysis.response,
        question_key=key,
        section_key=section_holding(pair.analysis.response, key),
        draft=Draft(value=value, audience=audience),
        base_version=0,
        by=pair.people[by],
    )


@pytest.fixture
def told_all(pair):
    """Answer with one text of each kind that sharing treats in its own way."""
    say(pair, "na_learning_expectations", {"text": OPEN})
    say(pair, "na_desired_impact", {"text": NARROW}, audience="own_side")
    say(pair, "na_assoc_government_relations", {"text": ASSOCIATIONS}, by="association", audience="released")
    say(pair, "na_reflect_position_note", {"text": PRIVATE}, by="member")
    actor = add_row(
        response=pair.analysis.response,
        question_key="na_key_actors",
        section_key="needs",
        values={"name": "School board", "type": "city_department", "role": "Decides"},
        by=pair.lead,
    )
    for words, audience in ((SENSITIVE, ""), (WIDENED, "scheme")):
        add_row(
            response=pair.analysis.response,
            question_key="na_actor_relations",
            section_key="needs",
            values={"actor": str(actor.uuid), "difficulty": words, "strengthen": "yes"},
            by=pair.lead,
            audience=audience,
        )
    pair.answer_required()
    return pair


def share(pair, **changes):
    return share_needs_analysis(
        analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"}, **changes
    )


def reads(pair, name, version):
    """Return which of the texts a person finds in a version's document, with sensitive answers asked for."""
    opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
    if opened is None or not opened.access.reads_version(version.number):
        return None
    version.refresh_from_db()
    document = documents.build(
        opened.analysis, access=opened.access, language="en", version=version, with_sensitive=True
    )
    return {words for words in SAID if words in str(to_json(document))}


def finds_changed(pair, name, old, new):
    opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
    changes = compared(
        opened.analysis.response,
        old,
        new,
        language="en",
        audiences=opened.access.audiences,
        sides=opened.access.version_sides,
        reach=opened.access.reach,
    )
    return {change.key for change in changes}


# -- To the support group and the political sponsor ------------------------------------------------


@pytest.mark.parametrize("name", ["support", "sponsor"])
@pytest.mark.parametrize(
    ("opened_to", "expected"), [(Audience.TEAM, {WIDENED}), (Audience.SCHEME, {WIDENED, OPEN})]
)
def test_the_lead_opens_a_version_to_those_around_the_city(told_all, name, opened_to, expected):
    assert reads(told_all, name, share(told_all, opened_to=opened_to)) == expected


def test_the_team_reads_the_same_either_way(told_all):
    assert reads(told_all, "facilitator", share(told_all)) == {OPEN, WIDENED, ASSOCIATIONS}
    reopen_needs_analysis(analysis=told_all.analysis, by=told_all.lead, reason="Once more")
    second = share(told_all, opened_to=Audience.SCHEME)
    assert reads(told_all, "facilitator", second) == {OPEN, WIDENED, ASSOCIATIONS}
    assert reads(told_all, "association", second) == set(SAID) - {PRIVATE}


def test_two_versions_are_compared_as_far_as_each_is_open(told_all):
    first = share(told_all)
    reopen_needs_analysis(analysis=told_all.analysis, by=told_all.lead, reason="Once more")
    second = share(told_all, opened_to=Audience.SCHEME)
    assert "na_learning_expectations" in finds_changed(told_all, "support", first, second)
    assert "na_desired_impact" not in finds_changed(told_all, "support", first, second)
    assert finds_changed(told_all, "facilitator", first, second) == set()


def test_the_associations_next_version_keeps_how_far_the_citys_was_opened(told_all):
    share(told_all, opened_to=Audience.SCHEME)
    complete_association_part(
        analysis=told_all.analysis, section_key="national_context", by=told_all.association
    )
    latest = told_all.analysis.response.versions.first()
    assert (latest.number, latest.opened_to) == (2, Audience.SCHEME)


# -- To the programme ------------------------------------------------------------------------------


def release(pair, version):
    release_to_programme(analysis=pair.analysis, version=version, by=pair.lead)


def take_back(pair, version):
    take_back_from_programme(analysis=pair.analysis, version=version, by=pair.lead)


def test_an_observer_reads_the_released_version_and_no_other_until_it_is_taken_back(told_all):
    first = share(told_all)
    reopen_needs_analysis(analysis=told_all.analysis, by=told_all.lead, reason="Once more")
    second = share(told_all)
    assert open_needs_analysis(told_all.observer, told_all.analysis.pk) is None
    release(told_all, first)
    assert reads(told_all, "observer", first) == {OPEN}
    assert reads(told_all, "observer", second) is None
    access = open_needs_analysis(told_all.observer, told_all.analysis.pk).access
    assert not any((access.reads_versions, access.reads_draft, access.sees_status, access.comments))
    assert needs_analyses_visible_to(told_all.observer).get() == told_all.analysis
    assert [found.analysis for found in needs_analyses_in(told_all.observer, told_all.scheme)] == [
        told_all.analysis
    ]
    take_back(told_all, first)
    assert open_needs_analysis(told_all.observer, told_all.analysis.pk) is None
    assert not needs_analyses_visible_to(told_all.observer).exists()


def test_one_version_takes_the_place_of_another(told_all):
    first = share(told_all)
    reopen_needs_analysis(analysis=told_all.analysis, by=told_all.lead, reason="Once more")
    second = share(told_all)
    release(told_all, first)
    release(told_all, second)
    assert reads(told_all, "observer", first) is None
    assert reads(told_all, "observer", second) == {OPEN}


def test_who_may_become_the_mentor_reads_what_everybody_reads(told_all):
    """Rights that wait for the match open nothing of a released version before it."""
    told_all.match(accepted=False)
    version = share(told_all)
    release(told_all, version)
    assert reads(told_all, "mentor_lead", version) == {OPEN}
    told_all.match(accepted=True)
    assert reads(told_all, "mentor_lead", version) == {OPEN, WIDENED, ASSOCIATIONS}


def test_every_role_in_the_programme_reads_it_but_who_keeps_accounts_and_strangers(told_all):
    version = share(told_all)
    release(told_all, version)
    assert reads(told_all, "asked", version) == {OPEN}
    assert reads(told_all, "admin", version) is None
    assert reads(told_all, "stranger", version) is None
    assert reads(told_all, "support", version) == {OPEN, WIDENED}


def test_a_document_made_of_a_released_version_goes_with_the_release(told_all):
    version = share(told_all)
    release(told_all, version)
    jobs = {}
    for name in ("observer", "support", "facilitator"):
        opened = open_needs_analysis(told_all.people[name], told_all.analysis.pk)
        version.refresh_from_db()
        document = documents.build(opened.analysis, access=opened.access, language="en", version=version)
        jobs[name] = request_report(
            kind=documents.KIND,
            format="pdf",
            payload=document,
            target=told_all.analysis,
            title="x",
            language="en",
            by=told_all.people[name],
        )
        assert documents.readable_by(told_all.people[name], jobs[name])
    take_back(told_all, version)
    readable = {name for name, job in jobs.items() if documents.readable_by(told_all.people[name], job)}
    assert readable == {"facilitator"}


def test_a_document_of_a_version_opened_on_sharing_stays(told_all):
    version = share(told_all, opened_to=Audience.SCHEME)
    release(told_all, version)
    opened = open_needs_analysis(told_all.support, told_all.analysis.pk)
    version.refresh_from_db()
    scope = documents.build(opened.analysis, access=opened.access, language="en", version=version).scope
    take_back(told_all, version)
    access = open_needs_analysis(told_all.support, told_all.analysis.pk).access
    assert documents.holds_scope(access, scope)


def test_a_release_is_told_of_once_and_written_down(told_all):
    give_role(
        person=told_all.asked, role=Role.MENTOR_MEMBER, scope=told_all.mentor_city, by=told_all.coordinator
    )
    version = share(told_all)
    release(told_all, version)
    people = {person.pk: name for name, person in told_all.people.items()}
    told = {people[one.recipient_id] for one in Notification.objects.filter(kind="released")}
    assert told == {
        "observer",
        "coordinator",
        "facilitator",
        "member",
        "association",
        "support",
        "sponsor",
    }
    assert [item.kind for item in waiting_for(told_all.observer)] == ["released"]
    take_back(told_all, version)
    assert not Notification.objects.filter(kind="released", done_at__isnull=True).exists()
    release(told_all, version)
    assert Notification.objects.filter(kind="released").count() == len(told)
    events = AuditEvent.objects.filter(scheme_id=told_all.scheme.pk, action__contains="release")
    assert [(event.action, event.actor) for event in events.order_by("pk")] == [
        ("version_released", told_all.lead),
        ("release_taken_back", told_all.lead),
        ("version_released", told_all.lead),
    ]
