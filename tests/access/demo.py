"""What the pages of the demonstration answer: anyone reads its mails, for it sends none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from tests.access_matrix import NO_SUCH_METHOD, Address, everybody

OK = 200
NAME = "access-matrix"


def mail(_world: Any) -> list[Any]:
    """Reach a mail that lies in the folder of this run."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.log").write_bytes(
        b"Content-Type: text/plain\nTo: mentee_lead@demo.example\nSubject: For one person\n\nHello\n"
    )
    return [NAME, 0]


def for_anyone(args: Any) -> Address:
    """Describe a page that shows something to whoever comes."""
    return Address(
        get=everybody(OK, anonymous=None), post=everybody(NO_SUCH_METHOD, anonymous=None), args=args
    )


MATRIX = {
    "demo:mail_list": for_anyone(lambda _world: []),
    "demo:mail_detail": for_anyone(mail),
}
