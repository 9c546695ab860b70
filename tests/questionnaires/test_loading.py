"""Taking questionnaires into the database: all or nothing, again and again, without losing an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inclucities.accounts.models import User
from inclucities.questionnaires import registry
from inclucities.questionnaires.domain.definitions import DefinitionError
from inclucities.questionnaires.domain.progress import progress_of
from inclucities.questionnaires.models import Answer, Edition, Question, Questionnaire, Response
from inclucities.questionnaires.queries.content import content_of, given_in
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of, spec_with
from inclucities.questionnaires.services.answers import UnknownQuestionError
from inclucities.questionnaires.services.loading import load_questionnaire
from inclucities.questionnaires.services.responses import (
    SectionClosedError,
    close_for_writing,
    freeze_version,
)
from tests.factories.questionnaires import (
    STRUCTURE,
    question_in,
    reader_of,
    say,
    section_state,
    start,
    structure_copy,
    words_for,
    write_questionnaire,
)

pytestmark = pytest.mark.django_db


def fresh(response: Response) -> Response:
    """Return the response as a new request gets it."""
    return Response.objects.select_related("questionnaire").get(pk=response.pk)


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form")
    first, changed = load_questionnaire(folder)
    assert changed
    loaded_at = first.loaded_at
    second, changed = load_questionnaire(folder)
    assert not changed
    assert (second.pk, second.loaded_at) == (first.pk, loaded_at)
    assert Edition.objects.count() == 1
    assert Question.objects.count() == len([q for s in STRUCTURE["sections"] for q in s["questions"]])


def test_new_words_make_a_new_edition_and_keep_the_old_one(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form")
    old = load_questionnaire(folder)[0]
    old_checksum = old.checksum
    words = words_for(STRUCTURE)
    words["questions"]["name"]["text"] = "What is your city called?"
    new, changed = load_questionnaire(write_questionnaire(folder, STRUCTURE, en=words))
    assert changed
    assert new.pk == old.pk
    assert str(spec_of(new).texts("en").question("name")) == "What is your city called?"
    assert str(spec_with(old_checksum).texts("en").question("name")) == "en: name"


def test_going_back_to_old_words_takes_up_the_old_edition(tmp_path: Path) -> None:
    folder = write_questionnaire(tmp_path / "form")
    first = load_questionnaire(folder)[0].checksum
    words = {**words_for(STRUCTURE), "title": "Another"}
    second = load_questionnaire(write_questionnaire(folder, STRUCTURE, en=words))[0].checksum
    third = load_questionnaire(write_questionnaire(folder))[0].checksum
    assert first == third != second
    assert Edition.objects.count() == 2


def test_a_new_language_reaches_readers_without_a_migration(
    response: Response, anna: User, tmp_path: Path
) -> None:
    def name_of() -> tuple[str, bool]:
        page = section_pages(fresh(response), reader_of(anna), "fr", ["facts"])[0]
        return page.item("name").text.text, page.item("name").text.foreign

    assert name_of() == ("en: name", True)
    load_questionnaire(
        write_questionnaire(tmp_path / "f", STRUCTURE, en=words_for(STRUCTURE), fr=words_for(STRUCTURE, "fr"))
    )
    assert name_of() == ("fr: name", False)
    call_command("makemigrations", "questionnaires", "--check", "--dry-run", verbosity=0)


def test_a_retired_question_keeps_its_answer_and_comes_back_with_it(
    response: Response, anna: User, tmp_path: Path
) -> None:
    say(response, "story", "Our story", anna)
    shorter = structure_copy()
    shorter["sections"][0]["questions"].remove(question_in(shorter, "story"))
    load_questionnaire(write_questionnaire(tmp_path / "f", shorter))
    response = fresh(response)
    assert Question.objects.get(key="story").retired
    assert Answer.objects.get(question__key="story").value == {"text": "Our story"}
    assert content_of(response)["answers"]["story"][0]["value"] == {"text": "Our story"}
    with pytest.raises(UnknownQuestionError):
        say(response, "story", "More", anna, base=1)
    assert section_state(response, "facts").missing == ["name", "strategy"]

    load_questionnaire(write_questionnaire(tmp_path / "f"))
    response = fresh(response)
    assert not Question.objects.get(key="story").retired
    page = section_pages(response, reader_of(anna), "en", ["facts"])[0]
    assert page.item("story").value == {"text": "Our story"}
    assert say(response, "story", "More", anna, base=1).version == 2


def test_what_was_started_before_is_counted_again_and_gets_new_sections(
    response: Response, anna: User, tmp_path: Path
) -> None:
    close_for_writing(response=response, by=anna)
    longer = structure_copy()
    longer["sections"][2]["questions"].append({"key": "plans", "type": "long_text", "required": True})
    extra = {"key": "more", "type": "long_text", "required": True}
    for key, side in (("later", "city"), ("theirs", "association")):
        question = {**extra, "key": f"more_{key}"}
        longer["sections"].append({"key": key, "answered_by": side, "questions": [question]})
    load_questionnaire(write_questionnaire(tmp_path / "f", longer))
    response = fresh(response)
    state = section_state(response, "context")
    assert (state.total, state.missing) == (2, ["law", "plans"])
    assert (section_state(response, "later").total, section_state(response, "later").is_open) == (1, False)
    assert section_state(response, "theirs").missing == ["more_theirs"]
    assert [page.section.key for page in section_pages(response, reader_of(anna), "en")][-2:] == [
        "later",
        "theirs",
    ]
    assert say(response, "more_theirs", "x", anna).version == 1
    with pytest.raises(SectionClosedError):
        say(response, "more_later", "x", anna)


def test_a_save_that_knew_only_the_edition_before_is_made_good_by_the_next(
    response: Response, anna: User, tmp_path: Path
) -> None:
    late = fresh(response)
    assert late.questionnaire.checksum == response.questionnaire.checksum
    longer = structure_copy()
    facts = next(section for section in longer["sections"] if section["key"] == "facts")
    facts["questions"].append({"key": "plans", "type": "long_text", "required": True})
    load_questionnaire(write_questionnaire(tmp_path / "f", longer))
    say(late, "name", "Jelgava", anna)
    say(fresh(response), "story", "Our story", anna)
    state = section_state(response, "facts")
    section = spec_of(fresh(response).questionnaire).section("facts")
    counted = progress_of(section, given_in(fresh(response), section))
    assert (state.answered, state.total, tuple(state.missing)) == (
        counted.answered,
        counted.total,
        counted.missing,
    )
    assert "plans" in state.missing


def test_a_section_that_is_gone_is_closed_and_waits_for_nobody(
    response: Response, anna: User, tmp_path: Path
) -> None:
    say(response, "name", "Jelgava", anna)
    shorter = structure_copy()
    shorter["sections"] = [section for section in shorter["sections"] if section["key"] != "facts"]
    load_questionnaire(write_questionnaire(tmp_path / "f", shorter))
    state = section_state(response, "facts")
    assert (state.is_open, state.answered, state.total, state.missing) == (False, 0, 0, [])
    assert Answer.objects.filter(response=response, question__key="name").exists()


def test_a_frozen_version_keeps_the_words_that_it_was_written_with(
    response: Response, anna: User, tmp_path: Path
) -> None:
    say(response, "name", "Jelgava", anna)
    version = freeze_version(response=response, stage="shared", by=anna)
    words = words_for(STRUCTURE)
    words["questions"]["name"]["text"] = "Another question"
    load_questionnaire(write_questionnaire(tmp_path / "f", STRUCTURE, en=words))
    version.refresh_from_db()
    assert str(spec_with(version.edition.checksum).texts("en").question("name")) == "en: name"
    again = freeze_version(response=fresh(response), stage="shared", by=anna)
    assert str(spec_with(again.edition.checksum).texts("en").question("name")) == "Another question"


def test_the_ids_of_questions_belong_to_the_questionnaire_as_it_was_loaded(
    sampler: Questionnaire, tmp_path: Path
) -> None:
    ids = question_ids_of(sampler)
    assert ids["name"] == Question.objects.get(questionnaire=sampler, key="name").pk
    other = structure_copy()
    other["key"] = "other"
    loaded = load_questionnaire(write_questionnaire(tmp_path / "other", other))[0]
    assert not set(ids.values()) & set(question_ids_of(loaded).values())


def test_a_mistake_leaves_everything_as_it_was(response: Response, anna: User, tmp_path: Path) -> None:
    say(response, "story", "Our story", anna)
    checksum = response.questionnaire.checksum
    broken = structure_copy()
    broken["sections"][0]["questions"].remove(question_in(broken, "story"))
    question_in(broken, "name")["type"] = "essay"
    with pytest.raises(DefinitionError):
        load_questionnaire(write_questionnaire(tmp_path / "f", broken))
    assert Questionnaire.objects.get().checksum == checksum
    assert not Question.objects.filter(retired=True).exists()


# -- The command ----------------------------------------------------------------------------------


@pytest.fixture
def two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give two questionnaires, which are all that are registered."""
    other = structure_copy()
    other["key"] = "other"
    folders = write_questionnaire(tmp_path / "form"), write_questionnaire(tmp_path / "other", other)
    monkeypatch.setattr(registry, "_folders", list(folders))
    return folders


def test_the_command_loads_every_registered_folder(
    two_folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_questionnaires")
    assert capsys.readouterr().out.split() == ["sampler:", "loaded", "other:", "loaded"]
    call_command("load_questionnaires")
    assert capsys.readouterr().out.split() == ["sampler:", "unchanged", "other:", "unchanged"]


def test_nothing_is_loaded_when_one_file_has_a_mistake(two_folders: tuple[Path, Path]) -> None:
    bad = two_folders[1]
    (bad / "en.yaml").write_text("title: [\n")
    with pytest.raises(CommandError) as caught:
        call_command("load_questionnaires")
    assert "Nothing was loaded." in str(caught.value)
    assert "other/en.yaml:2: This is not YAML" in str(caught.value)
    assert not Questionnaire.objects.exists()
    assert not Edition.objects.exists()


def test_every_mistake_of_every_folder_is_told(two_folders: tuple[Path, Path]) -> None:
    for folder in two_folders:
        (folder / "lv.yaml").write_text("questions: {gone: {text: x}}\n")
    with pytest.raises(CommandError, match=r"form/lv\.yaml:1: (?s:.)*other/lv\.yaml:1: "):
        call_command("load_questionnaires")


def test_the_questionnaires_of_the_product_can_be_started(anna: User) -> None:
    call_command("load_questionnaires", verbosity=0)
    for questionnaire in Questionnaire.objects.all():
        response = start(questionnaire, anna)
        pages = section_pages(response, reader_of(anna), "lv")
        assert [page.section.key for page in pages] == [s.key for s in spec_of(questionnaire).sections]
    assert Questionnaire.objects.count() == 3


def test_naming_a_folder_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_folders", [])
    for name in ("a", "b", "a"):
        registry.register_folder(tmp_path / name)
    assert registry.registered_folders() == (tmp_path / "a", tmp_path / "b")
