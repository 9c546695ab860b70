"""Saving from the pages: plain forms and autosaves, two people at once, and input that nobody should send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from inclucities.questionnaires.models import Answer, ResponseRow, Revision, Translation
from inclucities.questionnaires.services.rows import add_row, retire_row
from tests.factories.questionnaires import section_holding
from tests.needs_analysis.conftest import Pair
from tests.needs_analysis.test_pages import LEARN, SCRIPT, ClientFor, url, write

IMPACT = "na_desired_impact"
STORY = "How volunteers are found in other cities."


@pytest.fixture
def member(pair: Pair, client_for: ClientFor) -> Client:
    return client_for(pair.member)


@pytest.fixture
def save(pair: Pair, member: Client) -> Callable[..., Any]:
    """Autosave an answer: ``save(text="…", version=1)``."""

    def autosave(key: str = LEARN, **parts: Any) -> Any:
        data = {f"{key}-{part}": value for part, value in parts.items()}
        return member.post(url(pair, "answer", key), data, **SCRIPT)

    return autosave


@pytest.fixture
def submit(pair: Pair, member: Client) -> Callable[..., Any]:
    """Send the plain form of the section "needs"."""

    def plain(section: str = "needs", **fields: Any) -> Any:
        return member.post(url(pair, "section", section), fields)

    return plain


def row_in(pair: Pair, key: str = "na_obstacles", **cells: str) -> ResponseRow:
    return add_row(
        response=pair.analysis.response,
        question_key=key,
        section_key=section_holding(pair.analysis.response, key),
        values=cells,
        by=pair.lead,
    )


def stored(key: str = LEARN) -> Any:
    answer = Answer.objects.filter(question__key=key).first()
    return answer and answer.value.get("text")


# -- Autosave -------------------------------------------------------------------------------------


def test_an_autosave_says_what_is_stored(save: Any) -> None:
    said = save(text=STORY, version=0, language="en").json()
    assert said["version"] == 1
    assert "by you" in said["saved"]
    assert save(text=STORY, version=0, language="en").json()["version"] == 1
    assert Revision.objects.count() == 1


def test_a_save_without_a_version_is_refused(save: Any) -> None:
    for version in ({}, {"version": "last"}, {"version": "-1"}, {"version": "1e3"}, {"version": "٣"}):
        response = save(text=STORY, **version)
        assert response.status_code == 428, version
        assert response.json()["message"]
    assert stored() is None


def test_a_conflict_carries_both_texts_and_their_merge(pair: Pair, save: Any) -> None:
    write(pair, STORY)
    write(pair, "How volunteers are found and kept in other cities.", base=1)
    response = save(text="How volunteers are found in other cities, and paid.", version=1, language="en")
    said = response.json()
    assert response.status_code == 409
    assert said["version"] == 2
    assert said["theirs"]["text"] == "How volunteers are found and kept in other cities."
    assert said["merged"]["text"] == "How volunteers are found and kept in other cities, and paid."
    assert "<ins>" in said["html"]
    assert pair.lead.name in said["html"]


def test_who_changed_the_same_words_gets_both(pair: Pair, save: Any) -> None:
    write(pair, STORY)
    write(pair, "How mentors are found in other cities.", base=1)
    said = save(text="How teachers are found in other cities.", version=1, language="en").json()
    assert said["merged"]["text"].count("are found in other cities.") == 2
    assert "one after the other" in said["html"]


def test_two_changes_to_different_cells_of_a_row_merge(pair: Pair, member: Client) -> None:
    row = row_in(pair, obstacle="No money", who_could_help="")
    address, name = url(pair, "row", "na_obstacles", row.uuid), f"na_obstacles-{row.uuid}"
    first = {f"{name}-version": "1", f"{name}-obstacle": "No money", f"{name}-kind": "funding"}
    assert member.post(address, first, **SCRIPT).status_code == 200
    member.force_login(pair.lead)
    second = {f"{name}-version": "1", f"{name}-obstacle": "No money at all"}
    said = member.post(address, second, **SCRIPT)
    assert said.status_code == 409
    assert said.json()["merged"] == {"obstacle": "No money at all", "kind": "funding"}


def test_a_session_that_ended_is_said_and_not_redirected(pair: Pair) -> None:
    response = Client().post(url(pair, "answer", LEARN), {}, **SCRIPT)
    assert response.status_code == 401
    assert response.json()["sign_in"]


def test_what_somebody_elses_page_sends_is_refused(pair: Pair, member: Client) -> None:
    data = {f"{LEARN}-version": "0", f"{LEARN}-text": STORY}
    address = url(pair, "answer", LEARN)
    assert member.post(address, data, **SCRIPT, HTTP_X_PERSON=str(pair.lead.pk)).status_code == 401
    assert stored() is None
    assert member.post(address, data, **SCRIPT, HTTP_X_PERSON=str(pair.member.pk)).status_code == 200


def test_an_answer_names_the_questions_that_hang_on_it(save: Any, pair: Pair, member: Client) -> None:
    key = "na_ctx_policy_landscape_strategy_status"
    said = save(key, choice="in_force", version=0).json()
    assert "na_ctx_policy_landscape_strategy" in said["dependents"]
    card = member.get(url(pair, "answer", "na_ctx_policy_landscape_strategy"), **SCRIPT)
    assert "<textarea" in card.content.decode()
    save(key, choice="none", version=1)
    card = member.get(url(pair, "answer", "na_ctx_policy_landscape_strategy"), **SCRIPT)
    assert "data-unasked" in card.content.decode()


# -- The plain form -------------------------------------------------------------------------------


def test_the_plain_form_saves_what_differs(pair: Pair, submit: Any) -> None:
    write(pair, STORY)
    fields = {
        f"{LEARN}-version": "1",
        f"{LEARN}-text": STORY,
        f"{LEARN}-language": "en",
        f"{IMPACT}-version": "0",
        f"{IMPACT}-text": "A place to speak Latvian.",
    }
    assert submit(**fields).status_code == 302
    assert Answer.objects.get(question__key=LEARN).version == 1
    assert stored(IMPACT) == "A place to speak Latvian."


def test_one_wrong_field_loses_nothing_of_the_others(pair: Pair, submit: Any) -> None:
    row = row_in(pair, "na_rationale")
    long = "x" * 100_000
    name = f"na_rationale-{row.uuid}"
    response = submit(
        **{
            f"{LEARN}-version": "0",
            f"{LEARN}-text": long,
            f"{IMPACT}-version": "0",
            f"{IMPACT}-text": "This one is fine.",
            f"{name}-version": "1",
            f"{name}-evidence": "Sixty learners were asked.",
            f"{name}-link": "not an address",
        }
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert long in html
    assert "Sixty learners were asked." in html
    assert "not an address" in html
    assert f'id="{LEARN}-error-text"' in html
    assert f'id="{name}-link-error"' in html
    assert "<title>Error:" in html
    assert (stored(LEARN), stored(IMPACT)) == (None, "This one is fine.")


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("mine", "How volunteers are found in other cities, and paid."),
        ("theirs", "How volunteers are found and kept in other cities."),
        ("merge", "How volunteers are found and kept in other cities, and paid."),
    ],
)
def test_a_conflict_is_settled_without_a_script(pair: Pair, submit: Any, way: str, kept: str) -> None:
    write(pair, STORY)
    write(pair, "How volunteers are found and kept in other cities.", base=1)
    mine = {f"{LEARN}-text": "How volunteers are found in other cities, and paid.", f"{LEARN}-language": "en"}
    first = submit(**{f"{LEARN}-version": "1"}, **mine)
    assert first.status_code == 409
    html = first.content.decode()
    assert "Two of you wrote here at the same time" in html
    assert f'name="{LEARN}-base" value="1"' in html
    assert f'name="{LEARN}-version" value="2"' in html

    second = submit(**{f"{LEARN}-version": "2", f"{LEARN}-base": "1", "keep": f"{LEARN}:{way}"}, **mine)
    assert second.status_code == 302
    assert stored() == kept


def test_rows_are_managed_without_a_script(pair: Pair, member: Client, submit: Any) -> None:
    assert submit(add_row="na_obstacles").status_code == 302
    row = ResponseRow.objects.get()
    gone = submit(retire_row=str(row.uuid))
    assert f"taken={row.uuid}" in gone.url
    assert 'name="restore_row"' in member.get(gone.url).content.decode()
    assert submit(restore_row=str(row.uuid)).url.endswith(f"#row-{row.uuid}")
    assert 'value="' + str(row.uuid) in member.get(url(pair, "section", "needs")).content.decode()


def test_a_script_gets_the_card_of_the_question(pair: Pair, member: Client) -> None:
    said = member.post(url(pair, "section", "needs"), {"add_row": "na_obstacles"}, **SCRIPT).json()
    row = ResponseRow.objects.get()
    assert (said["key"], said["focus"]) == ("na_obstacles", f"row-{row.uuid}")
    assert f'id="row-{row.uuid}"' in said["html"]


def test_what_is_typed_into_a_row_taken_away_is_kept(pair: Pair, submit: Any) -> None:
    row = row_in(pair, obstacle="No money")
    retire_row(response=pair.analysis.response, uuid=row.uuid, section_key="needs", by=pair.lead)
    name = f"na_obstacles-{row.uuid}"
    response = submit(**{f"{name}-version": "1", f"{name}-obstacle": "No money and no rooms"})
    assert response.status_code == 422
    assert "taken away meanwhile" in response.content.decode()
    row.refresh_from_db()
    assert row.value["obstacle"] == "No money and no rooms"


# -- Working translations -------------------------------------------------------------------------


def test_a_translation_is_kept_flagged_and_in_conflict_shown(pair: Pair, member: Client) -> None:
    write(pair, STORY)
    address, name = url(pair, "translation", LEARN), f"{LEARN}-text-tr-new"
    form = member.get(address, **SCRIPT).content.decode()
    assert f'name="{name}-text"' in form
    data = {f"{name}-version": "0", f"{name}-language": "lv", f"{name}-text": "Kā atrast brīvprātīgos."}
    assert member.post(address, data, **SCRIPT).json()["version"] == 1
    other = data | {f"{name}-text": "Pavisam cits teksts."}
    again = member.post(address, other, **SCRIPT)
    assert (again.status_code, again.json()["theirs"]) == (409, {"text": "Kā atrast brīvprātīgos."})
    write(pair, "Changed since.", base=1)
    assert "the original has changed since" in member.get(url(pair, "whole")).content.decode()


def test_a_translation_works_without_a_script(pair: Pair, member: Client, submit: Any) -> None:
    write(pair, STORY)
    address, name = url(pair, "translation", LEARN), f"{LEARN}-text-tr-new"
    data = {f"{name}-version": "0", f"{name}-text": "Comment trouver des bénévoles."}
    assert member.post(address, data | {f"{name}-language": "xx"}).status_code == 422
    assert member.post(address, data | {f"{name}-language": "en"}).status_code == 422
    assert member.post(address, data | {f"{name}-language": "fr"}).status_code == 302
    slot = f"{LEARN}-text-tr-fr"
    fields = {f"{LEARN}-version": "1", f"{LEARN}-text": STORY, f"{LEARN}-language": "en"}
    assert (
        submit(**fields, **{f"{slot}-version": "1", f"{slot}-text": "Comment les trouver."}).status_code
        == 302
    )
    assert Translation.objects.get().text == "Comment les trouver."


def test_only_the_side_that_answers_translates(pair: Pair, client_for: ClientFor) -> None:
    write(pair, STORY)
    assert client_for(pair.association).get(url(pair, "translation", LEARN)).status_code == 403
    assert client_for(pair.stranger).get(url(pair, "translation", LEARN)).status_code == 404
    assert client_for(pair.member).get(url(pair, "translation", IMPACT)).status_code == 404


# -- Input that nobody should send ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status"),
    [("x" * 100_000, 422), ("a\x00b", 400), ("a\ud800b".encode("utf-8", "surrogatepass"), 200)],
)
def test_text_that_cannot_be_kept(save: Any, text: Any, status: int) -> None:
    response = save(text=text, version=0)
    assert response.status_code == status
    if status != 200:
        assert response.json()["message"]
        assert stored() is None


def test_a_thousand_and_one_fields_are_refused(pair: Pair, member: Client) -> None:
    data = {f"field-{number}": "x" for number in range(1001)}
    assert member.post(url(pair, "section", "needs"), data).status_code == 400
    assert member.post(url(pair, "answer", LEARN), data, **SCRIPT).status_code == 400


@pytest.mark.parametrize("button", ["move_up", "move_down", "retire_row", "restore_row"])
@pytest.mark.parametrize("value", ["7d444840-9dc0-11d1-b245-5ffdce74fad2", "no uuid", ""])
def test_rows_of_nowhere_are_not_found(pair: Pair, submit: Any, button: str, value: str) -> None:
    assert submit(**{button: value}).status_code == 404


def test_a_row_of_another_section_is_not_found(pair: Pair, submit: Any) -> None:
    row = row_in(pair)
    assert submit("local_context", retire_row=str(row.uuid)).status_code == 404
    assert submit("local_context", add_row="na_obstacles").status_code == 404
    name = f"na_obstacles-{uuid4()}"
    assert submit(**{f"{name}-version": "1", f"{name}-obstacle": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("na_ctx_population", {"number": "many"}),
        ("na_ctx_population", {"number": "1", "year": "soon"}),
        ("na_ctx_policy_landscape_strategy_status", {"choice": "invented"}),
        ("na_ctx_budget_integration_share", {"number": "101"}),
        ("na_reflect_position", {"level": "9"}),
        ("na_cross_cutting_topics", {"tags": ",".join("abcdefghijklmnopqrstuvwxyz12345678")}),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_at_its_field(save: Any, key: str, parts: dict[str, str]) -> None:
    response = save(key, version=0, **parts)
    assert response.status_code == 422
    assert set(response.json()["errors"]) <= set(parts)
    assert not Answer.objects.exists()


def test_odd_choices_fall_back_to_what_is_offered(save: Any) -> None:
    assert save(text=STORY, version=0, language="tlh", audience="world", state="maybe").status_code == 200
    answer = Answer.objects.get()
    assert (answer.state, answer.language, answer.audience) == ("answered", "", "team")


def test_a_suggested_tag_is_kept_by_its_key(save: Any) -> None:
    save("na_cross_cutting_topics", tags="evaluation, Our own word", version=0)
    assert Answer.objects.get().value == {"tags": ["evaluation", "Our own word"]}


def test_other_methods_are_not_answered(pair: Pair, member: Client) -> None:
    assert member.put(url(pair, "answer", LEARN)).status_code == 405
    assert member.get(url(pair, "side", "needs")).status_code == 405
    assert member.post(url(pair, "whole")).status_code == 405
