"""Two people wrote at once: both texts, what each changed, and both changes in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inclucities.questionnaires.domain.comparison import Piece, merged, words_compared
from inclucities.questionnaires.domain.specs import ColumnSpec, Texts
from inclucities.questionnaires.enums import AnswerState, ColumnType
from inclucities.questionnaires.models import Answer, ResponseRow, Revision, Translation
from inclucities.questionnaires.queries.cells import text_of, text_of_row
from inclucities.questionnaires.queries.items import Conflict, QuestionItem

Values = Mapping[str, Any]
#: The parts of a value in which words can be merged one by one.
_PROSE = frozenset({"text", "reason", "source"})
_PROSE_COLUMNS = (ColumnType.SHORT_TEXT, ColumnType.LONG_TEXT)


def conflict_of_answer(item: QuestionItem, theirs: Answer, base_version: int, mine: Values) -> Conflict:
    """Return the conflict over an answer; ``mine`` is the cleaned content that was not kept, as a draft.

    One query, for the text that both started from.
    """
    base = _content_at(theirs, base_version)
    stood = {"state": str(AnswerState.ANSWERED), "reason": ""}
    states = [
        stood | (parts_of(content) if content else {})
        for content in (base, {"value": theirs.value, "state": theirs.state, "reason": theirs.reason}, mine)
    ]
    values, clean = merged_values(*states, prose=_PROSE)

    def words(parts: Values) -> str:
        state, reason = parts["state"], parts["reason"]
        said = "" if state == AnswerState.ANSWERED else str(AnswerState(state).label)
        return "\n".join(text for text in (said, text_of(item.spec, parts, item.texts), reason) if text)

    return _conflict(
        theirs,
        base_version,
        [words(parts) for parts in states] if base else ["", words(states[1]), words(states[2])],
        known_base=bool(base),
        theirs_fields=fields_of(item, states[1]),
        merged_fields=fields_of(item, values),
        clean=clean,
    )


def conflict_of_row(item: QuestionItem, theirs: ResponseRow, base_version: int, mine: Values) -> Conflict:
    """Return the conflict over a row; ``mine`` are the cleaned cells that were not kept. One query."""
    base = _content_at(theirs, base_version).get("value", {})
    prose = frozenset(column.key for column in item.spec.columns if column.type in _PROSE_COLUMNS)
    values, clean = merged_values(base, theirs.value, mine, prose=prose)
    return _conflict(
        theirs,
        base_version,
        [text_of_row(item, cells) for cells in (base, theirs.value, mine)],
        known_base=bool(base),
        theirs_fields=cell_fields_of(item, theirs.value),
        merged_fields=cell_fields_of(item, values),
        clean=clean,
    )


def conflict_of_translation(theirs: Translation, mine: str) -> Conflict:
    """Return the conflict over a working translation. It keeps no revisions, so that both stand whole."""
    both = merged("", theirs.text, mine)
    return Conflict(
        by=theirs.updated_by.name,
        at=theirs.updated_at,
        version=theirs.version,
        base_version=0,
        language=theirs.language,
        their_pieces=words_compared(mine, theirs.text),
        my_pieces=(Piece("equal", mine),),
        theirs={"text": theirs.text},
        merged={"text": both.text},
        clean=both.clean,
    )


def _conflict(
    theirs: Answer | ResponseRow,
    base_version: int,
    texts: list[str],
    *,
    known_base: bool,
    theirs_fields: Values,
    merged_fields: Values,
    clean: bool,
) -> Conflict:
    base, their_words, my_words = texts
    return Conflict(
        by=theirs.updated_by.name,
        at=theirs.updated_at,
        version=theirs.version,
        base_version=base_version,
        # A row is compared with the labels of its columns, which are in the reader's language.
        language=theirs.language if isinstance(theirs, Answer) else "",
        their_pieces=words_compared(base if known_base else my_words, their_words),
        my_pieces=words_compared(base, my_words) if known_base else (Piece("equal", my_words),),
        theirs=theirs_fields,
        merged=merged_fields,
        clean=clean,
    )


def parts_of(content: Values) -> dict[str, Any]:
    """Return the parts of an answer's content that a conflict is about."""
    return {**content["value"], "state": content["state"], "reason": content["reason"]}


def _content_at(written: Answer | ResponseRow, version: int) -> Values:
    of = {"answer": written} if isinstance(written, Answer) else {"row": written}
    revision = Revision.objects.filter(**of, version=version).first()
    content: Values = revision.content if revision else {}
    return content


def merged_values(
    base: Values, theirs: Values, mine: Values, *, prose: frozenset[str]
) -> tuple[dict[str, Any], bool]:
    """Put both changes to ``base`` into one, part by part, words in ``prose`` one by one.

    Where both changed a part that is no prose, mine stands. The second value says whether nobody's
    change to the same words met the other's.
    """
    both: dict[str, Any] = {}
    clean = True
    for part in [*theirs, *(part for part in mine if part not in theirs)]:
        old, their, my = base.get(part), theirs.get(part), mine.get(part)
        if my in (old, their):
            both[part] = their
        elif their == old:
            both[part] = my
        elif part in prose:
            words = merged(str(old or ""), str(their or ""), str(my or ""))
            both[part], clean = words.text, clean and words.clean
        else:
            both[part], clean = my, False
    return {part: value for part, value in both.items() if value is not None}, clean


def fields_of(item: QuestionItem, parts: Values) -> dict[str, Any]:
    """Return an answer as the fields of its form hold it."""
    return {part: _typed(item.texts, item.key, value) for part, value in parts.items()}


def cell_fields_of(item: QuestionItem, cells: Values) -> dict[str, Any]:
    """Return a row as the fields of its form hold it."""
    columns: Mapping[str, ColumnSpec] = {column.key: column for column in item.spec.columns}
    return {
        key: value if columns[key].type == ColumnType.REFERENCES else _typed(item.texts, item.key, value, key)
        for key, value in cells.items()
        if key in columns
    }


def _typed(texts: Texts, question_key: str, value: Any, column_key: str = "") -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(texts.option(question_key, str(tag), column_key).text for tag in value)
    return str(value)
