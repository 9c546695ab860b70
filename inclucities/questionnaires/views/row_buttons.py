"""The buttons of rows: add, move, take away, bring back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import SectionPage
from inclucities.questionnaires.services.answers import UnknownQuestionError
from inclucities.questionnaires.services.rows import (
    TooManyRowsError,
    add_row,
    move_row,
    restore_row,
    retire_row,
)


@dataclass(frozen=True, slots=True)
class Acted:
    """What a button did: in which question, to which row, and whether that row was taken away."""

    question_key: str
    row: ResponseRow | None = None
    taken_away: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page to come back to."""
        if self.row is None or self.taken_away:
            return self.question_key
        return f"row-{self.row.uuid}"


def press(desk: Desk, page: SectionPage, data: QueryDict) -> Acted | None:
    """Do what the pressed button says; ``None`` where it is none of these, or there is no room.

    A question without room says so in its errors. Raises ``Http404`` for a row of another response,
    ``SectionClosedError``.
    """
    where: dict[str, Any] = {"response": desk.response, "by": desk.person, "section_key": page.section.key}
    try:
        if key := data.get("add_row"):
            return Acted(key, add_row(question_key=key, values={}, **where))
        for button, up in (("move_up", True), ("move_down", False)):
            if button in data:
                uuid = _uuid(data.get(button, ""))
                move_row(uuid=uuid, up=up, **where)
                return _moved(page, uuid)
        if "retire_row" in data:
            row = retire_row(uuid=_uuid(data.get("retire_row", "")), **where)
            return Acted(row.question.key, row, taken_away=True)
        if "restore_row" in data:
            row = restore_row(uuid=_uuid(data.get("restore_row", "")), **where)
            return Acted(row.question.key, row)
    except UnknownQuestionError:
        raise Http404 from None
    except TooManyRowsError:
        _say_full(page, data.get("add_row", ""))
    return None


def _moved(page: SectionPage, uuid: UUID) -> Acted | None:
    for item in page.items:
        for row in item.rows:
            if row.row.uuid == uuid:
                return Acted(item.key, row.row)
    return None


def _say_full(page: SectionPage, key: str) -> None:
    for item in page.items:
        if item.spec.columns and key in ("", item.key):
            item.errors[""] = _("There are 200 rows already; more cannot be kept.")
            return


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
