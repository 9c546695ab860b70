"""The mentor profile as a document: any version, the current state as a draft, or a blank form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.specs import spec_of, spec_with
from inclucities.questionnaires.reports.blanks import blank_sections
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.reports.domain.document import Cover, Document, PairEntry
from needs_analysis.enums import ProfileStage
from needs_analysis.queries.profiles import open_profile
from needs_analysis.reports.charts import with_charts
from needs_analysis.reports.needs_analysis import scope_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import FrozenVersion
    from inclucities.reports.models import ReportJob
    from needs_analysis.models import MentorProfile
    from needs_analysis.permissions import ProfileAccess

KIND = "mentor_profile"
BLANK_KIND = "mentor_profile_blank"


def build(
    profile: MentorProfile,
    *,
    access: ProfileAccess,
    language: str,
    version: FrozenVersion | None = None,
    with_sensitive: bool = False,
) -> Document:
    """Return the document of a version, or of the current state marked as a draft.

    It holds what ``access`` may read and nothing else; sensitive answers only where asked for.
    ``scope`` names what a reader must hold to read all of it.
    """
    with translation.override(language):
        stored = profile.response.questionnaire
        spec = spec_of(stored) if version is None else spec_with(version.edition.checksum)
        content = content_of(profile.response) if version is None else version.content
        extract = Extract(
            language=language,
            sides=access.version_sides,
            audiences=access.audiences,
            with_sensitive=with_sensitive,
        )
        city, association = profile.organisation.name, _association_of(profile)
        answerers = {AnsweredBy.CITY: city, AnsweredBy.ASSOCIATION: association}
        title, label = spec.texts(language).title().text, _label(version)
        programme = profile.organisation.programme
        return Document(
            title=_("What %(city)s can offer") % {"city": city},
            subtitle=str(profile),
            language=language,
            cover=Cover(eyebrow=title, pair=_parties(profile), meta=(programme.name, label)),
            footer=(city, title, label),
            draft=version is None,
            demonstration=programme.is_demonstration,
            sections=with_charts(
                (
                    replace(section, tone="mentor") if section.tone == "mentee" else section
                    for section in sections_for(spec, content, extract, answerers)
                ),
                prefix="mp_",
                spec=spec,
                content=content,
                extract=extract,
                tone="mentor",
            ),
            scope=scope_of(extract, draft=version is None),
        )


def blank(profile: MentorProfile, *, language: str) -> Document:
    """Return the questionnaire as a form for those who work on paper."""
    with translation.override(language):
        spec = spec_of(profile.response.questionnaire)
        title = spec.texts(language).title().text
        return Document(
            title=title,
            subtitle=_("To fill in by hand"),
            language=language,
            cover=Cover(eyebrow=_("Blank form"), pair=_parties(profile)),
            footer=(profile.organisation.name, title),
            sections=blank_sections(spec, language),
        )


def holds_scope(access: ProfileAccess, scope: Iterable[str]) -> bool:
    """Whether a reader with ``access`` may read everything that a document with ``scope`` holds."""
    held = {f"audience:{audience}" for audience in access.audiences}
    held |= {f"side:{side}" for side in access.version_sides}
    if access.reads_draft:
        held.add("draft")
    return access.reads_versions and held.issuperset(scope)


def readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may read everything in the payload of a job now. Asked again at each download."""
    opened = open_profile(person, job.target_id)
    return opened is not None and holds_scope(opened.access, job.payload.get("scope", []))


def blank_readable_by(person: User, job: ReportJob) -> bool:
    """Whether ``person`` may have the blank form: whoever reads the profile in any state."""
    return open_profile(person, job.target_id) is not None


def _label(version: FrozenVersion | None) -> str:
    moment = timezone.localtime(version.frozen_at if version else timezone.now())
    day = formats.date_format(moment, "DATE_FORMAT")
    if version is None:
        return _("Draft, as it stood on %(day)s") % {"day": day}
    return _("Version %(number)d, %(stage)s, %(day)s") % {
        "number": version.number,
        "stage": ProfileStage(version.stage).label,
        "day": day,
    }


def _parties(profile: MentorProfile) -> tuple[PairEntry, ...]:
    city = PairEntry(_("Mentor city"), profile.organisation.name, "mentor")
    association = profile.organisation.parent_association
    if association is None:
        return (city,)
    return (city, PairEntry(_("with its association"), association.short_name))


def _association_of(profile: MentorProfile) -> str:
    association = profile.organisation.parent_association
    return association.name if association else ""
