"""What an answer or row ever held, bringing an old text back, and translations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.comparison import Piece, words_compared
from inclucities.questionnaires.models import Answer, ResponseRow, Revision
from inclucities.questionnaires.queries.cells import text_of, text_of_row
from inclucities.questionnaires.queries.items import QuestionItem, RowItem, SectionPage
from inclucities.questionnaires.queries.pages import revisions_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import record_row
from inclucities.questionnaires.services.saving import StaleVersionError
from inclucities.questionnaires.views.base import DeskView


class HistoryView(DeskView, abstract=True):
    """Every revision of one answer, each compared with the one before; restoring makes a new version."""

    def get(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Show the revisions, the newest first."""
        page, item = self._item(question_key)
        written = self._written(item)
        revisions = revisions_of(written, item.spec, self.object.reader)
        return self.show(
            "questionnaires/history.html",
            page=page,
            item=item,
            written=written,
            steps=[
                (revision, self._step(item, revision, before))
                for revision, before in zip(revisions, [*revisions[1:], None], strict=True)
            ],
        )

    def post(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Bring an old text back as a new version."""
        page, item = self._item(question_key)
        if not page.may_write:
            raise PermissionDenied
        written = self._written(item)
        number = request.POST.get("version", "")
        revisions = revisions_of(written, item.spec, self.object.reader)
        revision = next((found for found in revisions if str(found.version) == number), None)
        if revision is None:
            raise Http404
        try:
            self._restore(page, item, revision)
            messages.success(request, _("The text of version %(number)s is back.") % {"number": number})
        except (StaleVersionError, SectionClosedError):
            messages.error(
                request, _("Somebody changed this meanwhile. Look again before you bring it back.")
            )
            return redirect(request.get_full_path())
        return redirect(f"{self.object.url('section', page.section.key)}#{question_key}")

    def _item(self, question_key: str) -> tuple[SectionPage, QuestionItem]:
        page = self.page(self.section_of(question_key), question_key)
        return page, page.item(question_key)

    def _written(self, item: QuestionItem) -> Answer | ResponseRow:
        if item.answer is None:
            raise Http404
        return item.answer

    def _step(self, item: QuestionItem, revision: Revision, before: Revision | None) -> tuple[Piece, ...]:
        old = self._words(item, before) if before else ""
        return words_compared(old, self._words(item, revision))

    def _words(self, item: QuestionItem, revision: Revision) -> str:
        return text_of(item.spec, revision.content["value"], item.texts)

    def _restore(self, page: SectionPage, item: QuestionItem, revision: Revision) -> None:
        content, written = revision.content, self._written(item)
        record_answer(
            response=self.object.response,
            question_key=item.key,
            section_key=page.section.key,
            draft=Draft(
                value=content["value"],
                state=content["state"],
                reason=content["reason"],
                language=content["language"],
                audience=written.audience,
            ),
            base_version=written.version,
            by=self.object.person,
        )


class RowHistoryView(HistoryView, abstract=True):
    """Every revision of one row."""

    def _written(self, item: QuestionItem) -> Answer | ResponseRow:
        return self._row(item).row

    def _row(self, item: QuestionItem) -> RowItem:
        wanted: UUID = self.kwargs["uuid"]
        for row in item.rows:
            if row.row.uuid == wanted:
                return row
        raise Http404

    def _words(self, item: QuestionItem, revision: Revision) -> str:
        return text_of_row(item, revision.content["value"])

    def _restore(self, page: SectionPage, item: QuestionItem, revision: Revision) -> None:
        written = self._written(item)
        record_row(
            response=self.object.response,
            uuid=self.kwargs["uuid"],
            question_key=item.key,
            section_key=page.section.key,
            values=revision.content["value"],
            base_version=written.version,
            by=self.object.person,
            language=revision.content["language"],
            audience=written.audience,
        )


class RetiredRowsView(DeskView, abstract=True):
    """Rows that were taken away, each with a button that brings it back (convention 26)."""

    def get(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Show the rows."""
        page = self.page(self.section_of(question_key), question_key)
        item = page.item(question_key)
        rows = (
            ResponseRow.objects.filter(
                response=self.object.response, question__key=question_key, retired_at__isnull=False
            )
            .select_related("updated_by")
            .order_by("-retired_at")
        )
        readable = [row for row in rows if self.object.reader.may_read(row, item.spec)]
        return self.show(
            "questionnaires/retired.html",
            page=page,
            item=item,
            retired=[RowItem(row) for row in readable],
        )
