"""Whether two pages hold the same HTML, but for what differs from one request to the next."""

from __future__ import annotations

import re
from itertools import zip_longest

#: Tokens against forged requests: masked anew each time they are printed.
_TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]+')
#: Where the page itself is: the language switch leads back to it.
_ADDRESS = re.compile(r'(name="next" value=")[^"]*')
_BLANKS = re.compile(r"\s+")
#: Characters shown around the first difference.
SHOWN = 160


def comparable(html: str) -> str:
    """Return a page without tokens and its own address, each run of blanks as one."""
    return _BLANKS.sub(" ", _ADDRESS.sub(r"\1", _TOKENS.sub(r"\1", html))).strip()


def first_difference(page: str, floor: str) -> str:
    """Return where two pages begin to differ, in both their words; nothing when they are the same."""
    one, other = comparable(page), comparable(floor)
    if one == other:
        return ""
    at = next(place for place, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    start = max(at - SHOWN // 2, 0)
    return f"page:  …{one[start : at + SHOWN]}\nfloor: …{other[start : at + SHOWN]}"
