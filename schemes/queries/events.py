"""What happened in a scheme, in sentences made of ids and codes: never the text of anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from schemes.enums import Role, Side
from schemes.models import Organisation
from schemes.registry import sentence_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from schemes.models import Scheme

#: So many events are read for a page; those of one person that say the same stand on one line.
PER_PAGE = 200
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words, or ``times`` events of a day that say the same; ``at`` is the latest of them."""

    at: dt.datetime
    words: str
    action: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Happenings:
    """One page of events, the latest first; ``older`` is the id to go on before, or 0."""

    entries: list[Happening]
    older: int


def events_of(scheme: Scheme, *, before: str = "") -> Happenings:
    """Return the latest events of a scheme, or those before an event. Three queries."""
    limit = int(before) if before.isascii() and before.isdigit() and int(before) <= LARGEST_ID else LARGEST_ID
    rows = list(
        AuditEvent.objects.filter(scheme_id=scheme.pk, pk__lt=limit)
        .select_related("actor")
        .order_by("-pk")[: PER_PAGE + 1]
    )
    shown = rows[:PER_PAGE]
    people = User.objects.in_bulk(_ids(shown, "person"))
    organisations = Organisation.objects.in_bulk(_ids(shown, "organisation"))
    return Happenings(
        entries=_gathered(Happening(row.at, _words(row, people, organisations), row.action) for row in shown),
        older=shown[-1].pk if len(rows) > PER_PAGE else 0,
    )


def _gathered(happenings: Iterable[Happening]) -> list[Happening]:
    """Put what was said again on the same day on one line: a section saves each answer by itself."""
    gathered: dict[tuple[dt.date, str], Happening] = {}
    for happening in happenings:
        line = timezone.localdate(happening.at), happening.words
        before = gathered.get(line)
        gathered[line] = replace(before, times=before.times + 1) if before else happening
    return list(gathered.values())


def _ids(rows: list[AuditEvent], key: str) -> list[int]:
    return sorted({row.data[key] for row in rows if isinstance(row.data.get(key), int)})


def _words(row: AuditEvent, people: dict[int, User], organisations: dict[int, Organisation]) -> str:
    data: dict[str, Any] = row.data
    person = people.get(data.get("person", 0))
    organisation = organisations.get(data.get("organisation", 0))
    role, side = str(data.get("role", "")), str(data.get("side", ""))
    places = {
        "who": str(row.actor) if row.actor else _("The system"),
        "person": str(person) if person else _("somebody"),
        "organisation": organisation.short_name if organisation else _("an organisation"),
        "role": Role(role).label if role in Role.values else "",
        "side": Side(side).label if side in Side.values else "",
        "rule": str(data.get("rule", "")),
    }
    sentence = sentence_for(row.action) or _("%(who)s changed something in the scheme.")
    return str(sentence) % defaultdict(str, places)
