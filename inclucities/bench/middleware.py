"""Says of each request what it cost the server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from inclucities.bench.loads.visiting import COUNT, CPU, PROCESS, QUERIES


class CostMiddleware:
    """Adds the processor time and the process to each answer, and the queries where they are asked for.

    Counting costs something itself, so that requests whose time is taken do not ask for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, with its price."""
        begun = time.thread_time()
        response = self._counted(request) if COUNT in request.headers else self.get_response(request)
        response.headers[CPU] = f"{time.thread_time() - begun:.6f}"
        response.headers[PROCESS] = str(os.getpid())
        return response

    def _counted(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers[QUERIES] = str(queries)
        return response
