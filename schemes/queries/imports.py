"""Reading imports."""

from __future__ import annotations

from schemes.models import OrganisationImport


def import_for_reading(pk: int) -> OrganisationImport | None:
    """Return an import with its programme, or ``None``. One query."""
    return OrganisationImport.objects.select_related("programme", "uploaded_by").filter(pk=pk).first()
