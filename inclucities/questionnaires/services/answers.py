"""Saving answers: a compare-and-swap on the version, a revision and an event, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from inclucities.audit.services import record_event
from inclucities.questionnaires.domain.progress import counts_alike, counts_alone, is_answered, recounted
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.domain.values import InvalidValueError, clean_text, clean_value
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.models import Answer, Response, ResponseRow
from inclucities.questionnaires.queries.content import answers_to, given_of, written_in
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.responses import hold_section, refresh_progress, touch_section
from inclucities.questionnaires.services.saving import StaleVersionError, keep_revision, made, swapped
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
    *,
    response: Response,
    question_key: str,
    section_key: str,
    draft: Draft,
    base_version: int | None,
    by: User,
) -> Answer:
    """Save the answer to one question and return it with its new version.

    ``base_version`` is the version that the writer started from, 0 for the first. A repeated save of
    the same content by the same person returns what stands. ``section_key`` names the section that
    the writer was let into: a question of another is not found. Raises ``UnknownQuestionError``,
    ``MissingVersionError``, ``InvalidValueError`` for what was typed, ``SectionClosedError`` when
    the section cannot be written, ``StaleVersionError`` when somebody else saved meanwhile.
    """
    spec = spec_of(response.questionnaire)
    try:
        question = spec.question(question_key)
    except KeyError:
        raise UnknownQuestionError(question_key) from None
    section = spec.section_of(question_key)
    if section_key != section.key:
        raise UnknownQuestionError(question_key)
    if base_version is None:
        raise MissingVersionError
    content = clean_draft(question, draft)
    with transaction.atomic():
        state = hold_section(response, section.key)
        # What was counted by another edition is counted anew: a save may still know only the one before.
        current = state.counted_by == response.questionnaire.checksum
        alone = current and counts_alone(section, question)
        answers, rows = (answers_to(response, question), []) if alone else written_in(response, section)
        question_id = question_ids_of(response.questionnaire)[question_key]
        person = by if question.per_person else None
        answer = next((found for found in answers if _is(found, question_id, person)), None)
        before = given_of(answer)
        if answer is None:
            if base_version:
                raise StaleVersionError(None)
            answer = made(Answer, content, by, response=response, question_id=question_id, person=person)
            answers.append(answer)
        else:
            content |= standing_choices(question, draft.language, draft.audience, answer)
            if not swapped(answer, content, base_version, by):
                return answer
        keep_revision(answer, content)
        record_event(
            "answer_recorded",
            target=response,
            by=by,
            scheme_id=response.scheme_id,
            programme_id=response.programme_id,
            data={"question": question_key, "version": answer.version},
        )
        after = given_of(answer)
        if current and counts_alike(section, question, before, after):
            touch_section(state, by)
        elif alone:
            counted = state.progress_in(section)
            answered = is_answered(question, after)
            touch_section(state, by, recounted(section, counted, question, answered=answered))
        else:
            refresh_progress(response, section.key, touched_by=by, answers=answers, rows=rows)
    return answer


def _is(answer: Answer, question_id: int, person: User | None) -> bool:
    return answer.question_id == question_id and answer.person_id == (person.pk if person else None)


def clean_draft(question: QuestionSpec, draft: Draft, standing: Answer | None = None) -> dict[str, Any]:
    """Return the content to keep for a draft, on top of the answer that stands.

    Raises ``InvalidValueError`` naming the field.
    """
    state = AnswerState(draft.state) if draft.state in AnswerState.values else AnswerState.ANSWERED
    allowed = {
        AnswerState.ANSWERED: True,
        AnswerState.UNKNOWN: question.allow_unknown,
        AnswerState.NOT_APPLICABLE: question.allow_not_applicable,
    }
    if not allowed[state]:
        state = AnswerState.ANSWERED
    value = clean_value(question, draft.value)
    try:
        reason = clean_text(draft.reason)
    except InvalidValueError as error:
        raise InvalidValueError(error.message, "reason") from None
    return {
        "state": str(state),
        "value": value,
        "reason": reason,
        **standing_choices(question, draft.language, draft.audience, standing),
    }


def standing_choices(
    question: QuestionSpec, language: str, audience: str, standing: Answer | ResponseRow | None
) -> dict[str, str]:
    """Return language and audience of a text: as asked for where that is allowed, else as they stand.

    A save that says nothing of the audience never opens an answer to more readers.
    """
    stood = (standing.language, standing.audience) if standing else ("", "")
    wanted = next((given for given in (audience, stood[1]) if given in question.audiences), question.audience)
    spoken = next((given for given in (language, stood[0]) if given in list(WRITING_LANGUAGES)), "")
    return {"language": spoken, "audience": str(Audience(wanted))}
