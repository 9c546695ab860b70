"""Letting a member of the support group read the unfinished text, and taking that back (method 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from inclucities.audit.services import record_event
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services.telling import settle
from needs_analysis.models import NeedsAnalysis, ReadingAlong
from needs_analysis.services.telling import tell_invited
from schemes.enums import Role

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.models import Membership


class NotOfTheGroupError(ValueError):
    """The membership is not one in the support group of this city."""


@transaction.atomic
def invite_to_read_along(*, analysis: NeedsAnalysis, membership: Membership, by: User) -> ReadingAlong:
    """Let a member of the city's support group read the unfinished text and comment on it.

    What is opened is what sharing opens to the support group: no sensitive answer that its writer has
    not widened, nothing of the association, no self-reflection. Inviting twice is the same as once.
    Raises ``NotOfTheGroupError``.
    """
    if membership.role != Role.LSG_MEMBER or membership.participation_scope_id != analysis.participation_id:
        raise NotOfTheGroupError
    try:
        with transaction.atomic():
            invitation = ReadingAlong.objects.create(analysis=analysis, membership=membership, invited_by=by)
    except IntegrityError:
        return ReadingAlong.objects.get(analysis=analysis, membership=membership, ended_at__isnull=True)
    _tell("reader_invited", invitation, by)
    tell_invited(invitation=invitation, by=by)
    return invitation


@transaction.atomic
def end_reading_along(*, invitation: ReadingAlong, by: User) -> None:
    """Close the unfinished text to somebody who read along, at once. A second time changes nothing."""
    ended = ReadingAlong.objects.filter(pk=invitation.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if ended:
        _tell("reader_removed", invitation, by)
        settle(
            target=invitation.analysis,
            kind=NotificationKind.READING_ALONG,
            recipient=invitation.membership.person,
        )


def _tell(action: str, invitation: ReadingAlong, by: User) -> None:
    scheme = invitation.analysis.participation.scheme
    record_event(
        action,
        target=invitation.analysis,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        data={"person": invitation.membership.person_id},
    )
