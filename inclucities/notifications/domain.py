"""The words of notifications, and when mails go out: rules that need no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from inclucities.notifications.enums import NotificationKind as Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The hour of the daily mail, on the clock of its reader.
DIGEST_AT = time(7, 0)
#: A mail is tried so often; after each failure but the last it waits so long.
MAX_ATTEMPTS = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
#: A longer subject is cut at the end of a word.
SUBJECT_LENGTH = 140
#: Separators, controls, formats such as overrides of direction, lone surrogates: none may reach a header.
NOT_IN_HEADERS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence, told with and without the person who acted."""

    with_actor: StrOrPromise
    without_actor: StrOrPromise


WORDS: Mapping[str, Words] = {
    Kind.INVITED: Words(_("%(actor)s invites you to “%(target)s”."), _("You are invited to “%(target)s”.")),
    Kind.ROLE_GIVEN: Words(
        _("%(actor)s gave you a role in “%(target)s”."), _("You have a role in “%(target)s”.")
    ),
    Kind.ROLE_ENDED: Words(
        _("%(actor)s ended a role in “%(target)s”."), _("A role in “%(target)s” has ended.")
    ),
    Kind.ASKED: Words(
        _("%(actor)s asks you to work on “%(target)s”."), _("You are asked to work on “%(target)s”.")
    ),
    Kind.SECTION_COMPLETED: Words(
        _("%(actor)s completed a section of “%(target)s”."), _("A section of “%(target)s” is completed.")
    ),
    Kind.SHARED: Words(
        _("%(actor)s shared “%(target)s” with you."), _("“%(target)s” has been shared with you.")
    ),
    Kind.REOPENING_ASKED: Words(
        _("%(actor)s asks you to reopen “%(target)s”."), _("You are asked to reopen “%(target)s”.")
    ),
    Kind.REOPENING_DECLINED: Words(
        _("%(actor)s leaves “%(target)s” closed and says why."),
        _("“%(target)s” stays closed, with the reason."),
    ),
    Kind.REOPENED: Words(_("%(actor)s reopened “%(target)s”."), _("“%(target)s” is open again.")),
    Kind.READING_ALONG: Words(
        _("%(actor)s asks you to read “%(target)s” while it is written, and to comment on it."),
        _("You are asked to read “%(target)s” while it is written, and to comment on it."),
    ),
    Kind.REVIEW_ASKED: Words(
        _("%(actor)s asks you to review “%(target)s” and to release it."),
        _("You are asked to review “%(target)s” and to release it."),
    ),
    Kind.RELEASED: Words(_("%(actor)s released “%(target)s”."), _("“%(target)s” has been released.")),
    Kind.WITHDRAWN: Words(_("%(actor)s withdrew “%(target)s”."), _("“%(target)s” has been withdrawn.")),
    Kind.RULE_SET_ASIDE: Words(
        _("%(actor)s set a rule aside for “%(target)s”: it can be released."),
        _("A rule is set aside for “%(target)s”: it can be released."),
    ),
    Kind.REMINDED: Words(_("%(actor)s reminds you of “%(target)s”."), _("“%(target)s” still waits for you.")),
    Kind.COMMENTED: Words(
        _("%(actor)s wrote a comment on “%(target)s”."), _("There is a new comment on “%(target)s”.")
    ),
    Kind.THREAD_RESOLVED: Words(
        _("%(actor)s marked comments on “%(target)s” as resolved."),
        _("Comments on “%(target)s” are resolved."),
    ),
    Kind.THREAD_REOPENED: Words(
        _("%(actor)s reopened comments on “%(target)s”."), _("Comments on “%(target)s” are open again.")
    ),
    Kind.REPORT_READY: Words(
        _("“%(target)s”, which %(actor)s asked for, is ready."), _("The document “%(target)s” is ready.")
    ),
    Kind.REPORT_FAILED: Words(
        _("“%(target)s”, which %(actor)s asked for, could not be made."),
        _("The document “%(target)s” could not be made."),
    ),
    Kind.MATCH_PROPOSED: Words(
        _("%(actor)s proposes a match in “%(target)s”."), _("A match is proposed in “%(target)s”.")
    ),
    Kind.MATCH_ACCEPTED: Words(
        _("%(actor)s accepted the match in “%(target)s”."), _("The match in “%(target)s” is accepted.")
    ),
    Kind.MATCH_DECLINED: Words(
        _("%(actor)s declined the match in “%(target)s”."), _("The match in “%(target)s” is declined.")
    ),
}

#: Kinds that say more when the part of the target is known, such as a section of a form.
WORDS_WITH_PART: Mapping[str, Words] = {
    Kind.SECTION_COMPLETED: Words(
        _("%(actor)s completed “%(part)s” in “%(target)s”."), _("“%(part)s” in “%(target)s” is completed.")
    ),
    Kind.REMINDED: Words(
        _("%(actor)s reminds you of “%(part)s” in “%(target)s”."),
        _("“%(part)s” in “%(target)s” still waits for you."),
    ),
}

#: Kinds that say more when ``data`` holds ``count``; the noun agrees with the number.
COUNTED: Mapping[str, StrOrPromise] = {
    Kind.ASKED: ngettext_lazy(
        "You are asked for %(count)d answer in “%(target)s”.",
        "You are asked for %(count)d answers in “%(target)s”.",
        "count",
    ),
    Kind.REMINDED: ngettext_lazy(
        "“%(target)s” waits for you: %(count)d answer is missing.",
        "“%(target)s” waits for you: %(count)d answers are missing.",
        "count",
    ),
}


def sentence(
    kind: str, *, actor: str, target: str, part: str = "", data: Mapping[str, Any] | None = None
) -> str:
    """Say in the active language what a notification tells.

    ``actor`` is empty where nobody acted, ``part`` where the whole target is meant.
    """
    count = (data or {}).get("count")
    if kind in COUNTED and isinstance(count, int):
        return str(COUNTED[kind] % {"count": count, "target": target})
    words = WORDS_WITH_PART.get(kind, WORDS[kind]) if part else WORDS[kind]
    said = words.with_actor if actor else words.without_actor
    return str(said) % {"actor": actor, "target": target, "part": part}


def subject_line(text: str, *, needs_action: bool = False) -> str:
    """Return a subject on one line; it begins with "[Action needed]" when its reader has to act."""
    line = " ".join("".join(character if _is_plain(character) else " " for character in text).split())
    # A reader's mail program would take this for an encoded word, and decode what is in it.
    line = line.replace("=?", "= ?")
    if len(line) > SUBJECT_LENGTH:
        line = f"{line[:SUBJECT_LENGTH].rsplit(' ', 1)[0]} …"
    return f"{gettext('[Action needed]')} {line}" if needs_action else line


def _is_plain(character: str) -> bool:
    return unicodedata.category(character) not in NOT_IN_HEADERS


def digest_boundary(now: datetime, zone: tzinfo) -> tuple[date, datetime]:
    """Return the reader's day and the moment at which its daily mail is due.

    The mail holds what happened before that moment. Each local day has one, however long the night was.
    """
    today = now.astimezone(zone).date()
    return today, datetime.combine(today, DIGEST_AT, tzinfo=zone)
