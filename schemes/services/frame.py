"""Programmes, organisations, schemes and who takes part in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from schemes.domain.templates import SCHEME_TEMPLATES
from schemes.enums import OrganisationKind, Role, SchemeFormat, Side
from schemes.models import Membership, Organisation, OrganisationFact, Participation, Programme, Scheme
from schemes.services.rights import people_of_scheme, settle_rights

if TYPE_CHECKING:
    import datetime as dt

    from inclucities.accounts.models import User


class RuleBrokenError(ValueError):
    """A technical rule of the method that nobody can set aside. ``rule`` is its id."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


@transaction.atomic
def create_programme(
    *,
    names: Mapping[str, str],
    by: User | None,
    summary: Mapping[str, str] | None = None,
    original_language: str = "en",
    coordinator: User | None = None,
    is_demonstration: bool = False,
) -> Programme:
    """Create a programme. ``coordinator`` gets that role in it from today."""
    programme = Programme.objects.create(
        names=dict(names),
        summary=dict(summary or {}),
        original_language=original_language,
        is_demonstration=is_demonstration,
    )
    record_event("programme_created", target=programme, by=by, programme_id=programme.pk)
    if coordinator is not None:
        give_role(person=coordinator, role=Role.COORDINATOR, scope=programme, by=by)
    return programme


@transaction.atomic
def add_organisation(
    *, programme: Programme, kind: OrganisationKind, names: Mapping[str, str], by: User | None, **details: Any
) -> Organisation:
    """Add an organisation to the register of a programme. ``details`` are further columns."""
    organisation = Organisation.objects.create(programme=programme, kind=kind, names=dict(names), **details)
    record_event("organisation_added", target=organisation, by=by, programme_id=programme.pk)
    return organisation


@transaction.atomic
def record_fact(*, organisation: Organisation, key: str, year: int, by: User | None, **columns: Any) -> None:
    """Set one figure of an organisation for one year: value, definition, source, approximate."""
    OrganisationFact.objects.update_or_create(organisation=organisation, key=key, year=year, defaults=columns)
    record_event(
        "fact_recorded",
        target=organisation,
        by=by,
        programme_id=organisation.programme_id,
        data={"fact": key, "year": year},
    )


@transaction.atomic
def open_scheme(
    *,
    programme: Programme,
    themes: Mapping[str, str],
    starts_on: dt.date,
    by: User | None,
    template: SchemeFormat = SchemeFormat.FULL,
    **parameters: Any,
) -> Scheme:
    """Open a scheme from one of the three templates of method 4; ``parameters`` change single values."""
    preset = SCHEME_TEMPLATES[template]
    columns: dict[str, Any] = {
        "duration_months": preset.duration_months,
        "planned_meetings": preset.planned_meetings,
        "visit_sequence": list(preset.visit_sequence),
        "with_benchmark": preset.with_benchmark,
        "scope_end": preset.scope_end,
        "setting": preset.setting,
    }
    scheme = Scheme.objects.create(
        programme=programme,
        format=template,
        themes=dict(themes),
        starts_on=starts_on,
        **(columns | parameters),
    )
    record_event("scheme_opened", target=scheme, by=by, scheme_id=scheme.pk, programme_id=programme.pk)
    return scheme


@transaction.atomic
def take_part(
    *,
    scheme: Scheme,
    organisation: Organisation,
    side: Side,
    by: User | None,
    stands_behind: Participation | None = None,
    starts_on: dt.date | None = None,
) -> Participation:
    """Let an organisation take part in a scheme; an association ``stands_behind`` a city.

    Rule K-4: the same city cannot stand on both sides; raises ``RuleBrokenError``.
    """
    if (
        stands_behind is None
        and Participation.objects.filter(
            scheme=scheme, organisation=organisation, stands_behind__isnull=True, ends_on__isnull=True
        ).exists()
    ):
        raise RuleBrokenError("K-4", _("This city takes part in the scheme already."))
    participation = Participation.objects.create(
        scheme=scheme,
        organisation=organisation,
        side=side,
        stands_behind=stands_behind,
        starts_on=starts_on or timezone.localdate(),
    )
    record_event(
        "participation_started",
        target=scheme,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        data={"participation": participation.pk, "side": side},
    )
    settle_rights(people_of_scheme(scheme.pk))
    return participation


@transaction.atomic
def give_role(
    *,
    person: User,
    role: Role,
    scope: Programme | Organisation | Participation,
    by: User | None,
    starts_on: dt.date | None = None,
) -> Membership:
    """Give a person a role in a programme, an organisation or a party; its rights arrive with it.

    Giving the same role twice changes nothing.
    """
    column = {
        Programme: "programme_scope",
        Organisation: "organisation_scope",
        Participation: "participation_scope",
    }[type(scope)]
    organisation = (
        scope
        if isinstance(scope, Organisation)
        else scope.organisation
        if isinstance(scope, Participation)
        else None
    )
    membership, made = Membership.objects.get_or_create(
        person=person,
        role=role,
        **{column: scope},
        ends_on=None,
        defaults={"organisation": organisation, "starts_on": starts_on or timezone.localdate()},
    )
    if made:
        _tell("role_given", membership, by)
        settle_rights([person.pk])
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User | None) -> None:
    """End a role today; its rights go at once. The work stays with the role."""
    today = timezone.localdate()
    Membership.objects.filter(pk=membership.pk).update(ends_on=max(today, membership.starts_on))
    _tell("role_ended", membership, by)
    settle_rights([membership.person_id])


def _tell(action: str, membership: Membership, by: User | None) -> None:
    participation = membership.participation_scope
    organisation = membership.organisation_scope
    scheme = participation.scheme if participation else None
    target = scheme or organisation or membership.programme_scope
    assert target is not None  # the constraint on the table says so
    programme_id = (
        scheme.programme_id
        if scheme
        else organisation.programme_id
        if organisation
        else membership.programme_scope_id
    )
    record_event(
        action,
        target=target,
        by=by,
        scheme_id=scheme.pk if scheme else None,
        programme_id=programme_id,
        data={"membership": membership.pk, "person": membership.person_id, "role": membership.role},
    )
