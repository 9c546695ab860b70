"""Mentor profiles: who reads what when, publishing and reopening, the list, documents, who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.document import Blank
from inclucities.reports.domain.payload import document_from_json, to_json
from inclucities.reports.services.requesting import request_report
from inclucities.targets.registry import kind_of
from needs_analysis.enums import ProfileStage
from needs_analysis.models import MentorProfile
from needs_analysis.queries.profiles import (
    cities_without_profile,
    offers_of,
    open_profile,
    people_inside,
    profiles_in_words,
    profiles_visible_to,
    stages_of_next_version,
)
from needs_analysis.reports import mentor_profile as documents
from needs_analysis.services.profiles import (
    IncompleteProfileError,
    complete_profile_context,
    publish_profile,
    reopen_profile,
    reopen_profile_context,
    start_profile,
)
from schemes.enums import Role
from schemes.models import Organisation
from schemes.services.frame import give_role
from tests.factories.questionnaires import section_holding
from tests.factories.schemes import make_city, make_party, make_person, make_scheme
from tests.needs_analysis.conftest import answer_anyhow

SECRET = "Nobody but us should read this sentence yet"
CONTEXT = "national_context"
PROPERTIES = (
    "reads_draft",
    "reads_versions",
    "comments",
    "writes_city_part",
    "writes_association_part",
    "shares",
    "reopens",
)
READS = {"reads_draft", "reads_versions"}
ALWAYS = {
    "asked": set(PROPERTIES) - {"writes_association_part"},
    "writer": READS | {"comments", "writes_city_part"},
    "mentor_association": READS | {"comments", "writes_association_part"},
    "coordinator": READS,
    "facilitator": READS | {"comments"},
}
ONCE_PUBLISHED = ("lead", "member", "association", "other_lead")
NEVER = ("support", "sponsor", "observer", "admin", "stranger")


@dataclass
class Library:
    """Schaerbeek's profile, and everybody who might want to read it."""

    pair: Any
    profile: MentorProfile
    people: dict[str, Any] = field(default_factory=dict)

    @property
    def city(self) -> Organisation:
        return self.profile.organisation

    def answer_required(self) -> None:
        spec = spec_of(self.profile.response.questionnaire)
        while missing := {
            key
            for state in SectionState.objects.filter(response=self.profile.response)
            if spec.section(state.key).answered_by == "city"
            for key in state.missing
        }:
            for key in sorted(missing):
                answer_anyhow(self.profile.response, key, self.people["asked"])

    def publish(self, **changes: Any) -> Any:
        return publish_profile(**{"profile": self.profile, "by": self.people["asked"]} | changes)

    def say(self, key: str, text: str, by: str = "asked") -> Any:
        return record_answer(
            response=self.profile.response,
            question_key=key,
            section_key=section_holding(self.profile.response, key),
            draft=Draft(value={"text": text}),
            base_version=0,
            by=self.people[by],
        )

    def built(self, name: str, **changes: Any) -> Any:
        opened = open_profile(self.people[name], self.profile.pk)
        return documents.build(opened.profile, access=opened.access, **({"language": "en"} | changes))


@pytest.fixture
def library(pair: Any) -> Library:
    pair.match()
    writer, other_lead = make_person("Writer"), make_person("Lead of another scheme")
    give_role(person=writer, role=Role.MENTOR_MEMBER, scope=pair.mentor_city, by=pair.coordinator)
    party = make_party(make_scheme(pair.programme, "Housing"), make_city(pair.programme, "Capaci"))
    give_role(person=other_lead, role=Role.MENTEE_LEAD, scope=party, by=pair.coordinator)
    people = {**pair.people, "writer": writer, "other_lead": other_lead}
    return Library(pair, start_profile(organisation=pair.mentor_city, by=pair.asked), people)


def held(library, name):
    opened = open_profile(library.people[name], library.profile.pk)
    return {one for one in PROPERTIES if getattr(opened.access, one)} if opened else None


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_the_own_side_coordinator_and_facilitator_read_it_at_any_time(library, name):
    assert held(library, name) == ALWAYS[name]
    assert profiles_visible_to(library.people[name]).get() == library.profile


@pytest.mark.parametrize("name", [*ONCE_PUBLISHED, *NEVER])
def test_nobody_else_reads_a_draft(library, name):
    assert held(library, name) is None
    assert not profiles_visible_to(library.people[name]).exists()


@pytest.mark.parametrize("name", ONCE_PUBLISHED)
def test_cities_and_associations_of_the_programme_read_what_is_published(library, name):
    library.answer_required()
    library.publish()
    assert held(library, name) == {"reads_versions"}
    assert profiles_visible_to(library.people[name]).get() == library.profile


@pytest.mark.parametrize("name", NEVER)
def test_others_never_read_it(library, name):
    library.answer_required()
    library.publish()
    assert held(library, name) is None
    assert not profiles_visible_to(library.people[name]).exists()


def test_a_superuser_and_another_programme_read_nothing(library):
    library.answer_required()
    library.publish()
    superuser = library.people["stranger"]
    superuser.is_superuser = superuser.is_staff = True
    superuser.save()
    assert open_profile(superuser, library.profile.pk) is None


def test_a_city_has_one_profile_for_all_its_schemes(library):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        start_profile(organisation=library.city, by=library.people["asked"])
    assert MentorProfile.objects.count() == 1
    assert not cities_without_profile(library.people["asked"]).exists()


def test_those_who_write_start_it(pair):
    assert list(cities_without_profile(pair.asked)) == [pair.mentor_city]
    assert not cities_without_profile(pair.coordinator).exists()
    assert not cities_without_profile(pair.lead).exists()


def test_publishing_waits_for_every_required_answer_of_the_city(library):
    with pytest.raises(IncompleteProfileError, match="missing"):
        library.publish()
    assert library.profile.response.is_open
    library.profile.response.refresh_from_db()
    assert library.profile.response.is_open
    assert library.profile.response.latest_version == 0
    assert SectionState.objects.get(response=library.profile.response, key="strengths").is_open


def test_publishing_freezes_a_version_and_closes_the_citys_sections(library):
    library.answer_required()
    version = library.publish(note="The first one")
    assert (version.number, version.stage, version.note) == (1, "published_for_matching", "The first one")
    states = {state.key: state for state in SectionState.objects.filter(response=library.profile.response)}
    assert not states["strengths"].is_open
    assert states[CONTEXT].is_open
    assert AuditEvent.objects.filter(action="version_frozen").count() == 1
    with pytest.raises(SectionClosedError):
        library.publish()


def test_a_final_version_follows_a_published_one(library):
    assert stages_of_next_version(library.profile) == [ProfileStage.PUBLISHED]
    library.answer_required()
    library.publish()
    reopen_profile(profile=library.profile, by=library.people["asked"], reason="New figures")
    assert stages_of_next_version(library.profile) == [ProfileStage.PUBLISHED, ProfileStage.FINAL]
    assert library.publish(stage=ProfileStage.FINAL).number == 2


def test_reopening_needs_a_reason_and_keeps_what_was_published(library):
    library.answer_required()
    library.publish()
    with pytest.raises(ValueError, match="reason"):
        reopen_profile(profile=library.profile, by=library.people["asked"], reason=" ")
    reopen_profile(profile=library.profile, by=library.people["asked"], reason="New figures")
    library.say("mp_own_learning_goals", SECRET)
    assert held(library, "lead") == {"reads_versions"}
    assert SECRET not in str(library.profile.response.versions.get().content)


def test_the_association_completing_its_part_makes_the_next_version(library):
    by = library.people["mentor_association"]
    library.answer_required()
    library.publish()
    library.say("mp_assoc_government_relations", "We are heard", "mentor_association")
    complete_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    latest = library.profile.response.versions.first()
    assert (latest.number, latest.stage) == (2, "published_for_matching")
    assert "mp_assoc_government_relations" in latest.content["answers"]
    with pytest.raises(SectionClosedError):
        complete_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    reopen_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    complete_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    assert library.profile.response.versions.first().number == 3


def test_before_publication_completing_makes_no_version(library):
    by = library.people["mentor_association"]
    complete_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    assert not library.profile.response.versions.exists()


def told(library, kind):
    names = {person.pk: name for name, person in library.people.items()}
    return {names[pk] for pk in Notification.objects.filter(kind=kind).values_list("recipient", flat=True)}


def test_own_side_coordinator_and_facilitator_are_told(library):
    Notification.objects.all().delete()
    inside = {"writer", "mentor_association", "coordinator", "facilitator", "mentor_lead"}
    assert {person.pk for person in people_inside(library.profile)} == {
        library.people[name].pk for name in inside | {"asked"}
    }
    library.answer_required()
    library.publish()
    assert told(library, "shared") == inside
    reopen_profile(profile=library.profile, by=library.people["asked"], reason="New figures")
    assert told(library, "reopened") == inside
    by = library.people["mentor_association"]
    complete_profile_context(profile=library.profile, section_key=CONTEXT, by=by)
    assert told(library, "section_completed") == inside - {"mentor_association"} | {"asked"}


def test_a_notification_leads_to_the_profile(library):
    kind = kind_of(library.profile)
    assert kind.address(library.profile) == f"/mentor-profiles/{library.profile.pk}/"


# -- The list ---------------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_any_spelling_and_by_country(library):
    city = library.city
    city.names, city.aliases, city.country = {"en": "Schaerbeek", "lv": "Šārbēka"}, ["Σχάρμπεκ"], "BE"
    city.save()
    everything = profiles_visible_to(library.people["asked"])
    for words in ("schaer", "SARBEK", "ārb", "σχαρ"):
        assert profiles_in_words(everything, words, "").get() == library.profile
    assert profiles_in_words(everything, "", "BE").exists()
    assert not profiles_in_words(everything, "", "LV").exists()
    for words in ("names", "en", '"', "\x00", "Jelgava"):
        found = profiles_in_words(everything, words, "")
        assert not found.exists() or words == "en"


def test_what_is_offered_leaves_out_what_is_kept_to_the_own_side(library):
    add = {"response": library.profile.response, "by": library.people["asked"]}
    add_row(
        question_key="mp_policy_areas",
        section_key="strengths",
        values={"area": ["housing", "Buddies"], "experience": "x"},
        **add,
    )
    hidden = add_row(
        question_key="mp_policy_areas",
        section_key="strengths",
        values={"area": ["work"], "experience": "x"},
        **add,
    )
    hidden.audience = Audience.OWN_SIDE
    hidden.save()
    library.answer_required()
    assert offers_of([library.profile]) == {}
    library.publish()
    offer = offers_of([library.profile])[library.profile.response_id]
    assert offer.areas == ["Housing", "Buddies"]
    assert (offer.number, offer.stage) == (1, "Published for matching")


# -- Documents --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Mentor profile", "Strengths and experience"),
        ("lv", "Padomdevējas pilsētas profils", "Stiprās"),
    ],
)
def test_a_payload_in_any_language(library, language, title, words):
    library.answer_required()
    version = library.publish()
    document = library.built("other_lead", version=version, language=language)
    assert (document.cover.eyebrow, document.language, document.draft) == (title, language, False)
    assert words in str(to_json(document))
    assert document_from_json(to_json(document)) == document
    assert {section.tone for section in document.sections} == {"mentor", "neutral"}


def test_a_draft_says_so(library):
    library.say("mp_own_learning_goals", SECRET)
    document = library.built("facilitator")
    assert document.draft
    assert SECRET in str(to_json(document))
    assert "draft" in document.scope


def test_what_is_kept_to_the_own_side_stays_there(library):
    add_row(
        response=library.profile.response,
        question_key="mp_ctx_sensitivities",
        section_key=section_holding(library.profile.response, "mp_ctx_sensitivities"),
        values={"kind": "public_attitudes", "description": SECRET},
        by=library.people["asked"],
    )
    library.answer_required()
    version = library.publish()
    own = library.built("asked", version=version, with_sensitive=True)
    assert SECRET in str(to_json(own))
    assert SECRET not in str(to_json(library.built("asked", version=version)))
    for name in ("coordinator", "facilitator", "other_lead"):
        assert SECRET not in str(to_json(library.built(name, version=version, with_sensitive=True)))


def test_the_blank_form_asks_every_question(library):
    document = documents.blank(library.profile, language="lv")
    blanks = [block for section in document.sections for block in section.blocks]
    assert len(blanks) == len(list(spec_of(library.profile.response.questionnaire).questions()))
    assert all(isinstance(block, Blank) for block in blanks)


@pytest.mark.parametrize(
    ("asker", "published", "may", "may_not"),
    [
        ("facilitator", False, ("asked", "coordinator"), ("other_lead", "stranger")),
        ("asked", False, ("mentor_association",), ("coordinator", "other_lead")),
        ("other_lead", True, ("lead", "asked", "coordinator"), ("stranger", "support", "observer")),
    ],
)
def test_a_document_goes_only_to_those_who_may_read_everything_in_it(library, asker, published, may, may_not):
    library.answer_required()
    version = library.publish() if published else None
    job = request_report(
        kind=documents.KIND,
        format="pdf",
        payload=library.built(asker, version=version),
        target=library.profile,
        title="Mentor profile",
        language="en",
        by=library.people[asker],
    )
    for name in (asker, *may):
        assert documents.readable_by(library.people[name], job), name
        assert documents.blank_readable_by(library.people[name], job), name
    for name in may_not:
        assert not documents.readable_by(library.people[name], job), name


def test_opening_costs_two_queries(library, django_assert_num_queries):
    with django_assert_num_queries(2):
        open_profile(library.people["asked"], library.profile.pk)
