"""The person who signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inclucities.accounts.domain import is_single_line, known_time_zones
from inclucities.accounts.enums import MailFrequency

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def validate_time_zone(value: str) -> None:
    """Refuse a name that is not an IANA time zone. Raises ``ValidationError``."""
    if value not in known_time_zones():
        raise ValidationError(_("Choose a time zone from the list."))


def validate_single_line(value: str) -> None:
    """Refuse what could break a mail's header or a page's line. Raises ``ValidationError``."""
    if not is_single_line(value):
        raise ValidationError(
            _("Write the name on one line, with letters and signs only."), code="not_one_line"
        )


def offered_languages() -> list[tuple[str, StrOrPromise]]:
    """Return the languages of the pages; a function, so that adding one needs no migration."""
    return list(settings.LANGUAGES)


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address, which is always stored in lower case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an ordinary account. Raises ``ValueError`` when the address is empty."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account for the installation's technicians; it reads no scheme content."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Roles are memberships in ``schemes``, never flags here."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, validators=[validate_single_line])
    language = models.CharField(
        _("language of the pages"), max_length=8, choices=offered_languages, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Brussels", validators=[validate_time_zone]
    )
    mail_frequency = models.CharField(
        _("e-mails"), max_length=16, choices=MailFrequency, default=MailFrequency.EACH
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name as the person writes it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name as the person writes it: people decide how they are called."""
        return self.name


class SharedCacheEntry(models.Model):
    """The table of the cache that all web processes share; rate limits are counted in it.

    Only Django's cache framework reads and writes it (``CACHES``). It is a model so that ``migrate``
    makes the table and a test's flush empties it; the columns are those of ``createcachetable``.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shared_cache"

    def __str__(self) -> str:
        return self.cache_key
