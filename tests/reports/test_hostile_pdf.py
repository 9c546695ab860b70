"""What people write is never markup in a PDF, reaches nothing and is bounded."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from django.conf import settings
from pypdf import PdfReader

from bin.commands import ROOT
from inclucities.reports.domain.document import (
    Document,
)
from inclucities.reports.domain.payload import to_json
from inclucities.reports.enums import Format, JobError
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file, markup
from inclucities.reports.rendering.child import RenderFailedError, render_in_child
from tests.reports.kinds import KIND
from tests.reports.printing import printed
from tests.reports.samples import BOMBS, HOSTILE, with_texts

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("warm")]


@pytest.fixture(autouse=True)
def _no_complaints(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not errors, errors


def test_texts_of_people_are_never_markup() -> None:
    html = markup(kind_named(KIND), with_texts(("<b>x</b>", "{{ y }}", "<script>")))
    assert "<b>x</b>" not in html
    assert "<script>" not in html
    assert "<img" not in html


class Doorbell:
    """A server that nobody may call; it keeps what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.2)
        self.port: int = self._server.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._server.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._server.accept()
            except TimeoutError:
                continue
            with connection:
                self.asked.append(connection.recv(200))


#: What a process does that reaches out, by the names of Python's audit events.
REACHES_OUT = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec")


def printed_and_watched(document: Document) -> tuple[bytes, list[str]]:
    """Return the PDF, and every file that its making opened and everything that it called."""
    kind, payload = kind_named(KIND), to_json(document)

    def build(report: Callable[[int], None]) -> bytes:
        touched: list[str] = []

        def note(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
                touched.append(os.path.realpath(os.fsdecode(arguments[0])))
            elif event.startswith(REACHES_OUT):
                touched.append(f"{event} {arguments}")

        # In the child, which ends after this document: such a hook cannot be taken away again.
        sys.addaudithook(note)
        content = build_file(kind, Format.PDF, payload, document.language, report)
        return json.dumps(touched).encode() + b"\n" + content

    made = render_in_child(build, keep_going=lambda _: True).content
    head, _, content = made.partition(b"\n")
    return content, json.loads(head)


@pytest.mark.promise("A PDF touches nothing")
def test_hostile_texts_reach_nothing(
    tmp_path: Path, amount: Callable[[int, int], int], found: Callable[[str], None]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the words of a private file", encoding="utf-8")
    #: What a rendering reads of its own: templates, translations, the libraries.
    own = (str(ROOT), sys.prefix, sys.base_prefix + "/lib/python", "/usr/lib/python")
    assert len(HOSTILE) == 60
    texts = HOSTILE[:: amount(4, 1)]
    with Doorbell() as doorbell:
        filled = [text.format(port=doorbell.port, secret=secret) for text in texts]
        parts = [tuple(filled[start : start + 15]) for start in range(0, len(filled), 15)]
        made = [printed_and_watched(with_texts(part)) for part in parts]
    assert doorbell.asked == []
    for content, touched in made:
        assert [thing for thing in touched if not thing.startswith(own)] == []
        reader = PdfReader(io.BytesIO(content))
        assert not reader.attachments
        text = "".join(page.extract_text() for page in reader.pages)
        for private in ("root:", "the words of a private file", settings.SECRET_KEY):
            assert private not in text
            assert private.encode() not in content
        addresses = [
            annotation.get_object().get("/A", {}).get("/URI", "")
            for page in reader.pages
            for annotation in page.get("/Annots", [])
        ]
        assert not [
            address for address in addresses if address and not address.startswith("http://127.0.0.1")
        ]
    found(f"{len(texts)} hostile texts in every place of a document: 0 requests, 0 files, 0 attachments")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/",
        "ftp://example.org/",
        "data:text/plain,x",
        "asset:../../settings/base.py",
        "asset://report.css",
        "report.css",
        "//example.org/x",
    ],
)
def test_the_fetcher_serves_assets_only(address: str) -> None:
    from inclucities.reports.rendering.pdf import AssetFetcher, RefusedError

    with pytest.raises(RefusedError):
        AssetFetcher().fetch(address)
    assert AssetFetcher().fetch("asset:report.css").read()


@pytest.mark.promise("A PDF is bounded")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_a_document_or_in_a_clear_error(name: str) -> None:
    try:
        assert printed(BOMBS[name]).startswith(b"%PDF")
    except RenderFailedError as error:
        assert error.error in (JobError.TOO_LONG, JobError.TOO_BIG, JobError.TOO_SLOW)  # noqa: PT017
