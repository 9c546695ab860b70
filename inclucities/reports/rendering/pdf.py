"""HTML to PDF with WeasyPrint. The only module that imports it, and only a worker imports this one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from inclucities.reports.rendering.assets import STYLESHEET, assets

#: What is done when WeasyPrint announces each of its steps, in percent.
_STEPS = {"Step 1": 5, "Step 2": 10, "Step 3": 15, "Step 4": 25, "Step 5": 35, "Step 6": 85, "Step 7": 95}


class RefusedError(ValueError):
    """A document asked for something that is not an asset."""


class AssetFetcher(URLFetcher):
    """Serves ``asset:NAME`` from memory and refuses every other address: no file, no network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the asset. Raises ``RefusedError`` for everything else."""
        scheme, _, name = url.partition(":")
        if scheme != "asset" or name not in assets():
            raise RefusedError(url[:200])
        body, content_type = assets()[name]
        return URLFetcherResponse(url, body, {"Content-Type": content_type})


@cache
def prepared() -> tuple[AssetFetcher, FontConfiguration, CSS]:
    """Return fetcher, fonts and parsed stylesheet, made once in a worker and inherited by its children."""
    fetcher = AssetFetcher()
    fonts = FontConfiguration()
    source = assets()[STYLESHEET][0].decode()
    return fetcher, fonts, CSS(string=source, url_fetcher=fetcher, font_config=fonts)


def warm_up() -> None:
    """Do once what every rendering needs: read fonts and stylesheet, and draw a line with each font."""
    fetcher, fonts, style = prepared()
    markup = '<html lang="en"><title>-</title><h1>-</h1><p>- <b>-</b> <i>-</i></p>'
    HTML(string=markup, url_fetcher=fetcher).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
    )


def pdf(markup: str, report: Callable[[int], None]) -> bytes:
    """Return the markup as a tagged PDF (PDF/UA-1) and call ``report`` with the percentage done."""
    fetcher, fonts, style = prepared()
    follower = _Follower(report)
    PROGRESS_LOGGER.addHandler(follower)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False
    try:
        content: bytes = HTML(string=markup, url_fetcher=fetcher).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
        )
    finally:
        PROGRESS_LOGGER.removeHandler(follower)
    return content


class _Follower(logging.Handler):
    """Turns WeasyPrint's announcements into percentages; laying out pages creeps from 35 to 85."""

    def __init__(self, report: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.report = report
        self.percent = 0

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "Page" in message:
            percent = self.percent + max(1, (85 - self.percent) // 20) if self.percent < 85 else self.percent
        else:
            percent = _STEPS.get(message[:6], self.percent)
        if percent > self.percent:
            self.percent = percent
            self.report(percent)
