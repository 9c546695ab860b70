"""Forms of inviting, and of accepting without an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inclucities.accounts.domain import known_time_zones, time_zone_groups
from schemes.enums import Role
from schemes.forms.base import Section, SectionedForm, long_text

PASSWORD_MAX_LENGTH = 500


class InviteForm(SectionedForm):
    """A role offered to an address."""

    submit_label = _("Send the invitation")
    autocomplete: ClassVar = {"email": "off"}
    sections: ClassVar = (Section("", ("email", "role", "language", "message", "valid_days")),)

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    message = long_text(
        label=_("Message"),
        required=False,
        max_length=2_000,
        help_text=_("Stands in the mail, in your own words."),
    )
    valid_days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=90, initial=30)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        self.roles = roles
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer only what this person may offer here."""
        super().add_fields()
        self.fields["role"].choices = [(role.value, role.label) for role in self.roles]
        if len(self.roles) == 1:
            self.fields["role"].initial = self.roles[0].value


class NewAccountForm(SectionedForm):
    """What a person without an account types to accept."""

    submit_label = _("Accept and open my account")
    autocomplete: ClassVar = {"name": "name", "password": "new-password"}
    sections: ClassVar = (Section("", ("name", "password", "language", "time_zone")),)

    name = forms.CharField(
        label=_("Your name"), max_length=150, help_text=_("As others see it beside what you write.")
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput,
        help_text=_(
            "At least 12 characters. Three or four words in a row are easy to remember and hard to guess."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_groups,
        help_text=_(
            "Times and deadlines are shown on this clock. In the list, type the first letters of a city."
        ),
    )

    def clean_time_zone(self) -> str:
        """Refuse what no list offers."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in known_time_zones():
            raise forms.ValidationError(_("Choose a time zone from the list."))
        return zone
