"""Writing the pages of an installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from inclucities.audit.services import record_event
from schemes.domain.installation_texts import DEFAULT_TEXTS
from schemes.enums import InstallationPage
from schemes.models import InstallationText
from schemes.queries.programmes import keeps_texts
from schemes.services.editing import compare_and_swap, differing

if TYPE_CHECKING:
    from inclucities.accounts.models import User


@transaction.atomic
def write_installation_page(
    *, page: InstallationPage, base_version: int, texts: Mapping[str, str], by: User
) -> InstallationText:
    """Save a page per language. A text that is empty, or still ours, is not kept, so that ours can grow.

    Raises ``PermissionDenied`` for who keeps no accounts, ``StaleError`` when somebody saved another text.
    """
    if not keeps_texts(by):
        raise PermissionDenied
    ours = DEFAULT_TEXTS[page]
    kept = {
        code: text.strip() + "\n"
        for code, text in texts.items()
        if text.strip() and text.strip() != ours.get(code, "").strip()
    }
    row = InstallationText.objects.filter(page=page).first() or InstallationText(page=page)
    if not differing(row, {"texts": kept}):
        return row
    if row._state.adding:
        row, _made = InstallationText.objects.get_or_create(page=page)
    if compare_and_swap(
        row,
        base_version=base_version,
        changes={"texts": kept},
        also={"changed_at": timezone.now(), "changed_by": by},
    ):
        record_event("installation_page_changed", target=row, by=by, data={"page": page.value})
    return row
