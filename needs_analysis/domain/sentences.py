"""What the events of a needs analysis say on the page of a scheme's coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "reader_invited": _("%(who)s let %(person)s read the unfinished needs analysis along."),
    "reader_removed": _("%(who)s closed the unfinished needs analysis to %(person)s."),
    "reopening_asked": _("%(who)s asked to reopen the needs analysis."),
    "reopening_declined": _("%(who)s left the needs analysis closed, which %(person)s had asked to reopen."),
}
