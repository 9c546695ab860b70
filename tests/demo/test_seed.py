"""The demonstration as it is seeded: complete, once, without a mail, and with accounts that work."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import DateTimeField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.enums import PracticeState
from benchmarks.models import GoodPractice
from inclucities.accounts.models import SharedCacheEntry, User
from inclucities.audit.models import AuditEvent
from inclucities.demo.seeding.clock import OFFICE, SATURDAY
from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.queries import readable_threads
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import (
    Answer,
    Edition,
    FrozenVersion,
    Questionnaire,
    ResponseRow,
    SectionState,
    Translation,
)
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.enums import Stage
from needs_analysis.models import MentorProfile, NeedsAnalysis, ReopeningRequest
from needs_analysis.queries.needs_analyses import needs_analyses_visible_to, open_needs_analysis
from schemes.enums import Role, SchemeStatus
from schemes.models import Acknowledgement, Match, Organisation, OrganisationFact, Programme, Scheme
from schemes.queries.people import memberships_in_force
from schemes.queries.status import status_of, with_decisions
from schemes.services.rights import drift_of

#: Seeding takes some twenty seconds of an idle machine, and it counts for whichever test comes first.
pytestmark = pytest.mark.timeout(600)

ROLE_OF_AN_ADDRESS = {
    "coordinator": {Role.COORDINATOR},
    "facilitator": {Role.FACILITATOR},
    "admin": {Role.PROGRAMME_ADMIN},
    "observer": {Role.OBSERVER},
    "mentee": {Role.MENTEE_LEAD},
    "member": {Role.MENTEE_MEMBER},
    "support": {Role.LSG_MEMBER},
    "politician": {Role.POLITICAL_SPONSOR},
    "mentor": {Role.MENTOR_LEAD},
    "colleague": {Role.MENTOR_MEMBER},
    "association": {Role.MENTEE_ASSOCIATION, Role.MENTOR_ASSOCIATION},
}
#: How far each needs analysis is: the stage of its newest version and how many versions there are.
COURSES = {
    "Jelgava": (Stage.REVISED, 2),
    "Capaci": (Stage.FINAL, 3),
    "Saint-Jean-de-la-Ruelle": (Stage.SHARED, 1),
    "Levadia": (Stage.SHARED, 1),
    "Serravolta": (Stage.FINAL, 3),
    "Mežakalte": (Stage.SHARED, 1),
    "Auvrezac": (Stage.SHARED, 1),
    "Fuentelmira": (Stage.SHARED, 1),
    "Pietralunare": (Stage.SHARED, 1),
}
OPEN_DRAFTS = {"Oostermuide", "Kromwaarde"}
#: Required answers that a city and its association have opened again, to be written anew.
WRITTEN_ANEW = {
    ("Jelgava", "needs"): ["na_learning_expectations"],
    ("Jelgava", "national_context"): ["na_assoc_policy_support"],
}


@pytest.fixture(scope="module", autouse=True)
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Seed once for all tests of this module, in a transaction that is rolled back at the end.

    The name is that of pytest-django's own fixture, by which it knows that a database is needed.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_questionnaires", stdout=StringIO())
        mail.outbox = []
        call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def demo_people() -> list[User]:
    return list(User.objects.filter(email__endswith="@demo.example").order_by("pk"))


def analyses() -> dict[str, NeedsAnalysis]:
    found = NeedsAnalysis.objects.select_related("response__questionnaire", "participation__organisation")
    return {analysis.participation.organisation.names["en"]: analysis for analysis in found}


def sections(analysis: NeedsAnalysis) -> dict[str, SectionState]:
    return {state.key: state for state in analysis.response.sections.all()}


def test_counts() -> None:
    programme = Programme.objects.get()
    assert programme.is_demonstration
    assert Scheme.objects.count() == 7
    assert Organisation.objects.filter(kind="city").count() == 16
    assert Organisation.objects.filter(kind="association").count() == 11
    assert Match.objects.count() == 5
    assert MentorProfile.objects.count() == 4
    assert GoodPractice.objects.count() == 8
    assert NeedsAnalysis.objects.count() == 11
    assert len(demo_people()) == 66


def test_schemes_stand_where_they_should() -> None:
    found = [status_of(scheme) for scheme in with_decisions(Scheme.objects.all()).order_by("number")]
    matched = SchemeStatus.MATCHED
    assert found == [matched, matched, matched, matched, SchemeStatus.NEEDS, matched, SchemeStatus.WORKING]


def test_matches_hold_and_say_why() -> None:
    assert all(match.is_accepted and len(match.reasons) > 150 for match in Match.objects.all())


def test_matches_were_accepted_soon_after_they_were_decided() -> None:
    for match in Match.objects.all():
        accepted = (match.mentee_accepted_on, match.mentor_accepted_on)
        assert all(0 < (day - match.decided_on).days < 14 for day in accepted)
        assert max(accepted) < timezone.localdate() - dt.timedelta(days=120)


def every_moment() -> Iterator[tuple[str, dt.datetime]]:
    """Iterate over all moments that rows of the demonstration tell of, each with its column."""
    for model in apps.get_models():
        # Questionnaires are loaded before; the others are left by a test that signs in.
        if model in (Questionnaire, Edition, Session, SharedCacheEntry):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, DateTimeField):
                for value in model._default_manager.exclude(**{field.name: None}).values_list(
                    field.name, flat=True
                ):
                    yield f"{model._meta.label}.{field.name}", value


def test_everything_was_done_in_office_hours_and_nothing_lies_ahead() -> None:
    columns = set()
    for column, moment in every_moment():
        assert moment <= timezone.now(), column
        if column in ("notifications.Notification.read_at", "notifications.Notification.done_at"):
            continue  # news of long ago count as read by now
        columns.add(column)
        there = moment.astimezone(OFFICE)
        assert 8 < there.hour < 19, (column, there)
        assert there.weekday() < SATURDAY, (column, there)
    assert {"audit.AuditEvent.at", "questionnaires.FrozenVersion.frozen_at"} < columns


def test_what_was_done_is_kept_in_its_order() -> None:
    for model, column in ((AuditEvent, "at"), (Notification, "created_at")):
        moments = list(model._default_manager.order_by("pk").values_list(column, flat=True))
        assert len(set(moments)) > 40
        assert moments == sorted(moments)


def test_versions_lie_months_apart() -> None:
    for city, (_stage, count) in COURSES.items():
        days = [version.frozen_at.date() for version in analyses()[city].response.versions.all()]
        assert all((later - earlier).days > 60 for later, earlier in pairwise(days)), city
        assert len(days) == count
        assert max(days) < timezone.localdate() - dt.timedelta(days=120)


def test_practices_were_released_one_after_the_other() -> None:
    frozen = FrozenVersion.objects.filter(response__good_practice__isnull=False)
    assert len({version.frozen_at.date() for version in frozen}) == GoodPractice.objects.count()


def test_facts_are_approximate_and_say_where_they_are_from() -> None:
    facts = OrganisationFact.objects.all()
    assert len(facts) > 40
    assert all(fact.approximate and fact.source and fact.year for fact in facts)


def test_only_invented_cities_withdraw() -> None:
    gone = Organisation.objects.filter(participations__ends_on__isnull=False, kind="city")
    assert [city.names["en"] for city in gone] == ["Kromwaarde"]
    assert all(city.is_invented for city in gone)


def test_needs_analyses_are_as_far_as_their_cities() -> None:
    found = analyses()
    assert found.keys() == COURSES.keys() | OPEN_DRAFTS
    for city, (stage, versions) in COURSES.items():
        newest = found[city].response.versions.first()
        assert (newest.stage, newest.number) == (stage, versions), city
    still_open = {city for city, analysis in found.items() if analysis.response.is_open}
    assert still_open == OPEN_DRAFTS | {"Jelgava"}


def test_nothing_required_is_missing_where_a_city_has_shared() -> None:
    for city in COURSES:
        analysis = analyses()[city]
        for key, state in sections(analysis).items():
            if (city, key) in WRITTEN_ANEW:
                assert state.missing == WRITTEN_ANEW[city, key]
                continue
            assert key == "national_context" or not state.missing, (city, key, state.missing)
            if state.completed_at is not None:
                assert not state.missing, (city, key)


def test_jelgava_is_open_for_a_third_draft_with_something_to_write_for_both() -> None:
    response = analyses()["Jelgava"].response
    assert "trešo redakciju" in response.reopened_because
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for key, state in sections(analyses()["Jelgava"]).items():
        assert state.is_open, key
        assert state.completed_at is None, key
        assert state.due_on > tomorrow
    for version in response.versions.all():
        for missing in WRITTEN_ANEW.values():
            assert version.content["answers"][missing[0]][0]["value"]["text"]


def test_the_half_finished_one_is_half_finished() -> None:
    states = sections(analyses()["Oostermuide"])
    assert 0 < states["needs"].answered < states["needs"].total
    assert 0 < states["local_context"].answered < states["local_context"].total


def test_something_is_overdue_something_due_and_something_ahead() -> None:
    today = timezone.localdate()
    due = {
        city: sections(analysis)["national_context"].due_on
        for city, analysis in analyses().items()
        if sections(analysis)["national_context"].completed_at is None
    }
    assert due["Saint-Jean-de-la-Ruelle"] == today - dt.timedelta(days=10)
    assert due["Oostermuide"] == today + dt.timedelta(days=5)
    assert due["Fuentelmira"] > today
    assert Acknowledgement.objects.filter(
        participation=analyses()["Saint-Jean-de-la-Ruelle"].participation, rule="N-7"
    ).exists()


def test_profiles_are_published_and_complete() -> None:
    for profile in MentorProfile.objects.all():
        assert profile.response.latest_version == 1
        assert not any(state.missing for state in profile.response.sections.all())
        assert all(state.completed_at for state in profile.response.sections.all())


def test_practices_are_released_and_complete() -> None:
    for practice in GoodPractice.objects.all():
        assert practice.state == PracticeState.RELEASED
        assert not any(state.missing for state in practice.response.sections.all())
    assert set(GoodPractice.objects.values_list("organisation__names__en", flat=True)) == {
        "Schaerbeek",
        "Mechelen",
        "City of Brussels",
        "Fuenlabrada",
    }


def test_long_texts_say_their_language() -> None:
    for answer in Answer.objects.select_related("question", "response__questionnaire"):
        question = spec_of(answer.response.questionnaire).question(answer.question.key)
        if question.type in ("long_text", "yes_no_text") and answer.value:
            assert answer.language, answer.question.key
    assert not ResponseRow.objects.filter(language="").exists()
    assert set(Answer.objects.exclude(language="").values_list("language", flat=True)) == {
        "en",
        "lv",
        "it",
        "fr",
        "el",
        "nl",
        "es",
    }


def test_translations_are_in_step_with_what_they_translate() -> None:
    translations = Translation.objects.select_related("answer", "row")
    assert len(translations) > 80
    for translation in translations:
        assert translation.of_version == (translation.answer or translation.row).version


def test_evidence_belongs_to_a_need() -> None:
    for row in ResponseRow.objects.filter(question__key="na_rationale"):
        need = ResponseRow.objects.get(uuid=row.value["need"])
        assert need.question.key == "na_challenges"
        assert need.response_id == row.response_id


def test_self_reflection_stays_with_those_who_wrote_it() -> None:
    for city in ("Jelgava", "Capaci", "Levadia"):
        response = analyses()[city].response
        own = Answer.objects.filter(response=response, person__isnull=False)
        assert own.values("person").distinct().count() == 2
        assert set(own.values_list("audience", flat=True)) == {Audience.AUTHOR}
        for version in response.versions.all():
            assert not any(key.startswith("na_reflect") for key in version.content["answers"])


def person(email: str) -> User:
    return User.objects.get(email=f"{email}@demo.example")


def test_who_else_reads_is_there_to_be_seen() -> None:
    """A released version, versions open to the support group, a reader of the draft, a request to reopen."""
    found = analyses()
    released = FrozenVersion.objects.get(released_at__isnull=False)
    assert (released.response, released.stage) == (found["Capaci"].response, Stage.FINAL)
    opened = FrozenVersion.objects.filter(opened_to=Audience.SCHEME)
    assert {version.response_id for version in opened} == {
        found[city].response_id for city in ("Capaci", "Jelgava")
    }
    along = open_needs_analysis(person("support.jelgava"), found["Jelgava"].pk)
    assert along is not None
    assert along.access.reads_along
    assert found["Jelgava"].response.is_open
    assert needs_analyses_visible_to(person("observer")).get() == found["Capaci"]
    request = ReopeningRequest.objects.get(answered_at__isnull=True)
    assert (request.analysis, request.asked_by) == (
        found["Saint-Jean-de-la-Ruelle"],
        person("mentor.brussels"),
    )


def test_people_talk_beside_three_needs_analyses_in_their_languages() -> None:
    by_city = {
        city: Thread.objects.filter(target_kind="needs_analysis", target_id=analysis.pk)
        for city, analysis in analyses().items()
    }
    counts = {city: threads.count() for city, threads in by_city.items() if threads}
    assert counts == {"Jelgava": 4, "Saint-Jean-de-la-Ruelle": 2, "Levadia": 2}
    assert {city for city in counts if by_city[city].filter(resolved_at__isnull=False)} == counts.keys()
    assert set(Comment.objects.values_list("language", flat=True)) == {"lv", "en", "fr", "nl", "el"}
    lead, mentor, support, coordinator = (
        User.objects.get(email=f"{name}@demo.example")
        for name in ("mentee.jelgava", "mentor.schaerbeek", "support.jelgava", "coordinator")
    )
    assert [readable_threads(person).count() for person in (lead, mentor, support, coordinator)] == [
        4,
        2,
        1,
        0,
    ]


def test_sensitive_rows_are_kept_to_the_own_side() -> None:
    rows = ResponseRow.objects.filter(
        question__key__in=["na_actor_relations", "na_ctx_sensitivities", "na_assoc_sensitivities"]
    )
    assert rows.count() > 15
    assert set(rows.values_list("audience", flat=True)) == {Audience.OWN_SIDE}


def test_every_account_can_sign_in() -> None:
    for person in demo_people():
        assert authenticate(None, email=person.email, password=settings.DEMO_PASSWORD) == person
    verified = EmailAddress.objects.filter(user__in=demo_people(), verified=True, primary=True)
    assert verified.count() == len(demo_people())


@pytest.mark.parametrize("email", ["mentee.jelgava@demo.example", "association.brulocalis@demo.example"])
def test_the_way_in_is_open(email: str) -> None:
    client = Client()
    answer = client.post(
        reverse("account_login"),
        {"login": email, "password": settings.DEMO_PASSWORD},
        REMOTE_ADDR="192.0.2.1",
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_every_account_holds_what_its_address_says() -> None:
    gone = "mentee.kromwaarde@demo.example"
    for person in demo_people():
        held = {Role(membership.role) for membership in memberships_in_force().filter(person=person)}
        if person.email == gone:
            assert not held
            continue
        assert held, person.email
        assert held <= ROLE_OF_AN_ADDRESS[person.email.partition("@")[0].partition(".")[0]], person.email


def test_brulocalis_serves_two_schemes() -> None:
    held = memberships_in_force().filter(
        person__email="association.brulocalis@demo.example", participation_scope__isnull=False
    )
    assert sorted(held.values_list("participation_scope__scheme__number", flat=True)) == [1, 3]


def test_rights_are_what_the_roles_give() -> None:
    assert not drift_of([person.pk for person in demo_people()])


@pytest.mark.parametrize(("language", "words"), [("en", "examples"), ("lv", "piemēri")])
def test_the_contact_page_names_example_addresses(language: str, words: str) -> None:
    client = Client()
    client.cookies["language"] = language
    page = client.get("/contact/").content.decode()
    assert words in page
    assert all(f'href="mailto:{name}@demo.example"' in page for name in ("help", "accessibility", "privacy"))


def test_nothing_is_mailed() -> None:
    assert mail.outbox == []
    assert not OutboxMail.objects.exists()


def test_nobody_is_met_by_a_flood_of_old_news() -> None:
    unread = Notification.objects.filter(needs_action=False, done_at=None).values_list("recipient", flat=True)
    most = Counter(unread).most_common(1)
    assert most[0][1] <= 3
    of_coordinator = Notification.objects.filter(
        recipient__email="coordinator@demo.example", needs_action=False
    ).order_by("-pk")
    assert [news.done_at is None for news in of_coordinator[:4]] == [True, True, True, False]


def test_a_second_run_changes_nothing() -> None:
    def rows() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    before, newest = rows(), AuditEvent.objects.order_by("pk").last()
    with CaptureQueriesContext(connection) as queries:
        call_command("seed_demo", stdout=(told := StringIO()))
    assert told.getvalue() == "Everything is there already.\n"
    assert rows() == before
    assert AuditEvent.objects.order_by("pk").last() == newest
    assert len(queries) < 12


def test_what_people_have_changed_stays() -> None:
    with transaction.atomic():
        Scheme.objects.filter(number=1).update(themes={"en": "Another theme"})
        call_command("seed_demo", stdout=StringIO())
        assert Scheme.objects.get(number=1).themes == {"en": "Another theme"}
        transaction.set_rollback(True)


def test_the_table_of_accounts_names_everybody_who_has_a_role() -> None:
    call_command("seed_demo", "--accounts", stdout=(told := StringIO()))
    lines = told.getvalue().splitlines()
    assert settings.DEMO_PASSWORD in lines[-1]
    listed = {line.split()[0] for line in lines if "@demo.example" in line}
    assert listed == {person.email for person in demo_people()} - {"mentee.kromwaarde@demo.example"}
    assert any("mentee.jelgava" in line and "1 Jelgava – Schaerbeek" in line for line in lines)
    assert len(lines) == len(set(lines))
