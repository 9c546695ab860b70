"""Reading mentor profiles, with the rights of the reader."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.accounts.models import User
from inclucities.questionnaires.models import FrozenVersion
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.margin import Margin
from inclucities.questionnaires.queries.specs import spec_with
from inclucities.ui.domain.shapes import MenuItem
from needs_analysis.enums import ProfileStage
from needs_analysis.models import MentorProfile
from needs_analysis.permissions import OFFERED, ProfileAccess
from needs_analysis.queries.profile_talk import ProfileTalk
from schemes.domain.countries import COUNTRIES
from schemes.enums import OrganisationKind, Right
from schemes.models import Organisation, OrganisationGrant, ProgrammeGrant
from schemes.queries.rights import organisations_with, programmes_with, rights_on_organisation

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet


PROFILE_QUESTIONNAIRE = "mentor_profile"
PER_PAGE = 20
AREAS, LANGUAGES = "mp_policy_areas", "mp_languages"


@dataclass(frozen=True, slots=True)
class OpenedProfile:
    """A mentor profile and what the person who opened it may do with it now."""

    profile: MentorProfile
    access: ProfileAccess


def profiles_visible_to(person: User) -> QuerySet[MentorProfile]:
    """Return the profiles that ``person`` may open now: their own library's, and those published."""
    return MentorProfile.objects.filter(
        Q(organisation__in=organisations_with(person, Right.VIEW_PROFILE))
        | (
            Q(organisation__programme__in=programmes_with(person, Right.VIEW_OFFERED_PROFILE))
            & Q(response__latest_version__gt=0)
        )
    )


def profiles_in_words(profiles: QuerySet[MentorProfile], words: str, country: str) -> QuerySet[MentorProfile]:
    """Narrow a list of profiles by a part of the city's name and by country; empty filters nothing.

    Every spelling counts, with or without accents. One query more with ``words``.
    """
    if country:
        profiles = profiles.filter(organisation__country=country)
    if words:
        wanted = _folded(words)
        named = profiles.values_list("pk", "organisation__names", "organisation__aliases")
        profiles = profiles.filter(
            pk__in=[
                pk
                for pk, names, aliases in named
                if any(wanted in _folded(name) for name in [*names.values(), *aliases])
            ]
        )
    return profiles.select_related("organisation__programme", "response__questionnaire").order_by(
        "organisation__country", "pk"
    )


def _folded(text: str) -> str:
    """Return a text without capitals and accents, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def countries_of(profiles: QuerySet[MentorProfile]) -> list[tuple[str, str]]:
    """Return code and name of the countries of some profiles, by name. One query."""
    codes = profiles.order_by().values_list("organisation__country", flat=True).distinct()
    return sorted(
        ((code, str(COUNTRIES.get(code, code))) for code in codes if code), key=lambda found: found[1]
    )


def cities_without_profile(person: User) -> QuerySet[Organisation]:
    """Return the cities whose mentor profile ``person`` may write and that have none yet."""
    return (
        organisations_with(person, Right.EDIT_PROFILE)
        .filter(kind=OrganisationKind.CITY, mentor_profile__isnull=True)
        .order_by("pk")
    )


@dataclass(slots=True)
class Offer:
    """What a published version offers, in the reader's language."""

    number: int
    stage: str
    at: dt.datetime
    areas: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ProfileLine:
    """One profile in the list. ``inside`` says that the reader may open the unfinished text too."""

    profile: MentorProfile
    inside: bool
    offer: Offer | None = None

    @property
    def in_work(self) -> bool:
        """Whether it is being written now, which is shown to those inside alone."""
        return self.inside and self.profile.response.is_open


def profile_page(person: User, profiles: QuerySet[MentorProfile], number: Any) -> Page[Any]:
    """Return one page of a list of profiles, each with what its newest version offers. Three queries."""
    inside = Exists(organisations_with(person, Right.VIEW_PROFILE).filter(pk=OuterRef("organisation_id")))
    page: Page[Any] = Paginator(profiles.annotate(inside=inside), PER_PAGE).get_page(number)
    found = list(page.object_list)
    offers = offers_of(found)
    page.object_list = [
        ProfileLine(profile, profile.inside, offers.get(profile.response_id)) for profile in found
    ]
    return page


def offers_of(profiles: Iterable[MentorProfile]) -> dict[int, Offer]:
    """Return what the newest versions offer, by the id of the response. One query.

    Only areas and languages that everybody may read to whom the profile is offered.
    """
    versions = FrozenVersion.objects.filter(
        response__in=[profile.response_id for profile in profiles], number=F("response__latest_version")
    ).values_list(
        "response_id",
        "number",
        "stage",
        "frozen_at",
        "edition__checksum",
        f"content__rows__{AREAS}",
        f"content__answers__{LANGUAGES}",
    )
    offers = {}
    for response_id, number, stage, at, checksum, rows, answers in versions:
        texts = spec_with(checksum).texts(get_language() or "en")
        offers[response_id] = Offer(
            number=number,
            stage=str(ProfileStage(stage).label),
            at=at,
            areas=_words(rows, "area", lambda tag, texts=texts: texts.option(AREAS, tag, "area").text),
            languages=_words(answers, "tags", lambda tag, texts=texts: texts.option(LANGUAGES, tag).text),
        )
    return offers


def _words(written: list[Mapping[str, Any]] | None, name: str, texts_for: Any) -> list[str]:
    tags = [
        tag for one in written or [] if one["audience"] in OFFERED for tag in one["value"].get(name) or []
    ]
    return [texts_for(tag) for tag in dict.fromkeys(tags)]


def open_profile(person: User, pk: int) -> OpenedProfile | None:
    """Return a profile with the person's access, or ``None`` for a stranger. Two queries."""
    profile = (
        MentorProfile.objects.filter(pk=pk)
        .select_related(
            "organisation__programme", "organisation__parent_association", "response__questionnaire"
        )
        .first()
    )
    if profile is None:
        return None
    access = ProfileAccess(
        rights=rights_on_organisation(person, profile.organisation),
        published=profile.response.latest_version > 0,
    )
    return OpenedProfile(profile, access) if access.reads_versions else None


def people_inside(profile: MentorProfile) -> QuerySet[User]:
    """Return who may read the unfinished profile: its writers, its association, coordinator, facilitator."""
    held = {"user": OuterRef("pk"), "permission__codename": Right.VIEW_PROFILE.value}
    city = profile.organisation
    return User.objects.filter(
        Exists(OrganisationGrant.objects.filter(**held, content_object=city.pk))
        | Exists(ProgrammeGrant.objects.filter(**held, content_object=city.programme_id)),
        is_active=True,
    ).order_by("pk")


def stages_of_next_version(profile: MentorProfile) -> list[ProfileStage]:
    """Return what the next version may be: final only once a version was published (method 16)."""
    return list(ProfileStage) if profile.response.latest_version else [ProfileStage.PUBLISHED]


def profile_desk(person: User, opened: OpenedProfile, current: str = "profile") -> Desk:
    """Return the desk at which ``person`` meets a profile that they have opened.

    ``current`` is the line of the side menu that the page belongs to.
    """
    profile = opened.profile
    association = profile.organisation.parent_association
    return Desk(
        response=profile.response,
        reader=opened.access.reader(person),
        namespace="profiles",
        pk=profile.pk,
        base="needs_analysis/base_profile.html",
        title=_("Mentor profile"),
        city=profile.organisation.name,
        association=association.short_name if association else _("the association"),
        version_sides=opened.access.version_sides,
        stages={stage.value: str(stage.label) for stage in ProfileStage},
        margin=Margin(ProfileTalk(person, profile, opened.access)),
        context={
            "profile": profile,
            "access": opened.access,
            "menu_title": profile.organisation.name,
            "menu_lines": _menu(opened, current),
        },
    )


def _menu(opened: OpenedProfile, current: str) -> list[MenuItem]:
    access, pk = opened.access, opened.profile.pk
    versions = opened.profile.response.latest_version
    lines = [
        ("profile", _("Mentor profile"), "tasks", "", True),
        ("check", _("Check your answers"), "check", "", access.writes_city_part or access.shares),
        ("versions", _("Versions"), "versions", str(versions or ""), True),
        ("documents", _("Documents"), "documents", "", True),
    ]
    menu = [
        MenuItem(label, reverse(f"profiles:{name}", args=[pk]), key == current, note)
        for key, label, name, note, shown in lines
        if shown
    ]
    return [*menu, MenuItem(_("All mentor profiles"), reverse("profiles:list"))]
