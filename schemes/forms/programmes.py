"""Forms of a programme."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from schemes.forms.base import LocalisedForm, Section, Texts, VersionedForm, other_text_names, text_names


class ProgrammeForm(LocalisedForm):
    """The words of a programme."""

    submit_label = _("Create the programme")
    texts: ClassVar = {
        "names": Texts(_("Name"), max_length=200),
        "summary": Texts(_("What it is about"), max_length=2_000, rows=3, required=False),
    }
    sections: ClassVar = (
        Section("", ("original_language", *text_names("names"), *text_names("summary"))),
        Section(
            _("In other languages"), (*other_text_names("names"), *other_text_names("summary")), folded=True
        ),
        Section(_("Who runs it"), ("coordinator_email",)),
    )

    coordinator_email = forms.EmailField(
        label=_("E-mail address of the coordinator"),
        required=False,
        help_text=_("The coordinator is invited by mail, and runs the programme once they have accepted."),
    )


class ProgrammeEditForm(VersionedForm, ProgrammeForm):
    """The words of a programme that exists."""

    submit_label = _("Save")
    sections: ClassVar[Any] = ProgrammeForm.sections[:2]
    coordinator_email: Any = None
