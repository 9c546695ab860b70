"""``manage.py check_rights``: are the stored rights what the roles give?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from schemes.services.rights import drift_of, everybody_with_rights, settle_all_rights


class Command(BaseCommand):
    """Compares every stored right with the role table; ends with 1 when something differs."""

    help = "Compare the stored rights with the roles; ends with 1 when something differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--settle``, which mends what differs."""
        parser.add_argument("--settle", action="store_true", help="mend what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, name each difference, and mend it when asked to."""
        drift = drift_of(everybody_with_rights())
        for word, grants in (("missing", drift.missing), ("surplus", drift.surplus)):
            for table, person, pk, right in sorted(grants, key=str):
                self.stdout.write(f"{word}: person {person}, {table.__name__} on {pk}, {right.value}")
        if not drift:
            self.stdout.write("No drift: every stored right is given by a role.")
            return
        if options["settle"]:
            self.stdout.write(f"Settled {settle_all_rights()} people.")
            return
        sys.exit(1)
