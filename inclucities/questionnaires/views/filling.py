"""Filling in: the task list, a section, and the autosave of one answer or row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.forms.parsing import draft_in, is_posted, row_in, rows_in, version_in
from inclucities.questionnaires.models import Answer, ResponseRow
from inclucities.questionnaires.queries.pages import QuestionItem, SectionPage
from inclucities.questionnaires.services.answers import (
    MissingVersionError,
    UnknownQuestionError,
    clean_draft,
    record_answer,
)
from inclucities.questionnaires.services.presence import be_present
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import (
    TooManyRowsError,
    add_row,
    move_row,
    record_row,
    restore_row,
    retire_row,
)
from inclucities.questionnaires.services.saving import StaleVersionError
from inclucities.questionnaires.views.base import DeskView


class TasksView(DeskView, abstract=True):
    """The home of a response: its sections, who answers, how far (convention 1)."""

    template = "questionnaires/tasks.html"

    def more(self) -> dict[str, Any]:
        """Return what the owner's template needs besides."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the task list."""
        states = self.states()
        texts = self.object.spec.texts(self.language)
        tasks = [
            {
                "section": section,
                "title": texts.section(section.key),
                "state": states[section.key],
                "who": self.object.answerer(section.answered_by),
                "opens": section.answered_by in self.object.reader.reads,
                "writes": section.answered_by in self.object.reader.writes and states[section.key].is_open,
            }
            for section in self.object.spec.sections
        ]
        return self.show(
            self.template,
            **self.more(),
            tasks=tasks,
            texts=texts,
            answered=sum(state.answered for state in states.values()),
            total=sum(state.total for state in states.values()),
            go_on=_last_touched(tasks, self.object.person.pk),
        )


def _last_touched(tasks: list[dict[str, Any]], person_id: int) -> dict[str, Any] | None:
    """Return the section that the person wrote in last, else the first that is theirs to write."""
    mine = [task for task in tasks if task["writes"]]
    touched = [task for task in mine if task["state"].touched_by_id == person_id and task["state"].touched_at]
    if touched:
        return max(touched, key=lambda task: task["state"].touched_at)
    return next(iter(mine), None)


class SectionView(DeskView, abstract=True):
    """One section to fill in or to read. The whole form also works as a plain POST."""

    def get(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Show the section."""
        page = self.page(section_key)
        if page.may_write:
            be_present(response=self.object.response, section_key=section_key, by=self.object.person)
        return self._show(page)

    def post(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Save everything that was changed, then do what the pressed button says."""
        page = self.page(section_key)
        if not page.may_write:
            return self._closed(page)
        saver = _SectionSaver(self, page, request)
        try:
            saver.save_all()
            anchor = saver.act()
        except SectionClosedError:
            return self._closed(self.page(section_key))
        if saver.wrong:
            return self._show(saver.page, status=409 if saver.conflicts else 422)
        if not anchor:
            messages.success(request, _("Everything on this page is saved."))
            if "next" in request.POST:
                return redirect(self._following(section_key))
        return redirect(f"{self.object.url('section', section_key)}{anchor}")

    def _following(self, section_key: str) -> str:
        sections = [
            section.key
            for section in self.object.spec.sections
            if section.answered_by in self.object.reader.reads
        ]
        place = sections.index(section_key) + 1
        return (
            self.object.url("section", sections[place]) if place < len(sections) else self.object.url("tasks")
        )

    def _closed(self, page: SectionPage) -> HttpResponse:
        return self._show(page, status=409, closed=True)

    def _show(self, page: SectionPage, status: int = 200, *, closed: bool = False) -> HttpResponse:
        return self.show(
            "questionnaires/section.html",
            status=status,
            page=page,
            closed=closed,
            who=self.object.answerer(page.section.answered_by),
            **self.surroundings(page),
            error_prefix=status != 200,
            wrong=[item for item in page.items if item.errors or item.conflict or _row_trouble(item)],
        )


def _row_trouble(item: QuestionItem) -> bool:
    return any(row.errors or row.conflict for row in item.rows)


class _SectionSaver:
    """Saves the fields of a whole section that differ from what is stored."""

    def __init__(self, view: SectionView, page: SectionPage, request: HttpRequest) -> None:
        self.desk = view.object
        self.page = page
        self.data = request.POST
        self.wrong = False
        self.conflicts = False

    def save_all(self) -> None:
        for item in self.page.items:
            if is_posted(item.spec, self.data):
                self._save_answer(item)
            for uuid, cells in rows_in(item.spec, self.data).items():
                self._save_row(item, uuid, cells)

    def _save_answer(self, item: QuestionItem) -> None:
        draft = draft_in(item.spec, self.data)
        try:
            content = clean_draft(item.spec, draft)
            if _stands(item.answer, content):
                return
            item.answer = record_answer(
                response=self.desk.response,
                question_key=item.key,
                draft=draft,
                base_version=version_in(self.data, item.key),
                by=self.desk.person,
            )
        except InvalidValueError as error:
            item.errors[error.field] = error.message
            item.typed = {**draft.value, "state": draft.state, "reason": draft.reason}
            self.wrong = True
        except MissingVersionError:
            item.errors[""] = _("This page is incomplete. Load it again; your text stands below.")
            item.typed = draft.value
            self.wrong = True
        except StaleVersionError as stale:
            item.typed = {**content["value"], "state": content["state"]}
            item.conflict = stale.theirs if isinstance(stale.theirs, Answer) else None
            item.answer = item.conflict or item.answer
            self.wrong = self.conflicts = True

    def _save_row(self, item: QuestionItem, uuid: UUID, cells: Any) -> None:
        row_item = next((row for row in item.rows if row.row.uuid == uuid), None)
        if row_item is None:
            return
        name = f"{item.key}-{uuid}"
        audience = self.data.get(f"{name}-audience", row_item.row.audience)
        language = self.data.get(f"{name}-language", row_item.row.language)
        try:
            row_item.row = record_row(
                response=self.desk.response,
                uuid=uuid,
                values=cells,
                base_version=version_in(self.data, name),
                by=self.desk.person,
                language=language,
                audience=audience,
            )
        except InvalidValueError as error:
            row_item.errors[error.field] = error.message
            row_item.typed = cells
            self.wrong = True
        except StaleVersionError as stale:
            row_item.typed = cells
            row_item.conflict = stale.theirs if isinstance(stale.theirs, ResponseRow) else None
            if row_item.conflict is not None:
                row_item.row = row_item.conflict
            self.wrong = self.conflicts = True

    def act(self) -> str:
        """Do what the button says; return the anchor to come back to."""
        if self.wrong:
            return ""
        response, by = self.desk.response, self.desk.person
        try:
            if key := self.data.get("add_row"):
                row = add_row(response=response, question_key=key, values={}, by=by)
                return f"#{key}-{row.uuid}"
            for button, up in (("move_up", True), ("move_down", False)):
                if uuid := _uuid(self.data.get(button, "")):
                    move_row(response=response, uuid=uuid, up=up, by=by)
                    return f"#row-{uuid}"
            if uuid := _uuid(self.data.get("retire_row", "")):
                return f"#{retire_row(response=response, uuid=uuid, by=by).question.key}"
            if uuid := _uuid(self.data.get("restore_row", "")):
                return f"#row-{restore_row(response=response, uuid=uuid, by=by).uuid}"
        except UnknownQuestionError:
            raise Http404 from None
        except TooManyRowsError:
            self.page.item(self.data["add_row"]).errors[""] = _(
                "There are 200 rows already; more cannot be kept."
            )
            self.wrong = True
        return ""


def _stands(answer: Answer | None, content: dict[str, Any]) -> bool:
    """Whether what was posted is what is stored: an untouched field makes no new version."""
    if answer is None:
        return not content["value"] and content["state"] == "answered" and not content["reason"]
    return all(getattr(answer, field) == value for field, value in content.items())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class SaveView(DeskView, abstract=True):
    """The autosave: one answer or one row, in JSON, saying the truth about what is stored."""

    def answer(self, save: Callable[[], Answer | ResponseRow]) -> JsonResponse:
        """Run ``save`` and answer: 200 saved, 409 conflict or closed, 422 wrong, 428 no version."""
        try:
            written = save()
        except UnknownQuestionError:
            raise Http404 from None
        except MissingVersionError:
            return JsonResponse(
                {"message": _("Not saved: the page is incomplete. Load it again.")}, status=428
            )
        except InvalidValueError as error:
            return JsonResponse(
                {"message": _("Not saved"), "errors": {error.field: str(error.message)}}, status=422
            )
        except SectionClosedError:
            return JsonResponse(
                {
                    "message": _("Not saved: this section was completed or shared meanwhile."),
                    "closed": True,
                },
                status=409,
            )
        except StaleVersionError as stale:
            return self._conflict(stale.theirs)
        return JsonResponse(
            {
                "version": written.version,
                "saved": render_to_string(
                    "questionnaires/saved.html", {"written": written, "person": self.object.person}
                ),
            }
        )

    def _conflict(self, theirs: Answer | ResponseRow | None) -> JsonResponse:
        if theirs is None:
            return JsonResponse({"message": _("Not saved: this was taken away meanwhile.")}, status=409)
        return JsonResponse(
            {
                "message": _("Not saved: %(name)s changed this meanwhile") % {"name": theirs.updated_by.name},
                "version": theirs.version,
                "theirs": theirs.value,
                "state": getattr(theirs, "state", ""),
                "by": theirs.updated_by.name,
                "at": render_to_string("questionnaires/moment.html", {"at": theirs.updated_at}).strip(),
            },
            status=409,
        )

    def guard(self, section_key: str) -> None:
        """Raise ``PermissionDenied`` unless the person's side writes this section."""
        section = self.object.spec.section(section_key)
        if section.answered_by not in self.object.reader.writes:
            raise PermissionDenied


class AnswerView(SaveView, abstract=True):
    """Saves one answer."""

    def post(self, request: HttpRequest, pk: int, question_key: str, **kwargs: Any) -> JsonResponse:
        """Save what was typed on top of the version it started from."""
        section_key = self.section_of(question_key)
        self.guard(section_key)
        question: QuestionSpec = self.object.spec.question(question_key)

        def save() -> Answer:
            return record_answer(
                response=self.object.response,
                question_key=question_key,
                draft=draft_in(question, request.POST),
                base_version=version_in(request.POST, question_key),
                by=self.object.person,
            )

        return self.answer(save)


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

        def save() -> ResponseRow:
            return record_row(
                response=self.object.response,
                uuid=uuid,
                values=row_in(question, uuid, request.POST),
                base_version=version_in(request.POST, name),
                by=self.object.person,
                language=request.POST.get(f"{name}-language", ""),
                audience=request.POST.get(f"{name}-audience", ""),
            )

        return self.answer(save)


class SideView(DeskView, abstract=True):
    """The slow poll: says that I am here, who else is, and how far the section is by now."""

    def post(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Return the side of the section's page as a fragment."""
        page = self.page(section_key)
        if page.may_write:
            be_present(response=self.object.response, section_key=section_key, by=self.object.person)
        return self.show("questionnaires/side.html", page=page, **self.surroundings(page))
