"""The register of a programme: organisations and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from inclucities.audit.services import record_event
from schemes.enums import OrganisationKind
from schemes.models import Organisation, OrganisationFact, Programme
from schemes.services.editing import compare_and_swap, differing

if TYPE_CHECKING:
    from inclucities.accounts.models import User


@transaction.atomic
def add_organisation(
    *, programme: Programme, kind: OrganisationKind, names: Mapping[str, str], by: User | None, **details: Any
) -> Organisation:
    """Add an organisation to the register of a programme. ``details`` are further columns."""
    organisation = Organisation.objects.create(programme=programme, kind=kind, names=dict(names), **details)
    record_event("organisation_added", target=organisation, by=by, programme_id=programme.pk)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, base_version: int, by: User, **columns: Any
) -> Organisation:
    """Save what is known of an organisation. Raises ``StaleError`` when it was changed meanwhile."""
    changed = differing(organisation, columns)
    if changed and compare_and_swap(organisation, base_version=base_version, changes=columns):
        record_event(
            "organisation_changed",
            target=organisation,
            by=by,
            programme_id=organisation.programme_id,
            data={"fields": ",".join(sorted(changed))},
        )
    return organisation


@transaction.atomic
def record_fact(
    *, organisation: Organisation, key: str, year: int, by: User | None, **columns: Any
) -> OrganisationFact:
    """Set one figure of an organisation for one year: value, definition, source, approximate."""
    fact, _made = OrganisationFact.objects.update_or_create(
        organisation=organisation, key=key, year=year, defaults=columns
    )
    _tell_of_fact("fact_recorded", fact, by)
    return fact


@transaction.atomic
def remove_fact(*, fact: OrganisationFact, by: User) -> None:
    """Take a figure out of the register; the event keeps that it was there."""
    _tell_of_fact("fact_removed", fact, by)
    fact.delete()


def _tell_of_fact(action: str, fact: OrganisationFact, by: User | None) -> None:
    record_event(
        action,
        target=fact.organisation,
        by=by,
        programme_id=fact.organisation.programme_id,
        data={"fact": fact.key, "year": fact.year},
    )
