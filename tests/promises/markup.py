"""Looking for what would run in a page, as a parser sees it: elements, handlers and addresses that call ``zqrun``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

#: No page of ours holds any of these.
NEVER = frozenset(
    {"iframe", "object", "embed", "base", "marquee", "video", "audio", "math", "foreignobject", "keygen"}
)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster"})
_SCRIPT = re.compile(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a|v\s*b|l\s*i\s*v\s*e)\s*s\s*c\s*r\s*i\s*p\s*t\s*:|[\x00-\x20]*data:text",
    re.IGNORECASE,
)


def running_in(page: str) -> Iterator[str]:
    """Give what would run of a page."""
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in NEVER or (element.tag in {"script", "style"} and "zqrun" in (element.text or "")):
            yield f"<{element.tag}>"
        if element.tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "a page that leads elsewhere by itself"
        for name, value in element.attrib.items():
            if (
                name.startswith("on")
                or "hx-on" in name
                or (name.endswith(("hx-vals", "style")) and "zqrun" in value)
            ):
                yield f"<{element.tag} {name}>"
            elif name in _ADDRESSES and _SCRIPT.match(value):
                yield f"<{element.tag} {name}={value[:40]}>"
