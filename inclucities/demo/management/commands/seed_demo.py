"""Load the demonstration programme."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inclucities.demo.seeding.demonstration import NotReadyError, seed_demonstration
from inclucities.demo.seeding.people import Account, accounts

HEADINGS = Account(email="E-mail", name="Name", role="Role", place="Scheme")


class Command(BaseCommand):
    """Loads what is missing of the demonstration; a second run changes nothing."""

    help = "Load the demonstration programme: invented people, cities, needs analyses, profiles, practices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--accounts``."""
        parser.add_argument(
            "--accounts", action="store_true", help="print the table of accounts with their password"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and print the accounts if asked. Raises ``CommandError`` where no demonstration may run."""
        if not getattr(settings, "DEMO", False):
            raise CommandError("These settings are not those of a demonstration, so none is loaded.")
        if not (settings.DEBUG or settings.DEMO_WITHOUT_DEBUG):
            raise CommandError(
                "The demonstration does not run with DEBUG off, because its password is known to everybody. "
                "Set DEMO_WITHOUT_DEBUG=true if you want it all the same."
            )
        try:
            seeded = seed_demonstration()
        except NotReadyError as error:
            raise CommandError(str(error)) from None
        if options["accounts"]:
            self._print_accounts()
        else:
            told = "; ".join(seeded)
            self.stdout.write(f"Seeded: {told}." if seeded else "Everything is there already.")

    def _print_accounts(self) -> None:
        lines = [HEADINGS, *accounts()]
        widths = [max(len(line.email) for line in lines), max(len(line.role) for line in lines)]
        for line in lines:
            self.stdout.write(f"{line.email:{widths[0]}}  {line.role:{widths[1]}}  {line.place}")
        self.stdout.write(f"\nPassword of all accounts: {settings.DEMO_PASSWORD}")
