"""Writing mails: in the language and on the clock of their reader, at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any, cast

from django.conf import settings
from django.db.models import Q
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from inclucities.accounts.enums import MailFrequency
from inclucities.accounts.queries import time_zone_of
from inclucities.notifications.domain import subject_line
from inclucities.notifications.models import OutboxMail
from inclucities.notifications.queries import WaitingItem, items_for

PERSONAL = "notifications/mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be sent. ``told`` holds the ids of the notifications that it tells of."""

    to: str
    subject: str
    text: str
    html: str
    told: tuple[int, ...] = ()


def letter_from_templates(template: str, context: Mapping[str, Any], language: str) -> Letter:
    """Render ``emails/<template>`` in a language; an unknown one falls back to the installation's."""
    with translation.override(offered(language)):
        subject, text, html = _rendered(f"emails/{template}", context)
    return Letter(to="", subject=subject_line(subject), text=text, html=html)


def letter_to_person(queued: OutboxMail) -> Letter | None:
    """Write the mail to a person from what still waits and may still be opened, else return ``None``.

    The right is asked now: what the person may no longer open is left out, with its label.
    """
    person = queued.recipient
    if person is None or not person.is_active or person.mail_frequency == MailFrequency.NONE:
        return None
    with translation.override(offered(person.language)), timezone.override(time_zone_of(person) or UTC):
        untold = queued.notifications.filter(Q(needs_action=True) | Q(read_at=None), done_at=None)
        items = items_for(person, untold.select_related("actor").order_by("-needs_action", "due_on", "pk"))
        if not items:
            return None
        context = {"person": person, "items": items, "settings_path": reverse("accounts:settings")}
        _no_subject, text, html = _rendered(PERSONAL, context, subject=_subject(items))
        return Letter(
            to=person.email,
            subject=_subject(items),
            text=text,
            html=html,
            told=tuple(item.pk for item in items),
        )


def offered(language: str) -> str:
    """Return the language when pages are offered in it, else the installation's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _subject(items: list[WaitingItem]) -> str:
    needs_action = any(item.needs_action for item in items)
    if len(items) == 1:
        return subject_line(items[0].sentence, needs_action=needs_action)
    words = ngettext(
        "%(count)d message from IncluCities", "%(count)d messages from IncluCities", len(items)
    ) % {"count": len(items)}
    return subject_line(words, needs_action=needs_action)


def _rendered(name: str, context: Mapping[str, Any], *, subject: str = "") -> tuple[str, str, str]:
    """Return subject, text and HTML. Only HTML is escaped, whatever its author remembers."""
    values = {"site_url": settings.SITE_URL.rstrip("/"), **context}
    subject = subject or _render(f"{name}.subject.txt", values, autoescape=False)
    text = _render(f"{name}.txt", values, autoescape=False).strip() + "\n"
    try:
        html = _render(f"{name}.html", {**values, "subject": subject_line(subject)}, autoescape=True)
    except TemplateDoesNotExist as missing:
        if str(missing) != f"{name}.html":
            raise
        html = ""
    return subject, text, html


def _render(name: str, values: Mapping[str, Any], *, autoescape: bool) -> str:
    # Django's own engine, and no other, escapes or does not escape as it is told here.
    template = cast("Template", get_template(name).template)  # type: ignore[attr-defined]
    return template.render(Context(dict(values), autoescape=autoescape))
