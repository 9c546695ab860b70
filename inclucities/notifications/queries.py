"""Reading what waits for a person. Every target is asked again whether the person may open it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.notifications.domain import sentence
from inclucities.notifications.models import Notification
from inclucities.prepared.queries import prepared
from inclucities.targets.queries import Reached, reached_by
from inclucities.targets.registry import registered_kinds

if TYPE_CHECKING:
    from datetime import datetime

PER_PAGE = 20
#: How many acts and how much news stand on the first page.
FIRST = 6
#: How many of each are looked at to find them: those that may no longer be opened fall away.
LOOKED_AT = 20
#: More than this nobody works through; the oldest news beyond it are not shown.
AT_MOST = 500


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One notification as its reader sees it: a sentence, and the address that it leads to."""

    pk: int
    kind: str
    sentence: str
    address: str
    needs_action: bool
    due_on: date | None
    at: datetime
    read_at: datetime | None
    done_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Tell whether the day it was due on has passed on the reader's clock."""
        return self.due_on is not None and self.due_on < timezone.localdate()


def waiting_count(person: Any) -> int:
    """Return how many acts wait for this person; news asks for none. One query, for the top bar of every page."""
    return _waiting(person).filter(needs_action=True).count()


def waiting_for(person: Any, *, number: Any = 1, per_page: int = PER_PAGE) -> Page[WaitingItem]:
    """Return one page of what waits for this person and may still be opened: acts by due date, then news.

    One query, and one for each kind of target that occurs.
    """
    ordered = _waiting(person).order_by("-needs_action", F("due_on").asc(nulls_last=True), "-pk")
    items = items_for(person, ordered.select_related("actor")[:AT_MOST])
    return Paginator(items, per_page).get_page(number)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of all that waits stands on the first page: the most urgent acts, and the latest news."""

    acts: list[WaitingItem]
    news: list[WaitingItem]


def first_waiting(person: Any) -> Waiting:
    """Return the most urgent acts and the latest news that this person may open.

    Two queries, and one for each kind of target that occurs among the first.
    """
    items = items_for(person, [*_first_acts(person.pk), *_first_news(person.pk)])
    return Waiting(
        acts=[item for item in items if item.needs_action][:FIRST],
        news=[item for item in items if not item.needs_action][:FIRST],
    )


@prepared
def _first_acts(person: int) -> QuerySet[Notification]:
    acts = Notification.objects.filter(recipient=person, done_at__isnull=True, needs_action=True)
    by_day = F("due_on").asc(nulls_last=True)
    return acts.select_related("actor").order_by(by_day, "-pk")[:LOOKED_AT]


@prepared
def _first_news(person: int) -> QuerySet[Notification]:
    news = Notification.objects.filter(recipient=person, done_at__isnull=True, needs_action=False)
    return news.select_related("actor").order_by("-pk")[:LOOKED_AT]


def recent(person: Any, *, limit: int = PER_PAGE) -> list[WaitingItem]:
    """Return what was read or done last and may still be opened, the newest first."""
    earlier = Notification.objects.filter(recipient=person.pk, done_at__isnull=False)
    return items_for(person, earlier.select_related("actor").order_by("-done_at", "-pk")[:limit])


def items_for(person: Any, notifications: Iterable[Notification]) -> list[WaitingItem]:
    """Turn notifications into items, in their order, without those that may not be opened now."""
    rows = list(notifications)
    reached = reachable(person, rows)
    return [
        WaitingItem(
            pk=row.pk,
            kind=row.kind,
            sentence=sentence(
                row.kind,
                actor=str(row.actor) if row.actor else "",
                target=found.label,
                part=found.part(row.data.get("section", "")),
                data=row.data,
            ),
            address=found.address,
            needs_action=row.needs_action,
            due_on=row.due_on,
            at=row.created_at,
            read_at=row.read_at,
            done_at=row.done_at,
        )
        for row in rows
        if (found := reached.get((row.target_kind, row.target_id))) is not None
    ]


def reachable(person: Any, rows: Iterable[Notification]) -> dict[tuple[str, int], Reached]:
    """Return what ``person`` may open now; a kind that no app registers leads nowhere."""
    known = {kind.name for kind in registered_kinds()}
    return reached_by(person, [row for row in rows if row.target_kind in known])


def people_with_waiting() -> QuerySet[User]:
    """Return everybody on whose list something stands."""
    return User.objects.filter(pk__in=Notification.objects.filter(done_at=None).values("recipient"))


def notification_of(person: Any, pk: int) -> Notification | None:
    """Return one of this person's own notifications, else ``None``."""
    return Notification.objects.filter(recipient=person.pk, pk=pk).first()


def _waiting(person: Any) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=person.pk, done_at__isnull=True)
