"""Questions and answers as sections of a document, for whichever app prints them.

The content is what ``content_of`` gives: a frozen version and the current state go the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.audiences import opened_by_people
from inclucities.questionnaires.domain.kept_rows import rows_shown
from inclucities.questionnaires.domain.progress import Given, asked_in
from inclucities.questionnaires.domain.references import (
    LONGEST_TITLE,
    REFERENCES,
    TEXTS,
    Named,
    RowNames,
    names_of_rows,
)
from inclucities.questionnaires.domain.specs import (
    ColumnSpec,
    QuestionnaireSpec,
    QuestionSpec,
    SectionSpec,
    Texts,
)
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience, ColumnType, QuestionType
from inclucities.questionnaires.queries.cells import text_of
from inclucities.questionnaires.queries.content import names_of_people
from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    Cell,
    CellKind,
    CellTranslation,
    Column,
    Row,
    Section,
    Table,
    Translation,
)

#: What amounts in rows are in.
CURRENCY = "EUR"
#: A table with more columns is printed on a page on its side.
MOST_COLUMNS_UPRIGHT = 7


@dataclass(frozen=True, slots=True)
class Extract:
    """What of a response goes into a document: whose sections, which audiences, sensitive or not."""

    language: str
    sides: frozenset[AnsweredBy]
    audiences: frozenset[Audience]
    with_sensitive: bool = False


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


def blank_sections(spec: QuestionnaireSpec, language: str) -> tuple[Section, ...]:
    """Return every section as a form to fill in by hand."""
    texts = spec.texts(language)
    return tuple(
        Section(
            title=texts.section(section.key).text,
            number=section.number,
            introduction=texts.section(section.key, "introduction").text,
            blocks=tuple(_blank(question, texts) for question in section.questions),
        )
        for section in spec.sections
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


def open_answer(question_key: str, content: Mapping[str, Any], extract: Extract) -> Mapping[str, Any]:
    """Return the value that a document shows for a question: an empty one where none was given or it is closed."""
    answer = _open(question_key, content, extract)
    if answer is None or answer["state"] != AnswerState.ANSWERED:
        return {}
    value: Mapping[str, Any] = answer["value"]
    return value


def open_rows(question_key: str, content: Mapping[str, Any], extract: Extract) -> list[Mapping[str, Any]]:
    """Return the rows that a document shows for a question."""
    return [row for row in rows_shown(content, question_key) if row["audience"] in extract.audiences]


def _open(question_key: str, content: Mapping[str, Any], extract: Extract) -> Mapping[str, Any] | None:
    answers: list[Mapping[str, Any]] = content["answers"].get(question_key, [])
    return next((answer for answer in answers if answer["audience"] in extract.audiences), None)


def _given(question: QuestionSpec, content: Mapping[str, Any]) -> Given:
    answers = content["answers"].get(question.key, [])
    if not answers:
        return Given()
    return Given(state=AnswerState(answers[0]["state"]), value=answers[0]["value"])


def _block(
    question: QuestionSpec, texts: Texts, content: Mapping[str, Any], extract: Extract, names: RowNames
) -> Block | None:
    answer = _open(question.key, content, extract)
    if answer is None and content["answers"].get(question.key) and not question.columns:
        return None
    status, reason = "", ""
    if answer is not None and answer["state"] != AnswerState.ANSWERED:
        status, reason = str(AnswerState(answer["state"]).label), answer["reason"]
    if question.type == QuestionType.ROWS:
        if reason:
            status = _("%(status)s: %(reason)s") % {"status": status, "reason": reason}
        return _table(question, texts, content, extract, names, status)
    # A reason is a text like others: in its own language, which the status is not.
    text = reason if answer is None or status else _words(question, texts, answer["value"])
    return Answer(
        question=texts.question(question.key).text,
        number=question.number,
        text=text,
        language=_foreign(answer["language"] if answer else "", extract.language),
        status=status,
        sensitive=question.sensitive,
        translation=translation_of(answer, "text", extract.language) if answer and not status else None,
        key=question.key,
        short=texts.question(question.key, "short").text,
    )


def _foreign(written_in: str, language: str) -> str:
    return written_in if written_in and written_in != language else ""


def translation_of(written: Mapping[str, Any], field: str, language: str) -> Translation | None:
    """Return the working translation of a text into the document's language, else one into English."""
    found = {
        translation["language"]: translation
        for translation in written["translations"]
        if translation["field"] == field and translation["language"] != written["language"]
    }
    chosen = found.get(language) if written["language"] != language else None
    if chosen is None and written["language"] not in (language, "en"):
        chosen = found.get("en")
    if chosen is None:
        return None
    return Translation(text=chosen["text"], language=chosen["language"], outdated=chosen["outdated"])


def _words(question: QuestionSpec, texts: Texts, value: Mapping[str, Any]) -> str:
    return text_of(question, value, texts)


def _table(
    question: QuestionSpec,
    texts: Texts,
    content: Mapping[str, Any],
    extract: Extract,
    names: RowNames,
    status: str,
) -> Table | None:
    rows = open_rows(question.key, content, extract)
    if content["rows"].get(question.key) and not rows and not status:
        return None
    columns = tuple(
        Column(
            label=texts.column(question.key, column.key).text,
            kind=_KINDS.get(column.type, "text"),
            unit=CURRENCY if column.type == ColumnType.MONEY else "",
        )
        for column in question.columns
    )
    return Table(
        title=texts.question(question.key).text,
        number=question.number,
        columns=columns,
        rows=tuple(
            Row(
                cells=tuple(
                    _cell(question, column, row["value"].get(column.key), texts, names)
                    for column in question.columns
                ),
                language=_foreign(row["language"], extract.language),
                translations=_cell_translations(question, row, names, extract.language),
                languages=_cell_languages(question, row, names, extract.language),
            )
            for row in rows
        ),
        status=status or ("" if rows else _("Not answered yet")),
        sensitive=question.sensitive,
        wide=len(columns) > MOST_COLUMNS_UPRIGHT,
        key=question.key,
        short=texts.question(question.key, "short").text,
    )


def _cell_translations(
    question: QuestionSpec, row: Mapping[str, Any], names: RowNames, language: str
) -> tuple[CellTranslation, ...]:
    found = []
    for place, column in enumerate(question.columns):
        raw = row["value"].get(column.key)
        if column.type in REFERENCES:
            translation = _translation_of_names(names.named(column, raw), language)
        else:
            translation = translation_of(row, column.key, language) if raw else None
        if translation is not None:
            found.append(CellTranslation(place, translation.text, translation.language, translation.outdated))
    return tuple(found)


def _translation_of_names(named: Iterable[Named], language: str) -> Translation | None:
    """Return the translation of what the rows are called; of one without any the words stand again."""
    beside = [(one, translation_of(one.row, one.field, language) if one.row else None) for one in named]
    found = [translation for _one, translation in beside if translation is not None]
    if len({translation.language for translation in found}) != 1:
        return None
    return Translation(
        text=", ".join(
            translation.text[:LONGEST_TITLE] if translation else one.words for one, translation in beside
        ),
        language=found[0].language,
        outdated=any(translation.outdated for translation in found),
    )


def _cell_languages(
    question: QuestionSpec, row: Mapping[str, Any], names: RowNames, language: str
) -> tuple[str, ...]:
    """Return the language of each cell; a reference is in that of the rows that it names."""
    found = []
    for column in question.columns:
        written_in = {row["language"]} if column.type in TEXTS else set()
        if column.type in REFERENCES:
            named = names.named(column, row["value"].get(column.key))
            written_in = {one.row["language"] if one.row else language for one in named}
        found.append(_foreign(written_in.pop(), language) if len(written_in) == 1 else "")
    return tuple(found)


_KINDS: Mapping[ColumnType, CellKind] = {
    ColumnType.CHOICE: "option",
    ColumnType.TAGS: "option",
    ColumnType.NUMBER: "number",
    ColumnType.PERCENT: "percent",
    ColumnType.MONEY: "money",
    ColumnType.YEAR: "year",
    ColumnType.YES_NO: "yes_no",
    ColumnType.URL: "link",
}


def _cell(question: QuestionSpec, column: ColumnSpec, raw: Any, texts: Texts, names: RowNames) -> Cell:
    if raw is None:
        return None
    if column.type in (ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.MONEY):
        return int(raw) if float(raw).is_integer() else float(raw)
    if column.type == ColumnType.CHOICE:
        return texts.option(question.key, raw, column.key).text
    if column.type == ColumnType.TAGS:
        return ", ".join(texts.option(question.key, tag, column.key).text for tag in raw)
    if column.type in REFERENCES:
        return names.of(column, raw)
    if column.type in (ColumnType.YES_NO, ColumnType.YEAR):
        return raw
    return str(raw)


def _blank(question: QuestionSpec, texts: Texts) -> Blank:
    choices: Iterable[str] = question.choices or (
        [str(level) for level in range(1, question.levels + 1)] if question.levels else ()
    )
    words = tuple(texts.option(question.key, choice).text for choice in choices)
    if question.type == QuestionType.YES_NO_TEXT:
        words = (_("Yes"), _("No"))
    lines = {QuestionType.LONG_TEXT: 10, QuestionType.ROWS: max(question.min_rows, 4)}.get(question.type, 2)
    return Blank(
        question=texts.question(question.key).text,
        number=question.number,
        help=tuple(hint.text for hint in texts.hints(question.key)),
        lines=lines,
        columns=tuple(texts.column(question.key, column.key).text for column in question.columns),
        choices=words,
        short=texts.question(question.key, "short").text,
    )
