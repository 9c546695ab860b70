"""The needs analysis as a document: any version, the current state as a draft, or a blank form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.audiences import opened_content, widest
from inclucities.questionnaires.domain.specs import QuestionnaireSpec
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.specs import spec_of, spec_with
from inclucities.questionnaires.reports.blanks import blank_sections
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.reports.domain.document import Cover, Document, PairEntry
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_analyses import open_needs_analyses, open_needs_analysis
from needs_analysis.reports.charts import with_charts
from schemes.enums import Side
from schemes.models import Participation
from schemes.queries.schemes import in_force

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import FrozenVersion
    from inclucities.reports.models import ReportJob
    from inclucities.reports.registry import Stored
    from needs_analysis.models import NeedsAnalysis
    from needs_analysis.permissions import NeedsAccess

KIND = "needs_analysis"
BLANK_KIND = "needs_analysis_blank"


def build(
    analysis: NeedsAnalysis,
    *,
    access: NeedsAccess,
    language: str,
    version: FrozenVersion | None = None,
    with_sensitive: bool = False,
) -> Document:
    """Return the document of a version, or of the current state marked as a draft.

    It holds what ``access`` may read and nothing else; sensitive answers only where asked for.
    ``scope`` names what a reader must hold to read all of it.
    """
    with translation.override(language):
        spec = (
            spec_of(analysis.response.questionnaire)
            if version is None
            else spec_with(version.edition.checksum)
        )
        if version is None:
            content = opened_content(spec, content_of(analysis.response), access.reach)
        else:
            content = opened_content(spec, version.content, widest(version.reach, access.reach))
        sides = frozenset(
            {AnsweredBy.CITY, AnsweredBy.ASSOCIATION} if access.reads_association_part else {AnsweredBy.CITY}
        )
        extract = Extract(
            language=language, sides=sides, audiences=access.audiences, with_sensitive=with_sensitive
        )
        scope = (
            *scope_of(extract, draft=version is None),
            *_opened_for_the_reader(access, version),
        )
        return replace(_document(analysis, spec, content, extract, version), scope=scope)


def blank(analysis: NeedsAnalysis, *, language: str) -> Document:
    """Return the questionnaire as a form for those who work on paper."""
    with translation.override(language):
        spec = spec_of(analysis.response.questionnaire)
        texts = spec.texts(language)
        return Document(
            title=texts.title().text,
            subtitle=_("To fill in by hand"),
            language=language,
            cover=Cover(eyebrow=_("Blank form"), pair=_pair(analysis)),
            footer=(analysis.participation.organisation.name, texts.title().text),
            sections=blank_sections(spec, language),
        )


def _document(
    analysis: NeedsAnalysis,
    spec: QuestionnaireSpec,
    content: Mapping[str, object],
    extract: Extract,
    version: FrozenVersion | None,
) -> Document:
    scheme = analysis.participation.scheme
    city = analysis.participation.organisation.name
    title = _("Needs analysis of %(city)s") % {"city": city}
    day = formats.date_format(
        timezone.localtime(version.frozen_at if version else timezone.now()), "DATE_FORMAT"
    )
    if version is None:
        label = _("Draft, as it stood on %(day)s") % {"day": day}
    else:
        label = _("Version %(number)d, %(stage)s, %(day)s") % {
            "number": version.number,
            "stage": Stage(version.stage).label,
            "day": day,
        }
    answerers = {AnsweredBy.CITY: city, AnsweredBy.ASSOCIATION: _association_of(analysis.participation)}
    return Document(
        title=scheme.theme,
        subtitle=title,
        language=extract.language,
        cover=Cover(
            eyebrow=spec.texts(extract.language).title().text,
            pair=_pair(analysis),
            meta=(scheme.programme.name, label),
        ),
        footer=(city, spec.texts(extract.language).title().text, label),
        draft=version is None,
        demonstration=scheme.programme.is_demonstration,
        sections=with_charts(
            sections_for(spec, content, extract, answerers),
            prefix="na_",
            spec=spec,
            content=content,
            extract=extract,
        ),
    )


def scope_of(extract: Extract, *, draft: bool) -> tuple[str, ...]:
    """Return the codes of what somebody must hold to read everything in a document."""
    codes = [f"audience:{audience}" for audience in Audience if audience in extract.audiences]
    codes += [f"side:{side}" for side in AnsweredBy if side in extract.sides]
    return (*codes, "draft") if draft else tuple(codes)


def _opened_for_the_reader(access: NeedsAccess, version: FrozenVersion | None) -> tuple[str, ...]:
    """Return the codes of what can be taken back and has opened answers to this reader.

    Opening the version to the support group, a release, an invitation to read along.
    """
    if Audience.TEAM in access.audiences:
        return ()
    if version is not None and version.opened_to in access.audiences:
        return (f"opened:{version.number}",)
    if version is not None and version.released_at is not None:
        return (f"released:{version.number}",)
    return ("reading_along",) if access.reads_along else ()


def holds_scope(access: NeedsAccess, scope: tuple[str, ...] | list[str]) -> bool:
    """Whether a reader with ``access`` may read everything that a document with ``scope`` holds."""
    if not access.reads_versions and f"released:{access.released}" not in scope:
        return False
    return all(_holds(access, code) for code in scope)


def _holds(access: NeedsAccess, code: str) -> bool:
    what, _colon, which = code.partition(":")
    # Each of the two ways to open a version lets through what the other one had let in.
    if what in ("opened", "released"):
        return which.isdecimal() and access.reads_whole(int(which))
    if what == "side":
        return which == AnsweredBy.CITY or access.reads_association_part
    return {
        "audience": which in access.audiences,
        "draft": access.reads_draft,
        "reading_along": Audience.TEAM in access.audiences or access.reads_along,
    }.get(what, False)


def readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may read everything in the payload of a job now. Asked again at each download."""
    opened = open_needs_analysis(person, job.target_id)
    return opened is not None and holds_scope(opened.access, job.payload.get("scope", []))


def readable_among(person: User, stored: Sequence[Stored]) -> set[int]:
    """Return which of these documents, blank forms among them, ``person`` may read now. Two queries."""
    opened = open_needs_analyses(person, {one.target_id for one in stored})
    return {one.pk for one in stored if one.target_id in opened and _opens(opened[one.target_id].access, one)}


def _opens(access: NeedsAccess, one: Stored) -> bool:
    return _has_blank(access) if one.kind == BLANK_KIND else holds_scope(access, one.scope)


def blank_readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may have the blank form: whoever reads a version or fills it in."""
    opened = open_needs_analysis(person, job.target_id)
    return opened is not None and _has_blank(opened.access)


def _has_blank(access: NeedsAccess) -> bool:
    return access.reads_released or access.writes_association_part


def _pair(analysis: NeedsAnalysis) -> tuple[PairEntry, ...]:
    scheme = analysis.participation.scheme
    parties = list(
        Participation.objects.filter(in_force(), scheme=scheme).select_related("organisation").order_by("pk")
    )
    labels = {
        (Side.MENTEE, False): (_("Mentee city"), "mentee"),
        (Side.MENTEE, True): (_("with its association"), "neutral"),
        (Side.MENTOR, False): (_("Mentor city"), "mentor"),
        (Side.MENTOR, True): (_("with its association"), "neutral"),
        (Side.PEER, False): (_("City"), "mentee"),
        (Side.PEER, True): (_("with its association"), "neutral"),
    }
    order = {Side.MENTEE: 0, Side.PEER: 1, Side.MENTOR: 2}
    entries = []
    for party in sorted(parties, key=lambda found: (order[Side(found.side)], found.is_association)):
        label, tone = labels[Side(party.side), party.is_association]
        name = party.organisation.name if not party.is_association else party.organisation.short_name
        entries.append(PairEntry(label, name, tone))  # type: ignore[arg-type]  # one of the three words above
    return tuple(entries)


def _association_of(participation: Participation) -> str:
    association = (
        Participation.objects.filter(in_force(), stands_behind=participation)
        .select_related("organisation")
        .first()
    )
    return association.organisation.name if association else ""
