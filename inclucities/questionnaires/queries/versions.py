"""Frozen versions, and any two of them compared word by word (convention 19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inclucities.questionnaires.domain.audiences import opened_by_people, opened_content, widest
from inclucities.questionnaires.domain.comparison import Piece, words_compared
from inclucities.questionnaires.domain.kept_rows import rows_shown
from inclucities.questionnaires.domain.references import RowNames, names_of_rows
from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec, Texts
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience
from inclucities.questionnaires.models import FrozenVersion, Response
from inclucities.questionnaires.queries.cells import row_in_words, text_of, translations_in_words
from inclucities.questionnaires.queries.content import content_of, names_of_people
from inclucities.questionnaires.queries.specs import spec_of, spec_with
from inclucities.texts.domain import Localised

NOTHING: Mapping[str, Any] = {"answers": {}, "rows": {}}


@dataclass(frozen=True, slots=True)
class Changed:
    """One question that differs between two versions; ``by`` names who alone answers it, where somebody does."""

    key: str
    number: str
    question: Localised
    pieces: tuple[Piece, ...]
    by: str = ""


def versions_of(response: Response) -> list[FrozenVersion]:
    """Return the versions, the newest first, without their content. One query."""
    return list(
        response.versions.select_related("frozen_by", "edition").defer("content", "edition__definition")
    )


def version_numbered(response: Response, number: int) -> FrozenVersion | None:
    """Return one version with its content, or ``None``. One query."""
    return response.versions.filter(number=number).select_related("frozen_by", "edition").first()


def words_of(
    question: QuestionSpec,
    content: Mapping[str, Any],
    texts: Texts,
    audiences: frozenset[Audience],
    names: RowNames,
) -> str:
    """Return what stands as the answer to a question in a content, as one text for comparing.

    Working translations are part of it; ``names`` says what rows are called where others refer to them.
    """
    lines = []
    for answer in content["answers"].get(question.key, []):
        if answer["audience"] not in audiences:
            continue
        if answer["state"] != AnswerState.ANSWERED:
            lines.append(str(AnswerState(answer["state"]).label))
        elif words := text_of(question, answer["value"], texts):
            lines.append(words)
        if answer["reason"]:
            lines.append(answer["reason"])
        lines += translations_in_words(answer, "text")
    lines += [
        row_in_words(question, row, texts, names)
        for row in rows_shown(content, question.key)
        if row["audience"] in audiences
    ]
    return "\n\n".join(lines)


def compared(
    response: Response,
    old: FrozenVersion | None,
    new: FrozenVersion | None,
    *,
    language: str,
    audiences: frozenset[Audience],
    sides: frozenset[AnsweredBy],
    reach: Audience = Audience.TEAM,
) -> list[Changed]:
    """Return the questions whose answers differ, word by word; ``None`` stands for the current state.

    Only what ``audiences`` and ``sides`` open to the reader is compared; where everybody answers for
    themselves, what each has opened.
    ``reach`` is how far everything was opened for this reader; a version may be open further.
    """
    spec = spec_of(response.questionnaire) if new is None else spec_with(new.edition.checksum)
    texts = spec.texts(language)
    contents = [
        opened_content(spec, content_of(response), reach)
        if version is None
        else opened_content(spec, version.content, widest(version.reach, reach))
        for version in (old, new)
    ]
    sections = [section for section in spec.sections if section.answered_by in sides]
    shown = [question for section in sections if not section.per_person for question in section.questions]
    older, newer = (names_of_rows(content, shown, audiences) for content in contents)
    names = newer.before(older)
    changes: list[Changed] = []
    for section in sections:
        if not section.per_person:
            changes += _changes(section, contents, texts, audiences, names)
            continue
        opened = [opened_by_people(section, content, audiences) for content in contents]
        for person, name in names_of_people({*opened[0], *opened[1]}).items():
            own = [of_people.get(person, NOTHING) for of_people in opened]
            changes += _changes(section, own, texts, audiences, names, name)
    return changes


def _changes(
    section: SectionSpec,
    contents: Sequence[Mapping[str, Any]],
    texts: Texts,
    audiences: frozenset[Audience],
    names: RowNames,
    by: str = "",
) -> Iterator[Changed]:
    """Give the questions of a section whose answers differ between two contents."""
    for question in section.questions:
        before, after = (words_of(question, content, texts, audiences, names) for content in contents)
        if before != after:
            yield Changed(
                question.key,
                question.number,
                texts.question(question.key),
                words_compared(before, after),
                by,
            )
