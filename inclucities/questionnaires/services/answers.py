"""Saving answers: a compare-and-swap on the version, a revision and an event, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from inclucities.audit.services import record_event
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.domain.values import InvalidValueError, clean_text, clean_value
from inclucities.questionnaires.enums import AnswerState, Audience, QuestionType
from inclucities.questionnaires.models import Answer, Response
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.responses import hold_section, refresh_progress
from inclucities.questionnaires.services.saving import keep_revision, saved
from inclucities.texts.domain import WRITING_LANGUAGES

if TYPE_CHECKING:
    from inclucities.accounts.models import User


class UnknownQuestionError(LookupError):
    """The questionnaire has no such question, or the question has no such row or column."""


class MissingVersionError(ValueError):
    """The save does not say which version it started from."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wants to keep as the answer to one question."""

    value: Mapping[str, Any]
    state: str = AnswerState.ANSWERED
    reason: str = ""
    language: str = ""
    audience: str = ""


def record_answer(
    *, response: Response, question_key: str, draft: Draft, base_version: int | None, by: User
) -> Answer:
    """Save the answer to one question and return it with its new version.

    ``base_version`` is the version that the writer started from, 0 for the first. A repeated save of
    the same content by the same person returns what stands. Raises ``UnknownQuestionError``,
    ``MissingVersionError``, ``InvalidValueError`` for what was typed, ``SectionClosedError`` when
    the section cannot be written, ``StaleVersionError`` when somebody else saved meanwhile.
    """
    spec = spec_of(response.questionnaire)
    try:
        question = spec.question(question_key)
    except KeyError:
        raise UnknownQuestionError(question_key) from None
    if base_version is None:
        raise MissingVersionError
    content = clean_draft(question, draft)
    section = spec.section_of(question_key)
    with transaction.atomic():
        hold_section(response, section.key, by)
        identity = {
            "response": response,
            "question_id": question_ids_of(response.questionnaire)[question_key],
            "person": by if question.per_person else None,
        }
        answer, fresh = saved(Answer, identity, content, base_version, by)
        if fresh:
            keep_revision(answer, content)
            record_event(
                "answer_recorded",
                target=response,
                by=by,
                scheme_id=response.scheme_id,
                programme_id=response.programme_id,
                data={"question": question_key, "version": answer.version},
            )
            refresh_progress(response, section.key)
    return answer


def clean_draft(question: QuestionSpec, draft: Draft) -> dict[str, Any]:
    """Return the content to keep for a draft. Raises ``InvalidValueError`` naming the field."""
    state = AnswerState(draft.state) if draft.state in AnswerState.values else AnswerState.ANSWERED
    allowed = {
        AnswerState.ANSWERED: True,
        AnswerState.UNKNOWN: question.allow_unknown,
        AnswerState.NOT_APPLICABLE: question.allow_not_applicable,
    }
    if not allowed[state]:
        state = AnswerState.ANSWERED
    value = {} if question.type == QuestionType.ROWS else clean_value(question, draft.value)
    try:
        reason = clean_text(draft.reason)
    except InvalidValueError as error:
        raise InvalidValueError(error.message, "reason") from None
    return {
        "state": str(state),
        "value": value,
        "reason": reason,
        "language": draft.language if draft.language in WRITING_LANGUAGES else "",
        "audience": str(audience_for(question, draft.audience)),
    }


def audience_for(question: QuestionSpec, asked: str) -> Audience:
    """Return the audience asked for when the question allows it, else the question's own."""
    if asked in Audience.values and Audience(asked) in question.audiences:
        return Audience(asked)
    return question.audience
