"""The pages of mentor profiles: both outcomes of each right, the whole life, constant numbers of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclucities.questionnaires.models import ResponseRow
from inclucities.reports.models import ReportJob
from needs_analysis.models import MentorProfile
from needs_analysis.services.profiles import complete_profile_context, reopen_profile, start_profile
from schemes.enums import Role
from schemes.services.frame import give_role
from tests.factories.schemes import make_city
from tests.needs_analysis.test_profiles import CONTEXT, SECRET, library

__all__ = ["library"]

INSIDE = ("asked", "writer", "mentor_association", "coordinator", "facilitator")
DRAFT_PAGES = (
    ("section", "strengths"),
    ("section", CONTEXT),
    ("history", "mp_own_learning_goals"),
    ("retired", "mp_policy_areas"),
    ("whole",),
)
WRITING_PAGES = (("answer", "mp_own_learning_goals"), ("translation", "mp_own_learning_goals"))


@pytest.fixture
def page(library, client_for):
    """Ask for a page of the profile as somebody, and give the response."""

    def ask(name, page, *args, data=None, **query):
        client = client_for(library.people[name])
        address = reverse(f"profiles:{page}", args=[library.profile.pk, *args])
        return client.get(address, query) if data is None else client.post(address, data)

    return ask


def published(library):
    library.answer_required()
    return library.publish()


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("address", DRAFT_PAGES)
def test_the_unfinished_text_is_open_to_those_inside(library, page, address):
    library.say("mp_own_learning_goals", SECRET)
    for name in INSIDE:
        assert page(name, *address).status_code == 200, name
    assert page("lead", *address).status_code == 404
    published(library)
    assert page("lead", *address).status_code == 403
    assert page("stranger", *address).status_code == 404


@pytest.mark.parametrize("address", WRITING_PAGES)
def test_the_fields_are_open_to_the_side_that_answers(library, page, address):
    library.say("mp_own_learning_goals", SECRET)
    for name in ("asked", "writer"):
        assert page(name, *address).status_code == 200, name
    for name in ("mentor_association", "coordinator", "facilitator"):
        assert page(name, *address).status_code == 403, name
    assert page("lead", *address).status_code == 404


@pytest.mark.parametrize("name", INSIDE)
def test_the_home_shows_the_sections_to_those_inside(library, page, name):
    shown = page(name, "tasks")
    assert shown.status_code == 200
    assert "Strengths and experience" in text_of(shown)


def test_the_home_shows_others_what_is_offered_and_not_how_far_the_draft_is(library, page):
    assert page("lead", "tasks").status_code == 404
    published(library)
    shown = page("lead", "tasks")
    assert "At a glance" in text_of(shown)
    assert "answered by" not in text_of(shown)
    assert page("support", "tasks").status_code == 404


@pytest.mark.parametrize(
    ("address", "yes", "no"),
    [
        (("check",), ("asked", "writer"), ("mentor_association", "coordinator", "facilitator", "lead")),
        (("published", 1), ("asked", "writer"), ("mentor_association", "coordinator", "lead")),
        (("reopen",), ("asked",), ("writer", "mentor_association", "coordinator", "facilitator", "lead")),
        (("complete", CONTEXT), ("mentor_association",), ("asked", "writer", "coordinator", "lead")),
        (("versions",), (*INSIDE, "lead"), ()),
        (("version", 1), (*INSIDE, "lead"), ()),
        (("documents",), (*INSIDE, "lead"), ()),
    ],
)
def test_each_page_to_whom_it_belongs(library, page, address, yes, no):
    published(library)
    for name in yes:
        assert page(name, *address).status_code == 200, name
    for name in no:
        assert page(name, *address).status_code == 403, name
    for name in ("stranger", "observer"):
        assert page(name, *address).status_code == 404, name


def test_the_association_completes_its_own_section_alone(library, page):
    assert page("mentor_association", "complete", "strengths").status_code == 403
    assert page("mentor_association", "complete", "nothing").status_code == 404


def test_only_the_lead_publishes_and_nothing_missing_is_passed_over(library, page):
    act = {"stage": "published_for_matching", "note": ""}
    assert page("writer", "check", data=act).status_code == 403
    refused = page("asked", "check", data=act)
    assert refused.status_code == 422
    assert "Areas of experience" in text_of(refused)
    assert f"/mentor-profiles/{library.profile.pk}/sections/strengths/#mp_policy_areas" in text_of(refused)
    library.answer_required()
    assert page("asked", "check", data={"stage": "final"}).status_code == 422, "nothing was published yet"
    receipt = page("asked", "check", data=act)
    assert receipt.url == reverse("profiles:published", args=[library.profile.pk, 1])
    assert page("asked", "check", data=act).url == reverse("profiles:versions", args=[library.profile.pk])


def test_the_whole_life_of_a_profile(pair, client_for, library):
    """Start, fill in, publish, be read elsewhere, reopen, complete the association's part."""
    library_profile = library.profile
    city = make_city(pair.programme, "Mechelen")
    for name, role in (("writer", Role.MENTOR_MEMBER), ("asked", Role.MENTOR_LEAD)):
        give_role(person=library.people[name], role=role, scope=city, by=pair.coordinator)
    lead = client_for(library.people["asked"])
    elsewhere = client_for(library.people["other_lead"])
    association = client_for(library.people["mentor_association"])

    started = lead.post(reverse("profiles:start", args=[city.pk]))
    profile = MentorProfile.objects.get(organisation=city)
    assert started.url == reverse("profiles:tasks", args=[profile.pk])
    assert lead.post(reverse("profiles:start", args=[city.pk])).url == started.url
    assert elsewhere.get(started.url).status_code == 404

    library.answer_required()
    home = reverse("profiles:tasks", args=[library_profile.pk])
    lead.post(f"{home}check/", {"stage": "published_for_matching", "note": "The first one"})
    assert "Read the profile" in text_of(elsewhere.get(home))
    shown = text_of(elsewhere.get(f"{home}versions/1/"))
    assert "Newcomers find no place" in shown

    lead.post(f"{home}reopen/", {"reason": "Two new practices"})
    assert "Two new practices" in text_of(lead.get(home))
    assert "Two new practices" not in text_of(elsewhere.get(home))
    library.say("mp_own_learning_goals", SECRET)
    for address in (home, f"{home}versions/1/", f"{home}versions/"):
        assert SECRET not in text_of(elsewhere.get(address))
    assert elsewhere.get(f"{home}compare/?old=1&new=now").status_code == 404
    assert SECRET in text_of(lead.get(f"{home}compare/?old=1&new=now"))
    lead.post(f"{home}check/", {"stage": "final", "note": ""})

    library.say("mp_assoc_government_relations", "We are heard", "mentor_association")
    section = reverse("profiles:section", args=[library_profile.pk, CONTEXT])
    closing = association.post(section, {"close": "1"})
    assert closing.url == f"{section}complete/"
    assert association.get(closing.url).status_code == 200
    assert association.post(closing.url).url == home
    assert "We are heard" in text_of(elsewhere.get(f"{home}versions/3/"))
    assert library_profile.response.versions.first().stage == "final"
    assert association.post(closing.url, {"reopen": "1"}).url == section


def test_reopening_asks_for_a_reason(library, page):
    published(library)
    assert page("asked", "reopen", data={"reason": " "}).status_code == 422
    assert page("asked", "reopen", data={"reason": "New"}).status_code == 302
    assert page("asked", "reopen", data={"reason": "New"}).status_code == 302, "open already"


@pytest.mark.parametrize(
    ("name", "status"),
    [("asked", 302), ("writer", 302), ("coordinator", 403), ("lead", 403), ("stranger", 404)],
)
def test_who_starts_a_profile(pair, library, client_for, name, status):
    city = make_city(pair.programme, "Mechelen")
    for writer in ("asked", "writer"):
        give_role(person=library.people[writer], role=Role.MENTOR_MEMBER, scope=city, by=pair.coordinator)
    client = client_for(library.people[name])
    assert client.post(reverse("profiles:start", args=[city.pk])).status_code == status
    assert client.get(reverse("profiles:start", args=[city.pk])).status_code == 405
    assert client.post(reverse("profiles:start", args=[999999])).status_code == 404


# -- Autosave and rows behind the guard -------------------------------------------------------------


def test_rows_behind_the_guard(library, page):
    library.answer_required()
    row = ResponseRow.objects.filter(response=library.profile.response).first()
    at = (row.question.key, row.uuid)
    assert page("facilitator", "row_history", *at).status_code == 200
    assert page("lead", "row_history", *at).status_code == 404
    library.publish()
    assert page("lead", "row_history", *at).status_code == 403


# -- Documents --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "csv", "json"])
def test_a_version_in_every_form_and_in_latvian(library, page, form):
    published(library)
    asked = page("lead", "documents", data={"version": "1", "format": form, "language": "lv"})
    job = ReportJob.objects.get()
    assert asked.url == reverse("documents:detail", args=[job.pk])
    assert (job.format, job.language, job.payload["draft"]) == (form, "lv", False)
    assert job.payload["cover"]["eyebrow"] == "Padomdevējas pilsētas profils"


def test_the_draft_is_printed_for_those_inside_alone(library, page):
    published(library)
    assert page("lead", "documents", data={"version": "draft", "format": "pdf"}).status_code == 404
    assert page("coordinator", "documents", data={"version": "draft", "format": "pdf"}).status_code == 302
    assert ReportJob.objects.get().payload["draft"]


@pytest.mark.parametrize("what", ["", "0", "2", "-1", "x", "9" * 5000])
def test_a_version_that_there_is_not(library, page, what):
    published(library)
    assert page("lead", "documents", data={"version": what, "format": "pdf"}).status_code == 404


def test_a_blank_form_is_pdf_or_word(library, page):
    assert page("asked", "documents", data={"version": "blank", "format": "docx"}).status_code == 302
    assert page("asked", "documents", data={"version": "blank", "format": "csv"}).status_code == 422
    assert page("asked", "documents", data={"version": "blank", "format": "exe"}).status_code == 422


# -- The list ---------------------------------------------------------------------------------------


def listed(client, **query):
    return text_of(client.get(reverse("profiles:list"), query))


def test_the_list_shows_each_what_is_theirs(library, client_for):
    draft = listed(client_for(library.people["writer"]))
    assert "Schaerbeek" in draft
    assert "Draft" in draft
    assert "No mentor profile yet" in listed(client_for(library.people["lead"]))
    published(library)
    offered = listed(client_for(library.people["lead"]))
    assert "Published for matching" in offered
    reopen_profile(profile=library.profile, by=library.people["asked"], reason="New")
    assert "open again" not in listed(client_for(library.people["lead"]))
    assert "open again" in listed(client_for(library.people["coordinator"]))
    assert "Schaerbeek" not in listed(client_for(library.people["stranger"]))


def test_the_list_is_filtered_and_says_when_nothing_is_found(library, client_for):
    library.city.country = "BE"
    library.city.save()
    client = client_for(library.people["coordinator"])
    assert "Schaerbeek</a>" in listed(client, words="schaér", country="BE")
    assert "No profile found" in listed(client, words="nowhere")
    assert "Schaerbeek</a>" in listed(client, country="XX"), "a country that nobody has is no filter"
    assert "Schaerbeek</a>" in listed(client, page="nonsense")


def test_the_way_to_start_is_shown_to_those_who_write(pair, client_for):
    assert "Start the profile" in listed(client_for(pair.asked))
    assert "Start the profile" not in listed(client_for(pair.coordinator))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_costs_the_same_at_three_as_at_one(library, client_for):
    published(library)
    clients = {name: client_for(library.people[name]) for name in ("coordinator", "lead", "asked")}
    address = reverse("profiles:list")
    for client in clients.values():
        client.get(address)
    one = {name: queries_of(client, address) for name, client in clients.items()}
    for name in ("Mechelen", "Fuenlabrada"):
        city = make_city(library.pair.programme, name, country="BE")
        profile = start_profile(organisation=city, by=library.people["asked"])
        library.profile = profile
        published(library)
    three = {name: queries_of(client, address) for name, client in clients.items()}
    assert one == three
    assert max(three.values()) <= 14, three


def test_the_home_costs_the_same_whatever_was_written(library, client_for):
    client = client_for(library.people["asked"])
    address = reverse("profiles:tasks", args=[library.profile.pk])
    client.get(address)
    empty = queries_of(client, address)
    published(library)
    complete_profile_context(
        profile=library.profile, section_key=CONTEXT, by=library.people["mentor_association"]
    )
    assert queries_of(client, address) == empty <= 14
