"""Setting guidance aside (rule X-1), and taking note of a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from schemes.domain.rules import RULES, Rule
from schemes.enums import Right
from schemes.models import Acknowledgement, Override, Participation, Scheme
from schemes.queries.rights import rights_on_participation, rights_on_scheme
from schemes.services.errors import RefusedError, RuleBrokenError

if TYPE_CHECKING:
    from inclucities.accounts.models import User


@transaction.atomic
def override_rule(
    *, scheme: Scheme, rule_id: str, reason: str, by: User, participation: Participation | None = None
) -> Override:
    """Set a gate aside, for one party or for the whole scheme, with a written reason.

    A second time changes nothing: the first reason stands.

    Raises ``PermissionDenied`` without the right, ``RuleBrokenError`` for a technical rule and
    ``RefusedError`` for what is no gate or without a reason.
    """
    if Right.OVERRIDE_RULES not in rights_on_scheme(by, scheme):
        raise PermissionDenied
    rule = _rule(rule_id)
    if rule.technical:
        raise RuleBrokenError(
            rule_id, _("This rule cannot be set aside: it protects the people who take part.")
        )
    if not rule.can_be_overridden:
        raise RefusedError(_("This rule blocks nothing, so there is nothing to set aside."))
    if not reason.strip():
        raise RefusedError(_("Write why the rule is set aside."), "reason")
    where = {"scheme": scheme, "participation": participation, "rule": rule_id}
    try:
        with transaction.atomic():
            override = Override.objects.create(**where, reason=reason.strip(), by=by)
    except IntegrityError:
        return Override.objects.get(**where)
    _tell("rule_overridden", scheme, rule_id, participation, by)
    return override


@transaction.atomic
def acknowledge(*, participation: Participation, rule_id: str, by: User) -> Acknowledgement:
    """Take note of a warning as a lead of the party, and go on. A second time changes nothing.

    Raises ``PermissionDenied`` for anybody but a lead, ``RefusedError`` for what is no warning.
    """
    if Right.SHARE_NEEDS not in rights_on_participation(by, participation):
        raise PermissionDenied
    if not _rule(rule_id).can_be_acknowledged:
        raise RefusedError(_("There is nothing to take note of here."))
    try:
        with transaction.atomic():
            noted = Acknowledgement.objects.create(participation=participation, rule=rule_id, by=by)
    except IntegrityError:
        return Acknowledgement.objects.get(participation=participation, rule=rule_id)
    _tell("rule_acknowledged", participation.scheme, rule_id, participation, by)
    return noted


def _rule(rule_id: str) -> Rule:
    try:
        return RULES[rule_id]
    except KeyError:
        raise RefusedError(_("There is no such rule.")) from None


def _tell(action: str, scheme: Scheme, rule_id: str, participation: Participation | None, by: User) -> None:
    record_event(
        action,
        target=scheme,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        data={
            "rule": rule_id,
            "participation": participation.pk if participation else None,
            "organisation": participation.organisation_id if participation else None,
        },
    )
