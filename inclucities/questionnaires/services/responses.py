"""Starting a response, opening and closing its sections, freezing a version."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from inclucities.audit.services import record_event
from inclucities.prepared.queries import prepared
from inclucities.prepared.services import prepared_update
from inclucities.questionnaires.domain.progress import Progress, progress_of
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import (
    Edition,
    FrozenVersion,
    Questionnaire,
    Response,
    SectionState,
)
from inclucities.questionnaires.queries.content import content_of, given_in, progress_of_people
from inclucities.questionnaires.queries.specs import spec_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model, QuerySet

    from inclucities.accounts.models import User
    from inclucities.questionnaires.domain.progress import Given
    from inclucities.questionnaires.domain.specs import SectionSpec
    from inclucities.questionnaires.models import Answer, ResponseRow

#: So long it stands who wrote last in a section, and when.
TOUCHED_FOR = timedelta(seconds=10)


class SectionClosedError(Exception):
    """The section cannot be written now: it is completed, or the response is shared."""


@transaction.atomic
def start_response(
    *,
    questionnaire_key: str,
    make_owner: Callable[[Response], Model],
    by: User | None,
    scheme_id: int | None = None,
    programme_id: int | None = None,
    due_on: dt.date | None = None,
) -> Response:
    """Start filling in a questionnaire, all sections open; what waits for something else has no day yet.

    ``make_owner`` makes the row that the response belongs to, and returns it. Raises
    ``Questionnaire.DoesNotExist`` when it was not loaded, ``IntegrityError`` when the owner has one
    already.
    """
    questionnaire = Questionnaire.objects.get(key=questionnaire_key)
    spec = spec_of(questionnaire)
    response = Response.objects.create(
        target_id=0, questionnaire=questionnaire, scheme_id=scheme_id, programme_id=programme_id
    )
    # The response points at its owner, which refers to the response: whoever is first waits here.
    for column, value in Response.columns(make_owner(response)).items():
        setattr(response, column, value)
    response.save()
    for section in spec.sections:
        SectionState.objects.create(
            response=response,
            key=section.key,
            due_on=None if section.waits_for else due_on,
            counted_by=questionnaire.checksum,
            **_counted(section, {}),
        )
    record_event("response_started", target=response, by=by, scheme_id=scheme_id, programme_id=programme_id)
    return response


def hold_section(response: Response, section_key: str) -> SectionState:
    """Take the section for this transaction and return how far it is. The first step of every save.

    Others wait behind it. Raises ``SectionClosedError`` when it cannot be written now.
    """
    held = _open_section(response.pk, section_key)
    if not held:
        raise SectionClosedError(section_key)
    return held[0]


@prepared
def _open_section(response: int, key: str) -> QuerySet[SectionState]:
    # SQLite knows no such lock and needs none: its transactions begin with the right to write.
    return SectionState.objects.select_for_update().filter(response=response, key=key, is_open=True)


def touch_section(state: SectionState, by: User, progress: Progress | None = None) -> None:
    """Keep who wrote last in a section that is held, and what it counts now where that has changed.

    Within seconds the same person is not written down again: a save comes with every pause in typing.
    """
    now = timezone.now()
    changes: dict[str, Any] = {} if progress is None else _columns_of(progress)
    told = (
        state.touched_by_id == by.pk and state.touched_at is not None and now - state.touched_at < TOUCHED_FOR
    )
    if changes or not told:
        _section_held({**changes, "touched_at": now, "touched_by": by}, state.pk)


@prepared_update
def _section_held(pk: int) -> QuerySet[SectionState]:
    return SectionState.objects.filter(pk=pk)


def refresh_progress(
    response: Response,
    section_key: str,
    *,
    touched_by: User | None = None,
    answers: Iterable[Answer] | None = None,
    rows: Iterable[ResponseRow] | None = None,
) -> None:
    """Count again what is answered and missing in a section, within the transaction of a change.

    A section that everybody answers for themselves is counted for each person, and adds nothing to what
    is counted together. ``touched_by`` is who made the change, where a person wrote in the section.
    ``answers`` and ``rows`` of the section spare a query each where the caller has them as they now are.
    """
    section = spec_of(response.questionnaire).section(section_key)
    counted: dict[str, Any]
    if section.per_person:
        counted = {"of_people": progress_of_people(response, section, answers=answers)}
    else:
        counted = _counted(section, given_in(response, section, answers=answers, rows=rows))
    counted["counted_by"] = response.questionnaire.checksum
    if touched_by is not None:
        counted |= {"touched_at": timezone.now(), "touched_by": touched_by}
    SectionState.objects.filter(response=response, key=section_key).update(**counted)


def _counted(section: SectionSpec, given: Mapping[str, Given]) -> dict[str, Any]:
    """Return the columns of how far a section is that a side answers together; nothing for any other."""
    if section.per_person:
        return {}
    return _columns_of(progress_of(section, given))


def _columns_of(progress: Progress) -> dict[str, Any]:
    return {"answered": progress.answered, "total": progress.total, "missing": list(progress.missing)}


def fit_sections(response: Response) -> None:
    """Give a response the sections of a new edition, count all of them again, and close those that are gone.

    Within the transaction that brings the edition; saves wait behind it.
    """
    spec = spec_of(response.questionnaire)
    keys = [section.key for section in spec.sections]
    have = {state.key for state in response.sections.select_for_update().order_by("pk")}
    for section in spec.sections:
        if section.key not in have:
            is_open = response.is_open or not _closes_with_the_response(section)
            SectionState.objects.create(response=response, key=section.key, is_open=is_open)
        refresh_progress(response, section.key)
    # What was answered there is kept.
    response.sections.exclude(key__in=keys).update(is_open=False, answered=0, total=0, missing=[])


@transaction.atomic
def complete_section(*, response: Response, section_key: str, by: User) -> SectionState:
    """Declare a section complete and close it for writing.

    Raises ``SectionClosedError`` when it is closed already.
    """
    hold_section(response, section_key)
    SectionState.objects.filter(response=response, key=section_key).update(
        is_open=False, completed_at=timezone.now(), completed_by=by
    )
    _tell("section_completed", response, by, section_key)
    return SectionState.objects.get(response=response, key=section_key)


@transaction.atomic
def reopen_section(*, response: Response, section_key: str, by: User) -> None:
    """Open a completed section for writing again; nothing happens when it is open.

    Raises ``SectionClosedError`` for a section of the city while the response is shared: it is opened
    as a whole, by ``open_for_writing``.
    """
    city = _city_sections(response).filter(key=section_key).exists()
    # An UPDATE and not a look: sharing at the same moment waits, or was first.
    if city and not Response.objects.filter(pk=response.pk, is_open=True).update(is_open=True):
        raise SectionClosedError(section_key)
    opened = SectionState.objects.filter(response=response, key=section_key, is_open=False).update(
        is_open=True, completed_at=None, completed_by=None
    )
    if opened:
        _tell("section_reopened", response, by, section_key)


@transaction.atomic
def set_due_date(*, response: Response, section_key: str, due_on: dt.date | None, by: User) -> None:
    """Set or take away the day until which a section is due; nothing happens when it is that day already."""
    section = SectionState.objects.filter(response=response, key=section_key)
    if section.exclude(due_on=due_on).update(due_on=due_on):
        _tell("section_due_date_set", response, by, section_key)


@transaction.atomic
def freeze_version(
    *, response: Response, stage: str, by: User, note: str = "", opened_to: Audience = Audience.TEAM
) -> FrozenVersion:
    """Freeze the next numbered version: everything but answers that only their author may read.

    ``stage`` is the owner's word for what the version is, ``opened_to`` how far it is opened as a
    whole (``domain.audiences``). Two at once get two numbers.
    """
    Response.objects.filter(pk=response.pk).update(latest_version=F("latest_version") + 1)
    response.refresh_from_db(fields=["latest_version"])
    version = FrozenVersion.objects.create(
        response=response,
        number=response.latest_version,
        stage=stage,
        edition=Edition.objects.get(checksum=response.questionnaire.checksum),
        content=content_of(response),
        note=note,
        frozen_by=by,
        opened_to=opened_to,
    )
    record_event(
        "version_frozen",
        target=response,
        by=by,
        scheme_id=response.scheme_id,
        programme_id=response.programme_id,
        data={"number": version.number, "stage": stage, "opened_to": opened_to},
    )
    return version


@transaction.atomic
def release_version(*, version: FrozenVersion, by: User) -> bool:
    """Open a version to the whole programme; another one that was open is not any more.

    Return whether anything changed: releasing it a second time is the same as once.
    """
    versions = FrozenVersion.objects.filter(response=version.response_id)
    # Of two people who release different versions at once one waits for the other.
    list(versions.select_for_update().order_by("pk").values_list("pk", flat=True))
    versions.exclude(pk=version.pk).update(released_at=None, released_by=None)
    now = timezone.now()
    if not versions.filter(pk=version.pk, released_at=None).update(released_at=now, released_by=by):
        return False
    version.released_at, version.released_by = now, by
    _tell_of_version("version_released", version, by)
    return True


@transaction.atomic
def take_back_release(*, version: FrozenVersion, by: User) -> bool:
    """Close a released version to everybody whom only the release let in. Return whether anything changed."""
    taken = FrozenVersion.objects.filter(pk=version.pk, released_at__isnull=False).update(
        released_at=None, released_by=None
    )
    version.released_at = version.released_by = None
    if taken:
        _tell_of_version("release_taken_back", version, by)
    return bool(taken)


@transaction.atomic
def open_version_to_group(*, version: FrozenVersion, by: User) -> bool:
    """Open a version as a whole to everybody around its scheme. Return whether anything changed.

    A release stays what it is: it opens more than this does.
    """
    changed = _reach_as_a_whole(version, Audience.SCHEME)
    if changed:
        _tell_of_version("version_opened_to_group", version, by)
    return changed


@transaction.atomic
def close_version_to_group(*, version: FrozenVersion, by: User) -> bool:
    """Close a version to those whom opening it to everybody around let in. Return whether anything changed."""
    changed = _reach_as_a_whole(version, Audience.TEAM)
    if changed:
        _tell_of_version("version_closed_to_group", version, by)
    return changed


def _reach_as_a_whole(version: FrozenVersion, opened_to: Audience) -> bool:
    versions = FrozenVersion.objects.filter(pk=version.pk)
    # An UPDATE that finds something to change holds the row: of two people at once one changes nothing.
    changed = versions.exclude(opened_to=opened_to).update(opened_to=opened_to)
    # What else is true of it is read behind that lock: it may have been released meanwhile.
    version.refresh_from_db(fields=["opened_to", "released_at", "released_by"])
    return bool(changed)


def _tell_of_version(action: str, version: FrozenVersion, by: User) -> None:
    response = version.response
    record_event(
        action,
        target=response,
        by=by,
        scheme_id=response.scheme_id,
        programme_id=response.programme_id,
        data={"number": version.number},
    )


@transaction.atomic
def close_for_writing(*, response: Response, by: User) -> None:
    """Close the response and the sections that the city answers.

    The association's section stays as it is: it may be completed later (method 16). So do sections that
    everybody answers for themselves, for their authors open and close what is theirs at any time.
    Raises ``SectionClosedError`` when the response is closed already.
    """
    if not Response.objects.filter(pk=response.pk, is_open=True).update(is_open=False):
        raise SectionClosedError
    now = timezone.now()
    _city_sections(response).filter(completed_at__isnull=True).update(completed_at=now, completed_by=by)
    _city_sections(response).update(is_open=False)
    response.is_open = False


@transaction.atomic
def open_for_writing(*, response: Response, by: User, reason: str) -> None:
    """Open a closed response again and keep the reason. Raises ``SectionClosedError`` when it is open already."""
    if not Response.objects.filter(pk=response.pk, is_open=False).update(
        is_open=True, reopened_because=reason
    ):
        raise SectionClosedError
    _city_sections(response).update(is_open=True, completed_at=None, completed_by=None)
    response.is_open = True
    _tell("response_reopened", response, by, "")


def _city_sections(response: Response) -> QuerySet[SectionState]:
    spec = spec_of(response.questionnaire)
    keys = [section.key for section in spec.sections if _closes_with_the_response(section)]
    return SectionState.objects.filter(response=response, key__in=keys)


def _closes_with_the_response(section: SectionSpec) -> bool:
    return section.answered_by == AnsweredBy.CITY and not section.per_person


def _tell(action: str, response: Response, by: User, section_key: str) -> None:
    record_event(
        action,
        target=response,
        by=by,
        scheme_id=response.scheme_id,
        programme_id=response.programme_id,
        data={"section": section_key} if section_key else {},
    )
