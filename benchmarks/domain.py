"""The rules G-1 and G-2 of method 6, and which state follows which (method 16)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benchmarks.enums import PracticeState
from schemes.domain.rules import Finding

#: What may follow a state. A withdrawn fiche can be taken up again as a draft.
NEXT: Mapping[PracticeState, frozenset[PracticeState]] = {
    PracticeState.DRAFT: frozenset({PracticeState.REVIEW}),
    PracticeState.REVIEW: frozenset({PracticeState.DRAFT, PracticeState.RELEASED}),
    PracticeState.RELEASED: frozenset({PracticeState.WITHDRAWN, PracticeState.DRAFT}),
    PracticeState.WITHDRAWN: frozenset({PracticeState.DRAFT}),
}

_ABBREVIATION = re.compile(r"\b(?=\w*[^\W\d_])[A-ZĀČĒĢĪĶĻŅŠŪŽ]{2,6}\b")
_EXPLAINED = re.compile(r"\(([A-ZĀČĒĢĪĶĻŅŠŪŽ]{2,6})\)")
#: Read everywhere without a word.
COMMON = frozenset({"EU", "NGO", "EUR", "UN", "IT", "AMIF", "ES", "NVO"})

#: The question that holds people's names, and its cells that need their consent.
CONTACTS = "gp_contact"
PERSONAL = frozenset({"name", "email"})


def consents(contact: Mapping[str, Any]) -> bool:
    """Whether the person in a row of contacts has agreed to being shown outside the city."""
    return contact.get("consent") is True


def without_consent_hidden(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version holds, without name and e-mail of contacts who have not agreed.

    Of such a row the post stays, for a post is nobody's personal detail.
    """
    rows = dict(content["rows"])
    if CONTACTS in rows:
        rows[CONTACTS] = [row if consents(row["value"]) else _post_only(row) for row in rows[CONTACTS]]
    return {**content, "rows": rows}


def _post_only(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "value": {key: cell for key, cell in row["value"].items() if key not in PERSONAL},
        "translations": [found for found in row["translations"] if found["field"] not in PERSONAL],
    }


def can_be_adapted(missing: int) -> Finding:
    """Rule G-1: results and transfer are told, which is to say that nothing required is missing."""
    return Finding(
        "G-1",
        met=missing == 0,
        note=ngettext(
            "%(count)d answer that is needed for release is missing.",
            "%(count)d answers that are needed for release are missing.",
            missing,
        )
        % {"count": missing},
    )


def understandable(texts: Iterable[str]) -> Finding:
    """Rule G-2: abbreviations that are explained nowhere are named, so that outsiders can follow."""
    whole = "\n".join(texts)
    explained = set(_EXPLAINED.findall(whole)) | COMMON
    unexplained = sorted(set(_ABBREVIATION.findall(whole)) - explained)
    return Finding(
        "G-2",
        met=not unexplained,
        note=_("Explain for outsiders: %(words)s.") % {"words": ", ".join(unexplained[:10])},
    )
