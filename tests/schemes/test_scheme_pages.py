"""Overview, people, settings, decisions and events of a scheme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.audit.services import record_event
from schemes import registry
from schemes.domain.soft_ranges import hints_for
from schemes.domain.status import SchemeFacts, status_from
from schemes.domain.templates import SCHEME_TEMPLATES
from schemes.enums import Decision, Right, Role, SchemeFormat, SchemeStatus, Side
from schemes.models import Participation, Scheme
from schemes.queries.shell import pair_title, scheme_shell
from schemes.registry import (
    MenuItem,
    OverviewPart,
    Unanswered,
    register_menu,
    register_overview,
    register_sentences,
    register_unanswered,
    sentence_for,
)
from schemes.services.errors import RefusedError
from schemes.services.opening import change_settings, decide, possible_decisions
from schemes.services.participations import end_participation
from schemes.views.settings import typed_settings
from tests.factories.schemes import (
    make_association,
    make_association_party,
    make_city,
    make_community,
    make_member,
    make_party,
    make_programme,
    make_scheme,
)

pytestmark = pytest.mark.django_db
MARKER = "a-draft-that-nobody-else-may-read"


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# -- The shell ------------------------------------------------------------------------------------------


def test_a_scheme_is_called_by_its_cities(scheme: Scheme, mentee: Participation) -> None:
    assert pair_title(Scheme.objects.get(pk=scheme.pk)) == "Jelgava"
    make_party(scheme, make_city(scheme.programme, "Schaerbeek"), Side.MENTOR)
    make_association_party(mentee)
    assert pair_title(Scheme.objects.get(pk=scheme.pk)) == "Jelgava with Schaerbeek"
    assert pair_title(make_scheme(scheme.programme, "Alone")) == "Alone"
    community = make_community(scheme.programme)
    for name in ("A", "B", "C"):
        make_party(community, make_city(scheme.programme, name), Side.PEER)
    assert pair_title(Scheme.objects.get(pk=community.pk)) == "A, B and C"


def test_the_menu_shows_what_the_reader_may_open(
    scheme: Scheme, mentee: Participation, coordinator: User
) -> None:
    register_menu(
        10, lambda _person, found, _rights: [MenuItem("needs", "Needs", f"/x/{found.pk}/", "3", todo=True)]
    )
    with pytest.raises(ValueError, match="taken"):
        register_menu(10, lambda _person, _found, _rights: [])
    everything = frozenset(Right)
    shell = scheme_shell(coordinator, scheme, everything, "needs")
    assert [item.key for item in shell["menu"]] == ["overview", "needs", "people", "settings", "events"]
    assert shell["menu_current"] == "needs"
    assert [line.current for line in shell["menu_lines"]] == [False, True, False, False, False]
    assert shell["menu_lines"][1].todo
    few = scheme_shell(coordinator, scheme, frozenset({Right.VIEW_SCHEME}), "overview")
    assert [item.key for item in few["menu"]] == ["overview", "needs"]


def test_higher_apps_add_parts_and_what_is_unanswered(as_coordinator: Client, mentee: Participation) -> None:
    part = OverviewPart("components/next_step.html", "before")
    register_overview(10, lambda _person, _scheme, _rights: [part])
    waiting = [
        Unanswered("LALRG", "National context", None),
        Unanswered("Jelgava", "Needs", dt.date(2026, 7, 1), "/here/"),
    ]
    register_unanswered(10, lambda _person, _scheme, _rights: waiting)
    assert "Nothing waits for you" in as_coordinator.get(f"/schemes/{mentee.scheme_id}/").content.decode()
    page = as_coordinator.get(f"/schemes/{mentee.scheme_id}/people/")
    assert [entry.who for entry in page.context["unanswered"]] == ["Jelgava", "LALRG"]
    assert 'href="/here/"' in page.content.decode()


# -- Overview and people --------------------------------------------------------------------------------


def test_the_overview_says_what_the_scheme_is(
    as_lead: Client, mentee: Participation, mentor: Participation
) -> None:
    page = as_lead.get(f"/schemes/{mentee.scheme_id}/").content.decode()
    for words in (
        "Language learning",
        "Jelgava with Schaerbeek",
        "12 January 2026",
        "11 January 2028",
        "Ilze Ozoliņa",
    ):
        assert words in page
    assert "Independence" in page or "independence" in page


@pytest.mark.parametrize(
    ("role", "sees", "hidden"),
    [
        (Role.LSG_MEMBER, "12 January 2026", "Ilze Ozoliņa"),
        (Role.POLITICAL_SPONSOR, "Action planning", "Ilze Ozoliņa"),
        (Role.OBSERVER, "Jelgava", "12 January 2026"),
    ],
)
def test_who_stands_around_sees_little(
    role: Role, sees: str, hidden: str, mentee: Participation, lead: User, client_for: Callable[..., Client]
) -> None:
    scope = mentee.scheme.programme if role == Role.OBSERVER else mentee
    page = client_for(make_member(scope, role)).get(f"/schemes/{mentee.scheme_id}/").content.decode()
    assert sees in page
    assert hidden not in page


def test_people_history_and_invitations_are_for_who_invites(
    as_coordinator: Client, as_lead: Client, mentee: Participation, coordinator: User
) -> None:
    association = make_association_party(mentee)
    make_member(association, Role.MENTEE_ASSOCIATION, "Former Association")
    end_participation(participation=association, reason="It left the network.", by=coordinator)
    path = f"/schemes/{mentee.scheme_id}/people/"
    full, own = (client.get(path).content.decode() for client in (as_coordinator, as_lead))
    assert "It left the network." in full
    assert "Former Association" in full
    assert "It left the network." not in own
    assert "Former Association" not in own
    assert f"/parties/{mentee.pk}/invite/" in own
    assert f"/parties/{mentee.pk}/replace/" not in own


@pytest.mark.parametrize("page", ["", "people/", "settings/", "match/", "events/"])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    page: str, as_coordinator: Client, mentee: Participation, mentor: Participation, lead: User
) -> None:
    make_association_party(mentee)
    path = f"/schemes/{mentee.scheme_id}/{page}"
    one = queries_of(as_coordinator, path)
    for _ in range(2):
        make_member(mentee, Role.MENTEE_MEMBER)
        make_association_party(mentee)
    assert queries_of(as_coordinator, path) == one
    assert one <= 12


# -- Settings ---------------------------------------------------------------------------------------------


def sent(scheme: Scheme, **changed: Any) -> dict[str, Any]:
    values = typed_settings(Scheme.objects.get(pk=scheme.pk))
    values |= {"themes_en": values.pop("themes")["en"], "version": scheme.version}
    values["visit_sequence"] = "\n".join(values["visit_sequence"])
    values["cross_cutting_themes"] = "\n".join(values["cross_cutting_themes"])
    values["needs_due_on"] = values["needs_due_on"] or ""
    return values | changed


def test_every_parameter_can_be_changed(as_coordinator: Client, scheme: Scheme) -> None:
    path = f"/schemes/{scheme.pk}/settings/edit/"
    answer = as_coordinator.post(
        path,
        sent(
            scheme,
            themes_en="Work",
            themes_lv="Darbs",
            cross_cutting_themes="communication\nevaluation\ncommunication",
            focus="review",
            scope_end="implementation",
            starts_on="2026-02-01",
            duration_months="36",
            planned_meetings="4",
            visit_sequence="mentee\nMentor\nmentee\nmentor",
            training="online",
            with_benchmark="",
            brokered_by="association",
            setting="national",
            matching_context="open_call",
            working_language="fr",
            other_languages=["lv", "en"],
            needs_due_on="2026-09-01",
        ),
    )
    assert answer.url == f"/schemes/{scheme.pk}/settings/"
    found = Scheme.objects.get(pk=scheme.pk)
    assert found.themes == {"en": "Work", "lv": "Darbs"}
    assert found.cross_cutting_themes == ["communication", "evaluation"]
    assert found.visit_sequence == ["mentee", "mentor", "mentee", "mentor"]
    assert (found.duration_months, found.planned_meetings, found.with_benchmark) == (36, 4, False)
    assert (found.working_language, found.other_languages) == ("fr", ["lv", "en"])
    assert (found.version, found.needs_due_on) == (2, dt.date(2026, 9, 1))
    event = AuditEvent.objects.get(action="settings_changed")
    assert "Work" not in str(event.data)
    assert as_coordinator.get(answer.url).status_code == 200


def test_soft_ranges_are_said_and_not_enforced(as_coordinator: Client, scheme: Scheme) -> None:
    assert hints_for(duration_months=24, planned_meetings=3) == []
    assert [
        len(hints_for(duration_months=m, planned_meetings=n)) for m, n in ((6, 3), (24, 1), (61, 11))
    ] == [1, 1, 2]
    answer = as_coordinator.post(
        f"/schemes/{scheme.pk}/settings/edit/", sent(scheme, duration_months="6"), follow=True
    )
    assert "one to five years" in answer.content.decode()
    assert Scheme.objects.get().duration_months == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("themes_en", ""),
        ("themes_en", "x" * 100_000),
        ("duration_months", "0"),
        ("duration_months", "many"),
        ("starts_on", "yesterday"),
        ("visit_sequence", "the moon"),
        ("focus", "everything"),
        ("other_languages", "tlh"),
        ("planned_meetings", ""),
        ("cross_cutting_themes", "\n".join(map(str, range(40)))),
    ],
)
def test_a_wrong_setting_is_refused_at_its_field_and_nothing_is_lost(
    field: str, value: str, as_coordinator: Client, scheme: Scheme
) -> None:
    other = "cross_cutting_themes" if field != "cross_cutting_themes" else "themes_en"
    answer = as_coordinator.post(
        f"/schemes/{scheme.pk}/settings/edit/", sent(scheme, **{other: "kept words"}) | {field: value}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "kept words" in page
    assert page.count("<title>Error:") == 1
    assert Scheme.objects.get().version == 1


def test_nothing_more_than_the_form_is_taken(as_coordinator: Client, scheme: Scheme) -> None:
    before = Scheme.objects.values().get(pk=scheme.pk)
    extra = {
        "programme": 99,
        "number": 7,
        "kind": "community_of_practice",
        "closed_on": "2026-01-01",
        "id": 5,
    }
    as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", sent(scheme, **extra))
    assert Scheme.objects.values().get(pk=scheme.pk) == before


def test_two_editors_lose_nothing(as_coordinator: Client, scheme: Scheme, coordinator: User) -> None:
    opened = sent(scheme, themes_en="Mine")
    change_settings(
        scheme=scheme, base_version=1, by=coordinator, themes={"en": "Theirs"}, duration_months=30
    )
    answer = as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page
    assert Scheme.objects.get().theme == "Theirs"
    labels = [field["label"] for field in answer.context["conflict"]]
    assert len(labels) == 2
    assert 'name="version" value="2"' in page
    again = as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", opened | {"version": 2})
    assert again.status_code == 302
    assert Scheme.objects.get().theme == "Mine"


def test_saving_the_same_words_again_is_no_conflict(as_coordinator: Client, scheme: Scheme) -> None:
    values = sent(scheme, themes_en="Once")
    for _ in range(2):
        assert as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", values).status_code == 302
    assert Scheme.objects.get().version == 2
    assert AuditEvent.objects.filter(action="settings_changed").count() == 1


def test_a_missing_version_is_refused(as_coordinator: Client, scheme: Scheme) -> None:
    values = sent(scheme)
    del values["version"]
    assert as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", values).status_code == 422


def test_the_original_language_needs_its_text(as_coordinator: Client, scheme: Scheme) -> None:
    answer = as_coordinator.post(f"/schemes/{scheme.pk}/settings/edit/", sent(scheme, original_language="lv"))
    assert answer.status_code == 422
    assert 'id="id_themes_lv_error"' in answer.content.decode()


@pytest.mark.parametrize("template", list(SchemeFormat))
def test_each_template_sets_its_parameters(template: SchemeFormat, scheme: Scheme) -> None:
    opened = make_scheme(scheme.programme, template=template)
    preset = SCHEME_TEMPLATES[template]
    for name in ("duration_months", "planned_meetings", "with_benchmark", "scope_end", "setting"):
        assert getattr(opened, name) == getattr(preset, name)
    assert opened.visit_sequence == list(preset.visit_sequence)
    assert opened.visit_sequence[0] == "mentee"


# -- Decisions -------------------------------------------------------------------------------------------


def test_decisions_follow_each_other(as_coordinator: Client, scheme: Scheme, coordinator: User) -> None:
    for decision, status in (
        ("pause", SchemeStatus.PAUSED),
        ("resume", SchemeStatus.SETUP),
        ("end_early", SchemeStatus.ENDED_EARLY),
        ("reopen", SchemeStatus.SETUP),
        ("close", SchemeStatus.CLOSED),
    ):
        path = f"/schemes/{scheme.pk}/decide/{decision}/"
        assert as_coordinator.get(path).status_code == 200
        assert as_coordinator.post(path, {"note": ""}).status_code == 422
        assert as_coordinator.post(path, {"note": "For a reason."}).status_code == 302
        assert as_coordinator.post(path, {"note": "Again."}).status_code == 403
        page = as_coordinator.get(f"/schemes/{scheme.pk}/")
        assert page.context["overview"].status == status
        assert AuditEvent.objects.filter(action=f"scheme_{decision}").count() == 1
    assert as_coordinator.get(f"/schemes/{scheme.pk}/decide/explode/").status_code == 404
    with pytest.raises(RefusedError):
        decide(scheme=scheme, decision=Decision.PAUSE, note="x", by=coordinator)
    assert possible_decisions(Scheme.objects.get(pk=scheme.pk)) == [Decision.REOPEN]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, SchemeStatus.SETUP),
        ({"learning_cities": 1}, SchemeStatus.NEEDS),
        ({"learning_cities": 1, "searches": True}, SchemeStatus.MATCHING),
        ({"learning_cities": 1, "searches": True, "matched": True}, SchemeStatus.MATCHED),
        ({"is_community": True, "learning_cities": 2}, SchemeStatus.SETUP),
        ({"is_community": True, "learning_cities": 3}, SchemeStatus.WORKING),
        ({"matched": True, "paused": True}, SchemeStatus.PAUSED),
        ({"paused": True, "ended_early": True}, SchemeStatus.ENDED_EARLY),
        ({"closed": True, "ended_early": True}, SchemeStatus.CLOSED),
    ],
)
def test_the_status_is_computed(changed: dict[str, Any], status: SchemeStatus) -> None:
    nothing = {
        "is_community": False,
        "learning_cities": 0,
        "searches": False,
        "matched": False,
        "paused": False,
        "ended_early": False,
        "closed": False,
    }
    assert status_from(SchemeFacts(**(nothing | changed))) == status


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (dt.date(2026, 1, 12), 24, dt.date(2028, 1, 11)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 27)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 27)),
        (dt.date(2026, 12, 1), 1, dt.date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_the_period(first: dt.date, months: int, last: dt.date) -> None:
    assert Scheme(starts_on=first, duration_months=months).last_day == last


# -- Events ------------------------------------------------------------------------------------------------


def test_events_are_sentences_and_never_texts(
    as_coordinator: Client, mentee: Participation, lead: User, coordinator: User
) -> None:
    with transaction.atomic():
        record_event(
            "something_new",
            target=mentee.scheme,
            by=lead,
            scheme_id=mentee.scheme_id,
            data={"question": MARKER},
        )
        record_event("response_started", target=mentee.scheme, by=None, scheme_id=mentee.scheme_id + 1)
    page = as_coordinator.get(f"/schemes/{mentee.scheme_id}/events/").content.decode()
    assert "Jelgava take part (Mentee)" in page
    assert "gave Ilze Ozoliņa a role: Mentee city, lead, Jelgava" in page
    assert "Ilze Ozoliņa changed something in the scheme." in page
    assert "opened a questionnaire" not in page
    assert MARKER not in page


def test_a_percent_sign_in_a_name_breaks_nothing(as_coordinator: Client, mentee: Participation) -> None:
    make_member(mentee, Role.MENTEE_LEAD, "100 %(who)s")
    assert "100 %(who)s" in as_coordinator.get(f"/schemes/{mentee.scheme_id}/events/").content.decode()


def test_earlier_events_stand_on_further_pages(
    as_coordinator: Client, scheme: Scheme, coordinator: User
) -> None:
    with transaction.atomic():
        for _ in range(60):
            record_event("settings_changed", target=scheme, by=coordinator, scheme_id=scheme.pk)
    first = as_coordinator.get(f"/schemes/{scheme.pk}/events/")
    assert len(first.context["events"].entries) == 50
    older = as_coordinator.get(f"/schemes/{scheme.pk}/events/?before={first.context['events'].older}")
    assert len(older.context["events"].entries) == 11
    assert older.context["events"].older == 0
    for before in ("x", "-1", "9" * 40, "²"):
        assert as_coordinator.get(f"/schemes/{scheme.pk}/events/", {"before": before}).status_code == 200


def test_a_sentence_is_given_once() -> None:
    with pytest.raises(ValueError, match="two sentences"):
        register_sentences({"scheme_opened": "Something else"})
    assert sentence_for("nobody_knows") is None
    assert registry.sentence_for("scheme_opened")


# -- Wrong addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["", "people/", "settings/", "settings/edit/", "events/", "match/", "cities/add/"]
)
@pytest.mark.parametrize("pk", ["999999", "0", "9" * 25])
def test_unknown_schemes_are_not_found(page: str, pk: str, as_coordinator: Client) -> None:
    assert as_coordinator.get(f"/schemes/{pk}/{page}").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(method: str, as_coordinator: Client, scheme: Scheme) -> None:
    for page in ("", "settings/edit/", "people/"):
        assert getattr(as_coordinator, method)(f"/schemes/{scheme.pk}/{page}").status_code == 405


# -- Cities ----------------------------------------------------------------------------------------------


def test_a_city_on_both_sides_is_refused_at_its_field(as_coordinator: Client, mentee: Participation) -> None:
    answer = as_coordinator.post(
        f"/schemes/{mentee.scheme_id}/cities/add/", {"organisation": mentee.organisation_id, "side": "mentor"}
    )
    assert answer.status_code == 422
    assert 'id="id_organisation_error"' in answer.content.decode()
    assert "cannot be mentor and mentee" in answer.content.decode()


def test_cities_and_associations_take_part_and_leave(as_coordinator: Client, scheme: Scheme) -> None:
    city, successor = make_city(scheme.programme, "Jelgava"), make_city(scheme.programme, "Bauska")
    association = make_association(scheme.programme, "LALRG")
    people = f"/schemes/{scheme.pk}/people/"
    add = f"/schemes/{scheme.pk}/cities/add/"
    foreign = make_city(make_programme("Elsewhere"))
    assert as_coordinator.post(add, {"organisation": foreign.pk, "side": "mentee"}).status_code == 422
    assert as_coordinator.post(add, {"organisation": city.pk, "side": "mentee"}).url == people
    party = Participation.objects.get(organisation=city)
    behind = f"/schemes/{scheme.pk}/associations/add/"
    assert as_coordinator.get(f"{behind}?city={party.pk}").status_code == 200
    data = {"organisation": association.pk, "stands_behind": party.pk}
    assert as_coordinator.post(behind, data).url == people
    assert as_coordinator.post(behind, data).status_code == 422
    replace = f"/parties/{party.pk}/replace/"
    assert as_coordinator.post(replace, {"successor": successor.pk, "reason": ""}).status_code == 422
    assert as_coordinator.post(replace, {"successor": successor.pk, "reason": "Elections"}).url == people
    assert as_coordinator.get(replace).status_code == 404
    moved = Participation.objects.get(organisation=association, ends_on__isnull=True)
    assert as_coordinator.get(f"/parties/{moved.pk}/replace/").status_code == 403
    assert as_coordinator.post(f"/parties/{moved.pk}/end/", {"reason": "x"}).url == people
    assert "Elections" in as_coordinator.get(people).content.decode()
