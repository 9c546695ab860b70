"""Filling in: the task list, a section, what stands beside it, and the whole to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.enums import SectionStatus
from inclucities.questionnaires.forms.parsing import draft_in, is_posted, rows_in
from inclucities.questionnaires.queries.cells import text_of, text_of_row
from inclucities.questionnaires.queries.items import QuestionItem, SectionPage
from inclucities.questionnaires.queries.pages import others_present, section_pages
from inclucities.questionnaires.services.answers import clean_draft
from inclucities.questionnaires.services.presence import be_present
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.templatetags.markup import question_html
from inclucities.questionnaires.templatetags.pieces import clock_now
from inclucities.questionnaires.views.autosaving import AnswerView, RowView
from inclucities.questionnaires.views.base import DeskView, has_deadlines
from inclucities.questionnaires.views.row_buttons import Acted, press
from inclucities.questionnaires.views.section_saving import SectionSaver

__all__ = ["AnswerView", "RowView", "SectionView", "SideView", "TasksView", "WholeView"]


class TasksView(DeskView, abstract=True):
    """The home of a response: its sections, who answers, how far (convention 1)."""

    template = "questionnaires/tasks.html"

    def more(self) -> dict[str, Any]:
        """Return what the owner's template needs besides."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the task list."""
        states, reader = self.states(), self.object.reader
        texts = self.object.spec.texts(self.language)
        tasks = self.tasks(states, texts)
        for task in tasks:
            task["who"] = self.object.answerer(task["section"].answered_by)
            task["writes"] = reader.writes_in(task["section"]) and task["state"].is_open
            task["missing"] = (
                [(key, texts.question(key, "short")) for key in task["progress"].missing]
                if task["writes"]
                else []
            )
        # What everybody answers for themselves is no part of what is done together.
        together = [task for task in tasks if not task["section"].per_person]
        return self.show(
            self.template,
            **self.more(),
            tasks=tasks,
            has_deadlines=has_deadlines(tasks),
            texts=texts,
            answered=sum(state.answered for state in states.values()),
            total=sum(state.total for state in states.values()),
            completed=sum(task["status"] == SectionStatus.COMPLETED for task in together),
            sections=len(together),
            others=[other.person.name for other in others_present(self.object.response, self.object.person)],
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

    def closing(self, page: SectionPage) -> str:
        """Return the address at which the writer's side declares this section complete, if it does so."""
        return ""

    def offer(self, page: SectionPage) -> tuple[str, str] | None:
        """Return address and words of an owner's page that helps to fill this section in, if there is one."""
        return None

    def get(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Show the section."""
        page = self.page(section_key)
        if page.may_write:
            _offer_undo(page, self.taken_away(request.GET.get("taken", "")))
        return self._show(page)

    def post(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Save everything that was changed, then do what the pressed button says.

        A script that pressed the button of a row gets the question's new markup as JSON.
        """
        page = self.page(section_key)
        if not self.object.reader.writes_in(page.section):
            raise PermissionDenied
        if not page.may_write:
            return self._closed(page)
        saver = SectionSaver(self.object, page, request.POST)
        try:
            saver.save_all()
            acted = None if saver.wrong else press(self.object, page, request.POST)
        except SectionClosedError:
            return self._closed(self.page(section_key))
        if self.is_script:
            return self._card(saver, acted)
        if saver.wrong or any(item.errors for item in page.items):
            return self._show(saver.page, status=409 if saver.conflicts else 422)
        address = self.object.url("section", section_key)
        if acted is not None:
            taken = f"?taken={acted.row.uuid}" if acted.row and acted.taken_away else ""
            return redirect(f"{address}{taken}#{acted.anchor}")
        if saver.kept:
            return redirect(f"{address}#{next(iter(saver.kept))}")
        messages.success(request, _("Everything on this page is saved."))
        if "close" in request.POST and (closing := self.closing(page)):
            return redirect(closing)
        return redirect(self._following(section_key) if "next" in request.POST else address)

    def _following(self, section_key: str) -> str:
        sections = [section.key for section in self.object.spec.sections if self.object.reader.opens(section)]
        place = sections.index(section_key) + 1
        return (
            self.object.url("section", sections[place]) if place < len(sections) else self.object.url("tasks")
        )

    def _card(self, saver: SectionSaver, acted: Acted | None) -> JsonResponse:
        if acted is None:
            errors = [message for item in saver.page.items for message in item.errors.values()]
            return JsonResponse({"message": str(errors[0]) if errors else _("Not saved")}, status=422)
        page = self.page(saver.page.section.key, acted.question_key)
        if acted.taken_away:
            _offer_undo(page, acted.row)
        html = question_html(page.item(acted.question_key), self.object, clock_now())
        return JsonResponse({"key": acted.question_key, "html": html, "focus": acted.anchor})

    def _closed(self, page: SectionPage) -> HttpResponse:
        if self.is_script:
            return JsonResponse({"message": self.closed_words, "closed": True}, status=409)
        return self._show(page, status=409, closed=True, unkept=list(_unkept(page, self.request)))

    def _show(self, page: SectionPage, status: int = 200, **context: Any) -> HttpResponse:
        writes = self.object.reader.writes_in(page.section)
        return self.show(
            "questionnaires/section.html",
            status=status,
            page=page,
            who=self.object.answerer(page.section.answered_by),
            closing=self.closing(page) if writes else "",
            waits=self.object.reader.waits(page.section),
            offer=self.offer(page) if page.may_write else None,
            **self.surroundings(page),
            error_prefix=status != 200,
            wrong=[item for item in page.items if item.is_wrong],
            **context,
        )


def _offer_undo(page: SectionPage, row: Any) -> None:
    for item in page.items:
        if row is not None and row.question.key == item.key:
            item.taken_away = row


def _unkept(page: SectionPage, request: HttpRequest) -> Iterator[tuple[QuestionItem, str]]:
    """Give what was typed into a section that was closed meanwhile, so that nobody loses a text."""
    for item in page.items:
        words = []
        if is_posted(item.spec, request.POST):
            draft = draft_in(item.spec, request.POST, item.texts)
            try:
                value = clean_draft(item.spec, draft)["value"]
            except InvalidValueError:
                value = draft.value
            if value and value != (item.answer.value if item.answer else {}):
                words.append(text_of(item.spec, value, item.texts))
        kept = {row.row.uuid: text_of_row(item, row.row.value) for row in item.rows}
        for uuid, cells in rows_in(item.spec, request.POST, item.texts).items():
            if (typed := text_of_row(item, cells)) != kept.get(uuid):
                words.append(typed)
        if any(words):
            yield item, "\n\n".join(words)


class SideView(DeskView, abstract=True):
    """The slow poll: says that I am here, who else is, and how far the section is by now."""

    def post(self, request: HttpRequest, pk: int, section_key: str, **kwargs: Any) -> HttpResponse:
        """Return the side of the section's page as a fragment."""
        page = self.page(section_key)
        if page.may_write:
            be_present(response=self.object.response, section_key=section_key, by=self.object.person)
        return self.show("questionnaires/side.html", page=page, **self.surroundings(page))


class WholeView(DeskView, abstract=True):
    """All sections that the reader may read, on one page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show every question with its answer."""
        return self.show(
            "questionnaires/whole.html",
            pages=section_pages(self.object.response, self.object.reader, self.language),
        )
