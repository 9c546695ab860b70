"""The autosave of one answer or one row, in JSON, saying the truth about what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import QuestionSpec, Texts
from inclucities.questionnaires.domain.values import InvalidValueError, clean_row
from inclucities.questionnaires.forms.parsing import draft_in, row_in, version_in
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.queries.conflicts import conflict_of_answer, conflict_of_row
from inclucities.questionnaires.queries.items import Conflict, QuestionItem
from inclucities.questionnaires.services.answers import (
    MissingVersionError,
    UnknownQuestionError,
    clean_draft,
    record_answer,
)
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import record_row
from inclucities.questionnaires.services.saving import StaleVersionError
from inclucities.questionnaires.templatetags.markup import conflict_html, question_html
from inclucities.questionnaires.templatetags.pieces import clock_now, saved_words
from inclucities.questionnaires.views.base import DeskView


class SaveView(DeskView, abstract=True):
    """What every autosave has in common.

    200 saved, 409 conflict or closed, 422 wrong, 428 no version; the text stays in the page.
    """

    def answer(
        self, save: Callable[[], Answer | ResponseRow], conflict: Callable[[Any], Conflict], name: str
    ) -> JsonResponse:
        """Run ``save`` and say what became of it; ``name`` is the unit's on the page."""
        try:
            return self.saved(save())
        except UnknownQuestionError:
            raise Http404 from None
        except MissingVersionError:
            return self.incomplete()
        except InvalidValueError as error:
            return self.invalid(error)
        except SectionClosedError:
            return JsonResponse({"message": self.closed_words, "closed": True}, status=409)
        except StaleVersionError as stale:
            if stale.theirs is None:
                return JsonResponse({"message": _("Not saved: this was taken away meanwhile.")}, status=409)
            return self.stale(conflict(stale.theirs), name)

    def saved(self, written: Answer | ResponseRow | Translation, **more: Any) -> JsonResponse:
        """Say that it is stored, and as which version."""
        saved = saved_words(written, self.object.person.pk, clock_now())
        return JsonResponse({"version": written.version, "saved": saved, **more})

    def incomplete(self) -> JsonResponse:
        """Say that the save did not name the version that it started from."""
        message = _("Not saved: the page is incomplete. Copy your text and load it again.")
        return JsonResponse({"message": message}, status=428)

    def invalid(self, error: InvalidValueError) -> JsonResponse:
        """Say what is wrong, and in which field."""
        return JsonResponse(
            {"message": _("Not saved"), "errors": {error.field: str(error.message)}}, status=422
        )

    def stale(self, conflict: Conflict, name: str) -> JsonResponse:
        """Say who was first, with both texts and what merging them would give."""
        return JsonResponse(
            {
                "message": _("Not saved: %(name)s changed this meanwhile") % {"name": conflict.by},
                "version": conflict.version,
                "html": conflict_html(conflict, name),
                "theirs": dict(conflict.theirs),
                "merged": dict(conflict.merged),
            },
            status=409,
        )

    def guard(self, section_key: str) -> None:
        """Raise ``PermissionDenied`` unless the person's side writes this section, and can by now."""
        section = self.object.spec.section(section_key)
        if not self.object.reader.writes_in(section):
            raise PermissionDenied

    @property
    def texts(self) -> Texts:
        """The words of the questionnaire in the language of the page."""
        return self.object.spec.texts(self.language)


class AnswerView(SaveView, abstract=True):
    """Saves one answer, and gives its question anew."""

    def get(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> HttpResponse:
        """Give the question as it stands, for a page on which another answer has changed it."""
        page = self.page(self.section_of(question_key), question_key)
        if not page.may_write:
            raise PermissionDenied
        return HttpResponse(question_html(page.item(question_key), self.object, clock_now()))

    def post(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> JsonResponse:
        """Save what was typed on top of the version it started from."""
        section_key = self.section_of(question_key)
        self.guard(section_key)
        question = self.object.spec.question(question_key)
        item = QuestionItem(question, self.texts)
        draft = draft_in(question, request.POST, self.texts)
        base = version_in(request.POST, question_key)

        def save() -> Answer:
            return record_answer(
                response=self.object.response,
                question_key=question_key,
                section_key=section_key,
                draft=draft,
                base_version=base,
                by=self.object.person,
            )

        def conflict(theirs: Answer) -> Conflict:
            return conflict_of_answer(item, theirs, base or 0, clean_draft(question, draft, theirs))

        return self.answer(save, conflict, question_key)

    def saved(self, written: Answer | ResponseRow | Translation, **more: Any) -> JsonResponse:
        """Name the questions besides whose asking hangs on this one."""
        return super().saved(written, dependents=self._dependents(), **more)

    def _dependents(self) -> list[str]:
        """Return the questions that appear or disappear with this answer, those behind them too."""
        section: list[QuestionSpec] = list(self.object.spec.section_of(self.kwargs["question_key"]).questions)
        changed = {self.kwargs["question_key"]}
        for question in section:
            if question.show_if is not None and question.show_if.question in changed:
                changed.add(question.key)
        return [question.key for question in section if question.key in changed][1:]


class RowView(SaveView, abstract=True):
    """Saves one row."""

    def post(
        self, request: HttpRequest, pk: int, question_key: str, uuid: UUID, **kwargs: Any
    ) -> JsonResponse:
        """Save the cells of the row on top of the version they started from."""
        section_key = self.section_of(question_key)
        self.guard(section_key)
        question = self.object.spec.question(question_key)
        name = f"{question_key}-{uuid}"
        cells = row_in(question, uuid, request.POST, self.texts)
        base = version_in(request.POST, name)

        def save() -> ResponseRow:
            return record_row(
                response=self.object.response,
                uuid=uuid,
                values=cells,
                base_version=base,
                by=self.object.person,
                language=request.POST.get(f"{name}-language", ""),
                audience=request.POST.get(f"{name}-audience", ""),
                section_key=section_key,
                question_key=question_key,
            )

        def conflict(theirs: ResponseRow) -> Conflict:
            item = self.page(section_key, question_key).item(question_key)
            return conflict_of_row(item, theirs, base or 0, clean_row(question, cells))

        return self.answer(save, conflict, name)
