"""Who fills the shell: the package that knows the reader's programme registers itself here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from inclucities.ui.domain.shapes import Shell

ShellProvider = Callable[[HttpRequest], Shell | None]

_providers: list[ShellProvider] = []


def register_shell(provider: ShellProvider) -> None:
    """Let ``provider`` fill the shell of every page. Called once, from ``AppConfig.ready``.

    Raises ``ValueError`` when another provider is registered: there is one shell.
    """
    if provider in _providers:
        return
    if _providers:
        raise ValueError("The shell has a provider already.")
    _providers.append(provider)


def shell_for(request: HttpRequest) -> Shell | None:
    """Return the shell for this request, or ``None`` for strangers and where nobody fills it."""
    return _providers[0](request) if _providers else None
