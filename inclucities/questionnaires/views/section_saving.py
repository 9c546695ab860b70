"""Saving a whole section at once, as a plain form does: what differs from what is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.values import InvalidValueError, clean_row
from inclucities.questionnaires.forms.parsing import draft_in, is_posted, rows_in, version_in
from inclucities.questionnaires.models import Answer, ResponseRow
from inclucities.questionnaires.queries.conflicts import (
    conflict_of_answer,
    conflict_of_row,
    conflict_of_translation,
)
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem, SectionPage
from inclucities.questionnaires.services.answers import (
    Draft,
    MissingVersionError,
    UnknownQuestionError,
    clean_draft,
    record_answer,
)
from inclucities.questionnaires.services.rows import record_row
from inclucities.questionnaires.services.saving import StaleVersionError
from inclucities.questionnaires.services.translations import StaleTranslationError, record_translation


class SectionSaver:
    """Saves the fields of a section on the page; what could not be kept stays in its items."""

    def __init__(self, desk: Desk, page: SectionPage, data: QueryDict) -> None:
        self.desk = desk
        self.page = page
        self.data = data
        self.wrong = False
        self.conflicts = False
        unit, _colon, way = data.get("keep", "").rpartition(":")
        #: In which conflict a button was pressed, and what is to be kept.
        self.kept = {unit: way} if unit else {}

    def save_all(self) -> None:
        """Save everything that differs. Raises ``Http404`` for rows of another response."""
        for item in self.page.items:
            posted = rows_in(item.spec, self.data, item.texts)
            known = {row.row.uuid: row for row in item.rows}
            if is_posted(item.spec, self.data):
                self._save_answer(item)
            for uuid, cells in posted.items():
                if uuid in known:
                    self._save_row(item, known[uuid], cells)
                else:
                    self._save_row_taken_away(item, uuid, cells)

    # -- Answers ----------------------------------------------------------------------------------

    def _save_answer(self, item: QuestionItem) -> None:
        draft = draft_in(item.spec, self.data, item.texts)
        if item.answer is not None and self.kept.get(item.key) == "theirs":
            return
        try:
            content = clean_draft(item.spec, draft, item.answer)
            if self.kept.get(item.key) == "merge" and item.answer is not None:
                draft = self._merged_draft(item, draft, content)
                content = clean_draft(item.spec, draft, item.answer)
            if not _stands(item.answer, content):
                item.answer = self._record_answer(item, draft)
        except InvalidValueError as error:
            item.errors[error.field] = error.message
            item.typed = _as_typed(draft)
            self.wrong = True
        except MissingVersionError:
            item.errors[""] = _("This page is incomplete. Load it again; your text stands below.")
            item.typed = _as_typed(draft)
            self.wrong = True
        except StaleVersionError as stale:
            item.typed = _as_typed(draft)
            if isinstance(stale.theirs, Answer):
                item.answer = stale.theirs
                base = version_in(self.data, item.key) or 0
                item.conflict = conflict_of_answer(item, stale.theirs, base, content)
            self.wrong = self.conflicts = True
        if item.answer is not None and item.is_long:
            self._save_translations(item, item, item.answer, "text", f"{item.key}-text")

    def _record_answer(self, item: QuestionItem, draft: Draft) -> Answer:
        return record_answer(
            response=self.desk.response,
            question_key=item.key,
            section_key=self.page.section.key,
            draft=draft,
            base_version=version_in(self.data, item.key),
            by=self.desk.person,
        )

    def _merged_draft(self, item: QuestionItem, draft: Draft, content: Mapping[str, Any]) -> Draft:
        assert item.answer is not None  # noqa: S101 -- asked before
        conflict = conflict_of_answer(item, item.answer, self._base(item.key), content)
        merged = dict(conflict.merged)
        return Draft(
            state=str(merged.pop("state")),
            reason=str(merged.pop("reason")),
            value=merged,
            language=draft.language,
            audience=draft.audience,
        )

    def _base(self, name: str) -> int:
        number = self.data.get(f"{name}-base", "")
        return int(number) if re.fullmatch(r"\d{1,9}", number) else 0

    # -- Rows -------------------------------------------------------------------------------------

    def _save_row(self, item: QuestionItem, row: RowItem, cells: Mapping[str, Any]) -> None:
        name = f"{item.key}-{row.row.uuid}"
        if self.kept.get(name) == "theirs":
            return
        chosen = {
            "language": self.data.get(f"{name}-language", row.row.language),
            "audience": self.data.get(f"{name}-audience", row.row.audience),
        }
        try:
            values = clean_row(item.spec, cells)
            if self.kept.get(name) == "merge":
                cells = conflict_of_row(item, row.row, self._base(name), values).merged
            row.row = record_row(
                response=self.desk.response,
                uuid=row.row.uuid,
                values=cells,
                base_version=version_in(self.data, name),
                by=self.desk.person,
                section_key=self.page.section.key,
                question_key=item.key,
                **chosen,
            )
        except InvalidValueError as error:
            row.errors[error.field] = error.message
            self._keep_typed(row, cells, chosen)
        except MissingVersionError:
            row.errors[""] = _("This page is incomplete. Load it again; your text stands below.")
            self._keep_typed(row, cells, chosen)
        except StaleVersionError as stale:
            self._keep_typed(row, cells, chosen)
            if isinstance(stale.theirs, ResponseRow):
                row.row = stale.theirs
                row.conflict = conflict_of_row(
                    item, stale.theirs, version_in(self.data, name) or 0, clean_row(item.spec, cells)
                )
            self.conflicts = True
        for column in item.spec.columns:
            self._save_translations(item, row, row.row, column.key, f"{name}-{column.key}")

    def _keep_typed(self, row: RowItem, cells: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
        row.typed, row.chosen = cells, chosen
        self.wrong = True

    def _save_row_taken_away(self, item: QuestionItem, uuid: UUID, cells: Mapping[str, Any]) -> None:
        """Keep what was typed in a row that somebody else took away meanwhile, and say so."""
        name = f"{item.key}-{uuid}"
        try:
            before = version_in(self.data, name)
            row = record_row(
                response=self.desk.response,
                uuid=uuid,
                values=cells,
                base_version=before,
                by=self.desk.person,
                section_key=self.page.section.key,
                question_key=item.key,
            )
        except UnknownQuestionError:
            raise Http404 from None
        except (InvalidValueError, MissingVersionError, StaleVersionError):
            row = None
        if row is None or row.version != before:
            item.errors[""] = _(
                "A row that you wrote in was taken away meanwhile. Bring it back to go on with it."
            )
            self.wrong = True

    # -- Working translations ---------------------------------------------------------------------

    def _save_translations(
        self,
        item: QuestionItem,
        holder: QuestionItem | RowItem,
        of: Answer | ResponseRow,
        field: str,
        name: str,
    ) -> None:
        """Save the translations of one text, and a new one that a script had opened."""
        for translation in [found for found in holder.translations if found.field == field]:
            slot = f"{name}-tr-{translation.language}"
            text = self.data.get(f"{slot}-text", translation.text)
            if _same(text, translation.text):
                continue
            self._save_translation(item, of, field, translation.language, slot)
            translation.text = text
        if self.data.get(f"{name}-tr-new-text", "").strip():
            slot = f"{name}-tr-new"
            self._save_translation(item, of, field, self.data.get(f"{slot}-language", ""), slot)

    def _save_translation(
        self, item: QuestionItem, of: Answer | ResponseRow, field: str, language: str, name: str
    ) -> None:
        text = self.data.get(f"{name}-text", "")
        try:
            record_translation(
                of=of,
                field=field,
                language=language,
                text=text,
                base_version=version_in(self.data, name),
                by=self.desk.person,
            )
        except (InvalidValueError, MissingVersionError) as error:
            item.errors["translation"] = getattr(error, "message", "") or _(
                "This page is incomplete. Load it again."
            )
            self.wrong = True
        except StaleTranslationError as stale:
            if stale.theirs is not None and not _same(stale.theirs.text, text):
                item.conflict = item.conflict or conflict_of_translation(stale.theirs, text)
                self.wrong = self.conflicts = True


def _as_typed(draft: Draft) -> dict[str, Any]:
    return {
        **draft.value,
        "state": draft.state,
        "reason": draft.reason,
        "language": draft.language,
        "audience": draft.audience,
    }


def _stands(answer: Answer | None, content: Mapping[str, Any]) -> bool:
    """Whether what was posted is what is stored: an untouched field makes no new version."""
    if answer is None:
        return not content["value"] and content["state"] == "answered" and not content["reason"]
    return all(getattr(answer, field) == value for field, value in content.items())


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.strip()
