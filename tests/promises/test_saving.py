"""Saving over HTTP: what was acknowledged is stored, and nobody overwrites anybody unseen."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from inclucities.questionnaires.models import Answer, Revision
from inclucities.questionnaires.queries.specs import spec_of
from tests.journeys.desks import Jelgava
from tests.promises.web import BROKEN, Visitor, WebServer

#: Seconds after which a writer whose server does not come back gives up.
PATIENCE = 120.0
Visit = Callable[..., Visitor]
Amount = Callable[[int, int], int]
Found = Callable[[str], None]


class Ledger:
    """What writers in several threads were told is saved."""

    def __init__(self) -> None:
        self.saved: list[tuple[str, int, str]] = []
        self.broken = 0
        self._changed = threading.Condition()

    def note(self, question: str, version: int, text: str) -> None:
        with self._changed:
            self.saved.append((question, version, text))
            self._changed.notify_all()

    def note_broken(self) -> None:
        with self._changed:
            self.broken += 1

    def wait_for(self, count: int) -> None:
        with self._changed:
            reached = self._changed.wait_for(lambda: len(self.saved) >= count, timeout=PATIENCE)
        assert reached, f"{len(self.saved)} saves instead of {count}"


def kept() -> dict[tuple[str, int], str]:
    """Return every text that the database holds, by question and version."""
    rows = Revision.objects.filter(answer__isnull=False).values_list(
        "answer__question__key", "version", "content"
    )
    return {(question, version): content["value"]["text"] for question, version, content in rows}


def keep_saving(
    visitor: Visitor, server: WebServer, path: str, question: str, count: int, ledger: Ledger
) -> None:
    """Save again and again; a save that was not acknowledged is sent again as it was."""
    version = 0
    for number in range(1, count + 1):
        text = f"{question} as it stood the {number}th time"
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                said = visitor.save(path, question, text, version)
            except BROKEN:
                ledger.note_broken()
                while not server.answers():
                    assert time.monotonic() < deadline, "the server did not come back"
                    time.sleep(0.02)
            else:
                break
        assert said.status == 200, said.text[:500]
        version = said.data["version"]
        ledger.note(question, version, text)


def long_texts(jelgava: Jelgava) -> list[str]:
    """Return four questions of the city's that ask for a text."""
    section = spec_of(jelgava.analysis.response.questionnaire).section("needs")
    return [question.key for question in section.questions if question.type == "long_text"][:4]


@pytest.mark.promise("Acknowledged is stored")
def test_what_was_acknowledged_is_there_after_the_web_process_was_killed(
    web: WebServer, visitor: Visit, jelgava: Jelgava, amount: Amount, found: Found
) -> None:
    saves, kills = amount(100, 1_000), amount(2, 10)
    questions, ledger = long_texts(jelgava), Ledger()
    each = saves // len(questions)
    people = [visitor(person) for person in (jelgava.lead, jelgava.member) * 2]
    with ThreadPoolExecutor(len(questions)) as threads:
        writers = [
            threads.submit(keep_saving, person, web, jelgava.home, question, each, ledger)
            for person, question in zip(people, questions, strict=True)
        ]
        for number in range(1, kills + 1):
            ledger.wait_for(number * saves // (kills + 1))
            if number % 2:
                web.kill_processes()
            else:
                web.kill()
                web.start()
        for writer in writers:
            writer.result(timeout=PATIENCE)

    acknowledged = {(question, version): text for question, version, text in ledger.saved}
    assert len(acknowledged) == len(ledger.saved) == saves
    assert kept() == acknowledged
    assert {(answer.version, answer.value["text"]) for answer in Answer.objects.all()} == {
        (each, acknowledged[question, each]) for question in questions
    }
    assert ledger.broken, "no save was under way when the process was killed"
    found(
        f"{saves:,} of {saves:,} acknowledged saves present after {kills} kills; "
        f"{ledger.broken} requests were broken off and sent again"
    )


@pytest.mark.promise("No silent overwrite")
def test_two_people_over_http_overwrite_nothing_unseen(
    visitor: Visit, jelgava: Jelgava, amount: Amount, found: Found
) -> None:
    saves, question = amount(100, 400), "na_learning_expectations"
    ready = threading.Barrier(2)

    def write(person: Visitor, name: str) -> tuple[list[tuple[int, str]], list[tuple[str, str]]]:
        """Return what was acknowledged, and for each refusal the text that stood and one's own."""
        version, acknowledged, refused = 0, [], []
        ready.wait(timeout=30)
        for number in range(1, saves // 2 + 1):
            # A word that nobody else writes: words that both have would count as merged.
            text = f"Seen last by {name}{number}"
            while (said := person.save(jelgava.home, question, text, version)).status == 409:
                answer = said.data
                version = answer["version"]
                refused.append((answer["theirs"]["text"], text))
                # What the page offers to go on with: no word of either is missing.
                assert answer["theirs"]["text"] in answer["merged"]["text"]
                assert text in answer["merged"]["text"]
            assert said.status == 200, said.text[:500]
            version = said.data["version"]
            acknowledged.append((version, text))
        return acknowledged, refused

    with ThreadPoolExecutor(2) as threads:
        ilze = threads.submit(write, visitor(jelgava.lead), "Ilze")
        janis = threads.submit(write, visitor(jelgava.member), "Jānis")
        (by_ilze, refused_to_ilze), (by_janis, refused_to_janis) = (
            ilze.result(timeout=600),
            janis.result(timeout=600),
        )

    acknowledged = by_ilze + by_janis
    assert len(acknowledged) == saves
    assert [version for version, times in Counter(v for v, _text in acknowledged).items() if times > 1] == []
    assert kept() == {(question, version): text for version, text in acknowledged}
    # Whoever came second was shown what the other had written, and both are in the revisions.
    assert refused_to_ilze or refused_to_janis, "the two never met"
    assert {theirs for theirs, _mine in refused_to_ilze} <= {text for _version, text in by_janis}
    assert {theirs for theirs, _mine in refused_to_janis} <= {text for _version, text in by_ilze}
    refusals = len(refused_to_ilze) + len(refused_to_janis)
    found(f"{saves} saves, each with a version of its own; {refusals} refused with both texts; all kept")
