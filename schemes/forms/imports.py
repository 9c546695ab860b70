"""The form of an import."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from schemes.domain.organisation_table import MAX_BYTES
from schemes.forms.base import Section, SectionedForm


class UploadForm(SectionedForm):
    """A table of cities and associations."""

    submit_label = _("Read the table")
    sections: ClassVar = (Section("", ("table",)),)

    table = forms.FileField(
        label=_("Table as CSV"),
        help_text=_(
            "UTF-8, separated by commas or semicolons, one megabyte at most. Nothing is imported yet."
        ),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_table(self) -> Any:
        """Refuse what is too large before anything is read."""
        table = self.cleaned_data["table"]
        if table.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than one megabyte."))
        return table
