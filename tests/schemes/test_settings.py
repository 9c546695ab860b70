"""Settings of a scheme, decisions about it, and the status that follows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from schemes.domain.soft_ranges import hints_for
from schemes.domain.status import SchemeFacts, status_from
from schemes.domain.templates import SCHEME_TEMPLATES
from schemes.enums import Decision, SchemeFormat, SchemeStatus
from schemes.models import Scheme
from schemes.services.errors import RefusedError
from schemes.services.opening import change_settings, decide, possible_decisions
from schemes.views.settings import typed_settings
from tests.factories.schemes import (
    make_scheme,
)

pytestmark = pytest.mark.django_db
MARKER = "a-draft-that-nobody-else-may-read"


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# -- Settings ------------------------------------------------------------------------------------------


def sent(scheme: Scheme, **changed: Any) -> dict[str, Any]:
    values = typed_settings(Scheme.objects.get(pk=scheme.pk))
    values |= {"themes_en": values.pop("themes")["en"], "version": scheme.version}
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
            visit_sequence=["mentee", "Mentor", "", "mentee", "mentor", ""],
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


def test_the_order_of_visits_is_chosen_row_by_row(as_coordinator: Client, scheme: Scheme) -> None:
    path = f"/schemes/{scheme.pk}/settings/edit/"
    Scheme.objects.filter(pk=scheme.pk).update(visit_sequence=["mentee", "mentor"])
    html = as_coordinator.get(path).content.decode()
    assert html.count('name="visit_sequence"') == 2 + 2
    assert (
        html.count("<option selected>Mentee</option>") == html.count("<option selected>Mentor</option>") == 1
    )
    refused = as_coordinator.post(path, sent(scheme, visit_sequence=["Mentor", "the moon"]))
    assert refused.status_code == 422
    assert "<option selected>the moon</option>" in refused.content.decode()


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


# -- Decisions -----------------------------------------------------------------------------------------


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
