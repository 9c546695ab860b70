"""A member of the support group reads the unfinished text by invitation (method 3.3, "C if invited")."""

from __future__ import annotations

import datetime as dt

import pytest

from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import waiting_for
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.payload import to_json
from needs_analysis.models import ReadingAlong
from needs_analysis.queries.needs_analyses import needs_analyses_visible_to, open_needs_analysis
from needs_analysis.queries.reading_along import companions_of
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import share_needs_analysis
from needs_analysis.services.reading_along import (
    NotOfTheGroupError,
    end_reading_along,
    invite_to_read_along,
)
from schemes.enums import Role, Side
from schemes.models import Membership
from schemes.services.frame import add_organisation, end_role, give_role, open_scheme, take_part
from tests.factories.people import UserFactory
from tests.factories.questionnaires import section_holding

OPEN, NARROW, SENSITIVE, ASSOCIATIONS = "For everybody", "For our side", "They do not speak", "We are heard"
SAID = {OPEN, NARROW, SENSITIVE, ASSOCIATIONS}


def membership_of(pair, name="support"):
    return Membership.objects.get(person=pair.people[name], ends_on__isnull=True)


def invite(pair, name="support"):
    return invite_to_read_along(analysis=pair.analysis, membership=membership_of(pair, name), by=pair.lead)


@pytest.fixture
def written(pair):
    for key, text, by, audience in (
        ("na_learning_expectations", OPEN, "lead", ""),
        ("na_desired_impact", NARROW, "lead", "own_side"),
        ("na_assoc_government_relations", ASSOCIATIONS, "association", ""),
    ):
        record_answer(
            response=pair.analysis.response,
            question_key=key,
            section_key=section_holding(pair.analysis.response, key),
            draft=Draft(value={"text": text}, audience=audience),
            base_version=0,
            by=pair.people[by],
        )
    actor = add_row(
        response=pair.analysis.response,
        question_key="na_key_actors",
        section_key="needs",
        values={"name": "School board", "type": "city_department", "role": "Decides"},
        by=pair.lead,
    )
    add_row(
        response=pair.analysis.response,
        question_key="na_actor_relations",
        section_key="needs",
        values={"actor": str(actor.uuid), "difficulty": SENSITIVE, "strengthen": "yes"},
        by=pair.lead,
    )
    return pair


def opened(pair, name="support"):
    return open_needs_analysis(pair.people[name], pair.analysis.pk)


def reads(pair, name="support"):
    """Return what a person reads on the pages of the draft, and which sections these are."""
    found = opened(pair, name)
    pages = section_pages(found.analysis.response, found.access.reader(pair.people[name]), "en")
    said = str(
        [
            [item.value, [row.values for row in item.rows], item.references]
            for page in pages
            for item in page.items
        ]
    )
    return {words for words in SAID if words in said}, [page.section.key for page in pages]


def test_who_is_invited_reads_the_open_answers_of_the_city_and_comments(written):
    invite(written)
    texts, sections = reads(written)
    assert texts == {OPEN}
    assert sections == ["needs", "local_context", "contributors", "revision"]
    access = opened(written).access
    assert (access.reads_draft, access.comments, access.asks_to_reopen) == (True, True, True)
    assert not any((access.reads_association_part, access.writes_city_part, access.shares))


def test_without_an_invitation_the_unfinished_text_stays_closed(written):
    assert not opened(written).access.reads_draft
    invite(written)
    other = UserFactory()
    give_role(person=other, role=Role.LSG_MEMBER, scope=written.mentee, by=written.lead)
    access = open_needs_analysis(other, written.analysis.pk).access
    assert not any((access.reads_draft, access.comments))
    assert not opened(written, "sponsor").access.reads_draft


def test_a_draft_in_a_document_holds_the_same_and_goes_with_the_invitation(written):
    invitation = invite(written)
    found = opened(written)
    document = documents.build(found.analysis, access=found.access, language="en", with_sensitive=True)
    assert {words for words in SAID if words in str(to_json(document))} == {OPEN}
    assert documents.holds_scope(found.access, document.scope)
    end_reading_along(invitation=invitation, by=written.lead)
    assert not documents.holds_scope(opened(written).access, document.scope)


def test_a_shared_version_holds_the_same_for_who_reads_along(written):
    written.answer_required()
    version = share_needs_analysis(
        analysis=written.analysis, by=written.lead, acknowledged={"N-2", "N-5", "N-7"}
    )
    found = opened(written)
    before = documents.build(found.analysis, access=found.access, language="en", version=version)
    assert OPEN not in str(to_json(before))
    invitation = invite(written)
    found = opened(written)
    document = documents.build(found.analysis, access=found.access, language="en", version=version)
    assert {words for words in SAID if words in str(to_json(document))} == {OPEN}
    end_reading_along(invitation=invitation, by=written.lead)
    assert not documents.holds_scope(opened(written).access, document.scope)


def test_an_invitation_is_taken_back_at_once(written):
    invitation = invite(written)
    assert needs_analyses_visible_to(written.support).exists()
    end_reading_along(invitation=invitation, by=written.lead)
    end_reading_along(invitation=invitation, by=written.lead)
    assert not opened(written).access.reads_draft
    assert not needs_analyses_visible_to(written.support).exists(), "nothing is shared yet"
    assert not Notification.objects.filter(kind="reading_along", done_at__isnull=True).exists()
    assert AuditEvent.objects.filter(action="reader_removed").count() == 1
    assert invite(written).pk != invitation.pk
    assert opened(written).access.reads_draft


def test_it_ends_with_the_role_and_does_not_come_back_with_it(written):
    invite(written)
    end_role(membership=membership_of(written), by=written.lead)
    assert opened(written) is None
    give_role(person=written.support, role=Role.LSG_MEMBER, scope=written.mentee, by=written.lead)
    assert not opened(written).access.reads_draft


def test_only_members_of_the_own_support_group_are_invited(written):
    elsewhere = take_part(
        scheme=open_scheme(
            programme=written.programme, themes={"en": "Housing"}, starts_on=dt.date(2026, 1, 1), by=None
        ),
        organisation=add_organisation(
            programme=written.programme, kind="city", names={"en": "Elsewhere"}, by=None
        ),
        side=Side.MENTEE,
        by=None,
    )
    neighbour = give_role(person=UserFactory(), role=Role.LSG_MEMBER, scope=elsewhere, by=None)
    for membership in (neighbour, membership_of(written, "sponsor"), membership_of(written, "member")):
        with pytest.raises(NotOfTheGroupError):
            invite_to_read_along(analysis=written.analysis, membership=membership, by=written.lead)
    assert not ReadingAlong.objects.exists()


def test_it_waits_for_who_is_invited_and_is_settled_when_the_text_is_shared(written):
    first = invite(written)
    assert invite(written) == first, "once"
    (waiting,) = waiting_for(written.support)
    assert (waiting.kind, waiting.needs_action) == ("reading_along", True)
    assert "asks you to read “Needs analysis of Jelgava”" in waiting.sentence
    event = AuditEvent.objects.get(action="reader_invited")
    assert (event.scheme_id, event.data) == (written.scheme.pk, {"person": written.support.pk})
    written.answer_required()
    share_needs_analysis(analysis=written.analysis, by=written.lead, acknowledged={"N-2", "N-5", "N-7"})
    assert [item.kind for item in waiting_for(written.support)] == ["shared"]


@pytest.mark.parametrize("members", [1, 3])
def test_the_list_of_the_group_takes_two_queries(written, members, django_assert_num_queries):
    for _number in range(members - 1):
        give_role(person=UserFactory(), role=Role.LSG_MEMBER, scope=written.mentee, by=None)
    invite(written)
    with django_assert_num_queries(2):
        companions = companions_of(written.analysis)
        assert len(companions) == members
        assert [one.invitation.invited_by for one in companions if one.invitation] == [written.lead]


def test_opening_costs_two_queries_for_who_reads_along(written, django_assert_num_queries):
    invite(written)
    with django_assert_num_queries(2):
        assert open_needs_analysis(written.support, written.analysis.pk).access.reads_along
