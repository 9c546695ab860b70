"""Colour, size and shadow have names, and every text can be read on its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text()))
RAW_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab|color-mix)\(", re.IGNORECASE)
NAMED_COLOUR = re.compile(
    r"(?:color|background|border|fill|stroke)[\w-]*:[^;]*\b(?:white|black|red|gr[ae]y)\b"
)
RAW_SIZE = re.compile(r"\d(?:px|rem|pt|mm|cm)\b")
#: Where custom properties are not allowed.
CONDITION = re.compile(r"^\s*@(?:media|container)[^{]*", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Text on ground.
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("paper", "surface", "sunken")],
    *[(state, ground) for state in ("now", "done", "warn", "danger") for ground in ("surface", "paper")],
    *[(state, f"{state}-soft") for state in ("now", "done", "warn", "danger", "mentee", "mentor")],
    *[("ink", ground) for ground in ("ins", "del", "warn-soft", "done-soft", "danger-soft", "mentee-soft")],
    *[("on-brand", ground) for ground in ("mentee", "brand-hover", "brand-strong", "now", "done", "danger")],
    *[(text, "brand-strong") for text in ("on-brand-soft", "on-brand-faint")],
    ("mentee", "paper"),
    ("mentor", "paper"),
    ("mentee", "land"),
    ("mentor", "land"),
    ("ink-soft", "mentee-soft"),
    ("ink-soft", "warn-soft"),
    ("brand-strong", "surface"),
]


def luminance(colour: str) -> float:
    digits = colour.strip().lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text, ground):
    lighter, darker = sorted((luminance(TOKENS[text]), luminance(TOKENS[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


OURS = sorted(path for path in CSS.glob("*.css") if path.name != "tokens.css")


@pytest.mark.parametrize("sheet", OURS, ids=lambda path: path.name)
def test_only_tokens_name_colours_and_sizes(sheet):
    source = CONDITION.sub("", COMMENT.sub("", sheet.read_text()))
    found = [
        match.group() for rule in (RAW_COLOUR, NAMED_COLOUR, RAW_SIZE) for match in rule.finditer(source)
    ]
    assert found == []


@pytest.mark.parametrize("sheet", OURS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet):
    assert set(re.findall(r"var\(--([\w-]+)", sheet.read_text())) <= set(TOKENS)


def test_every_token_has_a_use():
    used = {name for path in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())}
    assert set(TOKENS) - used == set()
