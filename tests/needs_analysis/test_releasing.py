"""Opening a shared version: to the support group on sharing or later, to the programme by releasing it."""

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
from inclucities.reports.registry import Stored
from inclucities.reports.services.requesting import request_report
from needs_analysis.queries.needs_analyses import (
    accesses_of,
    needs_analyses_in,
    needs_analyses_visible_to,
    open_needs_analyses,
    open_needs_analysis,
)
from needs_analysis.queries.shared import people_told
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import (
    close_to_group,
    complete_association_part,
    open_to_group,
    release_to_programme,
    reopen_needs_analysis,
    share_needs_analysis,
    take_back_from_programme,
)
from needs_analysis.services.reading_along import invite_to_read_along
from schemes.enums import Role
from schemes.models import Membership
from schemes.services.frame import give_role
from tests.factories.people import UserFactory
from tests.factories.questionnaires import section_holding

OPEN, NARROW, SENSITIVE, WIDENED = (
    "For everybody",
    "For our side",
    "They do not speak",
    "Widened by its writer",
)
#: Two transactions, the change and what is so behind its lock, the event, four for who is around and
#: reads it; then mails and news, written and read, or one to take the news back.
OPENED_IN, CLOSED_IN = 15, 12
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


# -- To them later, and not any more ---------------------------------------------------------------


def open_later(pair, version):
    open_to_group(analysis=pair.analysis, version=version, by=pair.lead)


def close(pair, version):
    close_to_group(analysis=pair.analysis, version=version, by=pair.lead)


def share_again(pair, **changes):
    reopen_needs_analysis(analysis=pair.analysis, by=pair.lead, reason="Once more")
    return share(pair, **changes)


def document_of(pair, name, version):
    """Let a person ask for a document of a version as it is open to them now."""
    opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
    version.refresh_from_db()
    return request_report(
        kind=documents.KIND,
        format="pdf",
        payload=documents.build(opened.analysis, access=opened.access, language="en", version=version),
        target=pair.analysis,
        title="x",
        language="en",
        by=pair.people[name],
    )


def readable(pair, jobs):
    """Return whose documents may still be downloaded, asked one by one and in the list."""
    one_by_one = {name for name, job in jobs.items() if documents.readable_by(pair.people[name], job)}
    assert one_by_one == {
        name for name, job in jobs.items() if documents.readable_among(pair.people[name], [stored(job)])
    }
    return one_by_one


def stored(job):
    return Stored(pk=job.pk, kind=job.kind, target_id=job.target_id, scope=tuple(job.payload["scope"]))


def told_of(pair, **changes):
    people = {person.pk: name for name, person in pair.people.items()}
    found = Notification.objects.filter(kind="shared", **changes)
    return sorted(people.get(pk, "further") for pk in found.values_list("recipient", flat=True))


@pytest.mark.parametrize("name", ["support", "sponsor"])
def test_a_shared_version_is_opened_to_them_later_and_closed_again_at_once(told_all, name):
    version = share(told_all)
    content = dict(version.content)
    for _time in range(2):
        assert reads(told_all, name, version) == {WIDENED}
        open_later(told_all, version)
        assert reads(told_all, name, version) == {WIDENED, OPEN}
        assert reads(told_all, "facilitator", version) == {OPEN, WIDENED, ASSOCIATIONS}
        close(told_all, version)
    assert reads(told_all, name, version) == {WIDENED}
    assert reads(told_all, "facilitator", version) == {OPEN, WIDENED, ASSOCIATIONS}
    assert version.content == content


def test_what_was_opened_on_sharing_is_closed_in_comparisons_too(told_all):
    first, second = share(told_all), share_again(told_all, opened_to=Audience.SCHEME)
    assert "na_learning_expectations" in finds_changed(told_all, "support", first, second)
    close(told_all, second)
    assert finds_changed(told_all, "support", first, second) == set()
    open_later(told_all, first)
    assert "na_learning_expectations" in finds_changed(told_all, "support", first, second)


def test_a_document_goes_when_its_version_is_closed_to_them(told_all):
    first, second = (share(told_all, opened_to=Audience.SCHEME), share_again(told_all))
    jobs = {name: document_of(told_all, name, first) for name in ("support", "sponsor", "facilitator")}
    open_later(told_all, second)
    assert readable(told_all, jobs) == {"support", "sponsor", "facilitator"}
    close(told_all, first)
    assert readable(told_all, jobs) == {"facilitator"}, "the other version does not stand in for it"
    assert readable(told_all, {"support": document_of(told_all, "support", first)}) == {"support"}
    open_later(told_all, first)
    assert readable(told_all, jobs) == {"support", "sponsor", "facilitator"}


def test_a_document_stays_with_who_reads_along(told_all):
    version = share(told_all, opened_to=Audience.SCHEME)
    jobs = {"support": document_of(told_all, "support", version)}
    membership = Membership.objects.get(person=told_all.support)
    invite_to_read_along(analysis=told_all.analysis, membership=membership, by=told_all.lead)
    close(told_all, version)
    assert readable(told_all, jobs) == {"support"}


def test_a_release_opens_the_same_whether_it_is_open_to_them_or_not(told_all):
    version = share(told_all, opened_to=Audience.SCHEME)
    release(told_all, version)
    jobs = {name: document_of(told_all, name, version) for name in ("support", "observer")}
    close(told_all, version)
    assert reads(told_all, "support", version) == {WIDENED, OPEN}
    assert reads(told_all, "observer", version) == {OPEN}
    assert readable(told_all, jobs) == {"support", "observer"}
    take_back(told_all, version)
    assert reads(told_all, "support", version) == {WIDENED}
    assert readable(told_all, jobs) == set()


def test_a_document_made_of_a_release_stays_where_the_version_is_open_to_them(told_all):
    version = share(told_all)
    release(told_all, version)
    jobs = {name: document_of(told_all, name, version) for name in ("support", "observer")}
    open_later(told_all, version)
    take_back(told_all, version)
    assert readable(told_all, jobs) == {"support"}


def test_those_alone_are_told_who_could_not_read_it_before(told_all):
    version = share(told_all)
    reader = UserFactory()
    membership = give_role(person=reader, role=Role.LSG_MEMBER, scope=told_all.mentee, by=told_all.lead)
    invite_to_read_along(analysis=told_all.analysis, membership=membership, by=told_all.lead)
    before = told_of(told_all)
    assert "support" not in before
    open_later(told_all, version)
    assert told_of(told_all) == sorted([*before, "sponsor", "support"])
    (news,) = waiting_for(told_all.support)
    assert news.sentence == f"{told_all.lead.name} shared “Needs analysis of Jelgava” with you."
    assert {told_all.support, told_all.sponsor} <= set(people_told(told_all.analysis, version))


def test_nobody_is_told_of_what_a_release_has_opened(told_all):
    version = share(told_all)
    release(told_all, version)
    before = told_of(told_all)
    open_later(told_all, version)
    assert told_of(told_all) == before


def test_closing_takes_the_news_of_this_version_back_and_opening_it_again_tells_again(told_all):
    first, second = (
        share(told_all, opened_to=Audience.SCHEME),
        share_again(told_all, opened_to=Audience.SCHEME),
    )
    of_first = {"data__number": 1, "done_at__isnull": True}
    of_second = {"data__number": 2, "done_at__isnull": True}
    everybody = told_of(told_all, **of_first)
    assert {"support", "sponsor", "facilitator"} <= set(everybody)
    close(told_all, first)
    assert told_of(told_all, **of_first) == [name for name in everybody if name not in ("support", "sponsor")]
    assert told_of(told_all, **of_second) == everybody
    open_later(told_all, first)
    assert told_of(told_all, **of_first) == everybody
    assert second.opened_to == Audience.SCHEME


def test_opening_and_closing_are_written_down_once_without_texts(told_all):
    version = share(told_all)
    for act in (close, open_later, open_later, close, close):
        act(told_all, version)
    events = AuditEvent.objects.filter(scheme_id=told_all.scheme.pk, action__contains="_to_group")
    assert [(event.action, event.actor, event.data) for event in events.order_by("pk")] == [
        ("version_opened_to_group", told_all.lead, {"number": 1}),
        ("version_closed_to_group", told_all.lead, {"number": 1}),
    ]
    assert Notification.objects.filter(kind="shared", recipient=told_all.support).count() == 1


def test_two_who_opened_the_same_page_do_the_act_once(told_all):
    version = share(told_all)
    same = type(version).objects.get(pk=version.pk)
    open_later(told_all, version)
    open_later(told_all, same)
    assert same.opened_to == Audience.SCHEME
    assert AuditEvent.objects.filter(action="version_opened_to_group").count() == 1


def test_the_associations_next_version_follows_what_the_lead_decided_last(told_all):
    close(told_all, share(told_all, opened_to=Audience.SCHEME))
    complete_association_part(
        analysis=told_all.analysis, section_key="national_context", by=told_all.association
    )
    assert told_all.analysis.response.versions.first().opened_to == Audience.TEAM


def test_every_way_to_an_analysis_knows_which_versions_are_open_to_them(told_all):
    for opened_to in (Audience.SCHEME, Audience.TEAM):
        share(told_all, opened_to=opened_to)
        reopen_needs_analysis(analysis=told_all.analysis, by=told_all.lead, reason="Once more")
    open_later(told_all, share(told_all))
    support, pk = told_all.support, told_all.analysis.pk
    accesses = [
        open_needs_analysis(support, pk).access,
        open_needs_analyses(support, [pk])[pk].access,
        needs_analyses_in(support, told_all.scheme)[0].access,
        accesses_of([support], told_all.analysis)[support],
    ]
    for access in accesses:
        assert access.opened == {1, 3}
        assert [number for number in (1, 2, 3) if access.reads_whole(number)] == [1, 3]


@pytest.mark.parametrize("members", [1, 3])
def test_opening_and_closing_take_as_many_queries_however_many_they_are(
    told_all, members, django_assert_num_queries
):
    version = share(told_all)
    for _number in range(members - 1):
        give_role(person=UserFactory(), role=Role.LSG_MEMBER, scope=told_all.mentee, by=told_all.lead)
    with django_assert_num_queries(OPENED_IN):
        open_later(told_all, version)
    assert (
        Notification.objects.filter(kind="shared", recipient__memberships__role=Role.LSG_MEMBER).count()
        == members
    )
    with django_assert_num_queries(CLOSED_IN):
        close(told_all, version)


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
