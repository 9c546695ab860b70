"""How ordinary forms look and behave.

Questions and cells of the plan have their own component, because crispy's field templates cost
several times as much. Never hand crispy a text that a reader wrote: it may compile it as a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django.forms import Field, Textarea
from django.forms.utils import pretty_name
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class HouseForm:
    """Mixin for a form or model form: ``class SettingsForm(HouseForm, forms.ModelForm)``.

    ``{% crispy form %}`` draws the whole form with its button; ``{% form_fields form %}`` draws the
    fields alone. Hints and errors stand before the control, optional fields say so, the server and
    not the browser judges, a long text is counted and never cut. The base template adds the error
    summary and the title's prefix for every page that names its form ``form``.
    """

    #: The words on the button.
    submit_label: ClassVar[str | Promise] = _("Save")
    #: Field → the browser's autocomplete word, such as ``{"email": "email"}``.
    autocomplete: ClassVar[Mapping[str, str]] = {}

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            attributes = field.widget.attrs
            attributes.pop("maxlength", None)
            if field.error_messages.get("required") == Field.default_error_messages["required"]:
                label = field.label or pretty_name(name)
                field.error_messages["required"] = format_lazy(_("“{label}” is needed."), label=label)
            if getattr(field, "max_length", None) and isinstance(field.widget, Textarea):
                attributes["data-counter"] = str(field.max_length)
            if name in self.autocomplete:
                attributes["autocomplete"] = self.autocomplete[name]

    @property
    def helper(self) -> FormHelper:
        """Tell crispy to draw this form in the house's way."""
        helper = FormHelper(self)
        helper.template = "ui/form.html"
        helper.field_template = "ui/field.html"
        helper.form_show_errors = False
        helper.attrs = {"novalidate": True}
        return helper
