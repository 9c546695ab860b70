"""The catalogue, its predicates, overrides and acknowledgements (method 6, rule X-1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from inclucities.accounts.models import User
from schemes import registry
from schemes.domain.rules import RULES, Finding, stands_on_both_sides
from schemes.enums import Role, Severity, Side
from schemes.models import Acknowledgement, Override, Participation, Scheme
from schemes.queries.rules import closed_gates, rule_states
from schemes.services.errors import RefusedError, RuleBrokenError
from schemes.services.rules import acknowledge, override_rule
from tests.factories.schemes import make_city, make_community, make_member, make_party

NEEDS = tuple(f"N-{number}" for number in range(1, 9))


@pytest.fixture
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every app register again what it registers when the project starts."""
    monkeypatch.setattr(registry, "_predicates", dict(REGISTERED))


REGISTERED = dict(registry._predicates)


@pytest.mark.usefixtures("_registered")
def test_every_rule_of_the_catalogue_has_its_predicate() -> None:
    assert apps.ready
    missing = set(RULES) - registry.registered_rules()
    assert not missing, f"No app registers a predicate for {sorted(missing)}: schemes.registry.register_rule."
    assert registry.registered_rules() == set(RULES)


def test_the_catalogue_holds_what_this_product_checks() -> None:
    assert set(RULES) == {*NEEDS, "K-4", "G-1", "G-2"}
    assert {rule.id for rule in RULES.values() if rule.technical} == {"K-4"}
    assert RULES["N-1"].can_be_overridden
    assert not RULES["K-4"].can_be_overridden
    assert [rule for rule in NEEDS if RULES[rule].can_be_acknowledged] == ["N-2", "N-5", "N-7"]
    assert RULES["N-4"].severity == Severity.PROMPT


def test_a_rule_is_registered_once_and_only_if_known() -> None:
    with pytest.raises(LookupError):
        registry.register_rule("Z-9", lambda _subject: Finding("Z-9", met=True))
    registry.register_rule("G-1", lambda _subject: Finding("G-1", met=True))
    with pytest.raises(ValueError, match="twice"):
        registry.register_rule("G-1", lambda _subject: Finding("G-1", met=False))


@pytest.mark.parametrize(
    ("mentees", "mentors", "broken"),
    [([1], [1], True), ([1], [2], False), ([1], [], False), ([1, 2], [2], True)],
)
def test_one_city_on_both_sides(mentees: list[int], mentors: list[int], broken: bool) -> None:
    assert stands_on_both_sides(mentees, mentors) is broken


@pytest.mark.django_db
def test_a_scheme_is_asked_for_k4(mentee: Participation, mentor: Participation) -> None:
    assert [finding.met for finding in registry.findings_of(["K-4"], mentee.scheme)] == [True]


@pytest.mark.django_db
def test_a_gate_is_set_aside_with_a_reason(mentee: Participation, coordinator: User) -> None:
    registry.register_rule("N-1", lambda _party: Finding("N-1", met=False))
    assert [finding.rule for finding in closed_gates(mentee.scheme, mentee, ["N-1"])] == ["N-1"]
    override_rule(scheme=mentee.scheme, rule_id="N-1", reason=" The call ends. ", by=coordinator)
    assert Override.objects.get().reason == "The call ends."
    assert closed_gates(mentee.scheme, mentee, ["N-1"]) == []
    state = rule_states(mentee.scheme, mentee, ["N-1"])[0]
    assert (state.blocks, state.is_open, state.override.by) == (False, False, coordinator)  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "reason", "error"),
    [
        ("K-4", "because", RuleBrokenError),
        ("N-5", "because", RefusedError),
        ("N-1", "   ", RefusedError),
        ("Z-9", "because", RefusedError),
    ],
)
def test_what_cannot_be_set_aside(
    rule: str, reason: str, error: type[Exception], mentee: Participation, coordinator: User
) -> None:
    with pytest.raises(error):
        override_rule(scheme=mentee.scheme, rule_id=rule, reason=reason, by=coordinator)
    assert not Override.objects.exists()


@pytest.mark.django_db
def test_only_the_coordinator_sets_rules_aside(mentee: Participation, lead: User) -> None:
    with pytest.raises(PermissionDenied):
        override_rule(scheme=mentee.scheme, rule_id="N-1", reason="because", by=lead)


@pytest.mark.django_db
def test_a_lead_takes_note_once(mentee: Participation, lead: User, coordinator: User) -> None:
    registry.register_rule("N-7", lambda _party: Finding("N-7", met=False))
    first = acknowledge(participation=mentee, rule_id="N-7", by=lead)
    assert acknowledge(participation=mentee, rule_id="N-7", by=lead) == first
    assert Acknowledgement.objects.count() == 1
    assert not rule_states(mentee.scheme, mentee, ["N-7"])[0].is_open
    for person in (coordinator, make_member(mentee, Role.MENTEE_MEMBER)):
        with pytest.raises(PermissionDenied):
            acknowledge(participation=mentee, rule_id="N-5", by=person)
    with pytest.raises(RefusedError):
        acknowledge(participation=mentee, rule_id="N-1", by=lead)


@pytest.mark.django_db
def test_the_pages_of_rules(as_lead: Any, as_coordinator: Any, mentee: Participation) -> None:
    note = f"/parties/{mentee.pk}/rules/N-7/take-note/"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "en"):
        assert as_lead.post(note, {"next": elsewhere}).url == f"/schemes/{mentee.scheme_id}/"
    assert as_lead.post(note, {"next": "/documents/"}).url == "/documents/"
    assert as_lead.get(note).status_code == 405
    assert as_lead.post(f"/parties/{mentee.pk}/rules/N-1/take-note/").status_code == 404
    for rule in ("K-4", "Z-9", "N-4"):
        path = f"/schemes/{mentee.scheme_id}/rules/{rule}/set-aside/"
        assert as_coordinator.get(path).status_code == 404


@pytest.mark.django_db
def test_a_rule_is_set_aside_once_and_for_one_city_only(
    as_coordinator: Any, mentee: Participation, scheme: Scheme
) -> None:
    path = f"/schemes/{scheme.pk}/rules/N-1/set-aside/"
    assert 'name="city"' not in as_coordinator.get(path).content.decode()
    for reason in ("The call ends.", "Pressed twice."):
        assert as_coordinator.post(path, {"reason": reason}).status_code == 302
    override = Override.objects.get()
    assert (override.participation, override.reason) == (mentee, "The call ends.")

    community = make_community(scheme.programme)
    first, second = (
        make_party(community, make_city(scheme.programme, name), Side.PEER) for name in ("A", "B")
    )
    path = f"/schemes/{community.pk}/rules/N-1/set-aside/"
    assert f'value="{second.pk}" selected' in as_coordinator.get(path, {"city": second.pk}).content.decode()
    assert as_coordinator.post(path, {"reason": "Late start"}).status_code == 422
    assert as_coordinator.post(path, {"reason": "Late start", "city": mentee.pk}).status_code == 422
    sent = as_coordinator.post(path, {"reason": "Late start", "city": second.pk})
    assert sent.url == f"/schemes/{community.pk}/"
    registry.register_rule("N-1", lambda _party: Finding("N-1", met=False))
    assert closed_gates(community, second, ["N-1"]) == []
    assert [finding.rule for finding in closed_gates(community, first, ["N-1"])] == ["N-1"]
