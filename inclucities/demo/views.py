"""The mail reader of the demonstration: what would have been sent lies in a folder, and is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from inclucities.permissions.views import GuardedView, found_or_404

PER_PAGE = 20
#: The reader looks no further back than so many files.
AT_MOST = 300
#: What Django's file backend writes after each message.
BETWEEN = re.compile(rb"^-{79}\n(?=Content-Type: |\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One mail as it lies in the folder: its file, and its number in there."""

    file: str
    number: int
    to: str
    subject: str
    at: datetime | None
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Return the words of the plain or HTML part, or an empty text."""
        found = self.message.get_body((kind,))
        return str(found.get_content()) if found is not None else ""

    @property
    def linked_text(self) -> SafeString:
        """Return the plain part, escaped, with links that work wherever the demonstration is opened."""
        linked = urlize(self.part("plain"), autoescape=True)
        own = settings.SITE_URL.rstrip("/")
        return mark_safe(linked.replace(f'href="{own}', 'href="'))  # noqa: S308 -- urlize has escaped it


@method_decorator(login_not_required, name="dispatch")
class DemoView(GuardedView, abstract=True):
    """A page that anyone may open where the demonstration runs, and that is nowhere else."""

    right = "anyone"

    def find_object(self) -> Any:
        """Return the folder of mails. Raises ``Http404`` outside the demonstration."""
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        if not settings.DEMO or not folder:
            raise Http404
        return Path(folder)


class MailListView(DemoView):
    """The mails of the demonstration."""

    right = "anyone"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, the newest first."""
        page = Paginator(list(mails_in(self.object)), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "demo/mail_list.html", {"page": page})


class MailDetailView(DemoView):
    """One mail of the demonstration."""

    right = "anyone"

    def get(self, request: HttpRequest, file: str, number: int) -> HttpResponse:
        """Show its words, and how its HTML is written. Nothing of it runs here."""
        mails = mails_in(self.object, file)
        mail = found_or_404(next((found for found in mails if found.number == number), None))
        return render(request, "demo/mail_detail.html", {"mail": mail, "html": mail.part("html")})


def mails_in(folder: Path, name: str = "") -> Iterator[DemoMail]:
    """Give the mails of a folder, or of one of its files, the newest first."""
    files = [path for path in folder.glob("*.log") if not name or path.stem == name]
    for path in sorted(files, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:AT_MOST]:
        raw = [part for part in BETWEEN.split(path.read_bytes()) if part.strip()]
        for number in reversed(range(len(raw))):
            message = message_from_bytes(raw[number], policy=policy.default)
            yield DemoMail(
                file=path.stem,
                number=number,
                to=_header(message, "To"),
                subject=_header(message, "Subject"),
                at=_sent_at(message),
                message=message,
            )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except (MessageError, ValueError):
        return ""


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
