"""A questionnaire as a form to fill in by hand."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import (
    QuestionnaireSpec,
    QuestionSpec,
    Texts,
)
from inclucities.questionnaires.enums import QuestionType
from inclucities.reports.domain.document import (
    Blank,
    Section,
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
