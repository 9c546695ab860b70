"""The course of a needs analysis on its pages, from the first share to the final version."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.models import ReopeningRequest
from needs_analysis.services.needs_analyses import (
    release_to_programme,
)
from schemes.models import Acknowledgement
from schemes.services.rules import override_rule
from tests.needs_analysis.conftest import Pair, answer_anyhow
from tests.needs_analysis.pages import ClientFor, at, share, support_of, words


def send(client: Client, pair: Pair, stage: str, **more: str) -> Any:
    return client.post(
        at(pair, "check"), {"stage": stage, "note_N_2": "on", "note_N_5": "on", "note_N_7": "on", **more}
    )


def stages_offered(client: Client, pair: Pair) -> list[str]:
    return [value for value, _label in client.get(at(pair, "check")).context["form"]["stage"].field.choices]


def test_the_whole_course_on_the_pages(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    assert stages_offered(lead, written) == ["shared"]
    assert send(lead, written, "revised_with_mentor").status_code == 422, "before the match"
    assert send(lead, written, "shared").status_code == 302
    written.match()
    lead.post(at(written, "reopen"), {"reason": "Revision with the mentor"})
    assert stages_offered(lead, written) == ["revised_with_mentor", "shared"]
    refused = send(lead, written, "revised_with_mentor")
    assert refused.status_code == 422
    page = words(refused)
    assert "(N-3)" in page
    assert "(N-8)" in page
    response = written.analysis.response
    add_row(
        response=response,
        section_key="contributors",
        question_key="na_contributors",
        values={
            "name": "Sofie D.",
            "organisation": "Schaerbeek",
            "kind": "mentor_team",
            "how": "commented",
            "speaks_for_migrants": "no",
        },
        by=written.lead,
    )
    for key in ("na_focus_goals", "na_useful_mentor_practices"):
        answer_anyhow(response, key, written.lead)
    assert send(lead, written, "revised_with_mentor").status_code == 302
    lead.post(at(written, "reopen"), {"reason": "Last corrections"})
    assert stages_offered(lead, written) == ["final", "revised_with_mentor"]
    assert send(lead, written, "final").status_code == 302
    stages = list(response.versions.order_by("number").values_list("stage", flat=True))
    assert stages == ["shared", "revised_with_mentor", "final"]


def test_the_coordinator_sets_the_rules_of_the_revision_aside(written: Pair, client_for: ClientFor) -> None:
    lead, coordinator = client_for(written.lead), client_for(written.coordinator)
    match = reverse("schemes:match", args=[written.scheme.pk])
    send(lead, written, "shared")
    written.match(accepted=False)
    assert "N-3" not in words(coordinator.get(match))
    written.match(accepted=True)
    page = words(coordinator.get(match))
    lead.post(at(written, "reopen"), {"reason": "Revision"})
    for rule in ("N-3", "N-8"):
        aside = reverse("schemes:rule_override", args=[written.scheme.pk, rule])
        assert f'href="{aside}?city={written.mentee.pk}"' in page
        assert aside not in words(lead.get(match))
        assert send(lead, written, "revised_with_mentor").status_code == 422
        assert coordinator.post(aside, {"reason": ""}).status_code == 422
        assert coordinator.post(aside, {"reason": "The mentor was ill."}).url == match
    assert words(coordinator.get(match)).count("The mentor was ill.") == 2
    assert "set aside by the coordinator" in words(lead.get(at(written, "check")))
    assert send(lead, written, "revised_with_mentor").status_code == 302


def test_the_coordinator_reads_in_words_who_let_in_whom(written: Pair, client_for: ClientFor) -> None:
    lead = client_for(written.lead)
    chosen = {"membership": support_of(written).pk}
    lead.post(at(written, "reading_along"), chosen)
    lead.post(at(written, "reading_along"), {**chosen, "end": "1"})
    release_to_programme(analysis=written.analysis, version=share(written), by=written.lead)
    lead.post(at(written, "release", 1), {"take_back": "1"})
    client_for(written.facilitator).post(at(written, "ask_to_reopen"), {"reason": "A secret reason"})
    asked = ReopeningRequest.objects.get()
    lead.post(at(written, "decline", asked.pk), {"answer": "A secret answer"})
    events = words(client_for(written.coordinator).get(reverse("schemes:events", args=[written.scheme.pk])))
    who, whom, asker = written.lead.name, written.support.name, written.facilitator.name
    for sentence in (
        f"{who} let {whom} read the unfinished needs analysis along.",
        f"{who} closed the unfinished needs analysis to {whom}.",
        f"{who} released a version to the programme.",
        f"{who} took the release of a version back.",
        f"{asker} asked to reopen the needs analysis.",
        f"{who} left the needs analysis closed, which {asker} had asked to reopen.",
    ):
        assert sentence in events
    assert "secret" not in events


def test_the_check_leads_to_each_answer_that_is_missing(pair: Pair, client_for: ClientFor) -> None:
    pair.answer_required(but=frozenset({"na_learning_expectations"}))
    page = client_for(pair.lead).get(at(pair, "check")).content.decode()
    assert "1 answer is needed before sharing:" in page
    assert f'href="{at(pair, "section", "needs")}#na_learning_expectations"' in page
    answer_anyhow(pair.analysis.response, "na_learning_expectations", pair.lead)
    complete = client_for(pair.lead).get(at(pair, "check")).content.decode()
    assert "needed before sharing" not in complete
    assert page.count("Needed, not answered yet") == complete.count("Needed, not answered yet") + 1


def test_each_rule_weighs_on_the_page_as_the_method_says(pair: Pair, client_for: ClientFor) -> None:
    """N-1 closes the gate, N-2, N-5 and N-7 are taken note of, N-4 and N-6 are shown and ask nothing."""
    lead = client_for(pair.lead)
    add_row(
        response=pair.analysis.response,
        section_key="needs",
        question_key="na_challenges",
        values={"title": "A need", "kind": "policy_gap", "description": "short"},
        by=pair.lead,
    )
    form = lead.get(at(pair, "check")).context["form"]
    assert [finding.rule.id for finding in form.blocking] == ["N-1"]
    assert [finding.rule.id for finding in form.hints] == ["N-4", "N-6"]
    assert [name for name in form.fields if name.startswith("note_")] == ["note_N_2", "note_N_5", "note_N_7"]
    assert send(lead, pair, "shared").status_code == 422
    override_rule(scheme=pair.scheme, rule_id="N-1", reason="The call ends.", by=pair.coordinator)
    page = words(lead.get(at(pair, "check")))
    for rule in ("(N-1, set aside by the coordinator)", "(N-4)", "(N-6)"):
        assert rule in page
    assert lead.post(at(pair, "check"), {"stage": "shared", "note_N_2": "on"}).status_code == 422
    assert send(lead, pair, "shared").status_code == 302
    assert set(Acknowledgement.objects.values_list("rule", flat=True)) == {"N-2", "N-5", "N-7"}
    assert AuditEvent.objects.filter(action="rule_acknowledged", scheme_id=pair.scheme.pk).count() == 3
