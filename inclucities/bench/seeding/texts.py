"""Words to fill forms with: always the same for the same seed."""

from __future__ import annotations

import random

_WORDS = (
    "newcomers families council schools language work housing volunteers neighbours associations evening "
    "courses support Jelgavā Ζωγράφου règlement meetings offices registers mediators budget partners young "
    "people women health services places local national plan step evidence shared learning first regular "
    "and with for from between where together often rarely open city’s “welcome” & participation"
)
_SENTENCE = 12


def words(number: int, seed: str) -> str:
    """Return a text of so many words, in sentences and, when it is long, in paragraphs."""
    chosen = random.Random(seed)  # noqa: S311 -- texts to measure with, no secret
    sentences = []
    for begun in range(0, number, _SENTENCE):
        sentence = " ".join(chosen.choices(_WORDS.split(), k=min(_SENTENCE, number - begun)))
        sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return "\n\n".join(" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4))
