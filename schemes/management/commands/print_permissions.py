"""``manage.py print_permissions``: docs/PERMISSIONS.md from the role table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from schemes.domain.permissions_page import permissions_page


class Command(BaseCommand):
    """Writes the table of roles and rights for people to read."""

    help = "Write docs/PERMISSIONS.md from the role table."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--check``, which writes nothing."""
        parser.add_argument("--check", action="store_true", help="end with 1 when the page is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page, or compare it."""
        path = Path(settings.BASE_DIR) / "docs" / "PERMISSIONS.md"
        with translation.override("en"):
            page = permissions_page()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                raise SystemExit("docs/PERMISSIONS.md is not current: run manage.py print_permissions.")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")
        self.stdout.write(f"Written: {path}")
