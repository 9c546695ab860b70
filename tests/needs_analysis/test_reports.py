"""The needs analysis as a document: what is in it, for whom, and who may have it."""

from __future__ import annotations

import pytest

from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.questionnaires.services.translations import record_translation
from inclucities.reports.domain.document import Blank
from inclucities.reports.domain.payload import document_from_json, to_json
from inclucities.reports.services.requesting import request_report
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import share_needs_analysis
from tests.factories.questionnaires import section_holding

SECRET = "The two services do not speak to each other"


def built(pair, name, **changes):
    opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
    return documents.build(opened.analysis, access=opened.access, **({"language": "en"} | changes))


def texts_of(document):
    return str(to_json(document))


def say(pair, key, text, **draft):
    return record_answer(
        response=pair.analysis.response,
        question_key=key,
        section_key=section_holding(pair.analysis.response, key),
        draft=Draft(value={"text": text}, **draft),
        base_version=0,
        by=pair.lead,
    )


def share(pair):
    pair.answer_required()
    return share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})


def test_a_draft_says_so_and_holds_both_sides(pair):
    say(pair, "na_learning_expectations", "How volunteers are found")
    record_answer(
        response=pair.analysis.response,
        question_key="na_assoc_government_relations",
        section_key="national_context",
        draft=Draft(value={"text": "We are consulted twice a year"}),
        base_version=0,
        by=pair.association,
    )
    document = built(pair, "facilitator")
    assert document.draft
    assert [entry.value for entry in document.cover.pair] == ["Jelgava", "LALRG"]
    assert "How volunteers are found" in texts_of(document)
    assert "We are consulted twice a year" in texts_of(document)
    assert document_from_json(to_json(document)) == document


def test_sensitive_answers_come_only_where_asked_for_and_allowed(pair):
    actor = add_row(
        response=pair.analysis.response,
        question_key="na_key_actors",
        section_key="needs",
        values={"name": "Employment service"},
        by=pair.lead,
    )
    add_row(
        response=pair.analysis.response,
        question_key="na_actor_relations",
        section_key="needs",
        values={"actor": str(actor.uuid), "difficulty": SECRET},
        by=pair.lead,
    )
    assert SECRET not in texts_of(built(pair, "lead"))
    assert SECRET in texts_of(built(pair, "lead", with_sensitive=True))
    assert SECRET not in texts_of(built(pair, "facilitator", with_sensitive=True)), "kept to the own side"
    ResponseRow.objects.filter(question__key="na_actor_relations").update(audience="team")
    assert SECRET in texts_of(built(pair, "facilitator", with_sensitive=True))


def test_private_self_reflection_is_never_printed(pair):
    record_answer(
        response=pair.analysis.response,
        question_key="na_reflect_position_note",
        section_key="self_reflection",
        draft=Draft(value={"text": SECRET}),
        base_version=0,
        by=pair.lead,
    )
    version = share(pair)
    assert SECRET not in str(version.content)
    assert SECRET not in texts_of(built(pair, "lead", version=version, with_sensitive=True))


def test_foreign_text_is_marked_and_its_working_translation_stands_beside_it(pair):
    answer = say(pair, "na_learning_expectations", "Kā atrast brīvprātīgos", language="lv")
    record_translation(
        of=answer, field="text", language="en", text="How to find volunteers", base_version=0, by=pair.lead
    )
    block = next(
        block
        for section in built(pair, "facilitator").sections
        for block in section.blocks
        if getattr(block, "text", "") == "Kā atrast brīvprātīgos"
    )
    assert (block.language, block.translation.text) == ("lv", "How to find volunteers")
    in_latvian = built(pair, "facilitator", language="lv")
    assert "How to find volunteers" not in texts_of(in_latvian)


def test_a_version_keeps_what_it_held(pair):
    say(pair, "na_learning_expectations", "How volunteers are found")
    version = share(pair)
    document = built(pair, "support", version=version)
    assert not document.draft
    assert "How volunteers are found" not in texts_of(document), "the group reads what is meant for it"
    document = built(pair, "coordinator", version=version)
    assert "How volunteers are found" in texts_of(document)


def test_the_blank_form_asks_every_question(pair):
    document = documents.blank(pair.analysis, language="lv")
    blanks = [block for section in document.sections for block in section.blocks]
    assert len(blanks) == len(list(documents.spec_of(pair.analysis.response.questionnaire).questions()))
    assert all(isinstance(block, Blank) for block in blanks)
    assert document.title == "Vajadzību analīze"


@pytest.mark.parametrize(
    ("asker", "other", "expected"),
    [
        ("facilitator", "lead", True),
        ("facilitator", "coordinator", False),
        ("lead", "facilitator", False),
        ("coordinator", "support", False),
        ("coordinator", "stranger", False),
    ],
)
def test_a_document_goes_only_to_those_who_may_read_everything_in_it(pair, asker, other, expected):
    version = share(pair) if asker == "coordinator" else None
    job = request_report(
        kind=documents.KIND,
        format="pdf",
        payload=built(pair, asker, version=version),
        target=pair.analysis,
        title="Needs analysis",
        language="en",
        by=pair.people[asker],
    )
    assert documents.readable_by(pair.people[asker], job)
    assert documents.readable_by(pair.people[other], job) is expected
