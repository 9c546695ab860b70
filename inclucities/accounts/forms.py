"""Forms of accounts: personal settings, and allauth's forms in the house's words.

Every form names its fields; what else a request brings is ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as app_forms
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inclucities.accounts.domain import time_zone_groups
from inclucities.accounts.enums import MailFrequency
from inclucities.accounts.models import validate_single_line, validate_time_zone
from inclucities.ui.forms import HouseForm

if TYPE_CHECKING:
    from django.http import HttpRequest

PASSWORD_HINT = _(
    "At least 12 characters. Three or four words in a row are easy to remember and hard to guess."
)
CODE_HINT = _("Six digits from the app. They change every 30 seconds.")
#: Long enough for any sentence, short enough to be hashed at once.
PASSWORD_MAX_LENGTH = 500


class PersonalSettingsForm(HouseForm, forms.Form):
    """Name, language, clock and mails of one person."""

    submit_label = _("Save settings")
    autocomplete: ClassVar = {"name": "name"}

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As others see it beside what you write."),
        max_length=150,
        validators=[validate_single_line],
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        help_text=_("Pages and e-mails. What you write may be in any language."),
        choices=settings.LANGUAGES,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "Times and deadlines are shown on this clock. In the list, type the first letters of a city."
        ),
        choices=time_zone_groups,
        validators=[validate_time_zone],
    )
    mail_frequency = forms.ChoiceField(
        label=_("E-mails"),
        help_text=_("E-mails about your password and your account always come at once."),
        choices=MailFrequency.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        initial = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self._keep_present_zone(person.time_zone)

    def _keep_present_zone(self, zone: str) -> None:
        field = self.fields["time_zone"]
        if not field.valid_value(zone):
            field.choices = [(zone, zone), *time_zone_groups()]


class _HouseWords:
    """Labels and hints instead of placeholders, which vanish as soon as one types."""

    fields: dict[str, Any]
    labels: ClassVar[dict[str, Any]] = {}
    hints: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, allauth_forms.PasswordField):
                field.max_length = PASSWORD_MAX_LENGTH
                field.validators.append(_not_too_long)


def _not_too_long(value: str) -> None:
    if len(value) > PASSWORD_MAX_LENGTH:
        raise forms.ValidationError(_("This is too long for a password."))


class SignInForm(HouseForm, _HouseWords, allauth_forms.LoginForm):
    """E-mail address and password."""

    submit_label = _("Sign in")
    autocomplete: ClassVar = {"login": "username"}
    labels: ClassVar = {"login": _("E-mail address"), "password": _("Password")}


class PasswordAgainForm(HouseForm, _HouseWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something delicate."""

    submit_label = _("Continue")
    labels: ClassVar = {"password": _("Your password")}


class ForgottenPasswordForm(HouseForm, _HouseWords, allauth_forms.ResetPasswordForm):
    """Asks for a link to choose a new password.

    Every address gets a mail, so that neither the answer nor its time tells who has an account.
    """

    submit_label = _("Send me a link")
    labels: ClassVar = {"email": _("E-mail address")}
    hints: ClassVar = {"email": _("The one that you sign in with.")}
    users: list[Any]

    def clean_email(self) -> str:
        """Find the account that signs in with this address.

        An address that somebody has only asked to change to opens nothing yet.
        """
        email = super().clean_email()
        self.users = [user for user in self.users if user.email == email]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the mail, unless this address has had enough of them: the earlier links still work."""
        email: str = self.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_password_mail", key=email):
            request_password_reset(request, email, self.users, allauth_forms.default_token_generator)
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse too many requests from one place for one address. Raises ``ValidationError``."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        email = cleaned.get("email")
        place = f"{get_ip(context.request)} {email}"
        if email and not ratelimit.consume(context.request, action="reset_password_place", key=place):
            raise forms.ValidationError(
                _("You have asked for several links already. Look into your e-mail, also among the spam.")
            )
        return cleaned


class NewPasswordForm(HouseForm, _HouseWords, allauth_forms.ResetPasswordKeyForm):
    """A new password, chosen by the link of a mail."""

    submit_label = _("Save the new password")
    labels: ClassVar = {"password1": _("New password"), "password2": _("New password, once more")}
    hints: ClassVar = {"password1": PASSWORD_HINT}


class ChangePasswordForm(HouseForm, _HouseWords, allauth_forms.ChangePasswordForm):
    """A new password, chosen by who knows the present one."""

    submit_label = _("Save the new password")
    labels: ClassVar = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints: ClassVar = {"password1": PASSWORD_HINT}


class FirstPasswordForm(HouseForm, _HouseWords, allauth_forms.SetPasswordForm):
    """The first password of an account that has none."""

    submit_label = _("Save the password")
    labels: ClassVar = {"password1": _("Password"), "password2": _("Password, once more")}
    hints: ClassVar = {"password1": PASSWORD_HINT}


class ChangeAddressForm(HouseForm, _HouseWords, allauth_forms.AddEmailForm):
    """A new e-mail address, which counts once its mail is confirmed."""

    submit_label = _("Send the confirmation")
    labels: ClassVar = {"email": _("New e-mail address")}
    hints: ClassVar = {
        "email": _(
            "We send a link there. Until you open it and confirm, you sign in with the present address."
        )
    }


class CodeForm(HouseForm, _HouseWords, factor_forms.AuthenticateForm):
    """The second step of signing in."""

    submit_label = _("Sign in")
    labels: ClassVar = {"code": _("Code")}
    hints: ClassVar = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class CodeAgainForm(HouseForm, _HouseWords, factor_forms.ReauthenticateForm):
    """A code once more, before something delicate."""

    submit_label = _("Continue")
    labels: ClassVar = {"code": _("Code")}
    hints: ClassVar = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class EnrolAppForm(HouseForm, _HouseWords, app_forms.ActivateTOTPForm):
    """The first code of the app, which proves that it was set up well."""

    submit_label = _("Turn on the second step")
    labels: ClassVar = {"code": _("Code from the app")}
    hints: ClassVar = {"code": CODE_HINT}
