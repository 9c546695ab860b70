"""One document over all needs analyses of an association's member cities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inclucities.questionnaires.domain.specs import Texts
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.queries.specs import spec_with
from inclucities.questionnaires.reports.extracts import Extract, open_rows, translation_of
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.reports.domain.document import (
    CellTranslation,
    Chart,
    Column,
    Cover,
    Document,
    Note,
    PairEntry,
    Row,
    Section,
    Series,
    Table,
)
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.queries.summaries import Summarised, associations_of, summarised_for
from needs_analysis.reports.needs_analysis import scope_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.reports.models import ReportJob
    from schemes.models import Organisation

KIND = "association_summary"
#: What another city and a ministry would ask first; the whole analyses are documents of their own.
QUESTIONS = (
    "na_challenges",
    "na_desired_impact",
    "na_obstacles",
    "na_resources_strengths",
    "na_learning_expectations",
)
#: The place of the needs in the table of cities.
NEEDS_COLUMN = 3


def build(association: Organisation, *, person: User, language: str) -> Document:
    """Return the summary of the newest shared versions that ``person`` may read, city by city.

    Sensitive answers never stand in it. ``scope`` names each needs analysis and what of it was read.
    """
    with translation.override(language):
        found = summarised_for(person, association)
        day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
        return Document(
            title=_("What our cities need"),
            subtitle=_("Needs analyses of the members of %(association)s")
            % {"association": association.name},
            language=language,
            cover=Cover(
                eyebrow=_("Summary for the association"),
                pair=(PairEntry(_("Association"), association.name),),
                meta=(
                    ngettext("%(count)d city", "%(count)d cities", len(found)) % {"count": len(found)},
                    day,
                ),
            ),
            footer=(association.short_name, _("What our cities need"), day),
            demonstration=association.programme.is_demonstration,
            sections=(_overview(found, language), *(_city(one, language) for one in found)),
            scope=tuple(code for one in found for code in _codes(one)),
        )


def readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` acts for the association and may still read every analysis in the payload."""
    if job.target_id not in {association.pk for association in associations_of(person)}:
        return False
    for code in job.payload.get("scope", []):
        pk, _colon, what = code.partition(":")
        opened = open_needs_analysis(person, int(pk))
        if opened is None or not opened.access.reads_versions:
            return False
        if what == f"side:{AnsweredBy.ASSOCIATION}" and not opened.access.reads_association_part:
            return False
        if (
            what.startswith("audience:")
            and Audience(what.removeprefix("audience:")) not in opened.access.audiences
        ):
            return False
    return True


def _extract(one: Summarised, language: str) -> Extract:
    return Extract(language=language, sides=frozenset({AnsweredBy.CITY}), audiences=one.access.audiences)


def _codes(one: Summarised) -> tuple[str, ...]:
    return tuple(f"{one.analysis.pk}:{code}" for code in scope_of(_extract(one, ""), draft=False))


def _needs(one: Summarised) -> list[Mapping[str, Any]]:
    return [need["value"] for need in open_rows("na_challenges", one.version.content, _extract(one, ""))]


def _overview(found: list[Summarised], language: str) -> Section:
    if not found:
        return Section(
            title=_("At a glance"), blocks=(Note(_("No member city has shared a needs analysis yet.")),)
        )
    texts = spec_with(found[0].version.edition.checksum).texts(language)
    rows = tuple(_row(one, language) for one in found)
    table = Table(
        title=_("Cities and their needs"),
        columns=(
            Column(_("City"), "option", width=16),
            Column(_("Theme"), "option", width=24),
            Column(_("Version"), "option", width=14),
            Column(_("Needs"), width=46),
        ),
        rows=rows,
    )
    return Section(title=_("At a glance"), blocks=(table, _kinds(found, texts)))


def _row(one: Summarised, language: str) -> Row:
    needs = open_rows("na_challenges", one.version.content, _extract(one, language))
    languages = {need["language"] for need in needs}
    translated = [translation_of(need, "title", language) for need in needs]
    translations = []
    if all(translated):
        titles = "; ".join(found.text for found in translated if found)
        into = {found.language for found in translated if found}
        if len(into) == 1:
            translations.append(CellTranslation(NEEDS_COLUMN, titles, into.pop()))
    return Row(
        cells=(
            one.city,
            one.analysis.participation.scheme.theme,
            str(Stage(one.version.stage).label),
            "; ".join(str(need["value"].get("title", "")) for need in needs),
        ),
        language=languages.pop() if len(languages) == 1 else "",
        translations=tuple(translations),
    )


def _kinds(found: list[Summarised], texts: Texts) -> Chart:
    kinds = Counter(need["kind"] for one in found for need in _needs(one) if need.get("kind"))
    order = [kind for kind, _count in kinds.most_common()]
    labels = tuple(texts.option("na_challenges", kind, "kind").text for kind in order)
    return Chart(
        title=_("What kind of needs"),
        description=_("Number of needs of each kind in all cities together."),
        categories=labels,
        category_label=_("Kind of need"),
        series=(Series(_("Needs"), tuple(float(kinds[kind]) for kind in order), "mentee"),),
    )


def _city(one: Summarised, language: str) -> Section:
    spec = spec_with(one.version.edition.checksum)
    sections = sections_for(spec, one.version.content, _extract(one, language), {AnsweredBy.CITY: one.city})
    blocks = tuple(
        block for section in sections for block in section.blocks if getattr(block, "key", "") in QUESTIONS
    )
    day = formats.date_format(timezone.localtime(one.version.frozen_at), "DATE_FORMAT")
    return Section(
        title=one.city,
        introduction=_("Version %(number)d, %(stage)s, %(day)s")
        % {"number": one.version.number, "stage": Stage(one.version.stage).label, "day": day},
        blocks=blocks,
        tone="mentee",
    )
