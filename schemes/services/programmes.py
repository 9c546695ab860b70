"""Creating and changing programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from inclucities.audit.services import record_event
from schemes.enums import Role
from schemes.models import Programme
from schemes.queries.programmes import may_create_programmes, roles_of_a_creator
from schemes.services.editing import compare_and_swap, differing
from schemes.services.roles import give_role

if TYPE_CHECKING:
    from inclucities.accounts.models import User


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
    """Create a programme. Who creates it is there what they are elsewhere; ``coordinator`` runs it from today.

    A coordinator runs the new one too, who keeps accounts keeps its accounts. ``by`` is ``None`` for what
    the product loads itself. Raises ``PermissionDenied`` for a person who neither runs a programme nor
    keeps accounts; a superuser may create the very first programme only, and keeps its accounts.
    """
    if by is not None and not may_create_programmes(by):
        raise PermissionDenied
    programme = Programme.objects.create(
        names=dict(names),
        summary=dict(summary or {}),
        original_language=original_language,
        is_demonstration=is_demonstration,
    )
    record_event("programme_created", target=programme, by=by, programme_id=programme.pk)
    if by is not None:
        for role in roles_of_a_creator(by) or [Role.PROGRAMME_ADMIN]:
            give_role(person=by, role=role, scope=programme, by=by)
    if coordinator is not None:
        give_role(person=coordinator, role=Role.COORDINATOR, scope=programme, by=by)
    return programme


@transaction.atomic
def change_programme(
    *,
    programme: Programme,
    base_version: int,
    names: Mapping[str, str],
    summary: Mapping[str, str],
    original_language: str,
    by: User,
) -> Programme:
    """Save the words of a programme. Raises ``StaleError`` when somebody has saved others meanwhile."""
    wanted = {"names": dict(names), "summary": dict(summary), "original_language": original_language}
    if differing(programme, wanted) and compare_and_swap(
        programme, base_version=base_version, changes=wanted
    ):
        record_event("programme_changed", target=programme, by=by, programme_id=programme.pk)
    return programme
