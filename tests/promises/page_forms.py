"""The forms that a page holds, read as a browser reads them, and filled in as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

#: What a person might write into a field of a type.
FILLED = {
    "email": "somebody.new@demo.example",
    "date": "2027-03-01",
    "number": "7",
    "url": "https://example.org/",
    "password": "four plain words here",
}
#: Fields that hold a text of the person's own.
TYPED = frozenset({"text", "textarea", "search", "email", "url", "number", "date", "password", "tel"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it holds when the page opens, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    several: bool = False

    def filled(self) -> list[str]:
        """Return what a person sends who fills the field in."""
        if self.kind in TYPED:
            return [self.value or FILLED.get(self.kind, "Written by a person")]
        if self.options and not self.value:
            chosen = [option for option in self.options if option]
            # Of numbered things the last one: the first ones take part already.
            return chosen[-1:] if all(option.isdecimal() for option in chosen) else chosen[:1]
        return [self.value]


@dataclass(slots=True)
class PageForm:
    """One form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    #: What the buttons send that have a name, one of them at a time.
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[Field]:
        """The fields that take a text of the person's own."""
        return [found for found in self.fields if found.kind in {"text", "textarea", "search"}]

    def data(self) -> dict[str, list[str]]:
        """Return everything that the form sends when each field is filled in."""
        found: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind != "file":
                found.setdefault(one.name, []).extend(one.filled())
        return found


def forms_in(page: str, address: str) -> list[PageForm]:
    """Return the forms of a page that stands at an address, its buttons and outlying fields included."""
    tree = html.document_fromstring(page)
    found = []
    for form in tree.iter("form"):
        read = PageForm(
            action=_path(form.get("action") or address, address), method=(form.get("method") or "get").lower()
        )
        elements = list(form.iter("input", "select", "textarea", "button"))
        if identity := form.get("id"):
            elements += tree.xpath("//*[@form=$id]", id=identity)
        _read_fields(read, elements)
        found.append(read)
    return found


def links_in(page: str, address: str) -> set[str]:
    """Return the addresses of ours that a page leads to, also those that its script asks for."""
    tree = html.document_fromstring(page)
    values = [
        *tree.xpath("//a/@href"),
        *tree.xpath("//@hx-get"),
        *tree.xpath("//form[@method='get']/@action"),
    ]
    found = set()
    for value in values:
        parts = urlsplit(urljoin(f"http://testserver{address}", value))
        if parts.netloc == "testserver" and parts.scheme == "http" and not parts.path.startswith("/static/"):
            found.add(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return found


def _path(value: str, address: str) -> str:
    parts = urlsplit(urljoin(f"http://testserver{address}", value))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _read_fields(form: PageForm, elements: list[Any]) -> None:
    radios: dict[str, list[Any]] = {}
    for element in elements:
        name = element.get("name")
        if not name or name == "csrfmiddlewaretoken" or element.get("disabled") is not None:
            continue
        kind = (element.get("type") or "text").lower() if element.tag == "input" else element.tag
        required = element.get("required") is not None or element.get("aria-required") == "true"
        if element.tag == "button" or kind == "submit":
            form.buttons.append((name, element.get("value") or ""))
        elif kind in {"radio", "checkbox"}:
            radios.setdefault(name, []).append(element)
        elif element.tag == "select":
            options = tuple(option.get("value", "") for option in element.iter("option"))
            chosen = [
                option.get("value", "")
                for option in element.iter("option")
                if option.get("selected") is not None
            ]
            form.fields.append(
                Field(
                    name,
                    "select",
                    chosen[0] if chosen else "",
                    options,
                    required,
                    element.get("multiple") is not None,
                )
            )
        else:
            value = element.text or "" if element.tag == "textarea" else element.get("value") or ""
            form.fields.append(Field(name, kind, value.lstrip("\n"), (), required))
    for name, boxes in radios.items():
        values = tuple(box.get("value", "on") for box in boxes)
        checked = [box.get("value", "on") for box in boxes if box.get("checked") is not None]
        kind = (boxes[0].get("type") or "").lower()
        form.fields.append(
            Field(name, kind, checked[0] if checked else "", values, False, kind == "checkbox")
        )
