"""How django-allauth behaves here: accounts by invitation, mails in the house's words, fair limits."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urljoin

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inclucities.accounts import services
from inclucities.accounts.queries import is_address_taken, time_zone_of

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

logger = logging.getLogger(__name__)

#: Mails that ask their reader to do something; their subject says so (convention 14).
ACTION_MAILS = frozenset({"password_reset_key", "email_confirmation", "email_confirmation_signup"})


def absolute_address(path: str) -> str:
    """Return the address of a path as people reach this installation, whatever host a request names."""
    return urljoin(settings.SITE_URL, path)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation only, and nothing tells a stranger who has one."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Please check both."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or it has been used. Please type the newest one."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _(
            "Too many attempts from this place. Wait five minutes, or choose a new password by e-mail."
        ),
        "rate_limited": _("Too many attempts. Please wait five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are opened by accepting an invitation."""
        return False

    # -- Limits ----------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures for each place and address together.

        Counted by address alone, a stranger could lock its owner out.
        """
        return f"{get_ip(request)} {credentials.get('email', '').lower()}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it, or the second factor, was given a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        given_at = [record["at"] for record in records if record["method"] in {"password", "mfa"}]
        if given_at and time.time() - given_at[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    # -- Changes, each with its event ------------------------------------------------------------

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Save a new password with its event."""
        by = self.request.user if self.request.user.is_authenticated else user
        user.password = services.replace_password(person=user, password=password, by=by).password

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Move the account to the confirmed address; refuse one that another account signs in with."""
        person = email_address.user
        try:
            with transaction.atomic():
                if not is_address_taken(email_address.email, except_for=person):
                    confirmed = super().confirm_email(request, email_address)
                    if confirmed:
                        services.record_address_confirmed(person=person, by=person)
                    return confirmed
        except IntegrityError:
            logger.info("An e-mail address was taken while it was being confirmed.")
        self.add_message(
            request,
            messages.ERROR,
            "account/messages/email_confirmation_failed.txt",
            {"email": email_address.email},
        )
        return False

    # -- Where people go next --------------------------------------------------------------------

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the personal settings."""
        return reverse("accounts:settings")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Lead to the settings, which show the new address, or to signing in with it."""
        signed_in = self.request.user.is_authenticated
        return reverse("accounts:settings") if signed_in else reverse("account_login")

    # -- Mails -----------------------------------------------------------------------------------

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address at which a new password can be chosen."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute_address(path.replace("UID-KEY", quote(key)))

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        """Return the address at which an e-mail address is confirmed."""
        return absolute_address(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what has changed on the account, in the person's language."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail once the change that it tells of is committed.

        A mail server that does not answer is logged and said on the page, the same for every
        address, and breaks nothing.
        """
        name = template_prefix.rsplit("/", 1)[-1]
        message = self._house_mail(name, email, context)

        def send() -> None:
            try:
                message.send()
            except (OSError, SMTPException):
                logger.exception("An account mail could not be sent: %s", name)
                self.add_message(
                    self.request,
                    messages.ERROR,
                    message=gettext("The e-mail could not be sent. Please try again in a while."),
                )

        transaction.on_commit(send)

    def _house_mail(self, name: str, email: str, context: dict[str, Any]) -> EmailMessage:
        person = context.get("user")
        words = {**context, "email": email, "site_url": settings.SITE_URL.rstrip("/")}
        language = person.language if person else translation.get_language()
        with translation.override(language), timezone.override(time_zone_of(person)):
            subject = " ".join(render_to_string(f"emails/account/{name}_subject.txt", words).split())
            if name in ACTION_MAILS:
                subject = f"{gettext('[Action needed]')} {subject}"
            body = render_to_string(f"emails/account/{name}_message.txt", words).strip()
        return EmailMessage(subject, f"{body}\n", self.get_from_email(), [email])


class SecondFactorAdapter(DefaultMFAAdapter):
    """The words of the second factor."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": _("Set up the authenticator app first."),
    }
