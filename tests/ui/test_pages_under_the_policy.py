"""No page holds script or style of its own, and every file a stylesheet names is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: Reports are printed and mails are sent: no browser's policy speaks for them.
ELSEWHERE = {"reports", "emails"}
PAGES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if path.relative_to(ROOT / "templates").parts[0] not in ELSEWHERE
)
RULES = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without an address": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "script in an address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"\bhx-on\b|hx-(?:vals|headers)\s*=\s*['\"]js:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_holds_no_script_and_no_style(page):
    source = page.read_text()
    assert [name for name, rule in RULES.items() if rule.search(source)] == []


@pytest.mark.parametrize(
    "sheet",
    sorted([*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/vendor").rglob("*.css")]),
    ids=lambda path: path.name,
)
def test_every_file_that_a_stylesheet_names_is_there(sheet):
    source = sheet.read_text()
    named = re.findall(r"url\(\s*[\"']?([^\"')]+)", source)
    assert "sourceMappingURL" not in source
    assert [
        name for name in named if not name.startswith("data:") and not (sheet.parent / name).exists()
    ] == []


def test_every_vendored_folder_holds_its_licence():
    vendor = ROOT / "static" / "vendor"
    folders = [path for path in vendor.iterdir() if path.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not list(folder.glob("LICENSE*"))] == []
    assert [
        folder.name for folder in folders if f"`{folder.name}/`" not in (vendor / "README.md").read_text()
    ] == []
