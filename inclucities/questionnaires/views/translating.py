"""Working translations, typed by hand beside the original (convention 16)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.enums import ColumnType
from inclucities.questionnaires.forms.parsing import version_in
from inclucities.questionnaires.models import Answer, ResponseRow
from inclucities.questionnaires.queries.conflicts import conflict_of_translation
from inclucities.questionnaires.queries.items import QuestionItem, SectionPage
from inclucities.questionnaires.services.answers import MissingVersionError
from inclucities.questionnaires.services.translations import StaleTranslationError, record_translation
from inclucities.questionnaires.templatetags.markup import address_of_translation, conflict_html, slot
from inclucities.questionnaires.views.autosaving import SaveView
from inclucities.texts.domain import WRITING_LANGUAGES


class TranslationView(SaveView, abstract=True):
    """The working translations of one long text: of an answer, or of a cell of a row.

    They are written even when the original is shared, for they change nothing of what was said.
    """

    def get(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Show the original with its translations; to a script, the form of a new one."""
        page, item = self._open(question_key)
        of = self._original(item)
        if self.is_script:
            new = self._new_slot(item, of)
            return render(request, "questionnaires/translation.html", {"slot": new, "desk": self.object})
        return self._show(page, item, of, self._slots(item, of))

    def post(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Save one translation, on top of the version it started from."""
        page, item = self._open(question_key)
        of = self._original(item)
        name = next((found.removesuffix("-text") for found in request.POST if found.endswith("-text")), "")
        text, language = request.POST.get(f"{name}-text", ""), request.POST.get(f"{name}-language", "")
        try:
            translation = record_translation(
                of=of,
                field=self._field,
                language=language,
                text=text,
                base_version=version_in(request.POST, name),
                by=self.object.person,
            )
        except InvalidValueError as error:
            if self.is_script:
                return self.invalid(error)
            return self._refused(page, item, of, name, text, str(error.message), 422)
        except MissingVersionError:
            if self.is_script:
                return self.incomplete()
            return self._refused(
                page, item, of, name, text, _("Load the page again; your text stands below."), 428
            )
        except StaleTranslationError as stale:
            if stale.theirs is None:
                raise Http404 from None
            conflict = conflict_of_translation(stale.theirs, text)
            if self.is_script:
                return self.stale(conflict, name)
            return self._refused(page, item, of, name, text, conflict_html(conflict, name), 409)
        if self.is_script:
            return self.saved(translation)
        messages.success(request, _("The working translation is saved."))
        return redirect(f"{self.object.url('section', page.section.key)}#{question_key}")

    @property
    def _field(self) -> str:
        field: str = self.kwargs.get("column_key", "text")
        return field

    def _open(self, question_key: str) -> tuple[SectionPage, QuestionItem]:
        section_key = self.section_of(question_key)
        page = self.page(section_key, question_key)
        if not self.object.reader.writes_in(page.section):
            raise PermissionDenied
        return page, page.item(question_key)

    def _original(self, item: QuestionItem) -> Answer | ResponseRow:
        uuid: UUID | None = self.kwargs.get("uuid")
        if uuid is None:
            if item.answer is None or not item.is_long:
                raise Http404
            return item.answer
        prose = [column.key for column in item.spec.columns if column.type == ColumnType.LONG_TEXT]
        for row in item.rows:
            if row.row.uuid == uuid and self._field in prose:
                return row.row
        raise Http404

    def _slots(self, item: QuestionItem, of: Answer | ResponseRow) -> list[dict[str, Any]]:
        url = address_of_translation(self.object, of, self._field, item.key)
        name = self._name(item, of)
        standing = [slot(of, name, url, translation) for translation in self._standing(item, of)]
        return [*standing, self._new_slot(item, of)]

    def _standing(self, item: QuestionItem, of: Answer | ResponseRow) -> list[Any]:
        if isinstance(of, Answer):
            return item.translations
        row = next(row for row in item.rows if row.row.pk == of.pk)
        return [translation for translation in row.translations if translation.field == self._field]

    def _name(self, item: QuestionItem, of: Answer | ResponseRow) -> str:
        return f"{item.key}-text" if isinstance(of, Answer) else f"{item.key}-{of.uuid}-{self._field}"

    def _new_slot(self, item: QuestionItem, of: Answer | ResponseRow) -> dict[str, Any]:
        taken = {of.language, *(translation.language for translation in self._standing(item, of))}
        into = next((language for language in WRITING_LANGUAGES if language not in taken), "")
        url = address_of_translation(self.object, of, self._field, item.key)
        return {**slot(of, self._name(item, of), url, None), "into": into}

    def _refused(
        self,
        page: SectionPage,
        item: QuestionItem,
        of: Answer | ResponseRow,
        name: str,
        text: str,
        trouble: str,
        status: int,
    ) -> HttpResponse:
        slots = self._slots(item, of)
        shown = {"conflict": trouble} if status == 409 else {"errors": [trouble]}
        for found in slots:
            if found["name"] == name:
                found.update(text=text, **shown)
        return self._show(page, item, of, slots, status)

    def _show(
        self,
        page: SectionPage,
        item: QuestionItem,
        of: Answer | ResponseRow,
        slots: list[dict[str, Any]],
        status: int = 200,
    ) -> HttpResponse:
        column = "" if isinstance(of, Answer) else item.texts.column(item.key, self._field)
        return self.show(
            "questionnaires/translate.html",
            status=status,
            page=page,
            item=item,
            of=of,
            column=column,
            original=of.value.get(self._field, ""),
            slots=slots,
            error_prefix=status != 200,
        )
