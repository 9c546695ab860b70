"""Fiches are suggested where people name one: only those that they may open, and at the price of one query."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.models import GoodPractice
from benchmarks.services import start_practice, withdraw_practice
from inclucities.questionnaires import registry
from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.registry import register_suggester, suggester
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.payload import to_json
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.queries.practices import practices_of_the_city, practices_of_the_mentor
from needs_analysis.reports import needs_analysis as documents
from schemes.models import Match
from tests.benchmarks.conftest import release
from tests.needs_analysis.conftest import Pair
from tests.needs_analysis.test_profiles import Library, library

__all__ = ["library"]

ClientFor = Callable[..., Client]
USEFUL, GOOD = "na_useful_mentor_practices", "mp_good_practices"
HOSTILE = "\"><script>alert('x')</script>"


def fiche(pair: Pair, title: str, *, released: bool = True, language: str = "") -> GoodPractice:
    practice = start_practice(organisation=pair.mentor_city, title=title, by=pair.asked)
    if released:
        release(practice, pair.asked)
    GoodPractice.objects.filter(pk=practice.pk).update(title_language=language)
    return practice


def named(pair: Pair, practice: str = "") -> ResponseRow:
    return add_row(
        response=pair.analysis.response,
        question_key=USEFUL,
        section_key="revision",
        values={"practice": practice, "why": "It costs little."} if practice else {},
        by=pair.lead,
    )


def praised(library: Library, title: str = "") -> ResponseRow:
    return add_row(
        response=library.profile.response,
        question_key=GOOD,
        section_key="strengths",
        values={"title": title, "why": "Others can repeat it."} if title else {},
        by=library.people["asked"],
    )


def page(client: Client, pair: Pair, name: str = "section", *args: object) -> str:
    arguments = args or (("revision",) if name == "section" else ())
    response = client.get(reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *arguments]))
    assert response.status_code == 200
    return response.content.decode()


def profile_page(client: Client, library: Library, name: str = "section") -> str:
    args = ["strengths"] if name == "section" else []
    response = client.get(reverse(f"profiles:{name}", args=[library.profile.pk, *args]))
    assert response.status_code == 200
    return response.content.decode()


def suggested(html: str) -> list[str]:
    lists = re.findall(r"<datalist [^>]*>(.*?)</datalist>", html, re.DOTALL)
    return [unescape(words) for found in lists for words in re.findall(r'<option value="([^"]*)"', found)]


def links(html: str) -> list[str]:
    return re.findall(r'<(?:h3|dd)[^>]*><a href="([^"]*)"', html)


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# -- In a needs analysis --------------------------------------------------------------------------


def test_the_mentors_released_fiches_are_suggested_to_the_mentee(pair: Pair, client_for: ClientFor) -> None:
    fiche(pair, "Language buddies")
    fiche(pair, "Half a thought", released=False)
    withdraw_practice(practice=fiche(pair, "Gone by now"), reason="Nobody runs it.", by=pair.asked)
    other = start_practice(organisation=pair.mentee.organisation, title="Our own", by=pair.lead)
    release(other, pair.lead)
    pair.match()
    row = named(pair)
    html = page(client_for(pair.lead), pair)
    assert suggested(html) == ["Language buddies"]
    field = re.search(rf'<input [^>]*name="{USEFUL}-{row.uuid}-practice"[^>]*>', html)
    assert field is not None
    assert f'list="{USEFUL}-practice-suggested"' in field.group()
    assert html.count(f'id="{USEFUL}-practice-suggested"') == 1
    # One list serves all rows, and no other column has one.
    named(pair)
    html = page(client_for(pair.lead), pair)
    assert (html.count("<datalist"), html.count(" list=")) == (1, 2)


def test_without_a_match_that_holds_nothing_is_suggested(pair: Pair) -> None:
    fiche(pair, "Language buddies")

    def found() -> list[str]:
        return [one.words for one in practices_of_the_mentor(pair.analysis.response, pair.lead)]

    assert found() == []
    pair.match(accepted=False)
    assert found() == []
    pair.match()
    assert found() == ["Language buddies"]
    Match.objects.update(ended_on="2026-03-01")
    assert found() == []


def test_only_what_a_reader_may_open_is_suggested_or_linked(pair: Pair) -> None:
    fiche(pair, "Language buddies")
    pair.match()

    def found(name: str) -> list[str]:
        return [one.words for one in practices_of_the_mentor(pair.analysis.response, pair.people[name])]

    assert found("support") == ["Language buddies"]
    assert found("stranger") == []
    pair.lead.is_active = False
    assert found("lead") == []


def test_without_a_fiche_the_field_is_an_ordinary_one(pair: Pair, client_for: ClientFor) -> None:
    pair.match()
    named(pair)
    html = page(client_for(pair.lead), pair)
    assert "<datalist" not in html
    assert " list=" not in html


def test_a_row_that_a_script_adds_comes_with_the_suggestions(pair: Pair, client_for: ClientFor) -> None:
    fiche(pair, "Language buddies")
    pair.match()
    answer = client_for(pair.lead).post(
        reverse("needs_analysis:section", args=[pair.analysis.pk, "revision"]),
        {"add_row": USEFUL},
        HTTP_X_AUTOSAVE="1",
    )
    assert suggested(answer.json()["html"]) == ["Language buddies"]


def test_a_title_is_escaped_and_says_its_language(pair: Pair, client_for: ClientFor) -> None:
    fiche(pair, HOSTILE, language="fr")
    pair.match()
    named(pair, HOSTILE)
    html = page(client_for(pair.lead), pair)
    assert suggested(html) == [HOSTILE]
    assert re.search(r'<option value="[^"]*" lang="fr"></option></datalist>', html)
    read = page(client_for(pair.lead), pair, "whole")
    for printed in (html, read):
        assert "<script>alert" not in printed
    assert len(links(read)) == 1


def test_the_frame_keeps_nothing_for_the_next_reader(pair: Pair, client_for: ClientFor) -> None:
    practice = fiche(pair, "Language buddies")
    pair.match()
    named(pair)
    assert suggested(page(client_for(pair.lead), pair)) == ["Language buddies"]
    withdraw_practice(practice=practice, reason="Nobody runs it.", by=pair.asked)
    html = page(client_for(pair.member), pair)
    assert "<textarea" in html
    for left in ("Language buddies", "<datalist", " list="):
        assert left not in html


def test_words_that_are_a_title_lead_to_the_fiche(pair: Pair, client_for: ClientFor) -> None:
    practice = fiche(pair, "Language buddies")
    fiche(pair, "Half a thought", released=False)
    pair.match()
    for words in ("Language buddies", "language buddies", "Half a thought", "Something of our own"):
        named(pair, words)
    address = reverse("practices:tasks", args=[practice.pk])
    client = client_for(pair.lead)
    assert links(page(client, pair, "whole")) == [address]
    assert client.get(address, follow=True).status_code == 200
    # Where two are called alike nobody knows which is meant.
    fiche(pair, "Language buddies")
    html = page(client, pair, "whole")
    assert links(html) == []
    assert "Language buddies" in html
    assert suggested(page(client, pair)) == ["Language buddies"]


def test_a_section_to_read_leads_to_the_fiche_too(pair: Pair, client_for: ClientFor) -> None:
    practice = fiche(pair, "Language buddies")
    pair.match()
    named(pair, "Language buddies")
    html = page(client_for(pair.facilitator), pair)
    assert links(html) == [reverse("practices:tasks", args=[practice.pk])]
    assert "<datalist" not in html


def test_one_query_where_a_row_stands_and_none_elsewhere(pair: Pair, client_for: ClientFor) -> None:
    fiche(pair, "Language buddies")
    pair.match()
    client = client_for(pair.lead)
    addresses = [reverse("needs_analysis:section", args=[pair.analysis.pk, "revision"])]
    addresses += [reverse("needs_analysis:whole", args=[pair.analysis.pk])]
    add_row(
        response=pair.analysis.response,
        question_key="na_focus_goals",
        section_key="revision",
        values={"goal": "A room in every district"},
        by=pair.lead,
    )
    before = [asked(client, address) for address in addresses]
    empty = named(pair)
    # A list to choose from while writing; nothing to read in a row without words.
    assert [asked(client, address) for address in addresses] == [before[0] + 1, before[1]]
    named(pair, "Language buddies")
    named(pair, "Something of our own")
    assert [asked(client, address) for address in addresses] == [number + 1 for number in before]
    assert ResponseRow.objects.filter(pk=empty.pk).exists()


# -- In a mentor profile --------------------------------------------------------------------------


def test_a_city_is_reminded_of_its_own_fiches_in_any_state(
    pair: Pair, library: Library, client_for: ClientFor
) -> None:
    for title, released in (("Language buddies", True), ("Half a thought", False)):
        fiche(pair, title, released=released)
    withdraw_practice(practice=fiche(pair, "Gone by now"), reason="Nobody runs it.", by=pair.asked)
    start_practice(organisation=pair.mentee.organisation, title="Of another city", by=pair.lead)
    praised(library)
    assert suggested(profile_page(client_for(pair.asked), library)) == ["Half a thought", "Language buddies"]

    def found(person: Any) -> list[str]:
        return [one.words for one in practices_of_the_city(library.profile.response, person)]

    # Whoever does not read the drafts of the city finds what was released.
    assert found(pair.lead) == ["Language buddies"]
    assert found(pair.stranger) == []


def test_the_whole_profile_leads_to_a_draft_where_the_reader_reads_it(
    pair: Pair, library: Library, client_for: ClientFor
) -> None:
    draft = fiche(pair, "Half a thought", released=False)
    praised(library, "Half a thought")
    html = profile_page(client_for(pair.asked), library, "whole")
    assert links(html) == [reverse("practices:tasks", args=[draft.pk])]


# -- The names that columns give ------------------------------------------------------------------


def test_a_name_belongs_to_one_and_one_that_is_gone_suggests_nothing(pair: Pair) -> None:
    register_suggester("practices_of_the_mentor", practices_of_the_mentor)
    with pytest.raises(ValueError, match="registered twice"):
        register_suggester("practices_of_the_mentor", practices_of_the_city)
    assert suggester("gone")(pair.analysis.response, pair.lead) == ()


def test_no_document_and_no_page_that_shows_none_asks_for_suggestions(
    pair: Pair, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fiche(pair, "Language buddies")
    pair.match()
    named(pair, "Language buddies")

    def refuse(*_of: Any) -> Any:
        raise AssertionError("Nobody shows them.")

    monkeypatch.setitem(registry._suggesters, "practices_of_the_mentor", refuse)
    client = client_for(pair.lead)
    for name, *args in (("check",), ("documents",), ("section", "needs"), ("tasks",)):
        page(client, pair, name, *args)
    opened = open_needs_analysis(pair.lead, pair.analysis.pk)
    assert opened is not None
    built = documents.build(pair.analysis, access=opened.access, language="en", version=None)
    assert "Language buddies" in str(to_json(built))
