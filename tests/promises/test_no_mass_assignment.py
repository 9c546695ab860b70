"""A form changes what it shows, for whom it is shown, and nothing else, whatever else is sent with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from inclucities.questionnaires.models import Questionnaire
from inclucities.questionnaires.queries.specs import spec_of
from tests.access_matrix import matrix
from tests.promises.forms_of_world import Data, SentForm, client_of, different_forms
from tests.promises.page_forms import Field
from tests.promises.writes import numbers_given_back, writes_watched
from tests.world import World

pytestmark = [pytest.mark.promise("No mass assignment"), pytest.mark.django_db]

REFUSED = 400
#: They change no row of ours: they end or renew a session, or send a mail.
WITHOUT_EFFECT = frozenset(
    {
        "account_logout",
        "account_email",
        "account_reset_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
    }
    | {"ui:gallery"}
)
Effect = list[tuple[str, str, Any]]


def hidden_fields() -> Data:
    """Return a value for each column of each table; what points somewhere points at what is another's."""
    found: Data = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            value = _smuggled(column)
            found[column.name] = found[column.attname] = [value]
    return found


def _smuggled(column: models.Field[Any, Any]) -> str:
    if column.related_model is not None:
        # The world makes another programme last.
        last = column.related_model._default_manager.order_by("pk").last()
        return str(last.pk) if last is not None else "1"
    if column.choices:
        return str(list(column.flatchoices)[-1][0])
    match column.get_internal_type():
        case "BooleanField":
            return "on"
        case "DateField" | "DateTimeField":
            return "2001-02-03"
        case "UUIDField":
            return "00000000-0000-0000-0000-000000000007"
        case kind if "Integer" in kind or "AutoField" in kind:
            return "7"
    return "smuggled"


def fields_of_other_sections(form: SentForm) -> Data:
    """Return fields of the questions of every section that does not stand in a form."""
    standing = {name.partition("-")[0] for name in form.data}
    found: Data = {}
    for questionnaire in Questionnaire.objects.all():
        for section in spec_of(questionnaire).sections:
            if not standing & {question.key for question in section.questions}:
                for question in section.questions:
                    found[f"{question.key}-version"] = ["0"]
                    found[f"{question.key}-state"] = ["unknown"]
                    found[f"{question.key}-audience"] = ["everybody"]
                    found[f"{question.key}-text"] = ["smuggled"]
    return found


def others_numbers(form: SentForm) -> Iterator[tuple[str, str]]:
    """Give each field that chooses among numbered things with the numbers of things that are not offered."""
    for field in form.fields:
        offered = {option for option in field.options if option}
        if offered and all(option.isdecimal() for option in offered):
            for number in range(1, 60):
                if str(number) not in offered:
                    yield field.name, str(number)


def others_words(form: SentForm, words: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Give each field that chooses among words with those that its column knows and the form does not offer."""
    for field in form.fields:
        offered = {option for option in field.options if option}
        for word in sorted(words.get(field.name, set()) - offered) if offered and _is_choice(field) else ():
            yield field.name, word


def _is_choice(field: Field) -> bool:
    return field.kind in {"select", "radio"}


def effect_of(form: SentForm, changes: Data, cookies: dict[str, Any]) -> tuple[int, Effect]:
    """Send a form, return its answer and what it changed, and undo it."""
    with numbers_given_back(), transaction.atomic():
        with writes_watched() as writes:
            response = client_of(cookies, form.persona).post(form.path, {**form.sent(), **changes})
        found = response.status_code, writes.effect()
        transaction.set_rollback(True)
    return found


def difference(effect: Effect, plain: Effect) -> Effect:
    """Return what one effect has that the other has not."""
    return [one for one in effect if one not in plain]


def test_hidden_and_foreign_fields_change_nothing(
    world: World, cookies: dict[str, Any], amount: Callable[[int, int], int], found: Callable[[str], None]
) -> None:
    hidden = hidden_fields()
    words: dict[str, set[str]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            words.setdefault(column.name, set()).update(
                str(value) for value, _label in column.flatchoices or ()
            )
    seen: set[Any] = set()
    sent, with_effect = Counter[str](), Counter[str]()
    faults: list[str] = []
    for name in sorted(matrix())[:: amount(2, 1)]:
        with transaction.atomic():
            for form in different_forms(name, world, cookies, seen, amount(1, 4)):
                plain = effect_of(form, {}, cookies)
                sent[form.name] += 1
                with_effect[form.name] += bool(plain[1] and plain[0] < REFUSED)
                extra = {key: value for key, value in hidden.items() if key not in form.data}
                status, effect = effect_of(form, {**fields_of_other_sections(form), **extra}, cookies)
                if effect and effect != plain[1]:
                    faults.append(f"{form}: hidden fields did ({status}) {difference(effect, plain[1])}")
                tries = [*others_numbers(form), *others_words(form, words)]
                for field, value in tries[:: amount(7, 1)]:
                    status, effect = effect_of(form, {field: [value]}, cookies)
                    if effect and effect != plain[1]:
                        faults.append(
                            f"{form}: {field}={value} did ({status}) {difference(effect, plain[1])}"
                        )
                    sent[form.name] += 1
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
    # A form that does nothing anyhow proves nothing.
    assert {form for form in sent if not with_effect[form]} <= WITHOUT_EFFECT
    found(f"0 changes by {sum(sent.values()):,} forms of {len(sent)} addresses")
