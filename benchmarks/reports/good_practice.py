"""The good practice as a document: a card of two pages, and a blank form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from benchmarks.domain import without_consent_hidden
from benchmarks.enums import PracticeState
from benchmarks.queries import open_practice
from benchmarks.reports.card import PRECONDITIONS, Card
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.specs import spec_of, spec_with
from inclucities.questionnaires.reports.blanks import blank_sections
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.reports.domain.document import (
    Cover,
    Document,
    PairEntry,
)
from inclucities.reports.domain.payload import check_size, document_from_json

if TYPE_CHECKING:
    from benchmarks.models import GoodPractice
    from benchmarks.permissions import PracticeAccess
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import FrozenVersion
    from inclucities.reports.models import ReportJob

KIND = "good_practice"
BLANK_KIND = "good_practice_blank"
CARD_TEMPLATE = "reports/benchmarks/card.html"


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
        card = Card(spec, content, extract)
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
