"""The sections of a document: what was asked, what was answered, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.audiences import opened_by_people
from inclucities.questionnaires.domain.progress import Given, asked_in
from inclucities.questionnaires.domain.references import (
    RowNames,
    names_of_rows,
)
from inclucities.questionnaires.domain.specs import (
    QuestionnaireSpec,
    QuestionSpec,
    SectionSpec,
    Texts,
)
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, QuestionType
from inclucities.questionnaires.queries.cells import text_of
from inclucities.questionnaires.queries.content import names_of_people
from inclucities.questionnaires.reports.extracts import Extract, answer_in, foreign, translation_of
from inclucities.questionnaires.reports.tables import table_of
from inclucities.reports.domain.document import (
    Answer,
    Block,
    Section,
)


def sections_for(
    spec: QuestionnaireSpec, content: Mapping[str, Any], extract: Extract, answerers: Mapping[AnsweredBy, str]
) -> tuple[Section, ...]:
    """Return the sections of a document. Hidden questions and what the extract leaves out do not occur.

    ``answerers`` names who answers each side's sections. Of sections in which everybody answers for
    themselves only that is printed which its author has opened, a section for each of them under their
    name; one query where there is something.
    """
    texts = spec.texts(extract.language)
    sections = [section for section in spec.sections if section.answered_by in extract.sides]
    printed = {
        section.key: _printed(section, content, extract) for section in sections if not section.per_person
    }
    shown = [question for questions in printed.values() for question in questions]
    names = names_of_rows(content, shown, extract.audiences)
    found: list[Section] = []
    for section in sections:
        if section.per_person:
            found += _opened_sections(section, texts, content, extract, names)
        else:
            questions = printed[section.key]
            found.append(_section(section, questions, texts, content, extract, names, answerers))
    return tuple(found)


def _opened_sections(
    section: SectionSpec, texts: Texts, content: Mapping[str, Any], extract: Extract, names: RowNames
) -> Iterator[Section]:
    of_people = opened_by_people(section, content, extract.audiences)
    for person, name in names_of_people(of_people).items():
        own = of_people[person]
        questions = [
            question for question in _printed(section, own, extract) if question.key in own["answers"]
        ]
        if not questions:
            continue
        printed = _section(section, questions, texts, own, extract, names, {section.answered_by: name})
        # A key names one place of a document, and these stand there once for each person.
        yield replace(
            printed,
            title=_("%(section)s: %(name)s") % {"section": printed.title, "name": name},
            introduction="",
            key="",
            blocks=tuple(replace(block, key="") for block in printed.blocks if isinstance(block, Answer)),
        )


def _printed(section: SectionSpec, content: Mapping[str, Any], extract: Extract) -> tuple[QuestionSpec, ...]:
    given = {question.key: _given(question, content) for question in section.questions}
    return tuple(
        question for question in asked_in(section, given) if extract.with_sensitive or not question.sensitive
    )


def _section(
    section: SectionSpec,
    questions: Iterable[QuestionSpec],
    texts: Texts,
    content: Mapping[str, Any],
    extract: Extract,
    names: RowNames,
    answerers: Mapping[AnsweredBy, str],
) -> Section:
    blocks = [_block(question, texts, content, extract, names) for question in questions]
    title = texts.section(section.key)
    return Section(
        title=title.text,
        number=section.number,
        introduction=texts.section(section.key, "introduction").text,
        blocks=tuple(block for block in blocks if block is not None),
        answered_by=answerers.get(section.answered_by, ""),
        tone="neutral" if section.answered_by == AnsweredBy.ASSOCIATION else "mentee",
        language=title.language if title.foreign else "",
        key=section.key,
    )


def _given(question: QuestionSpec, content: Mapping[str, Any]) -> Given:
    answers = content["answers"].get(question.key, [])
    if not answers:
        return Given()
    return Given(state=AnswerState(answers[0]["state"]), value=answers[0]["value"])


def _block(
    question: QuestionSpec, texts: Texts, content: Mapping[str, Any], extract: Extract, names: RowNames
) -> Block | None:
    answer = answer_in(question.key, content, extract)
    if answer is None and content["answers"].get(question.key) and not question.columns:
        return None
    status, reason = "", ""
    if answer is not None and answer["state"] != AnswerState.ANSWERED:
        status, reason = str(AnswerState(answer["state"]).label), answer["reason"]
    if question.type == QuestionType.ROWS:
        if reason:
            status = _("%(status)s: %(reason)s") % {"status": status, "reason": reason}
        return table_of(question, texts, content, extract, names, status)
    # A reason is a text like others: in its own language, which the status is not.
    text = reason if answer is None or status else text_of(question, answer["value"], texts)
    return Answer(
        question=texts.question(question.key).text,
        number=question.number,
        text=text,
        language=foreign(answer["language"] if answer else "", extract.language),
        status=status,
        sensitive=question.sensitive,
        translation=translation_of(answer, "text", extract.language) if answer and not status else None,
        key=question.key,
        short=texts.question(question.key, "short").text,
    )
