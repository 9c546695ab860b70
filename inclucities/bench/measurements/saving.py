"""Saving one answer: one request, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from inclucities.bench.domain.figures import Figure, at_most
from inclucities.bench.loads.visiting import Visit, Visitor
from inclucities.bench.measurements.sites import Site, compared, in_words, queries_of
from inclucities.bench.seeding.answering import LEFT_OPEN, WORDS_IN_AN_ANSWER
from inclucities.bench.seeding.texts import words
from inclucities.questionnaires.models import Answer, Response

PAIRS = 100


class Text:
    """A text that somebody writes on: each save sends another one on top of the last version."""

    def __init__(self, visitor: Visitor, response: Response, question_key: str, address: str) -> None:
        self.visitor, self.key, self.address = visitor, question_key, address
        standing = Answer.objects.filter(response=response, question__key=question_key).first()
        self.version = standing.version if standing else 0

    def save(self, *, counting: bool = False) -> Visit:
        """Save it, as the page's script does."""
        fields = {
            f"{self.key}-version": str(self.version),
            f"{self.key}-text": self._words(),
            f"{self.key}-language": "en",
            f"{self.key}-audience": "team",
            f"{self.key}-state": "answered",
            f"{self.key}-reason": "",
        }
        visit = self.visitor.post(self.address, fields, counting=counting)
        self.version += 1
        return visit

    def swap(self) -> Visit:
        """Let the bare view put it in place."""
        visit = self.visitor.post(self.address, {"version": str(self.version), "text": self._words()})
        self.version += 1
        return visit

    def _words(self) -> str:
        return words(WORDS_IN_AN_ANSWER, f"{self.key} {self.version}")


def measure_saving(site: Site) -> Iterator[Figure]:
    """Give the figures of a save where a section has long texts only, and where rows are counted as well."""
    sixty, annex = site.world.sixty, site.world.annex
    bare = Answer.objects.get(response=sixty.response, question__key="part_2_1")
    with site.visited_by("lead") as lead:
        floor = Text(lead, sixty.response, "part_2_1", f"/bench/swap/{bare.pk}/")
        for what, analysis, key in (
            ("saving one answer ÷ a bare compare-and-swap", sixty, "part_1_1"),
            ("the same in Annex 2, in a section with rows", annex, "na_learning_expectations"),
        ):
            text = Text(lead, analysis.response, key, f"/needs-analyses/{analysis.pk}/answers/{key}/")
            measured = compared(text.save, floor.swap, PAIRS)
            figure = at_most(
                what,
                (measured.ratio, 2, "×"),
                (queries_of(text.save(counting=True)), 10, "queries"),
                beside=in_words(measured),
            )
            # Annex 2 is reported beside the sixty texts, as its pages are.
            yield figure if analysis is sixty else Figure(figure.what, figure.measured)
        first = Text(lead, annex.response, LEFT_OPEN, f"/needs-analyses/{annex.pk}/answers/{LEFT_OPEN}/")
        yield at_most(
            "the first save of an answer in a section with rows",
            (queries_of(first.save(counting=True)), 10, "queries"),
        )
