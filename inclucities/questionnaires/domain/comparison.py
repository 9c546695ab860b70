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
    codes: dict[str, str] = {}
    differences = _differences(_encoded(old, codes), _encoded(new, codes))
    words = {code: word for word, code in codes.items()}
    return tuple(
        Piece(_OPERATIONS[operation], "".join(words[code] for code in run)) for operation, run in differences
    )


def _encoded(text: str, codes: dict[str, str]) -> str:
    """Return a text with one character for each word; ``codes`` learns new words."""
    return "".join(codes.setdefault(word, _code(len(codes))) for word in _WORDS.findall(text))


def _code(index: int) -> str:
    # The range of surrogates is stepped over.
    return chr(index + 0x100 if index + 0x100 < 0xD800 else index + 0x100 + 0x800)


def _differences(one: str, two: str) -> list[tuple[int, str]]:
    engine = diff_match_patch()
    engine.Diff_Timeout = TIMEOUT_SECONDS
    differences: list[tuple[int, str]] = engine.diff_main(one, two, checklines=False)
    # Words that two rewritten sentences share by chance do not count as equal.
    engine.diff_cleanupSemantic(differences)
    return differences


@dataclass(frozen=True, slots=True)
class _Change:
    """The words from ``start`` to before ``end`` of the base become ``words``."""

    start: int
    end: int
    words: str

    def meets(self, other: _Change) -> bool:
        """Whether both touch the same words, or the same place between two words."""
        return self.start <= other.end and other.start <= self.end


def _changes(base: str, new: str) -> list[_Change]:
    changes: list[_Change] = []
    place, start, put = 0, 0, ""
    for operation, run in [*_differences(base, new), (0, "")]:
        if operation == 0:
            if put or start < place:
                changes.append(_Change(start, place, put))
            place += len(run)
            start, put = place, ""
        elif operation < 0:
            place += len(run)
        else:
            put += run
    return changes


def merged(base: str, theirs: str, mine: str) -> Merged:
    """Put my change to ``base`` and theirs into one text, by whole words.

    ``clean`` is false when both changed the same words: then the text holds theirs, followed by mine
    as a whole, so that nothing is lost and a person decides.
    """
    if theirs == mine or mine == base:
        return Merged(theirs, clean=True)
    if theirs == base:
        return Merged(mine, clean=True)
    codes: dict[str, str] = {}
    encoded = _encoded(base, codes)
    their_changes = _changes(encoded, _encoded(theirs, codes))
    my_changes = [
        change for change in _changes(encoded, _encoded(mine, codes)) if change not in their_changes
    ]
    if any(one.meets(other) for one in their_changes for other in my_changes):
        return Merged(f"{theirs}\n\n{mine}", clean=False)
    for change in sorted([*their_changes, *my_changes], key=lambda change: change.start, reverse=True):
        encoded = encoded[: change.start] + change.words + encoded[change.end :]
    words = {code: word for word, code in codes.items()}
    return Merged("".join(words[code] for code in encoded), clean=True)
