"""Structured rows: added, saved, moved, taken away and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.domain.values import InvalidValueError, clean_row
from inclucities.questionnaires.enums import AnswerState, ColumnType
from inclucities.questionnaires.models import Answer, Response, ResponseRow
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.answers import (
    MissingVersionError,
    UnknownQuestionError,
    audience_for,
)
from inclucities.questionnaires.services.responses import hold_section, refresh_progress
from inclucities.questionnaires.services.saving import keep_revision, saved
from inclucities.texts.domain import WRITING_LANGUAGES

if TYPE_CHECKING:
    from inclucities.accounts.models import User

MAX_ROWS = 200


class TooManyRowsError(ValueError):
    """A question keeps at most ``MAX_ROWS`` rows."""


def add_row(
    *,
    response: Response,
    question_key: str,
    values: Mapping[str, Any],
    by: User,
    language: str = "",
    audience: str = "",
    uuid: UUID | None = None,
) -> ResponseRow:
    """Add a row at the end and return it. The same ``uuid`` sent twice makes one row.

    Raises ``UnknownQuestionError``, ``InvalidValueError`` naming the column, ``TooManyRowsError``,
    ``SectionClosedError``; ``StaleVersionError`` when the uuid stands with other content.
    """
    question = _question(response, question_key)
    content = _content(response, question, values, language, audience)
    with transaction.atomic():
        hold_section(response, spec_of(response.questionnaire).section_of(question_key).key, by)
        question_id = question_ids_of(response.questionnaire)[question_key]
        of_question = ResponseRow.objects.filter(response=response, question=question_id)
        if of_question.filter(retired_at__isnull=True).count() >= MAX_ROWS:
            raise TooManyRowsError
        last = of_question.aggregate(last=Max("position"))["last"] or 0
        identity = {"uuid": uuid or uuid4(), "response": response, "question_id": question_id}
        row, fresh = saved(ResponseRow, identity, content, 0, by, position=last + 1)
        if fresh:
            # With a row there is an answer: "We do not know" no longer holds.
            Answer.objects.filter(response=response, question=question_id).exclude(
                state=AnswerState.ANSWERED
            ).update(state=AnswerState.ANSWERED, version=F("version") + 1)
            _note("row_added", row, content, question_key, by)
    return row


def record_row(
    *,
    response: Response,
    uuid: UUID,
    values: Mapping[str, Any],
    base_version: int | None,
    by: User,
    language: str = "",
    audience: str = "",
) -> ResponseRow:
    """Save the cells of one row on top of ``base_version`` and return it with its new version.

    Raises ``UnknownQuestionError`` for a row that is not here, ``MissingVersionError``,
    ``InvalidValueError`` naming the column, ``SectionClosedError``, ``StaleVersionError``.
    """
    if base_version is None:
        raise MissingVersionError
    row = _row(response, uuid)
    question = _question(response, row.question.key)
    content = _content(response, question, values, language, audience)
    with transaction.atomic():
        hold_section(response, spec_of(response.questionnaire).section_of(question.key).key, by)
        row, fresh = saved(ResponseRow, {"uuid": uuid, "response": response}, content, base_version, by)
        if fresh:
            _note("row_recorded", row, content, question.key, by)
    return row


@transaction.atomic
def move_row(*, response: Response, uuid: UUID, up: bool, by: User) -> None:
    """Let a row change places with its neighbour; at the end of the list nothing happens.

    Raises ``UnknownQuestionError``, ``SectionClosedError``.
    """
    row = _row(response, uuid)
    hold_section(response, spec_of(response.questionnaire).section_of(row.question.key).key, by)
    rows = list(
        ResponseRow.objects.filter(response=response, question=row.question_id, retired_at__isnull=True)
    )
    place = next((index for index, other in enumerate(rows) if other.uuid == uuid), None)
    if place is None:
        raise UnknownQuestionError(str(uuid))
    to = place - 1 if up else place + 1
    if not 0 <= to < len(rows):
        return
    rows[place], rows[to] = rows[to], rows[place]
    for position, other in enumerate(rows, start=1):
        if other.position != position:
            ResponseRow.objects.filter(pk=other.pk).update(position=position)
    _event("row_moved", row, row.question.key, by)


@transaction.atomic
def retire_row(*, response: Response, uuid: UUID, by: User) -> ResponseRow:
    """Take a row away; it can be brought back. Taking it away twice is the same as once.

    Raises ``UnknownQuestionError``, ``SectionClosedError``.
    """
    return _set_retired(response, uuid, by, retired=True)


@transaction.atomic
def restore_row(*, response: Response, uuid: UUID, by: User) -> ResponseRow:
    """Bring back a row that was taken away. Raises as ``retire_row``."""
    return _set_retired(response, uuid, by, retired=False)


def _set_retired(response: Response, uuid: UUID, by: User, *, retired: bool) -> ResponseRow:
    row = _row(response, uuid)
    key = row.question.key
    section = spec_of(response.questionnaire).section_of(key)
    hold_section(response, section.key, by)
    changed = ResponseRow.objects.filter(pk=row.pk, retired_at__isnull=retired).update(
        retired_at=timezone.now() if retired else None
    )
    if changed:
        _event("row_retired" if retired else "row_restored", row, key, by)
        refresh_progress(response, section.key)
    row.refresh_from_db()
    return row


def _question(response: Response, key: str) -> QuestionSpec:
    try:
        question = spec_of(response.questionnaire).question(key)
    except KeyError:
        raise UnknownQuestionError(key) from None
    if not question.columns:
        raise UnknownQuestionError(key)
    return question


def _row(response: Response, uuid: UUID) -> ResponseRow:
    row = ResponseRow.objects.filter(response=response, uuid=uuid).select_related("question").first()
    if row is None:
        raise UnknownQuestionError(str(uuid))
    return row


def _content(
    response: Response, question: QuestionSpec, values: Mapping[str, Any], language: str, audience: str
) -> dict[str, Any]:
    cells = clean_row(question, values)
    for column in question.columns:
        if column.type in (ColumnType.REFERENCE, ColumnType.REFERENCES) and column.key in cells:
            wanted = cells[column.key]
            wanted = {wanted} if isinstance(wanted, str) else set(wanted)
            found = ResponseRow.objects.filter(
                response=response, question__key=column.to, uuid__in=wanted
            ).count()
            if found != len(wanted):
                raise InvalidValueError(_("Choose one of the rows offered."), column.key)
    return {
        "value": cells,
        "language": language if language in WRITING_LANGUAGES else "",
        "audience": str(audience_for(question, audience)),
    }


def _note(action: str, row: ResponseRow, content: Mapping[str, Any], key: str, by: User) -> None:
    keep_revision(row, content)
    _event(action, row, key, by)
    refresh_progress(row.response, spec_of(row.response.questionnaire).section_of(key).key)


def _event(action: str, row: ResponseRow, key: str, by: User) -> None:
    record_event(
        action,
        target=row.response,
        by=by,
        scheme_id=row.response.scheme_id,
        programme_id=row.response.programme_id,
        data={"question": key, "row": str(row.uuid), "version": row.version},
    )
