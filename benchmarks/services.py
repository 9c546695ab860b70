"""Writing, reviewing, releasing and withdrawing good practices (method 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from benchmarks.domain import NEXT
from benchmarks.enums import PracticeState
from benchmarks.models import GoodPractice
from benchmarks.queries import QUESTIONNAIRE, findings_for_release
from inclucities.accounts.models import User
from inclucities.audit.services import record_event
from inclucities.notifications.enums import NotificationKind as Kind
from inclucities.notifications.services.telling import notify, settle
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import (
    close_for_writing,
    freeze_version,
    open_for_writing,
    start_response,
)
from schemes.enums import Right, Role
from schemes.queries.holders import holders_in_library
from schemes.queries.people import people_running
from schemes.queries.rights import rights_on_organisation

if TYPE_CHECKING:
    from inclucities.questionnaires.models import FrozenVersion
    from schemes.domain.rules import Finding
    from schemes.models import Organisation

TITLE_QUESTION = "gp_title"


class WrongStateError(Exception):
    """The fiche is not in a state from which this can be done."""


class NotReleasableError(Exception):
    """Rule G-1 is not met; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.note)
        self.finding = finding


@transaction.atomic
def start_practice(*, organisation: Organisation, title: str, by: User) -> GoodPractice:
    """Start a fiche with its title, the answer to its first question.

    Raises ``InvalidValueError`` when the title is too long or cannot be kept.
    """
    response = start_response(
        questionnaire_key=QUESTIONNAIRE,
        make_owner=lambda made: GoodPractice.objects.create(
            organisation=organisation, title=title[:300], response=made
        ),
        by=by,
        programme_id=organisation.programme_id,
    )
    practice = GoodPractice.objects.get(response=response)
    record_answer(
        response=practice.response,
        question_key=TITLE_QUESTION,
        section_key=spec_of(practice.response.questionnaire).section_of(TITLE_QUESTION).key,
        draft=Draft(value={"text": title}),
        base_version=0,
        by=by,
    )
    return practice


def take_over_title(practice: GoodPractice) -> None:
    """Let the title in lists be what the first question says now."""
    answer = practice.response.answers.filter(question__key=TITLE_QUESTION).first()
    title, language = (answer.value.get("text", ""), answer.language) if answer else ("", "")
    if title and (title, language) != (practice.title, practice.title_language):
        GoodPractice.objects.filter(pk=practice.pk).update(title=title, title_language=language)
        practice.title, practice.title_language = title, language


@transaction.atomic
def send_to_review(*, practice: GoodPractice, by: User) -> None:
    """Let the lead look at a finished draft; whoever may release it is asked to. Raises ``WrongStateError``."""
    take_over_title(practice)
    _move(practice, PracticeState.REVIEW, by, since=PracticeState.DRAFT)
    _tell(practice, Kind.REVIEW_ASKED, by, library=Right.RELEASE_PRACTICE, needs_action=True)


@transaction.atomic
def send_back(*, practice: GoodPractice, by: User) -> None:
    """Make a draft again of a fiche in review; its writers are told. Raises ``WrongStateError`` when it is in none."""
    _move(practice, PracticeState.DRAFT, by, since=PracticeState.REVIEW)
    settle(target=practice, kind=Kind.REVIEW_ASKED)
    _tell(practice, Kind.REOPENED, by, library=Right.EDIT_PRACTICE)


@transaction.atomic
def release_practice(*, practice: GoodPractice, by: User, note: str = "") -> FrozenVersion:
    """Freeze a version and open it to everybody in the programme; the own side and who runs it are told.

    Rule G-1 must be met or set aside; raises ``NotReleasableError``, ``WrongStateError``.
    """
    take_over_title(practice)
    _move(practice, PracticeState.RELEASED, by, since=PracticeState.REVIEW, withdrawn_because="")
    adaptable, _understandable = findings_for_release(practice)
    practice.refresh_from_db(fields=["set_aside_at"])
    if not adaptable.met and practice.set_aside_at is None:
        raise NotReleasableError(adaptable)
    close_for_writing(response=practice.response, by=by)
    version = freeze_version(response=practice.response, stage=PracticeState.RELEASED, by=by, note=note)
    settle(target=practice, kind=Kind.REVIEW_ASKED)
    _tell(
        practice,
        Kind.RELEASED,
        by,
        library=Right.VIEW_PRACTICE,
        running=(Role.COORDINATOR, Role.FACILITATOR),
    )
    return version


@transaction.atomic
def set_rule_aside(*, practice: GoodPractice, by: User, reason: str) -> None:
    """Let a fiche be released although rule G-1 is not met, with a reason (rule X-1); its lead is told.

    A second time changes nothing: the first reason stands. Raises ``PermissionDenied`` for anybody but the
    coordinator, ``ValueError`` without a reason.
    """
    if Right.OVERRIDE_RULES not in rights_on_organisation(by, practice.organisation):
        raise PermissionDenied
    if not reason.strip():
        raise ValueError("reason")
    open_gate = GoodPractice.objects.filter(pk=practice.pk, set_aside_at=None)
    if open_gate.update(set_aside_because=reason.strip(), set_aside_by=by, set_aside_at=timezone.now()):
        record_event(
            "rule_overridden",
            target=practice,
            by=by,
            programme_id=practice.organisation.programme_id,
            data={"rule": "G-1"},
        )
        _tell(practice, Kind.RULE_SET_ASIDE, by, library=Right.RELEASE_PRACTICE)
    practice.refresh_from_db(fields=["set_aside_because", "set_aside_by", "set_aside_at"])


@transaction.atomic
def withdraw_practice(*, practice: GoodPractice, by: User, reason: str) -> None:
    """Take a released fiche back, with a reason; nobody outside the city reads it from here on.

    The own side and the coordinator are told. Raises ``ValueError`` without a reason, ``WrongStateError``.
    """
    if not reason.strip():
        raise ValueError("reason")
    _move(
        practice, PracticeState.WITHDRAWN, by, since=PracticeState.RELEASED, withdrawn_because=reason.strip()
    )
    settle(target=practice, kind=Kind.RELEASED)
    _tell(practice, Kind.WITHDRAWN, by, library=Right.VIEW_PRACTICE, running=(Role.COORDINATOR,))


@transaction.atomic
def take_up_again(*, practice: GoodPractice, by: User, reason: str) -> None:
    """Make a draft of a released or withdrawn fiche; its writers are told, versions stay with the city.

    Raises ``ValueError`` without a reason, ``WrongStateError`` when it is being written already.
    """
    if not reason.strip():
        raise ValueError("reason")
    _move(practice, PracticeState.DRAFT, by, since=(PracticeState.RELEASED, PracticeState.WITHDRAWN))
    open_for_writing(response=practice.response, by=by, reason=reason.strip())
    _tell(practice, Kind.REOPENED, by, library=Right.EDIT_PRACTICE)


def _move(
    practice: GoodPractice,
    to: PracticeState,
    by: User,
    *,
    since: PracticeState | tuple[PracticeState, ...],
    **columns: str,
) -> None:
    """Change the state in one UPDATE, so that of two people only one does."""
    wanted = since if isinstance(since, tuple) else (since,)
    possible = [state for state in wanted if to in NEXT[state]]
    moved = GoodPractice.objects.filter(pk=practice.pk, state__in=possible).update(state=to, **columns)
    if not moved:
        raise WrongStateError(to)
    practice.state = to
    for name, value in columns.items():
        setattr(practice, name, value)
    record_event(f"practice_{to}", target=practice, by=by, programme_id=practice.organisation.programme_id)


def _tell(
    practice: GoodPractice,
    kind: Kind,
    by: User,
    *,
    library: Right,
    running: tuple[Role, ...] = (),
    needs_action: bool = False,
) -> None:
    """Tell who holds a right on the city's library, and who runs the programme in one of these roles."""
    city = practice.organisation
    ids = holders_in_library(city.pk, library)
    if running:
        in_charge = people_running(city.programme)
        ids |= {membership.person_id for membership in in_charge if membership.role in running}
    notify(
        recipients=User.objects.filter(pk__in=ids).order_by("pk"),
        kind=kind,
        target=practice,
        by=by,
        needs_action=needs_action,
    )
