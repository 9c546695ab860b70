"""Comparing and merging two texts word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch

Operation = Literal["equal", "insert", "delete"]

_WORDS = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
_OPERATIONS: dict[int, Operation] = {0: "equal", 1: "insert", -1: "delete"}
#: Two texts of the longest allowed size are compared well below this.
TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, or only one of them."""

    operation: Operation
    text: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Both changes in one text; ``clean`` is false where they touched the same words."""

    text: str
    clean: bool


def words_compared(old: str, new: str) -> tuple[Piece, ...]:
    """Return what was taken out and put in between two texts, by whole words."""
    engine = diff_match_patch()
    engine.Diff_Timeout = TIMEOUT_SECONDS
    codes: dict[str, str] = {}

    def encoded(text: str) -> str:
        return "".join(codes.setdefault(word, _code(len(codes))) for word in _WORDS.findall(text))

    one, two = encoded(old), encoded(new)
    words = {code: word for word, code in codes.items()}
    differences = engine.diff_main(one, two, checklines=False)
    engine.diff_cleanupSemantic(differences)
    return tuple(
        Piece(_OPERATIONS[operation], "".join(words[code] for code in run)) for operation, run in differences
    )


def _code(index: int) -> str:
    # Every word becomes one character. The range of surrogates is stepped over.
    return chr(index + 0x100 if index + 0x100 < 0xD800 else index + 0x100 + 0x800)


def merged(base: str, theirs: str, mine: str) -> Merged:
    """Put my change to ``base`` on top of theirs.

    ``clean`` is false when a part of my change found no place: then the text holds theirs, followed
    by mine as a whole, so that nothing is lost and a person decides.
    """
    if theirs == mine or mine == base:
        return Merged(theirs, clean=True)
    if theirs == base:
        return Merged(mine, clean=True)
    engine = diff_match_patch()
    engine.Diff_Timeout = TIMEOUT_SECONDS
    engine.Match_Threshold = 0.3
    text, applied = engine.patch_apply(engine.patch_make(base, mine), theirs)
    if all(applied):
        return Merged(text, clean=True)
    return Merged(f"{theirs}\n\n{mine}", clean=False)
