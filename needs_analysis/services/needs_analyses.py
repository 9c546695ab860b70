"""Starting, sharing, releasing and reopening a needs analysis (method 16)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services.telling import settle
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.services.responses import (
    close_for_writing,
    close_version_to_group,
    complete_section,
    freeze_version,
    open_for_writing,
    open_version_to_group,
    release_version,
    start_response,
    take_back_release,
)
from needs_analysis.domain.rules import Checked
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from needs_analysis.queries.findings import findings_for_sharing
from needs_analysis.queries.needs_analyses import QUESTIONNAIRE, is_matched
from needs_analysis.queries.stages import stages_open_to
from needs_analysis.services.requests import grant_requests
from needs_analysis.services.telling import (
    forget_opened_to_group,
    tell_completed,
    tell_opened_to_group,
    tell_released,
    tell_reopened,
    tell_shared,
)
from schemes.enums import Side
from schemes.services.rules import acknowledge

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.models import Participation


@transaction.atomic
def start_needs_analysis(*, participation: Participation, by: User | None) -> NeedsAnalysis:
    """Start the needs analysis of a city in a scheme, due when the scheme says.

    Raises ``IntegrityError`` when the city has one in this scheme already.
    """
    response = start_response(
        questionnaire_key=QUESTIONNAIRE,
        make_owner=lambda made: NeedsAnalysis.objects.create(participation=participation, response=made),
        by=by,
        scheme_id=participation.scheme_id,
        programme_id=participation.scheme.programme_id,
        due_on=participation.scheme.needs_due_on,
    )
    return NeedsAnalysis.objects.get(response=response)


def start_when_a_city_does(participation: Participation, by: User | None) -> None:
    """Start the needs analysis with the participation of a mentee or peer; a mentor writes none."""
    if participation.side != Side.MENTOR:
        start_needs_analysis(participation=participation, by=by)


class StageNotOpenError(ValueError):
    """The next version cannot be this: there is no match yet, or nothing was revised with the mentor."""


class GateClosedError(Exception):
    """A gate of the method is not met and was not set aside. ``findings`` say which and why."""

    def __init__(self, findings: list[Checked]) -> None:
        super().__init__(", ".join(finding.rule.id for finding in findings))
        self.findings = findings


class NotAcknowledgedError(Exception):
    """Warnings that the lead has not taken note of."""

    def __init__(self, findings: list[Checked]) -> None:
        super().__init__(", ".join(finding.rule.id for finding in findings))
        self.findings = findings


@transaction.atomic
def share_needs_analysis(
    *,
    analysis: NeedsAnalysis,
    by: User,
    stage: Stage = Stage.SHARED,
    acknowledged: Collection[str] = (),
    note: str = "",
    opened_to: Audience = Audience.TEAM,
) -> FrozenVersion:
    """Share the needs analysis: the one act that freezes a numbered version and opens it to its readers.

    ``opened_to`` says how far its answers are opened as a whole: to the team, or with ``SCHEME`` to the
    support group and the political sponsor too. Sensitive answers, and those that their writers keep
    narrower, never go along. Releasing to the programme is an act of its own.

    Rule N-1 must be met, for a revised or final version N-3 and N-8 too; raises ``GateClosedError``.
    Warnings must be taken note of by their ids in ``acknowledged``; raises ``NotAcknowledgedError``.
    Raises ``StageNotOpenError`` for a stage that the next version cannot have, ``PermissionDenied``
    where ``by`` may not take note of a warning, ``SectionClosedError`` when it is shared already.
    """
    if stage not in stages_open_to(analysis, matched=is_matched(analysis)):
        raise StageNotOpenError(stage)
    close_for_writing(response=analysis.response, by=by)
    findings = findings_for_sharing(analysis, stage)
    if closed := [finding for finding in findings if finding.blocks]:
        raise GateClosedError(closed)
    asking = [finding for finding in findings if finding.asks]
    if unread := [finding for finding in asking if finding.rule.id not in acknowledged]:
        raise NotAcknowledgedError(unread)
    for finding in asking:
        acknowledge(participation=analysis.participation, rule_id=finding.rule.id, by=by)
    version = freeze_version(response=analysis.response, stage=stage, by=by, note=note, opened_to=opened_to)
    tell_shared(analysis=analysis, version=version, by=by)
    return version


@transaction.atomic
def open_to_group(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Open a shared version to the support group and the political sponsor, as a tick on sharing does.

    Sensitive answers, and those that their writers keep narrower, never go along, nor does the
    association's part. Those who can read it only now are told. Opening it twice is the same as once.
    """
    if open_version_to_group(version=version, by=by):
        tell_opened_to_group(analysis=analysis, version=version, by=by)


@transaction.atomic
def close_to_group(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Close a version to the support group and the political sponsor, at once; a release goes on opening it."""
    if close_version_to_group(version=version, by=by):
        forget_opened_to_group(analysis=analysis, version=version)


@transaction.atomic
def release_to_programme(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Open a shared version to all signed-in members of the programme, in place of any other.

    Its answers go along but for the sensitive ones and those that their writers keep narrower; the
    association's part never does (method 3.3). Releasing it twice is the same as once.
    """
    if release_version(version=version, by=by):
        tell_released(analysis=analysis, version=version, by=by)


@transaction.atomic
def take_back_from_programme(*, analysis: NeedsAnalysis, version: FrozenVersion, by: User) -> None:
    """Close a released version to everybody whom the release let in, at once."""
    if take_back_release(version=version, by=by):
        settle(target=analysis, kind=NotificationKind.RELEASED)


@transaction.atomic
def reopen_needs_analysis(*, analysis: NeedsAnalysis, by: User, reason: str) -> None:
    """Open a shared needs analysis for writing again; earlier versions stay readable.

    Whoever has asked for it has got it. Raises ``ValueError`` without a reason, ``SectionClosedError``
    when it is open already.
    """
    if not reason.strip():
        raise ValueError("reason")
    open_for_writing(response=analysis.response, by=by, reason=reason)
    grant_requests(analysis=analysis, by=by)
    tell_reopened(analysis=analysis, by=by)


@transaction.atomic
def complete_association_part(*, analysis: NeedsAnalysis, section_key: str, by: User) -> None:
    """Declare the association's section complete. After sharing this makes the next version (method 16).

    Raises ``SectionClosedError`` when it is complete already.
    """
    complete_section(response=analysis.response, section_key=section_key, by=by)
    told = tell_completed(analysis=analysis, section_key=section_key, by=by)
    # Locked: closing it to the support group at the same moment is either seen here, or comes after.
    latest = analysis.response.versions.select_for_update().defer("content").first()
    if latest is not None and not analysis.response.is_open:
        version = freeze_version(
            response=analysis.response,
            stage=latest.stage,
            by=by,
            opened_to=Audience(latest.opened_to),
        )
        tell_shared(analysis=analysis, version=version, by=by, knowing=told)
