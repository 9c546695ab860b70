"""Asking mentor cities, recording the match by hand, and the two acceptances (rules N-1, K-3, K-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from inclucities.accounts.models import User
from inclucities.audit.services import record_event
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import notify, settle
from schemes.domain.role_table import LEADS
from schemes.domain.rules import stands_on_both_sides
from schemes.enums import RequestOutcome, Right, Role, Side
from schemes.models import Match, Membership, MentorRequest, Organisation, Participation, Scheme
from schemes.models.calendar import today
from schemes.queries.matches import match_of
from schemes.queries.rights import rights_on_participation
from schemes.queries.rules import closed_gates
from schemes.services.errors import GateClosedError, RefusedError, RuleBrokenError
from schemes.services.participations import take_part
from schemes.services.rights import MENTOR_ROLES, people_of_scheme, settle_rights
from schemes.services.roles import give_role

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

#: What must be met before the search for a mentor begins (method 16).
GATES_OF_THE_SEARCH = ("N-1",)
#: What the pair has to meet between the match and the first visit, and before a revised version is shared.
GATES_OF_THE_REVISION = ("N-3", "N-8")


@transaction.atomic
def ask_mentor(
    *,
    scheme: Scheme,
    organisation: Organisation,
    by: User,
    message: str = "",
    asked_on: dt.date | None = None,
) -> MentorRequest:
    """Ask a city to be the mentor; until the question is closed its people read the shared needs.

    Raises ``GateClosedError`` while the mentee city has shared nothing (N-1) and nobody has set that
    aside, ``RuleBrokenError`` for the mentee itself (K-4), ``RefusedError`` where it makes no sense.
    """
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    mentee = _mentee(scheme)
    _check_city(scheme, mentee, organisation)
    if _mentor(scheme) is not None:
        raise RefusedError(_("A mentor city takes part already. End its part before you ask another."))
    if closed := closed_gates(scheme, mentee, GATES_OF_THE_SEARCH):
        raise GateClosedError(closed)
    if MentorRequest.objects.filter(
        scheme=scheme, organisation=organisation, closed_on__isnull=True
    ).exists():
        raise RefusedError(_("This city was asked already and has not answered."), "organisation")
    request = MentorRequest.objects.create(
        scheme=scheme,
        organisation=organisation,
        asked_by=by,
        asked_on=asked_on or today(),
        message=message,
    )
    _tell("mentor_asked", scheme, by, request=request.pk, organisation=organisation.pk)
    settle_rights(people_of_scheme(scheme.pk))
    notify(
        recipients=_people_of_city(organisation),
        kind=NotificationKind.ASKED,
        target=scheme,
        by=by,
        needs_action=True,
        data={"request": request.pk},
        dedupe_key=f"mentor:{request.pk}",
    )
    return request


@transaction.atomic
def close_request(*, request: MentorRequest, outcome: RequestOutcome, by: User) -> None:
    """Close the question to a city; it waits for nobody, and its people read nothing of the mentee's."""
    people = people_of_scheme(request.scheme_id)
    closed = MentorRequest.objects.filter(pk=request.pk, closed_on__isnull=True).update(
        closed_on=today(), outcome=outcome
    )
    if not closed:
        return
    _tell(
        "mentor_request_closed",
        request.scheme,
        by,
        request=request.pk,
        organisation=request.organisation_id,
        outcome=outcome.value,
    )
    settle(target=request.scheme, kind=NotificationKind.ASKED, data={"request": request.pk})
    settle_rights(people)


@transaction.atomic
def record_match(
    *, scheme: Scheme, mentor: Organisation, decided_on: dt.date, reasons: str, by: User
) -> Match:
    """Record the match that was decided; it holds once both leads have accepted it (K-3).

    The mentor city takes part from today if it did not, its own people (mentor roles on the city)
    act for it in the scheme, and every open question to a city is closed.
    """
    scheme = Scheme.objects.select_for_update().select_related("programme").get(pk=scheme.pk)
    mentee = _mentee(scheme)
    _check_city(scheme, mentee, mentor)
    if match_of(scheme) is not None:
        raise RefusedError(_("There is a match already. End the part of the mentor city to make another."))
    if closed := closed_gates(scheme, mentee, GATES_OF_THE_SEARCH):
        raise GateClosedError(closed)
    present = _mentor(scheme)
    if present is not None and present.organisation_id != mentor.pk:
        raise RefusedError(_("Another city takes part as the mentor. End its part first."), "mentor")
    participation = present or take_part(scheme=scheme, organisation=mentor, side=Side.MENTOR, by=by)
    match = Match.objects.create(
        scheme=scheme,
        mentee=mentee,
        mentor=participation,
        decided_on=decided_on,
        decided_by=by,
        reasons=reasons,
    )
    _tell("match_recorded", scheme, by, match=match.pk, organisation=mentor.pk)
    for request in MentorRequest.objects.filter(scheme=scheme, closed_on__isnull=True).select_related(
        "scheme"
    ):
        outcome = RequestOutcome.MATCHED if request.organisation_id == mentor.pk else RequestOutcome.WITHDRAWN
        close_request(request=request, outcome=outcome, by=by)
    for membership in Membership.objects.filter(
        organisation_scope=mentor, role__in=MENTOR_ROLES, ends_on__isnull=True
    ).select_related("person"):
        give_role(person=membership.person, role=Role(membership.role), scope=participation, by=by)
    notify(
        recipients=_leads_of(match),
        kind=NotificationKind.MATCH_PROPOSED,
        target=scheme,
        by=by,
        needs_action=True,
        dedupe_key=f"match:{match.pk}",
    )
    return match


@transaction.atomic
def accept_match(*, match: Match, side: Side, by: User) -> Match:
    """Accept the match for one side (K-3). The second acceptance makes it hold; a repeated one changes nothing.

    Raises ``PermissionDenied`` for anybody but a lead of that side, ``RefusedError`` when the match has ended.
    """
    party = match.mentee if side == Side.MENTEE else match.mentor
    if Right.ACCEPT_MATCH not in rights_on_participation(by, party):
        raise PermissionDenied
    column = "mentee_accepted_on" if side == Side.MENTEE else "mentor_accepted_on"
    rows = Match.objects.filter(pk=match.pk, ended_on__isnull=True)
    if rows.filter(**{f"{column}__isnull": True}).update(**{column: today()}):
        _tell("match_accepted", match.scheme, by, match=match.pk, organisation=party.organisation_id)
        settle(target=match.scheme, kind=NotificationKind.MATCH_PROPOSED, recipient=by)
        notify(
            recipients=[match.decided_by],
            kind=NotificationKind.MATCH_ACCEPTED,
            target=match.scheme,
            by=by,
            dedupe_key=f"match:{match.pk}:{side}",
        )
    elif not rows.exists():
        raise RefusedError(_("This match has ended."))
    match.refresh_from_db()
    return match


def _people_of_city(organisation: Organisation) -> QuerySet[User]:
    return User.objects.filter(
        memberships__organisation_scope=organisation,
        memberships__role__in=MENTOR_ROLES,
        memberships__ends_on__isnull=True,
    ).distinct()


def _leads_of(match: Match) -> QuerySet[User]:
    return User.objects.filter(
        memberships__participation_scope__in=[match.mentee, match.mentor],
        memberships__role__in=LEADS,
        memberships__ends_on__isnull=True,
    ).distinct()


def _mentee(scheme: Scheme) -> Participation:
    if scheme.is_community:
        raise RefusedError(_("In a community of practice all are equals: there is no mentor to ask."))
    mentee = (
        Participation.objects.filter(
            scheme=scheme, side=Side.MENTEE, stands_behind__isnull=True, ends_on__isnull=True
        )
        .select_related("organisation", "scheme")
        .first()
    )
    if mentee is None:
        raise RefusedError(_("The scheme has no mentee city yet."))
    return mentee


def _mentor(scheme: Scheme) -> Participation | None:
    return Participation.objects.filter(
        scheme=scheme, side=Side.MENTOR, stands_behind__isnull=True, ends_on__isnull=True
    ).first()


def _check_city(scheme: Scheme, mentee: Participation, organisation: Organisation) -> None:
    if organisation.programme_id != scheme.programme_id:
        raise RefusedError(_("This organisation belongs to another programme."), "organisation")
    if stands_on_both_sides([mentee.organisation_id], [organisation.pk]):
        raise RuleBrokenError("K-4", _("The same city cannot be mentor and mentee of one scheme."))


def _tell(action: str, scheme: Scheme, by: User, **data: int | str) -> None:
    record_event(
        action, target=scheme, by=by, scheme_id=scheme.pk, programme_id=scheme.programme_id, data=data
    )
