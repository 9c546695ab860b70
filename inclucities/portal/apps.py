"""Registration of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that combine several apps: home, overview, list of schemes."""

    name = "inclucities.portal"

    def ready(self) -> None:
        """Fill the shell of every page."""
        from inclucities.portal.queries.shell import shell_of
        from inclucities.ui.registry import register_shell

        register_shell(shell_of)
