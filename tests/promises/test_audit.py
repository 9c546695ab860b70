"""Events: one for each change, none without one, and never a word that a person wrote or is called by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.models import Revision
from tests.access_matrix import matrix
from tests.promises.forms_of_world import SentForm, client_of, different_forms
from tests.promises.writes import writes_watched
from tests.world import World

pytestmark = [pytest.mark.promise("Audit"), pytest.mark.django_db]

#: Tables whose rows follow from a change, or belong to one person alone and tell nobody else anything: what
#: waits for a person, mails on their way, rights that follow from roles, one's own second factor and address.
FOLLOWING = re.compile(r"notifications_\w+|\w+_permissions?|schemes_\w*userobjectpermission")
#: Ids and codes: no space, no capital letter but in the ids of rules, no letter of another script.
CODE = re.compile(r"[a-z0-9_.:,/-]*|[A-Z]-\d+")
EVENTS = "audit_auditevent"


def told_since(before: int) -> list[AuditEvent]:
    """Return the events after the first so many."""
    return list(AuditEvent.objects.order_by("pk")[before:])


def words_in(event: AuditEvent) -> list[str]:
    """Return what stands in an event and is no code."""
    values = [event.action, event.target_kind, *event.data, *map(str, _leaves(event.data))]
    return [value for value in values if not CODE.fullmatch(value)]


def _leaves(data: dict[str, Any]) -> list[Any]:
    return [value for value in data.values() if not isinstance(value, bool | int | None)]


def faults_of(form: SentForm, cookies: dict[str, Any]) -> tuple[list[str], set[str], list[AuditEvent]]:
    """Send a form and undo it; return what is wrong with its events, the tables it changed, and its events."""
    with transaction.atomic():
        before, revisions = AuditEvent.objects.count(), Revision.objects.count()
        with writes_watched() as writes:
            status = client_of(cookies, form.persona).post(form.path, form.sent()).status_code
        tables = {table for table in writes.changed() if not FOLLOWING.fullmatch(table)} - {EVENTS}
        events = told_since(before)
        revised = Revision.objects.count() - revisions
        transaction.set_rollback(True)
    faults = []
    if tables and not events:
        faults.append(f"changed {sorted(tables)} and told nobody")
    if events and not tables:
        faults.append(f"told of {[event.action for event in events]} and changed nothing")
    told = Counter((event.action, event.target_kind, event.target_id, str(event.data)) for event in events)
    faults += [f"told {times} times of {what}" for what, times in told.items() if times > 1]
    if revised > len(events):
        faults.append(f"kept {revised} texts and told of {len(events)} changes")
    faults += [f"{event.action} holds {words}" for event in events if (words := words_in(event))]
    return [f"{form} ({status}): {fault}" for fault in faults], tables, events


def test_every_form_tells_of_its_change_once_and_in_codes(
    world: World, cookies: dict[str, Any], amount: Callable[[int, int], int], found: Callable[[str], None]
) -> None:
    names = set(User.objects.values_list("name", flat=True))
    seen: set[Any] = set()
    faults: list[str] = []
    actions = Counter[str]()
    forms = changes = 0
    for name in sorted(matrix()):
        with transaction.atomic():
            for form in different_forms(name, world, cookies, seen, amount(1, 4)):
                wrong, tables, events = faults_of(form, cookies)
                faults += wrong
                forms += 1
                changes += bool(tables)
                actions.update(event.action for event in events)
            transaction.set_rollback(True)
    # The world itself was made through the same services.
    faults += [f"{event}: {words}" for event in AuditEvent.objects.all() if (words := words_in(event))]
    assert not faults, "\n".join(faults)
    assert not [event for event in AuditEvent.objects.all() if names & set(map(str, _leaves(event.data)))]
    found(
        f"{forms} forms sent, {changes} of them changed something: each told of it once, "
        f"with {len(actions)} kinds of event, and none in words"
    )
