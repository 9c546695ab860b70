"""A signed-in visitor of a running server, over one kept connection, so always the same process."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

#: Headers by which the bench asks and is answered; ``inclucities.bench.middleware`` is the other end.
COUNT = "X-Bench-Count"
CPU, PROCESS, QUERIES = "X-Bench-Cpu", "X-Bench-Process", "X-Bench-Queries"
#: The token against forged requests; a cookie and a header that agree are enough.
TOKEN = "b" * 32


class UnexpectedAnswerError(Exception):
    """The server did not answer as it should; the message says what it answered."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One answered request: what came, and what it cost."""

    text: str
    seconds: float
    cpu: float
    process: int
    queries: int | None


class Visitor:
    """Somebody who is signed in, as a browser that keeps its connection."""

    def __init__(self, port: int, host: str, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Host": host,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{host}",
            "Accept-Language": "en",
            "Cookie": f"__Host-sessionid={session}; __Host-csrftoken={TOKEN}",
        }

    def get(self, path: str, *, counting: bool = False) -> Visit:
        """Open a page. Raises ``UnexpectedAnswerError`` unless the answer is 200."""
        return self._ask("GET", path, None, {COUNT: "1"} if counting else {})

    def post(self, path: str, fields: Mapping[str, str], *, counting: bool = False) -> Visit:
        """Send a form as a script does. Raises ``UnexpectedAnswerError`` unless the answer is 200."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
            "X-Autosave": "1",
        }
        return self._ask("POST", path, urlencode(fields), headers | ({COUNT: "1"} if counting else {}))

    def close(self) -> None:
        """Leave."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Visit:
        begun = time.perf_counter()
        self.connection.request(method, path, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - begun
        if response.status != 200:
            raise UnexpectedAnswerError(f"{method} {path} was answered with {response.status}: {text[:300]}")
        counted = response.headers.get(QUERIES)
        return Visit(
            text=text,
            seconds=seconds,
            cpu=float(response.headers[CPU]),
            process=int(response.headers[PROCESS]),
            queries=int(counted) if counted else None,
        )
