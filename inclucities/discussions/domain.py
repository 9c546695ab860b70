"""Rules of comments that need no database, and the words that help a mentor to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_LENGTH = 10_000
#: An author may put a comment right for so long.
EDITABLE_FOR = timedelta(minutes=15)

#: Openings that ask and do not tell (method 10).
OPENINGS: Sequence[StrOrPromise] = (
    _("How else could …"),
    _("What would happen if …"),
    _("Have I understood correctly that …"),
    _("One option we saw was …"),
)

#: How telling begins in the languages that people write in, whatever the language of their pages.
TELLING: Sequence[str] = (
    "you should",
    "you must",
    "you have to",
    "you need to",
    "jums vajadzētu",
    "jums vajag",
    "jums ir jā",
    "jums jā",
    "vous devez",
    "vous devriez",
    "il faut que vous",
    "u moet",
    "u zou moeten",
    "jullie moeten",
    "dovete",
    "dovreste",
    "debéis",
    "deberíais",
    "tenéis que",
    "πρέπει να",
    "θα έπρεπε να",
)


def begins_with_telling(text: str) -> bool:
    """Tell whether a comment begins as an instruction does. A reason for a hint, never for a refusal."""
    return text.strip().casefold().startswith(tuple(TELLING))


def ids_of_opening(anchor: str) -> str:
    """Return how the ids in the form begin that opens a thread at a place."""
    return f"new-{_plain(anchor)}-"


def id_of_marker(anchor: str) -> str:
    """Return the id of the link that leads to the comments of a place."""
    return f"comments-{_plain(anchor)}"


def id_of_title(anchor: str) -> str:
    """Return the id of the words on a page that say what the place is."""
    return f"{_plain(anchor)}-title"


@lru_cache(maxsize=4096)
def _plain(anchor: str) -> str:
    return re.sub(r"[^\w-]+", "-", anchor) or "all"


def ids_of_reply(thread_id: int) -> str:
    """Return how the ids in the form begin that answers in a thread."""
    return f"reply-{thread_id}-"


def one_kind_of_line_break(text: str) -> str:
    """Return a text with its outer space gone and each line break as one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
