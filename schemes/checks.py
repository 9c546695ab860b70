"""What the settings say about schemes must make sense before anything starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from schemes.enums import Role


def roles_with_a_second_factor(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Report names in ``MFA_REQUIRED_ROLES`` that are no role: a slip there would leave a role unprotected."""
    unknown = [name for name in settings.MFA_REQUIRED_ROLES if name not in Role.values]
    if not unknown:
        return []
    sentence = f"The setting MFA_REQUIRED_ROLES is wrong: there is no role {', '.join(unknown)}."
    return [Error(sentence, hint=f"Roles are: {', '.join(Role.values)}.", id="schemes.E001")]
