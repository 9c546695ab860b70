"""What was given: for counting, for freezing, for a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, DateTimeField, IntegerField, Model, Q, UUIDField, Value

from inclucities.accounts.models import User
from inclucities.prepared.queries import prepared
from inclucities.questionnaires.domain.kept_rows import keeps_rows_back
from inclucities.questionnaires.domain.progress import Given, progress_of
from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.models import Answer, Response, ResponseRow, Translation
from inclucities.questionnaires.queries.specs import question_ids_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

Written = TypeVar("Written", Answer, ResponseRow)


def answers_in(response: Response, section: SectionSpec) -> list[Answer]:
    """Return all answers to the questions of a section, everybody's. One query."""
    ids = question_ids_of(response.questionnaire)
    wanted = [ids[question.key] for question in section.questions]
    return _answers_to(response.pk, wanted)


def answers_to(response: Response, question: QuestionSpec) -> list[Answer]:
    """Return the answer to one question, or everybody's own. One query."""
    return _answers_to(response.pk, [question_ids_of(response.questionnaire)[question.key]])


@prepared
def _answers_to(response: int, questions: list[int]) -> QuerySet[Answer]:
    return Answer.objects.filter(response=response, question__in=questions).order_by("pk")


def rows_in(response: Response, section: SectionSpec) -> list[ResponseRow]:
    """Return all rows of a section in their order, retired ones too. One query, none without such questions."""
    ids = question_ids_of(response.questionnaire)
    wanted = [ids[question.key] for question in section.questions if question.columns]
    if not wanted:
        return []
    return _rows_of(response.pk, wanted)


@prepared
def _rows_of(response: int, questions: list[int]) -> QuerySet[ResponseRow]:
    return ResponseRow.objects.filter(response=response, question__in=questions)


def written_in(response: Response, section: SectionSpec) -> tuple[list[Answer], list[ResponseRow]]:
    """Return what ``answers_in`` and ``rows_in`` return, both in one query: every save asks for it."""
    ids = question_ids_of(response.questionnaire)
    answers: list[Answer] = []
    rows: list[ResponseRow] = []
    for is_row, *values in _written_to(response.pk, [ids[question.key] for question in section.questions]):
        if is_row:
            rows.append(_made_of(ResponseRow, values))
        else:
            answers.append(_made_of(Answer, values))
    return sorted(answers, key=lambda answer: answer.pk), sorted(rows, key=lambda row: (row.position, row.pk))


#: The columns that both tables have, and then those that only answers and only rows have.
_WRITTEN = (
    *("id", "response_id", "question_id", "value", "language", "audience", "version"),
    *("author_id", "updated_by_id", "updated_at"),
    *("state", "reason", "person_id"),
    *("uuid", "position", "retired_at"),
)


@prepared
def _written_to(response: int, questions: list[int]) -> QuerySet[Any, tuple[Any, ...]]:
    at = {"response": response, "question__in": questions}
    answers = Answer.objects.filter(**at).annotate(
        is_row=Value(0),
        uuid=Value(None, output_field=UUIDField()),
        position=Value(None, output_field=IntegerField()),
        retired_at=Value(None, output_field=DateTimeField()),
    )
    rows = ResponseRow.objects.filter(**at).annotate(
        is_row=Value(1),
        state=Value(""),
        reason=Value(""),
        person_id=Value(None, output_field=BigIntegerField()),
    )
    columns = ("is_row", *_WRITTEN)
    return answers.values_list(*columns).union(rows.order_by().values_list(*columns), all=True)


def _made_of(model: type[Written], values: Sequence[Any]) -> Written:
    names, places = _places_of(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[place] for place in places])


@cache
def _places_of(model: type[Model]) -> tuple[list[str], list[int]]:
    """Return the columns of a table in its own order, and where each stands in ``_WRITTEN``."""
    names = [field.attname for field in model._meta.concrete_fields]
    return names, [_WRITTEN.index(name) for name in names]


def given_in(
    response: Response,
    section: SectionSpec,
    *,
    answers: Iterable[Answer] | None = None,
    rows: Iterable[ResponseRow] | None = None,
) -> Mapping[str, Given]:
    """Return what was given to each question of a section that a side answers together, by key.

    At most two queries, and none for what the caller has read already.
    """
    ids = question_ids_of(response.questionnaire)
    answer_to = {
        answer.question_id: answer
        for answer in (answers_in(response, section) if answers is None else answers)
    }
    cells_of: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows_in(response, section) if rows is None else rows:
        if row.retired_at is None:
            cells_of[row.question_id].append(row.value)
    return {
        question.key: given_of(answer_to.get(ids[question.key]), cells_of[ids[question.key]])
        for question in section.questions
    }


def given_of(answer: Answer | None, cells: Iterable[Mapping[str, Any]] = ()) -> Given:
    """Return what was given to one question: its answer, and the cells of its rows as far as they are shown."""
    if answer is None:
        return Given(rows=tuple(cells))
    rows = () if keeps_rows_back(answer.state) else tuple(cells)
    return Given(state=AnswerState(answer.state), value=answer.value, rows=rows)


def progress_of_people(
    response: Response, section: SectionSpec, *, answers: Iterable[Answer] | None = None
) -> dict[str, dict[str, Any]]:
    """Return how far each person is in a section that everybody answers for themselves, by their id.

    ``opened`` are the audiences to which they have opened something. One query, none with ``answers``.
    """
    keys = {pk: key for key, pk in question_ids_of(response.questionnaire).items()}
    of_people: dict[str, dict[str, Answer]] = defaultdict(dict)
    for answer in answers_in(response, section) if answers is None else answers:
        of_people[str(answer.person_id)][keys[answer.question_id]] = answer
    found = {}
    for person, own in of_people.items():
        progress = progress_of(section, {key: given_of(answer) for key, answer in own.items()})
        opened = {answer.audience for answer in own.values() if answer.says_something}
        found[person] = {
            "answered": progress.answered,
            "total": progress.total,
            "missing": list(progress.missing),
            "opened": sorted(opened - {Audience.AUTHOR}),
        }
    return found


def names_of_people(ids: Collection[int]) -> dict[int, str]:
    """Return what these people are called, in the order of their names. One query, none for nobody."""
    found = User.objects.filter(pk__in=ids).order_by("name", "pk") if ids else ()
    return {person.pk: person.name for person in found}


def content_of(response: Response) -> dict[str, Any]:
    """Return everything that a frozen version keeps, by question key, in plain JSON.

    Answers that only their author may read stay out, and so do retired rows. People are ids.
    """
    ids = question_ids_of(response.questionnaire)
    keys = {pk: key for key, pk in ids.items()}
    answers = list(Answer.objects.filter(response=response).exclude(audience=Audience.AUTHOR).order_by("pk"))
    rows = list(
        ResponseRow.objects.filter(response=response, retired_at__isnull=True)
        .exclude(audience=Audience.AUTHOR)
        .order_by("position", "pk")
    )
    translations = _translations(answers, rows)
    content: dict[str, Any] = {"answers": {}, "rows": {}, "sections": {}}
    for answer in answers:
        content["answers"].setdefault(keys[answer.question_id], []).append(
            {
                "state": answer.state,
                "value": answer.value,
                "reason": answer.reason,
                "language": answer.language,
                "audience": answer.audience,
                "person": answer.person_id,
                "by": answer.updated_by_id,
                "at": answer.updated_at.isoformat(),
                "version": answer.version,
                "translations": translations["answer", answer.pk],
            }
        )
    for row in rows:
        content["rows"].setdefault(keys[row.question_id], []).append(
            {
                "uuid": str(row.uuid),
                "value": row.value,
                "language": row.language,
                "audience": row.audience,
                "by": row.updated_by_id,
                "at": row.updated_at.isoformat(),
                "version": row.version,
                "translations": translations["row", row.pk],
            }
        )
    for state in response.sections.all():
        content["sections"][state.key] = {
            "completed_at": state.completed_at.isoformat() if state.completed_at else None,
            "answered": state.answered,
            "total": state.total,
        }
    return content


def _translations(
    answers: Iterable[Answer], rows: Iterable[ResponseRow]
) -> Mapping[tuple[str, int], list[dict[str, Any]]]:
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    versions = {("answer", answer.pk): answer.version for answer in answers}
    versions |= {("row", row.pk): row.version for row in rows}
    for translation in Translation.objects.filter(
        Q(answer__in=[answer.pk for answer in answers]) | Q(row__in=[row.pk for row in rows])
    ).exclude(text=""):
        of = ("answer", translation.answer_id) if translation.answer_id else ("row", translation.row_id)
        found[of].append(  # type: ignore[index]  # the constraint says that one of both is set
            {
                "field": translation.field,
                "language": translation.language,
                "text": translation.text,
                "outdated": translation.of_version != versions[of],  # type: ignore[index]  # as above
            }
        )
    return found
