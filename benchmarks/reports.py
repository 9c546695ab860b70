"""The good practice as a document: a card of two pages, and a blank form.

The card says less than the questionnaire asks: short labels in place of questions, lists in place of
tables. Pages show the same sections, so that what is read on screen is what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benchmarks.domain import without_consent_hidden
from benchmarks.enums import PracticeState
from benchmarks.queries import open_practice
from inclucities.questionnaires.domain.specs import QuestionnaireSpec, Texts
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.specs import spec_of, spec_with
from inclucities.questionnaires.reports import Extract, blank_sections, sections_for
from inclucities.reports.domain.document import (
    Answer,
    Block,
    Cell,
    Column,
    Cover,
    Document,
    PairEntry,
    Points,
    Section,
    Table,
)
from inclucities.reports.domain.payload import check_size, document_from_json
from inclucities.reports.rendering.words import cell_text

if TYPE_CHECKING:
    from benchmarks.models import GoodPractice
    from benchmarks.permissions import PracticeAccess
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import FrozenVersion
    from inclucities.reports.models import ReportJob

KIND = "good_practice"
BLANK_KIND = "good_practice_blank"
CARD_TEMPLATE = "reports/benchmarks/card.html"

#: The title of the part that sets the three kinds of preconditions side by side.
PRECONDITIONS = gettext_lazy("What it takes")


def build(
    practice: GoodPractice, *, access: PracticeAccess, language: str, version: FrozenVersion | None = None
) -> Document:
    """Return the card of a version, or of the current state marked as a draft.

    A card is made to leave the city: whoever asks for it, contacts who have not agreed to being shown
    occur with their post only. ``scope`` names what a reader must hold to read all of it.
    """
    with translation.override(language):
        response = practice.response
        spec = spec_of(response.questionnaire) if version is None else spec_with(version.edition.checksum)
        content = without_consent_hidden(content_of(response) if version is None else version.content)
        extract = Extract(language=language, sides=access.version_sides, audiences=access.audiences)
        card = _Card(spec, content, extract)
        label = _label(version)
        city = practice.organisation
        place = f"{city.name}, {city.country_name}" if city.country else city.name
        return Document(
            title=card.text("gp_title") or practice.title,
            subtitle=card.text("gp_target_group_tags"),
            language=language,
            cover=Cover(
                eyebrow=spec.texts(language).title().text,
                pair=(PairEntry(_("City"), place, "mentor"),),
                meta=tuple(part for part in (card.text("gp_location"), card.since(), label) if part),
            ),
            footer=(city.name, spec.texts(language).title().text, label),
            draft=version is None,
            demonstration=city.is_invented or city.programme.is_demonstration,
            layout="card",
            sections=card.sections(city.name),
            scope=_scope(access, version),
        )


def card_pdf(payload: Mapping[str, Any]) -> bytes:
    """Return a card as a tagged PDF, set closer than other documents so that two pages hold it.

    Runs in the worker's child, in the language of the job. Raises ``PayloadError``, ``TooLongError``.
    """
    # A web process that reads this module must not load WeasyPrint.
    from inclucities.reports.rendering.pdf import pdf

    document = document_from_json(payload)
    check_size(document)
    context = {"document": document, "preconditions": str(PRECONDITIONS)}
    return pdf(render_to_string(CARD_TEMPLATE, context), lambda _percent: None)


def blank(practice: GoodPractice, *, language: str) -> Document:
    """Return the questionnaire as a form for those who work on paper."""
    with translation.override(language):
        spec = spec_of(practice.response.questionnaire)
        title = spec.texts(language).title().text
        city = practice.organisation.name
        return Document(
            title=title,
            subtitle=_("To fill in by hand"),
            language=language,
            cover=Cover(eyebrow=_("Blank form"), pair=(PairEntry(_("City"), city, "mentor"),)),
            footer=(city, title),
            sections=blank_sections(spec, language),
        )


def _label(version: FrozenVersion | None) -> str:
    moment = timezone.localtime(version.frozen_at if version else timezone.now())
    day = formats.date_format(moment, "DATE_FORMAT")
    if version is None:
        return _("Draft, as it stood on %(day)s") % {"day": day}
    return _("Version %(number)d, %(stage)s, %(day)s") % {
        "number": version.number,
        "stage": PracticeState(version.stage).label.lower(),
        "day": day,
    }


def _scope(access: PracticeAccess, version: FrozenVersion | None) -> tuple[str, ...]:
    codes = [f"audience:{audience}" for audience in Audience if audience in access.audiences]
    return (*codes, "draft" if version is None else f"version:{version.number}")


def holds_scope(access: PracticeAccess, latest: int, scope: tuple[str, ...] | list[str]) -> bool:
    """Whether a reader with ``access`` may read everything that a document with ``scope`` holds.

    ``latest`` is the number of the newest version. A document without a scope is read by nobody.
    """
    if not access.reads_versions or not scope:
        return False
    return all(_holds(access, latest, code) for code in scope)


def _holds(access: PracticeAccess, latest: int, code: str) -> bool:
    what, _colon, which = code.partition(":")
    if what == "draft":
        return access.reads_draft
    if what == "version":
        return access.reads_version(int(which), latest)
    return what == "audience" and which in access.audiences


def readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may read everything in the payload of a job now. Asked again at each download."""
    opened = open_practice(person, job.target_id)
    return opened is not None and holds_scope(
        opened.access, opened.practice.response.latest_version, job.payload.get("scope", [])
    )


def blank_readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may have the blank form: whoever opens the practice."""
    return open_practice(person, job.target_id) is not None


class _Card:
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
        return " ".join(block.text.split()) if isinstance(block, Answer) else ""

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
                spec.key: _in_words(cell, column)
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


def _in_words(cell: Cell, column: Column) -> str:
    """Return a cell as a reader writes it: whole numbers without decimals, money with its currency."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return cell_text(cell, replace(column, unit="EUR") if column.kind == "money" else column)


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
