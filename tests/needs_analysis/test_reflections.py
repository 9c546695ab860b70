"""Self-reflection: private, counted for its author alone, and opened to the team under their name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.presence import be_present
from inclucities.reports.domain.payload import to_json
from needs_analysis.queries.menu import menu_lines
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import share_needs_analysis
from schemes.models import Scheme
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]
NOTE = "na_reflect_position_note"
WORDS = "I can decide little, and I say so"
#: Everybody to whom "team" opens an answer of the city once the match holds, and some to whom it does not.
TEAM = ("member", "association", "facilitator", "mentor_lead")
BEYOND = ("support", "sponsor")


def reflect(pair: Pair, audience: str = "", base: int = 0, by: str = "lead") -> None:
    record_answer(
        response=pair.analysis.response,
        question_key=NOTE,
        section_key="self_reflection",
        draft=Draft(value={"text": WORDS}, audience=audience, language="en"),
        base_version=base,
        by=pair.people[by],
    )


def url(pair: Pair, name: str, *args: object) -> str:
    return reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *args])


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def share(pair: Pair) -> int:
    pair.answer_required()
    acknowledged = {"N-2", "N-5", "N-7"}
    version = share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged=acknowledged)
    return int(version.number)


@pytest.mark.parametrize("name", TEAM)
def test_what_is_opened_stands_under_its_author_s_name_until_they_close_it(
    pair: Pair, client_for: ClientFor, name: str
) -> None:
    pair.match()
    client = client_for(pair.people[name])
    section, whole = url(pair, "section", "self_reflection"), url(pair, "whole")
    reflect(pair)
    assert WORDS not in read(client, section) + read(client, whole)
    reflect(pair, "team", base=1)
    for address in (section, whole):
        html = read(client, address)
        assert WORDS in html
        assert f"Opened by {pair.lead.name}" in html
    assert section in read(client, url(pair, "tasks"))
    reflect(pair, "author", base=2)
    assert WORDS not in read(client, section) + read(client, whole)


@pytest.mark.parametrize("name", BEYOND)
def test_nobody_beyond_the_team_finds_it(pair: Pair, client_for: ClientFor, name: str) -> None:
    reflect(pair, "team")
    number = share(pair)
    client = client_for(pair.people[name])
    assert client.get(url(pair, "section", "self_reflection")).status_code == 403
    assert WORDS not in read(client, url(pair, "version", number))


def test_who_reads_the_draft_and_finds_nothing_opened_has_no_such_section(
    pair: Pair, client_for: ClientFor
) -> None:
    reflect(pair)
    client = client_for(pair.facilitator)
    assert client.get(url(pair, "section", "self_reflection")).status_code == 403
    for page in ("tasks", "whole"):
        assert "Self-reflection" not in read(client, url(pair, page))


def test_versions_and_documents_hold_what_was_opened_under_the_author_s_name(
    pair: Pair, client_for: ClientFor
) -> None:
    pair.match()
    reflect(pair, "team")
    reflect(pair, by="member")
    number = share(pair)
    html = read(client_for(pair.mentor_lead), url(pair, "version", number))
    assert html.count(WORDS) == 1
    assert f"Self-reflection: {pair.lead.name}" in html
    opened = open_needs_analysis(pair.facilitator, pair.analysis.pk)
    assert opened is not None
    version = pair.analysis.response.versions.get(number=number)
    for of in (version, None):
        document = documents.build(opened.analysis, access=opened.access, language="en", version=of)
        (section,) = (part for part in document.sections if WORDS in str(part))
        assert section.answered_by == pair.lead.name
        assert str(to_json(document)).count(WORDS) == 1


def test_its_author_opens_and_closes_it_after_sharing_too(pair: Pair, client_for: ClientFor) -> None:
    reflect(pair)
    share(pair)
    client, reader = client_for(pair.lead), client_for(pair.facilitator)
    address = url(pair, "answer", NOTE)
    for version, audience in ((1, "team"), (2, "author")):
        data = {f"{NOTE}-version": version, f"{NOTE}-text": WORDS, f"{NOTE}-audience": audience}
        assert client.post(address, data, HTTP_X_AUTOSAVE="1").status_code == 200
        assert (WORDS in read(reader, url(pair, "whole"))) is (audience == "team")


def test_nobody_is_told_who_sits_at_their_reflection(pair: Pair, client_for: ClientFor) -> None:
    for section in ("self_reflection", "needs"):
        be_present(response=pair.analysis.response, section_key=section, by=pair.lead)
        html = read(client_for(pair.member), url(pair, "section", "local_context"))
        assert pair.lead.name in html
        assert (f"{pair.lead.name} is in" in html) is (section == "needs")


def test_each_counts_their_own_and_nobody_counts_it_with_the_rest(pair: Pair, client_for: ClientFor) -> None:
    def shared_count() -> str:
        # A scheme object remembers what was read for it.
        (line,) = menu_lines(pair.coordinator, Scheme.objects.get(pk=pair.scheme.pk), frozenset())
        return line.count

    before = shared_count()
    reflect(pair)
    assert shared_count() == before
    for name, count in (("lead", "1 of 6 answered"), ("member", "0 of 6 answered")):
        html = " ".join(read(client_for(pair.people[name]), url(pair, "tasks")).split())
        assert f"for you alone, until you share it · {count}" in html
        assert f"{before} answered" in html
    for name in ("coordinator", "facilitator"):
        assert "1 of 6" not in read(client_for(pair.people[name]), url(pair, "tasks"))
