"""What happened in a scheme, told to its coordinator."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bin.commands import ROOT
from inclucities.accounts.models import User
from inclucities.audit.services import record_event
from schemes import registry
from schemes.enums import Role
from schemes.models import Participation, Scheme
from schemes.registry import (
    register_sentences,
    sentence_for,
)
from tests.factories.schemes import (
    make_member,
)

pytestmark = pytest.mark.django_db
MARKER = "a-draft-that-nobody-else-may-read"


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# -- Events --------------------------------------------------------------------------------------------


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
        for _ in range(105):
            record_event("settings_changed", target=scheme, by=coordinator, scheme_id=scheme.pk)
            record_event("scheme_pause", target=scheme, by=coordinator, scheme_id=scheme.pk)
    first = as_coordinator.get(f"/schemes/{scheme.pk}/events/")
    assert sum(entry.times for entry in first.context["events"].entries) == 200
    older = as_coordinator.get(f"/schemes/{scheme.pk}/events/?before={first.context['events'].older}")
    assert sum(entry.times for entry in older.context["events"].entries) == 11
    assert older.context["events"].older == 0
    for before in ("x", "-1", "9" * 40, "²"):
        assert as_coordinator.get(f"/schemes/{scheme.pk}/events/", {"before": before}).status_code == 200


def test_what_is_done_again_on_a_day_stands_on_one_line(
    as_coordinator: Client, scheme: Scheme, coordinator: User, lead: User
) -> None:
    with transaction.atomic():
        for person in (lead, lead, lead, coordinator, lead):
            record_event("answer_recorded", target=scheme, by=person, scheme_id=scheme.pk)
    page = as_coordinator.get(f"/schemes/{scheme.pk}/events/")
    saved = [
        (entry.words, entry.times)
        for entry in page.context["events"].entries
        if entry.action == "answer_recorded"
    ]
    assert saved == [("Ilze Ozoliņa saved an answer.", 4), ("Clara Vogel saved an answer.", 1)]
    assert "4 times" in page.content.decode()


#: Events of the installation and of a programme, which no scheme's coordinator reads.
OF_NO_SCHEME = {
    "account_created",
    "email_confirmed",
    "password_changed",
    "installation_page_changed",
    "import_read",
    "import_confirmed",
    "organisation_added",
    "organisation_changed",
    "programme_changed",
    "programme_created",
}


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    recorded = set()
    for app in ("inclucities", "schemes", "needs_analysis", "benchmarks"):
        for file in (ROOT / app).rglob("*.py"):
            found = re.findall(
                r"\b(?:record_event|_note|_record|_tell|_tell_of_version)\(\s*\"([a-z_]+)\"",
                file.read_text("utf-8"),
            )
            recorded |= set(found)
    assert {"answer_recorded", "comment_added", "match_recorded", "thread_erased"} <= recorded
    assert {action for action in recorded - OF_NO_SCHEME if sentence_for(action) is None} == set()


def test_a_sentence_is_given_once() -> None:
    with pytest.raises(ValueError, match="two sentences"):
        register_sentences({"scheme_opened": "Something else"})
    assert sentence_for("nobody_knows") is None
    assert registry.sentence_for("scheme_opened")
