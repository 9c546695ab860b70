"""Sharing and reopening: the one act, its gates and its warnings."""

from __future__ import annotations

import pytest

from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.enums import NeedsState, Stage
from needs_analysis.queries.findings import findings_for_sharing
from needs_analysis.queries.stages import stages_open_to, state_of
from needs_analysis.services.needs_analyses import (
    GateClosedError,
    NotAcknowledgedError,
    complete_association_part,
    reopen_needs_analysis,
    share_needs_analysis,
)
from schemes.models import Acknowledgement, Override

WARNINGS = {"N-2", "N-5", "N-7"}


def share(pair, **changes):
    return share_needs_analysis(
        **{"analysis": pair.analysis, "by": pair.lead, "acknowledged": WARNINGS} | changes
    )


def unmet(pair, stage=Stage.SHARED):
    return {finding.rule.id for finding in findings_for_sharing(pair.analysis, stage) if not finding.met}


def test_n1_holds_the_gate_while_required_answers_are_missing(pair):
    pair.answer_required(but=frozenset({"na_learning_expectations"}))
    with pytest.raises(GateClosedError) as closed:
        share(pair)
    assert [finding.rule.id for finding in closed.value.findings] == ["N-1"]
    pair.analysis.response.refresh_from_db()
    assert pair.analysis.response.is_open
    assert pair.analysis.response.latest_version == 0


def test_the_coordinator_can_set_n1_aside_with_a_reason(pair):
    Override.objects.create(scheme=pair.scheme, rule="N-1", reason="Funding call ends", by=pair.coordinator)
    assert share(pair).number == 1


def test_warnings_must_be_taken_note_of_one_by_one(pair):
    pair.answer_required()
    with pytest.raises(NotAcknowledgedError) as unread:
        share(pair, acknowledged={"N-2"})
    assert {finding.rule.id for finding in unread.value.findings} == {"N-7"}
    share(pair, acknowledged={"N-2", "N-7"})
    assert set(Acknowledgement.objects.values_list("rule", flat=True)) == {"N-2", "N-7"}


def test_sharing_freezes_a_version_closes_the_citys_sections_and_tells_the_log(pair):
    pair.answer_required()
    version = share(pair, note="The first one")
    assert (version.number, version.stage, version.note) == (1, "shared", "The first one")
    assert "na_learning_expectations" in version.content["answers"]
    states = {state.key: state for state in SectionState.objects.all()}
    assert not states["needs"].is_open
    assert states["national_context"].is_open, "the association may still answer (method 16)"
    assert AuditEvent.objects.filter(action="version_frozen", scheme_id=pair.scheme.pk).count() == 1
    with pytest.raises(SectionClosedError):
        share(pair)
    assert pair.analysis.response.versions.count() == 1


def test_reopening_needs_a_reason_and_keeps_earlier_versions(pair):
    pair.answer_required()
    share(pair)
    with pytest.raises(ValueError, match="reason"):
        reopen_needs_analysis(analysis=pair.analysis, by=pair.lead, reason="  ")
    reopen_needs_analysis(analysis=pair.analysis, by=pair.lead, reason="New figures")
    record_answer(
        response=pair.analysis.response,
        question_key="na_learning_expectations",
        section_key="needs",
        draft=Draft(value={"text": "Something else"}),
        base_version=1,
        by=pair.lead,
    )
    second = share(pair)
    first = pair.analysis.response.versions.get(number=1)
    assert second.number == 2
    assert first.content["answers"]["na_learning_expectations"][0]["value"]["text"] != "Something else"


def test_the_association_completing_its_part_later_makes_the_next_version(pair):
    pair.answer_required()
    share(pair)
    record_answer(
        response=pair.analysis.response,
        question_key="na_assoc_government_relations",
        section_key="national_context",
        draft=Draft(value={"text": "We are heard"}),
        base_version=0,
        by=pair.association,
    )
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    latest = pair.analysis.response.versions.first()
    assert (latest.number, latest.stage) == (2, "shared")
    assert "na_assoc_government_relations" in latest.content["answers"]
    assert (
        "na_assoc_government_relations"
        not in (pair.analysis.response.versions.get(number=1).content["answers"])
    )


def test_a_revised_version_needs_the_mentor_team_and_the_focus(pair):
    pair.answer_required()
    share(pair)
    pair.match()
    reopen_needs_analysis(analysis=pair.analysis, by=pair.lead, reason="Revision with the mentor")
    with pytest.raises(GateClosedError) as closed:
        share(pair, stage=Stage.REVISED)
    assert {finding.rule.id for finding in closed.value.findings} == {"N-3", "N-8"}
    response = pair.analysis.response
    add = {"response": response, "by": pair.lead}
    add_row(
        question_key="na_contributors",
        section_key="contributors",
        values={
            "name": "Sofie D.",
            "organisation": "Schaerbeek",
            "kind": "mentor_team",
            "how": "commented",
            "speaks_for_migrants": "no",
        },
        **add,
    )
    for key in ("na_focus_goals", "na_useful_mentor_practices"):
        from tests.needs_analysis.conftest import answer_anyhow

        answer_anyhow(response, key, pair.lead)
    assert not unmet(pair, Stage.REVISED) & {"N-3", "N-8"}
    assert share(pair, stage=Stage.REVISED).stage == "revised_with_mentor"


def test_the_stages_that_a_next_version_may_have(pair):
    assert stages_open_to(pair.analysis, matched=False) == [Stage.SHARED]
    assert stages_open_to(pair.analysis, matched=True)[0] == Stage.REVISED
    pair.scheme.kind = "community_of_practice"
    pair.analysis.participation.scheme = pair.scheme
    assert stages_open_to(pair.analysis, matched=False) == [Stage.SHARED, Stage.FINAL]


def test_where_it_stands_is_computed(pair):
    assert state_of(pair.analysis, answered=0, latest_stage="") == NeedsState.EMPTY
    assert state_of(pair.analysis, answered=3, latest_stage="") == NeedsState.DRAFT
    pair.analysis.response.is_open = False
    assert state_of(pair.analysis, answered=3, latest_stage="shared") == NeedsState.SHARED


def test_contributors_satisfy_n2_only_with_somebody_for_migrants(pair):
    assert "N-2" in unmet(pair)
    row = {"name": "NGO", "organisation": "NGO", "kind": "stakeholder", "how": "was_heard"}
    response = pair.analysis.response
    add_row(
        response=response,
        question_key="na_contributors",
        section_key="contributors",
        values=row | {"speaks_for_migrants": "no"},
        by=pair.lead,
    )
    assert "N-2" in unmet(pair)
    add_row(
        response=response,
        question_key="na_contributors",
        section_key="contributors",
        values=row | {"speaks_for_migrants": "yes"},
        by=pair.lead,
    )
    assert "N-2" not in unmet(pair)


def test_n6_is_met_by_one_person_and_shows_no_text(pair):
    assert "N-6" in unmet(pair)
    record_answer(
        response=pair.analysis.response,
        question_key="na_reflect_position",
        section_key="self_reflection",
        draft=Draft(value={"level": "2"}),
        base_version=0,
        by=pair.member,
    )
    assert "N-6" not in unmet(pair)


def test_vague_needs_are_counted(pair):
    response = pair.analysis.response
    for description in ("short", "x" * 80):
        add_row(
            response=response,
            question_key="na_challenges",
            section_key="needs",
            values={"title": "A need", "kind": "policy_gap", "description": description},
            by=pair.lead,
        )
    finding = next(
        found for found in findings_for_sharing(pair.analysis, Stage.SHARED) if found.rule.id == "N-4"
    )
    assert not finding.met
    assert finding.finding.note == "1 need could be more concrete."
