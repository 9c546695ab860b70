"""Starting and publishing a mentor profile (Annex 3, method 16), and whom it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import ngettext

from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services.telling import notify
from inclucities.questionnaires.models import FrozenVersion, SectionState
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.responses import (
    close_for_writing,
    complete_section,
    freeze_version,
    open_for_writing,
    reopen_section,
    start_response,
)
from needs_analysis.domain.rules import city_sections
from needs_analysis.enums import ProfileStage
from needs_analysis.models import MentorProfile
from needs_analysis.queries.profiles import PROFILE_QUESTIONNAIRE, people_inside

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.models import Organisation


class IncompleteProfileError(Exception):
    """Required answers are missing; the message says how many."""


@transaction.atomic
def start_profile(*, organisation: Organisation, by: User | None) -> MentorProfile:
    """Start the mentor profile of a city; there is one for all its schemes.

    Raises ``IntegrityError`` when the city has one.
    """
    response = start_response(
        questionnaire_key=PROFILE_QUESTIONNAIRE,
        make_owner=lambda made: MentorProfile.objects.create(organisation=organisation, response=made),
        by=by,
        programme_id=organisation.programme_id,
    )
    return MentorProfile.objects.get(response=response)


@transaction.atomic
def publish_profile(
    *, profile: MentorProfile, by: User, stage: ProfileStage = ProfileStage.PUBLISHED, note: str = ""
) -> FrozenVersion:
    """Freeze a version, offer it for matching and tell the own side, the coordinator and the facilitator.

    Raises ``IncompleteProfileError`` when required answers of the city are missing,
    ``SectionClosedError`` when it is published already.
    """
    close_for_writing(response=profile.response, by=by)
    keys = city_sections(spec_of(profile.response.questionnaire))
    states = SectionState.objects.filter(response=profile.response, key__in=keys)
    missing = sum(len(state.missing) for state in states)
    if missing:
        profile.response.is_open = True
        raise IncompleteProfileError(
            ngettext(
                "%(count)d required answer is missing.", "%(count)d required answers are missing.", missing
            )
            % {"count": missing}
        )
    version = freeze_version(response=profile.response, stage=stage, by=by, note=note)
    notify(
        recipients=people_inside(profile),
        kind=NotificationKind.SHARED,
        target=profile,
        by=by,
        data={"number": version.number},
        dedupe_key=f"{version.pk}",
    )
    return version


@transaction.atomic
def reopen_profile(*, profile: MentorProfile, by: User, reason: str) -> None:
    """Open a published profile for writing again; published versions stay readable.

    Raises ``ValueError`` without a reason, ``SectionClosedError`` when it is open already.
    """
    if not reason.strip():
        raise ValueError("reason")
    open_for_writing(response=profile.response, by=by, reason=reason)
    notify(recipients=people_inside(profile), kind=NotificationKind.REOPENED, target=profile, by=by)


@transaction.atomic
def complete_profile_context(*, profile: MentorProfile, section_key: str, by: User) -> None:
    """Declare the association's section complete; of a published profile this makes the next version.

    Raises ``SectionClosedError`` when it is complete already.
    """
    complete_section(response=profile.response, section_key=section_key, by=by)
    latest = profile.response.versions.first()
    if latest is not None and not profile.response.is_open:
        freeze_version(response=profile.response, stage=latest.stage, by=by)
    notify(
        recipients=people_inside(profile),
        kind=NotificationKind.SECTION_COMPLETED,
        target=profile,
        by=by,
        data={"section": section_key},
    )


@transaction.atomic
def reopen_profile_context(*, profile: MentorProfile, section_key: str, by: User) -> None:
    """Open the association's section again; completing it anew makes the next version of a published profile."""
    reopen_section(response=profile.response, section_key=section_key, by=by)
