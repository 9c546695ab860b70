"""Importing a table of organisations: read, look at, confirm once."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from schemes.domain.organisation_table import Table, TableError, read_table
from schemes.enums import OrganisationKind
from schemes.models import Organisation, OrganisationImport, Programme
from schemes.services.errors import RefusedError
from schemes.services.organisations import add_organisation, record_fact

if TYPE_CHECKING:
    from inclucities.accounts.models import User


@transaction.atomic
def read_import(*, programme: Programme, content: bytes, file_name: str, by: User) -> OrganisationImport:
    """Read a file and keep what was found: rows and errors. Nothing is imported yet."""
    table = read_table(content, file_name)
    if not table.errors:
        table.errors += _conflicts(programme, table)
    found = OrganisationImport.objects.create(
        programme=programme,
        uploaded_by=by,
        rows=table.rows,
        errors=[dataclasses.asdict(error) for error in table.errors],
    )
    record_event(
        "import_read",
        target=programme,
        by=by,
        programme_id=programme.pk,
        data={"import": found.pk, "rows": len(table.rows), "errors": len(table.errors)},
    )
    return found


@transaction.atomic
def confirm_import(*, found: OrganisationImport, by: User) -> int:
    """Import what was read, all of it or nothing, and return how many organisations were added.

    Confirming twice adds nothing the second time and returns 0. Raises ``RefusedError`` for a table
    with errors, and when the register has changed so much that it has some now.
    """
    if found.errors:
        raise RefusedError(_("Put the errors right in the file, and upload it again."))
    first = OrganisationImport.objects.filter(pk=found.pk, confirmed_at__isnull=True)
    if not first.update(confirmed_at=timezone.now()):
        return 0
    if _conflicts(found.programme, Table(rows=found.rows)):
        raise RefusedError(
            _("The register has changed meanwhile. Upload the file again to see what differs.")
        )
    known = _associations(found.programme)
    for row in sorted(found.rows, key=lambda row: row["kind"] != OrganisationKind.ASSOCIATION):
        organisation = _add(found.programme, row, known, by)
        if organisation.kind == OrganisationKind.ASSOCIATION:
            known |= dict.fromkeys(_spellings(organisation), organisation)
    record_event(
        "import_confirmed",
        target=found.programme,
        by=by,
        programme_id=found.programme_id,
        data={"import": found.pk, "rows": len(found.rows)},
    )
    return len(found.rows)


def _add(programme: Programme, row: dict[str, Any], known: dict[str, Organisation], by: User) -> Organisation:
    columns = (
        "original_language",
        "abbreviation",
        "aliases",
        "country",
        "region",
        "languages",
        "common_languages",
    )
    organisation = add_organisation(
        programme=programme,
        kind=OrganisationKind(row["kind"]),
        names=row["names"],
        by=by,
        parent_association=known.get(row["association"].casefold()) if row["association"] else None,
        latitude=Decimal(row["latitude"]) if row["latitude"] else None,
        longitude=Decimal(row["longitude"]) if row["longitude"] else None,
        **{column: row[column] for column in columns},
    )
    for fact in row["facts"]:
        columns_of_fact = {name: fact[name] for name in ("definition", "source")}
        record_fact(
            organisation=organisation,
            key=fact["key"],
            year=fact["year"],
            value=Decimal(fact["value"]),
            by=by,
            **columns_of_fact,
        )
    return organisation


def _conflicts(programme: Programme, table: Table) -> list[TableError]:
    """Return what stands against the register: names that are there, associations that are not."""
    present = {
        (organisation.kind, spelling)
        for organisation in Organisation.objects.filter(programme=programme)
        for spelling in _spellings(organisation)
    }
    associations = set(_associations(programme)) | {
        spelling.casefold()
        for row in table.rows
        if row["kind"] == OrganisationKind.ASSOCIATION
        for spelling in (*row["names"].values(), row["abbreviation"])
        if spelling
    }
    errors = []
    for row in table.rows:
        names = {(row["kind"], name.casefold()) for name in row["names"].values()}
        if names & present:
            errors.append(TableError(row["line"], "name", _("The register has an entry with this name.")))
        present |= names
        if row["association"] and row["association"].casefold() not in associations:
            words = _("No association of this name is in the register or in the table.")
            errors.append(TableError(row["line"], "association", words))
    return errors


def _associations(programme: Programme) -> dict[str, Organisation]:
    found = Organisation.objects.filter(programme=programme, kind=OrganisationKind.ASSOCIATION)
    return {spelling: organisation for organisation in found for spelling in _spellings(organisation)}


def _spellings(organisation: Organisation) -> set[str]:
    names = {*organisation.names.values(), organisation.abbreviation}
    return {name.casefold() for name in names if name}
