"""Pages, each against what a page costs at least."""

from __future__ import annotations

from collections.abc import Iterator

from inclucities.bench.domain.figures import Figure, at_most
from inclucities.bench.domain.pages import first_difference
from inclucities.bench.loads.visiting import Visitor
from inclucities.bench.measurements.sites import Site, compared, in_words, queries_of

EMPTY, LINE = "/bench/empty/", "/bench/line/"
PAIRS, PAIRS_OF_FORMS = 60, 80


class DifferentPageError(Exception):
    """A floor does not print the HTML of its page, so that comparing them would say nothing."""


def measure_pages(site: Site) -> Iterator[Figure]:
    """Give the figures of the empty page, and of the pages that everybody opens."""
    with site.visited_by("lead") as lead:
        measured = compared(lambda: lead.get(EMPTY), lambda: lead.get(LINE), PAIRS)
        yield at_most(
            "the empty page ÷ a one-line view",
            (measured.ratio, 3, "×"),
            (queries_of(lead.get(EMPTY, counting=True)), 6, "queries"),
            beside=in_words(measured),
        )
    for what, path in _pages(site).items():
        yield _against_the_empty_page(site, what, path)


def _pages(site: Site) -> dict[str, str]:
    scheme, annex = site.world.scheme.pk, site.world.annex.pk
    return {
        "home": "/",
        "scheme overview": f"/schemes/{scheme}/",
        "list of schemes": "/schemes/",
        "members": f"/schemes/{scheme}/people/",
        "documents": "/documents/",
        "task list": f"/needs-analyses/{annex}/",
    }


def _against_the_empty_page(site: Site, what: str, path: str) -> Figure:
    ratios, queries, words = [], [], []
    for person in ("lead", "coordinator"):
        with site.visited_by(person) as visitor:
            measured = compared(lambda: visitor.get(path), lambda: visitor.get(EMPTY), PAIRS)
            ratios.append(measured.ratio)
            queries.append(queries_of(visitor.get(path, counting=True)))
            words.append(f"{person} {in_words(measured)}, {queries[-1]} queries")
    return at_most(
        f"{what} ÷ the empty page",
        (max(ratios), 3, "×"),
        (max(queries), 12, "queries"),
        beside="; ".join(words),
    )


def measure_forms(site: Site) -> Iterator[Figure]:
    """Give the figures of sections and whole questionnaires against their form floors."""
    sixty, annex = site.world.sixty.pk, site.world.annex.pk
    with site.visited_by("lead") as lead:
        shell = queries_of(lead.get(EMPTY, counting=True))
        yield _against_its_floor(lead, "a section of ten questions", sixty, "sections/part_1/", shell)
        yield _against_its_floor(lead, "the whole of sixty questions", sixty, "whole/", shell)
        for what, rest in (
            ("section A of Annex 2", "sections/needs/"),
            ("the whole of Annex 2", "whole/"),
        ):
            figure = _against_its_floor(lead, what, annex, rest, shell)
            yield Figure(figure.what, figure.measured)


def _against_its_floor(lead: Visitor, what: str, pk: int, rest: str, shell: int) -> Figure:
    page = f"/needs-analyses/{pk}/{rest}"
    part, _, section = rest.partition("/")
    floor = f"/bench/{part}/{pk}/{section}"
    if difference := first_difference(lead.get(page).text, lead.get(floor).text):
        raise DifferentPageError(f"{floor} does not print the HTML of {page}:\n{difference}")
    measured = compared(lambda: lead.get(page), lambda: lead.get(floor), PAIRS_OF_FORMS)
    return at_most(
        f"{what} ÷ its form floor",
        (measured.ratio, 1.5, "×"),
        (queries_of(lead.get(page, counting=True)) - shell, 8, "queries more than the empty page"),
        beside=in_words(measured),
    )
