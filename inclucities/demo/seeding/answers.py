"""Writing a file of answers into a response, as the people who answer would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from inclucities.accounts.models import User
from inclucities.demo.seeding.texts import Text, date_cell
from inclucities.demo.seeding.world import World
from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import AnswerState, ColumnType
from inclucities.questionnaires.models import Answer, Response, ResponseRow
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.questionnaires.services.translations import record_translation
from inclucities.texts.domain import WRITING_LANGUAGES

#: The names of rows in the files become ids by it, so that rows of a later file can refer to earlier ones.
NAMESPACE = UUID("2f0c1c5e-6a51-4b3e-9d0e-7c6f0c1d8a11")
VALUES = ("text", "number", "year", "source", "choice", "level", "tags", "date", "yes")
#: So long people sit over one answer or row.
MINUTES_TO_ANSWER = 4
WITHOUT_ANSWER = (AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE)

#: Finds the person for the name after ``by``; the empty name is who answers for the whole file.
Writer = Callable[[str], User]


def only(person: User) -> Writer:
    """Let one person write a whole file."""
    return lambda _role: person


def write_answers(world: World, response: Response, texts: Text, writer: Writer) -> None:
    """Write all answers, rows and working translations of a file, one after the other."""
    spec = spec_of(response.questionnaire)
    standing = _standing(response)
    for key, given in (texts.get("answers") or {}).items():
        by = writer(given.get("by", ""))
        question = spec.question(key)
        before = standing.get((key, by.pk if question.per_person else None))
        answer = record_answer(
            response=response,
            question_key=key,
            section_key=spec.section_of(key).key,
            draft=_draft(given, texts["language"]),
            base_version=before.version if before else 0,
            by=by,
        )
        _translate(answer, {code: {"text": given[code]} for code in WRITING_LANGUAGES if code in given}, by)
        world.clock.spend(MINUTES_TO_ANSWER)
    for key, rows in (texts.get("rows") or {}).items():
        question = spec.question(key)
        for given in rows:
            by = writer(given.get("by", ""))
            row = add_row(
                response=response,
                question_key=key,
                section_key=spec.section_of(key).key,
                values=_cells(world, response, question, given),
                by=by,
                language=given.get("language", texts["language"]),
                uuid=_row_id(response, key, given["id"]) if "id" in given else None,
            )
            _translate(row, {code: given[code] for code in WRITING_LANGUAGES if code in given}, by)
            world.clock.spend(MINUTES_TO_ANSWER)


def clear_answers(world: World, response: Response, keys: Iterable[str], by: User) -> None:
    """Empty some answers of the city or association, with their translations: they are to be written anew."""
    standing = _standing(response)
    for key in keys:
        before = standing[key, None]
        answer = record_answer(
            response=response,
            question_key=key,
            section_key=spec_of(response.questionnaire).section_of(key).key,
            draft=Draft(value={}),
            base_version=before.version,
            by=by,
        )
        _translate(answer, {found.language: {found.field: ""} for found in answer.translations.all()}, by)
        world.clock.spend(MINUTES_TO_ANSWER)


def _standing(response: Response) -> dict[tuple[str, int | None], Answer]:
    return {
        (answer.question.key, answer.person_id): answer
        for answer in Answer.objects.filter(response=response).select_related("question")
    }


def _draft(given: Text, language: str) -> Draft:
    for state in WITHOUT_ANSWER:
        if state in given:
            return Draft(value={}, state=state, reason=given[state])
    value = {name: given[name] for name in VALUES if name in given}
    spoken = given.get("language", language) if "text" in value else ""
    return Draft(value=value, language=spoken)


def _row_id(response: Response, question_key: str, name: str) -> UUID:
    return uuid5(NAMESPACE, f"{response.pk}:{question_key}:{name}")


def _cells(world: World, response: Response, question: QuestionSpec, given: Text) -> dict[str, Any]:
    return {
        column.key: _cell(world, response, column, given[column.key])
        for column in question.columns
        if column.key in given
    }


def _cell(world: World, response: Response, column: ColumnSpec, given: Any) -> Any:
    if column.type == ColumnType.REFERENCE:
        return str(_row_id(response, column.to, given))
    if column.type == ColumnType.REFERENCES:
        return [str(_row_id(response, column.to, name)) for name in given]
    if column.type == ColumnType.DATE:
        return date_cell(given, world.today)
    return given


def _translate(of: Answer | ResponseRow, texts: Mapping[str, Mapping[str, str]], by: User) -> None:
    if not texts:
        return
    standing = {(found.field, found.language): found.version for found in of.translations.all()}
    for language, fields in texts.items():
        for field, text in fields.items():
            record_translation(
                of=of,
                field=field,
                language=language,
                text=text,
                base_version=standing.get((field, language), 0),
                by=by,
            )
