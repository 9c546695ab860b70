"""Requests that no page of ours sends, made from those that it does; the same seed makes the same ones."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

Pairs = list[tuple[bytes, bytes]]

METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get", "")
#: What stands in a field, a query or a header where something else is expected. A lone surrogate has no text.
ODD_VALUES: tuple[bytes, ...] = (
    b"",
    b" ",
    b"a\0b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "\u202e\u2066\ufeff\u2028x".encode(),
    "e\u0301".encode() * 300,
    "Jānis 😀 Ελένη".encode(),
    b"x" * 100_000,
    b"a " * 50_000,
    b"\r\n\r\n" * 400,
    b"<script>alert(1)</script>",
    b"{{ 7|add:7 }}{% load x %}",
    b"%s %(x)s {0} {x.__class__}",
    b"' OR 1=1; --",
    b"../../../etc/passwd",
    b"-1",
    b"0",
    b"1",
    b"2",
    b"9",
    b"00007",
    b"2147483648",
    b"9223372036854775808",
    b"9" * 400,
    b"9" * 5000,
    b"1e309",
    b"1E+5",
    b"-0.0",
    b"NaN",
    b"Infinity",
    b"1,5",
    b"1 000",
    "٣".encode(),
    "²".encode(),
    "½".encode(),
    b"0000-00-00",
    b"0001-01-01",
    b"9999-12-31",
    b"2026-02-30",
    b"31.12.2026",
    b"12026-01-01",
    b"true",
    b"on",
    b"None",
    b"null",
    b"[]",
    b"[1,2",
    b'{"a": {"b": [null]}}',
    b"[" * 3000,
    str(uuid.UUID(int=7)).encode(),
    b"00000000-0000-0000-0000-00000000000g",
    b"{00000000-0000-0000-0000-000000000007}",
    b"urn:uuid:00000000-0000-0000-0000-000000000007",
    b"https://elsewhere.example/",
    b"//elsewhere.example/",
    b"javascript:alert(1)",
    b"/\\elsewhere.example",
    b"http://[::1",
    b"en",
    b"lv",
    b"tlh",
    b"everybody",
    b"answered",
    b"someone@demo.example",
    b"a@b@c\nBcc: d@demo.example",
    b"x" * 300 + b"@demo.example",
)
ODD_PARTS: tuple[str, ...] = (
    "0",
    "-1",
    "999999",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 40,
    "9" * 5000,
    "1.5",
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "%2e%2e",
    "%2F",
    "..",
    "x" * 2000,
    "x" * 100_000,
    "%F0%9F%92%A5",
    "na_resources",
    "needs",
    "no-such-thing",
    str(uuid.UUID(int=7)),
    str(uuid.UUID(int=0)).upper(),
    "needs_analysis",
    "%0d%0aSet-Cookie:%20a=b",
    "{}",
    ";",
)
#: Names of fields and of what is asked in an address, beyond those that the page itself has.
ODD_NAMES: tuple[bytes, ...] = (
    b"page", b"next", b"q", b"show", b"anchor", b"old", b"new", b"from", b"to", b"version", b"language",
    b"keep", b"add_row", b"retire_row", b"restore_row", b"move_up", b"once", b"format", b"sensitive", b"stage",
    b"token", b"text", b"audience", b"-version", b"na_resources-version", b"na_resources-text", b"", b"\0",
    b"\xed\xa0\x80", b"x" * 3000, b"__class__", b"csrfmiddlewaretoken", b"country", b"theme", b"sort", b"state",
)  # fmt: skip
ODD_HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Accept-Language", ("", "*", "lv;q=a", "x" * 5000, "lv,en;q=0.9" * 300, "zh-Hant-\x00", ";;;", "é")),
    ("X-Autosave", ("1", "", "x" * 9000, "\udcff")),
    ("X-Person", ("1", "0", "", "-1", "x" * 9000, "9" * 5000, "²")),
    ("HX-Request", ("true", "false", "")),
    ("HX-Target", ("x" * 5000, "#panel")),
    ("HX-Current-URL", ("http://[::1", "javascript:x", "x" * 9000)),
    ("HX-Current-URL-URI-AutoEncoded", ("true",)),
    (
        "Referer",
        ("http://[::1", "", "http://testserver/%ED%A0%80", "http://testserver:99999999/", "x" * 9000),
    ),
    ("Origin", ("null", "http://[::1", "http://testserver:x", "x" * 9000)),
    ("Host", ("elsewhere.example", "testserver:99999", "[::1", "", "a b", "testserver" * 900, "тест")),
    ("X-Forwarded-For", ("", "1.2.3", "::1%eth0", "x" * 9000, "127.0.0.1, ")),
    ("X-Forwarded-Host", ("elsewhere.example",)),
    ("X-Forwarded-Proto", ("ftp",)),
    ("Range", ("bytes=0-", "bytes=9-1", "lines=x")),
    ("If-Modified-Since", ("yesterday", "Thu, 99 Foo 0000 99:99:99 GMT", "x" * 9000)),
    ("If-None-Match", ('"', "*", 'W/"x"')),
    ("Accept", ("application/json", "", "*/*;q=x", "text/html;" * 900)),
    ("Accept-Encoding", ("gzip;q=x", "br", "")),
    ("Content-Encoding", ("gzip", "x")),
    ("Expect", ("100-continue",)),
    ("Sec-Fetch-Site", ("same-origin", "cross-site", "x")),
    ("User-Agent", ("", "x" * 9000, "\r\n")),
    (
        "Cookie",
        ("", "=", "sessionid", "language=tlh; language=x", "csrftoken=\x00", "messages=x:y:z", "a=b;" * 900),
    ),
    ("X-CSRFToken", ("", "x" * 64, "\x00" * 32, "é" * 32)),
    ("X-HTTP-Method-Override", ("DELETE",)),
)
CONTENT_TYPES: tuple[str, ...] = (
    "application/json",
    "text/plain",
    "text/csv",
    "",
    "x" * 3000,
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such-charset",
    "application/x-www-form-urlencoded; charset=idna",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=other",
    "multipart/form-data; boundary=" + "b" * 500,
    "multipart/form-data; boundary=b; charset=utf-7",
    "multipart/form-data; boundary=b; charset=no-such-charset",
    "multipart/form-data; boundary=é",
)
FILE_NAMES: tuple[bytes, ...] = (
    b"a.csv",
    b"../../a.csv",
    b"a\0.csv",
    b"x" * 5000 + b".csv",
    b"",
    b"\xed\xa0\x80.csv",
    b"con",
)


@dataclass(slots=True)
class OddRequest:
    """One request, ready to be sent by ``django.test.Client.generic``."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        headers = {name: value[:60] for name, value in self.headers.items()}
        return (
            f"{self.method} {self.path[:300]} {self.content_type[:80]!r} {headers} "
            f"{self.body[:1500]!r} ({len(self.body)} bytes)"
        )


def odd_request(chance: random.Random, path: str, pairs: Pairs) -> OddRequest:
    """Return a request to an address that is wrong in one to three ways, ``pairs`` being what its page sends."""
    request = OddRequest(method="POST" if chance.random() < 0.65 else "GET", path=path)
    pairs = list(pairs)
    query: Pairs = []
    for _number in range(chance.choice((1, 1, 2, 3))):
        way = chance.choice(WAYS)
        way(chance, request, pairs, query)
    if query:
        separator = "&" if "?" in request.path else "?"
        request.path += separator + "&".join(
            f"{quote_plus(name)}={quote_plus(value)}" for name, value in query
        )
    if not request.body and request.method != "GET":
        _write_body(chance, request, pairs)
    return request


def _value(chance: random.Random, pairs: Pairs) -> bytes:
    """Return an odd value, or one that belongs into another field."""
    if pairs and chance.random() < 0.2:
        return chance.choice(pairs)[1]
    return chance.choice(ODD_VALUES)


def _name(chance: random.Random, pairs: Pairs) -> bytes:
    if pairs and chance.random() < 0.5:
        return chance.choice(pairs)[0]
    return chance.choice(ODD_NAMES)


def _change_values(chance: random.Random, _request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    for _number in range(chance.choice((1, 1, 2, len(pairs)))):
        if pairs:
            place = chance.randrange(len(pairs))
            pairs[place] = (pairs[place][0], _value(chance, pairs))


def _leave_out(chance: random.Random, _request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    for _number in range(chance.choice((1, 2, len(pairs)))):
        if pairs:
            del pairs[chance.randrange(len(pairs))]


def _add_fields(chance: random.Random, _request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    pairs += [(_name(chance, pairs), _value(chance, pairs)) for _number in range(chance.choice((1, 3, 9)))]


def _repeat_fields(chance: random.Random, _request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    pairs += [(name, _value(chance, pairs)) for name, _before in pairs]


def _too_many_fields(chance: random.Random, _request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    pairs += [(b"field-%d" % number, b"x") for number in range(1001)]


def _ask_oddly(chance: random.Random, _request: OddRequest, pairs: Pairs, query: Pairs) -> None:
    query += [
        (_name(chance, pairs), _value(chance, pairs)[:8000]) for _number in range(chance.choice((1, 2, 5)))
    ]


def _change_address(chance: random.Random, request: OddRequest, _pairs: Pairs, _query: Pairs) -> None:
    parts = request.path.split("?")[0].strip("/").split("/")
    numbers = [
        place for place, part in enumerate(parts) if any(sign.isdigit() for sign in part) or "_" in part
    ]
    place = chance.choice(numbers or range(len(parts)))
    parts[place] = chance.choice(ODD_PARTS)
    request.path = "/" + "/".join(parts) + chance.choice(("/", "/", "", "//"))


def _change_method(chance: random.Random, request: OddRequest, _pairs: Pairs, _query: Pairs) -> None:
    request.method = chance.choice(METHODS)


def _change_headers(chance: random.Random, request: OddRequest, _pairs: Pairs, _query: Pairs) -> None:
    for name, values in chance.sample(ODD_HEADERS, chance.choice((1, 2, 4))):
        request.headers[name] = chance.choice(values)


def _autosave(chance: random.Random, request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    request.method = "POST"
    request.headers[chance.choice(("X-Autosave", "HX-Request"))] = "true"
    if pairs:
        _change_values(chance, request, pairs, _query)


def _change_content_type(chance: random.Random, request: OddRequest, pairs: Pairs, _query: Pairs) -> None:
    request.method = "POST"
    request.content_type = chance.choice(CONTENT_TYPES)
    request.body = chance.choice(
        (
            json.dumps(
                {name.decode("latin-1"): value.decode("latin-1")[:500] for name, value in pairs}
            ).encode(),
            b'{"broken": ',
            b"[" * 100_000,
            b"--b\r\nContent-Disposition: form-data; name=",
            b"--b\r\n\r\n--b--",
            _multipart(chance, pairs, b"b"),
            b"=&&&=;%zz&a=%",
            b"a=+2AA-",
            "text=ķ".encode("utf-16"),
            b"x" * 100_000,
            b"\0" * 1000,
        )
    )


def _write_body(chance: random.Random, request: OddRequest, pairs: Pairs) -> None:
    if chance.random() < 0.3:
        request.content_type, request.body = (
            "multipart/form-data; boundary=b",
            _multipart(chance, pairs, b"b"),
        )
    else:
        request.body = b"&".join(
            quote_plus(name).encode() + b"=" + quote_plus(value).encode() for name, value in pairs
        )


def _multipart(chance: random.Random, pairs: Pairs, boundary: bytes) -> bytes:
    parts = []
    for name, value in pairs:
        shown = name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        about = b'Content-Disposition: form-data; name="%s"' % shown
        if chance.random() < 0.1:
            about += b'; filename="%s"' % chance.choice(FILE_NAMES)
        if chance.random() < 0.05:
            about += b"\r\nContent-Transfer-Encoding: base64"
        parts.append(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary, about, value))
    return b"".join(parts) + b"--%s--\r\n" % boundary


WAYS: tuple[Any, ...] = (
    _change_values,
    _change_values,
    _change_values,
    _change_values,
    _autosave,
    _autosave,
    _leave_out,
    _add_fields,
    _repeat_fields,
    _too_many_fields,
    _ask_oddly,
    _ask_oddly,
    _change_address,
    _change_address,
    _change_method,
    _change_headers,
    _change_headers,
    _change_content_type,
)
