"""Whom a needs analysis tells what: shared, released, reopened, completed, due (method 17)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services.telling import notify, settle
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.models import NeedsAnalysis
from needs_analysis.queries.needs_analyses import accesses_of, is_awaited, with_match
from schemes.enums import Role
from schemes.models import Participation
from schemes.queries.people import memberships_in_force
from schemes.queries.schemes import going_on, in_force

if TYPE_CHECKING:
    from collections.abc import Collection

    from inclucities.questionnaires.models import FrozenVersion
    from needs_analysis.models import ReadingAlong, ReopeningRequest
    from needs_analysis.permissions import NeedsAccess

#: Days before the day it is due on which a side is reminded; afterwards once a week.
REMIND_BEFORE = (7, 1)
REMIND_AFTER_EVERY = 7

WRITERS = {
    AnsweredBy.CITY: (Role.MENTEE_LEAD, Role.MENTEE_MEMBER),
    AnsweredBy.ASSOCIATION: (Role.MENTEE_ASSOCIATION,),
}


def tell_shared(
    *, analysis: NeedsAnalysis, version: FrozenVersion, by: User, knowing: Collection[User] = ()
) -> None:
    """Tell those who find something in it that a version was shared, and settle what was asked.

    The support group and the political sponsor hear of a version that was opened to them. ``knowing``
    are those who have just been told what made the version.
    """
    for asked in (NotificationKind.REMINDED, NotificationKind.READING_ALONG):
        settle(target=analysis, kind=asked)
    opened_to_all = Audience(version.opened_to) != Audience.TEAM
    notify(
        recipients=[
            person
            for person, access in _readers(analysis).items()
            if person not in knowing
            and (opened_to_all or Audience.TEAM in access.audiences or access.reads_along)
        ],
        kind=NotificationKind.SHARED,
        target=analysis,
        by=by,
        data={"number": version.number},
        dedupe_key=f"{version.pk}",
    )


def tell_opened_to_group(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Tell the support group and the political sponsor that a version is theirs to read, as sharing would have.

    Nobody is told who has read it before: by an invitation to read along, or by a release. A version that
    was closed to them and is opened again is told of again, as its news went with the closing.
    """
    if version.released_at is not None:
        return
    notify(
        recipients=_who_reads_as_group(analysis),
        kind=NotificationKind.SHARED,
        target=analysis,
        by=by,
        data={"number": version.number},
        # Begins as on sharing, so that the receipt of the version finds it.
        dedupe_key=f"{version.pk}:{uuid.uuid4().hex}",
    )


def forget_opened_to_group(*, analysis: NeedsAnalysis, version: FrozenVersion) -> None:
    """Take the news of a version off the lists of those to whom it was closed; that of other versions stays.

    So does what a release tells: it still leads them to what the release opens.
    """
    settle(
        target=analysis,
        kind=NotificationKind.SHARED,
        recipients=_who_reads_as_group(analysis),
        data={"number": version.number},
    )


def _who_reads_as_group(analysis: NeedsAnalysis) -> list[User]:
    """Return those who read a version as a whole only while it is open to the support group."""
    return [
        person
        for person, access in _readers(analysis).items()
        if Audience.SCHEME in access.audiences
        and Audience.TEAM not in access.audiences
        and not access.reads_along
    ]


def tell_released(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Tell those around the scheme, and the observers of the programme, that a version was released.

    Everybody else in the programme finds it on their first page: a message to each would be a flood.
    A version that is released again is told of once.
    """
    notify(
        recipients=_readers(analysis, also=(Role.OBSERVER,)),
        kind=NotificationKind.RELEASED,
        target=analysis,
        by=by,
        data={"number": version.number},
        dedupe_key=f"{version.pk}",
    )


def tell_reopened(*, analysis: NeedsAnalysis, by: User) -> None:
    """Tell the readers of the shared version that it is being changed."""
    notify(recipients=_readers(analysis), kind=NotificationKind.REOPENED, target=analysis, by=by)


def tell_invited(*, invitation: ReadingAlong, by: User) -> None:
    """Let a member of the support group find on their first page that they are asked to read along."""
    notify(
        recipients=[invitation.membership.person],
        kind=NotificationKind.READING_ALONG,
        target=invitation.analysis,
        by=by,
        needs_action=True,
        dedupe_key=f"{invitation.pk}",
    )


def tell_asked_to_reopen(*, request: ReopeningRequest) -> None:
    """Let the leads of the city find on their first page that a reader asks to reopen."""
    notify(
        recipients=_people_in(request.analysis, (Role.MENTEE_LEAD,)),
        kind=NotificationKind.REOPENING_ASKED,
        target=request.analysis,
        by=request.asked_by,
        needs_action=True,
        dedupe_key=f"{request.pk}",
    )


def tell_declined(*, request: ReopeningRequest, by: User) -> None:
    """Tell who asked that it stays closed."""
    notify(
        recipients=[request.asked_by],
        kind=NotificationKind.REOPENING_DECLINED,
        target=request.analysis,
        by=by,
        dedupe_key=f"{request.pk}",
    )


def tell_completed(*, analysis: NeedsAnalysis, section_key: str, by: User) -> list[User]:
    """Tell the city and the coordinator that the association has completed its part; return them.

    Nobody in the association is reminded of it any longer.
    """
    for person in _people_in(analysis, WRITERS[AnsweredBy.ASSOCIATION]):
        settle(target=analysis, kind=NotificationKind.REMINDED, recipient=person)
    roles = (*WRITERS[AnsweredBy.CITY], Role.COORDINATOR, Role.FACILITATOR)
    recipients = list(_readers(analysis, only=roles))
    notify(
        recipients=recipients,
        kind=NotificationKind.SECTION_COMPLETED,
        target=analysis,
        by=by,
        data={"section": section_key},
    )
    return recipients


@transaction.atomic
def remind_of_due_sections(today: dt.date | None = None) -> int:
    """Remind the sides whose sections are due in seven days, tomorrow, or late, in schemes that go on.

    Returns how many reminders stand for these occasions, whether they are new or were given before.
    Once for each section and occasion, however often it is called. A morning on which nobody calls loses
    nothing: the next one makes up for it, and for several with the last of them alone.
    """
    today = today or timezone.localdate()
    told = 0
    states = with_match(
        SectionState.objects.filter(
            is_open=True,
            due_on__isnull=False,
            response__needs_analysis__participation__in=Participation.objects.filter(
                in_force(), going_on("scheme")
            ),
        )
    ).select_related("response__questionnaire", "response__needs_analysis__participation__scheme")
    for state in states:
        occasion = _occasion(state.due_on, today)
        if occasion is None or not is_awaited(state):
            continue
        side = spec_of(state.response.questionnaire).section(state.key).answered_by
        told += len(
            notify(
                recipients=_people_in(state.response.needs_analysis, WRITERS[side]),
                kind=NotificationKind.REMINDED,
                target=state.response.needs_analysis,
                by=None,
                needs_action=True,
                due_on=state.due_on,
                data={"section": state.key},
                dedupe_key=f"{state.pk}:{state.due_on}:{occasion}",
            )
        )
    return told


def _occasion(due_on: dt.date | None, today: dt.date) -> int | None:
    """Return the last occasion to remind that has come, as days before the day it is due, else ``None``."""
    if due_on is None:
        return None
    left = (due_on - today).days
    if left < 0:
        return -1 - (-left - 1) // REMIND_AFTER_EVERY * REMIND_AFTER_EVERY
    return min((days for days in REMIND_BEFORE if left <= days), default=None)


def _people_in(analysis: NeedsAnalysis, roles: tuple[Role, ...]) -> list[User]:
    participation = analysis.participation
    in_force = memberships_in_force().filter(role__in=roles)
    of_party = in_force.filter(participation_scope=participation) | in_force.filter(
        participation_scope__stands_behind=participation
    )
    return list(User.objects.filter(memberships__in=of_party).distinct().order_by("pk"))


def _readers(
    analysis: NeedsAnalysis, *, only: tuple[Role, ...] = (), also: tuple[Role, ...] = ()
) -> dict[User, NeedsAccess]:
    """Return the people around a scheme who may open the analysis now, with their access.

    ``only`` narrows to some roles, ``also`` adds roles in the programme. Four queries, however many
    people there are.
    """
    scheme = analysis.participation.scheme
    in_force = memberships_in_force()
    if only:
        in_force = in_force.filter(role__in=only)
    around = in_force.filter(participation_scope__scheme=scheme) | in_force.filter(
        programme_scope=scheme.programme_id, role__in=(Role.COORDINATOR, Role.FACILITATOR, *also)
    )
    asked = in_force.filter(
        organisation_scope__mentor_requests__scheme=scheme,
        organisation_scope__mentor_requests__closed_on__isnull=True,
    )
    people = (
        User.objects.filter(memberships__in=around).distinct()
        | User.objects.filter(memberships__in=asked).distinct()
    )
    return accesses_of(list(people.order_by("pk")), analysis)
