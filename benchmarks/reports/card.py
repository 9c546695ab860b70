"""The parts of the card of a good practice.

The card says less than the questionnaire asks: short labels in place of questions, lists in place of
tables. Pages show the same sections, so that what is read on screen is what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inclucities.questionnaires.domain.specs import QuestionnaireSpec, Texts
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.reports.domain.document import (
    Answer,
    Block,
    Points,
    Section,
    Table,
)
from inclucities.reports.rendering.words import cell_text

#: The title of the part that sets the three kinds of preconditions side by side.
PRECONDITIONS = gettext_lazy("What it takes")


class Card:
    """Takes the blocks of a questionnaire apart and puts them together as a card."""

    def __init__(self, spec: QuestionnaireSpec, content: Mapping[str, Any], extract: Extract) -> None:
        self.spec = spec
        self.content = content
        self.extract = extract
        self.texts: Texts = spec.texts(extract.language)
        # Every question of the fiche has a number of its own.
        self.blocks: dict[str, Block] = {
            block.number: block
            for section in sections_for(spec, content, extract, {})
            for block in section.blocks
            if isinstance(block, (Answer, Table))
        }

    def text(self, key: str) -> str:
        """Return an answer in one line, empty where there is none."""
        block = self._block(key)
        # What stands beside a status is a reason, and no answer.
        return " ".join(block.text.split()) if isinstance(block, Answer) and not block.status else ""

    def since(self) -> str:
        """Return "Since 2019" where the start is known."""
        start = self.text("gp_start_date")
        return _("Since %(start)s") % {"start": start} if start else ""

    def sections(self, city: str) -> tuple[Section, ...]:
        """Return the parts of the card that have something to say."""
        parts = (
            self._part(
                "context_and_reason",
                self._answer("gp_problem"),
                self._answer("gp_target_group_focus"),
                self._answer("gp_intended_results"),
            ),
            self._part(
                "description",
                self._points("gp_main_activities", _named),
                self._points("gp_implementers", _named),
                self._points("gp_lead_agencies", _named),
            ),
            self._part("resources", self._points("gp_resources", _resource)),
            self._part(
                "results",
                self._answer("gp_beneficiaries"),
                self._answer("gp_changes"),
                self._answer("gp_evaluation"),
                self._answer("gp_evaluation_results"),
                self._answer("gp_best_aspects"),
            ),
            self._preconditions(city),
            self._part(
                "risks_and_problems",
                self._points("gp_challenges", _named),
                self._points("gp_risks", _named),
            ),
            self._part(
                "transfer",
                self._points("gp_do", _named, tone="do"),
                self._points("gp_dont", _named, tone="dont"),
            ),
            self._part(
                "contact", self._points("gp_contact", _contact), self._points("gp_more_info", _source)
            ),
        )
        return tuple(part for part in parts if part.blocks)

    def _preconditions(self, city: str) -> Section:
        """Three questions touch preconditions; the labels keep them apart (method 7.3)."""
        labels = (
            ("gp_existing_conditions", _("Already there, in %(city)s") % {"city": city}),
            ("gp_success_requirements", _("Had to be done first, in %(city)s") % {"city": city}),
            ("gp_transfer_conditions", _("Needed in another city")),
        )
        blocks = (self._answer(key, label) for key, label in labels)
        return Section(
            title=str(PRECONDITIONS), blocks=tuple(block for block in blocks if block), tone="mentor"
        )

    def _part(self, section_key: str, *blocks: Block | None) -> Section:
        found = tuple(block for block in blocks if block is not None)
        title = self.texts.section(section_key)
        only = found[0] if len(found) == 1 else None
        if isinstance(only, Points) and only.tone == "plain":
            # One list alone needs no second heading.
            found = (replace(only, title=""),)
        return Section(
            title=title.text,
            blocks=found,
            tone="mentor",
            language=title.language if title.foreign else "",
        )

    def _block(self, key: str) -> Block | None:
        return self.blocks.get(self.spec.question(key).number)

    def _short(self, key: str) -> str:
        return self.texts.question(key, "short").text

    def _answer(self, key: str, label: str = "") -> Answer | None:
        block = self._block(key)
        if not isinstance(block, Answer) or not (block.text or block.status):
            return None
        return replace(block, question=label or self._short(key), number="")

    def _points(
        self,
        key: str,
        in_words: Callable[[Mapping[str, str]], str],
        tone: Literal["plain", "do", "dont"] = "plain",
    ) -> Points | Answer | None:
        table = self._block(key)
        if not isinstance(table, Table):
            return None
        if not table.rows:
            answers = self.content["answers"].get(key, [])
            return Answer(question=self._short(key), status=table.status) if answers else None
        columns = self.spec.question(key).columns
        items = []
        for row in table.rows:
            cells = {
                spec.key: cell_text(cell, column)
                for spec, column, cell in zip(columns, table.columns, row.cells, strict=True)
                if cell not in (None, "")
            }
            items.append(in_words(cells))
        languages = {row.language for row in table.rows}
        return Points(
            title=self._short(key),
            items=tuple(item for item in items if item),
            language=languages.pop() if len(languages) == 1 else "",
            tone=tone,
        )


def _named(cells: Mapping[str, str]) -> str:
    """Return "What: more about it", whatever the two columns are called."""
    return ": ".join(cells.values())


def _resource(cells: Mapping[str, str]) -> str:
    """Return "Staff: co-ordination, 1.5, posts"."""
    rest = [cells[key] for key in ("resource", "amount", "quantity", "note") if key in cells]
    return ": ".join(part for part in (cells.get("kind", ""), ", ".join(rest)) if part)


def _contact(cells: Mapping[str, str]) -> str:
    """Return name, post and address, as far as they may be shown."""
    return ", ".join(cells[key] for key in ("name", "post", "email") if key in cells)


def _source(cells: Mapping[str, str]) -> str:
    """Return "Guide: title, address"."""
    rest = ", ".join(cells[key] for key in ("title", "url") if key in cells)
    return ": ".join(part for part in (cells.get("kind", ""), rest) if part)
