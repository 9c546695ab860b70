"""Structured rows: added, saved, moved, taken away and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec
from inclucities.questionnaires.domain.values import InvalidValueError, clean_row
from inclucities.questionnaires.enums import AnswerState, ColumnType
from inclucities.questionnaires.models import Answer, Response, ResponseRow
from inclucities.questionnaires.queries.content import answers_in, rows_in
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.answers import (
    MissingVersionError,
    UnknownQuestionError,
    standing_choices,
)
from inclucities.questionnaires.services.responses import hold_section, refresh_progress, touch_section
from inclucities.questionnaires.services.saving import keep_revision, made, swapped

if TYPE_CHECKING:
    from inclucities.accounts.models import User

MAX_ROWS = 200


class TooManyRowsError(ValueError):
    """A question keeps at most ``MAX_ROWS`` rows."""


def add_row(
    *,
    response: Response,
    question_key: str,
    section_key: str,
    values: Mapping[str, Any],
    by: User,
    language: str = "",
    audience: str = "",
    uuid: UUID | None = None,
) -> ResponseRow:
    """Add a row at the end and return it. The same ``uuid`` sent twice makes one row.

    ``section_key`` names the section that the writer was let into: a question of another is not
    found. Raises ``UnknownQuestionError``, also for the uuid of a row elsewhere;
    ``InvalidValueError`` naming the column, ``TooManyRowsError``, ``SectionClosedError``;
    ``StaleVersionError`` when the uuid stands with other content.
    """
    question, section = _question(response, question_key, section_key)
    content = _cells(response, question, values) | standing_choices(question, language, audience, None)
    question_id = question_ids_of(response.questionnaire)[question_key]
    with transaction.atomic():
        hold_section(response, section.key)
        rows = rows_in(response, section)
        of_question = [row for row in rows if row.question_id == question_id]
        if uuid is not None:
            for row in of_question:
                if row.uuid == uuid:
                    # Never new, for a row that stands has a version above 0: repeated, or stale.
                    swapped(row, content, 0, by)
                    return row
            if ResponseRow.objects.filter(uuid=uuid).exists():
                raise UnknownQuestionError(str(uuid))
        _check_room(of_question)
        row = made(
            ResponseRow,
            content,
            by,
            response=response,
            question_id=question_id,
            uuid=uuid or uuid4(),
            position=max((row.position for row in of_question), default=0) + 1,
        )
        keep_revision(row, content)
        _event("row_added", response, row, question_key, by)
        answers = answers_in(response, section)
        _answer_with_rows(response, answers, row, question_key, by)
        refresh_progress(response, section.key, touched_by=by, answers=answers, rows=[*rows, row])
    return row


def record_row(
    *,
    response: Response,
    uuid: UUID,
    question_key: str,
    section_key: str,
    values: Mapping[str, Any],
    base_version: int | None,
    by: User,
    language: str = "",
    audience: str = "",
) -> ResponseRow:
    """Save the cells of one row on top of ``base_version`` and return it with its new version.

    ``section_key`` names the section that the writer was let into, ``question_key`` the question whose
    cells these are: a row of another is not found.
    Raises ``UnknownQuestionError`` for a row that is not here, ``MissingVersionError``,
    ``InvalidValueError`` naming the column, ``SectionClosedError``, ``StaleVersionError``.
    """
    if base_version is None:
        raise MissingVersionError
    found, question, section = _row(response, uuid, section_key)
    if question_key != question.key:
        raise UnknownQuestionError(str(uuid))
    content = _cells(response, question, values)
    with transaction.atomic():
        hold_section(response, section.key)
        rows = rows_in(response, section)
        row = next(row for row in rows if row.pk == found.pk)
        content |= standing_choices(question, language, audience, row)
        if swapped(row, content, base_version, by):
            keep_revision(row, content)
            _event("row_recorded", response, row, question.key, by)
            refresh_progress(response, section.key, touched_by=by, rows=rows)
    return row


@transaction.atomic
def move_row(*, response: Response, uuid: UUID, section_key: str, up: bool, by: User) -> None:
    """Let a row change places with its neighbour; at the end of the list nothing happens.

    Raises ``UnknownQuestionError``, ``SectionClosedError``.
    """
    row, question, section = _row(response, uuid, section_key)
    state = hold_section(response, section.key)
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
    _event("row_moved", response, row, question.key, by)
    touch_section(state, by)


def retire_row(*, response: Response, uuid: UUID, section_key: str, by: User) -> ResponseRow:
    """Take a row away; it can be brought back. Taking it away twice is the same as once.

    Raises ``UnknownQuestionError``, ``SectionClosedError``.
    """
    return _set_retired(response, uuid, by, section_key, retired=True)


def restore_row(*, response: Response, uuid: UUID, section_key: str, by: User) -> ResponseRow:
    """Bring back a row that was taken away. Raises as ``retire_row``, and ``TooManyRowsError``."""
    return _set_retired(response, uuid, by, section_key, retired=False)


@transaction.atomic
def _set_retired(response: Response, uuid: UUID, by: User, section_key: str, *, retired: bool) -> ResponseRow:
    found, question, section = _row(response, uuid, section_key)
    hold_section(response, section.key)
    rows = rows_in(response, section)
    row = next(row for row in rows if row.pk == found.pk)
    if (row.retired_at is not None) == retired:
        return row
    if not retired:
        _check_room([other for other in rows if other.question_id == row.question_id])
    row.retired_at = timezone.now() if retired else None
    ResponseRow.objects.filter(pk=row.pk).update(retired_at=row.retired_at)
    _event("row_retired" if retired else "row_restored", response, row, question.key, by)
    answers = answers_in(response, section)
    if not retired:
        _answer_with_rows(response, answers, row, question.key, by)
    refresh_progress(response, section.key, touched_by=by, answers=answers, rows=rows)
    return row


def _check_room(rows: list[ResponseRow]) -> None:
    if sum(1 for row in rows if row.retired_at is None) >= MAX_ROWS:
        raise TooManyRowsError


def _answer_with_rows(
    response: Response, answers: list[Answer], row: ResponseRow, question_key: str, by: User
) -> None:
    """Take back "We do not know": with a row there is an answer. Its reason stays among the revisions."""
    for answer in answers:
        if answer.question_id == row.question_id and answer.state != AnswerState.ANSWERED:
            kept = {
                "value": answer.value,
                "reason": "",
                "language": answer.language,
                "audience": answer.audience,
            }
            content = {"state": str(AnswerState.ANSWERED), **kept}
            if swapped(answer, content, answer.version, by):
                keep_revision(answer, content)
                record_event(
                    "answer_recorded",
                    target=response,
                    by=by,
                    scheme_id=response.scheme_id,
                    programme_id=response.programme_id,
                    data={"question": question_key, "version": answer.version},
                )


def _question(response: Response, key: str, section_key: str) -> tuple[QuestionSpec, SectionSpec]:
    spec = spec_of(response.questionnaire)
    try:
        question, section = spec.question(key), spec.section_of(key)
    except KeyError:
        raise UnknownQuestionError(key) from None
    if not question.columns or section_key != section.key:
        raise UnknownQuestionError(key)
    return question, section


def _row(response: Response, uuid: UUID, section_key: str) -> tuple[ResponseRow, QuestionSpec, SectionSpec]:
    row = ResponseRow.objects.filter(response=response, uuid=uuid).select_related("question").first()
    if row is None:
        raise UnknownQuestionError(str(uuid))
    return row, *_question(response, row.question.key, section_key)


def _cells(response: Response, question: QuestionSpec, values: Mapping[str, Any]) -> dict[str, Any]:
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
    return {"value": cells}


def _event(action: str, response: Response, row: ResponseRow, key: str, by: User) -> None:
    record_event(
        action,
        target=response,
        by=by,
        scheme_id=response.scheme_id,
        programme_id=response.programme_id,
        data={"question": key, "row": str(row.uuid), "version": row.version},
    )
