"""Asking the pages of a needs analysis that is shared: addresses, words, and the texts to look for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from needs_analysis.services.needs_analyses import (
    release_to_programme,
    share_needs_analysis,
)
from schemes.enums import OrganisationKind, Side
from schemes.models import Membership, Participation
from schemes.services.frame import add_organisation, open_scheme, take_part
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[[Any], Client]


def share(pair: Pair, **changes: Any) -> Any:
    return share_needs_analysis(
        analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"}, **changes
    )


def at(pair: Pair, name: str, *args: Any) -> str:
    return reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *args])


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def support_of(pair: Pair) -> Membership:
    return Membership.objects.get(person=pair.support)


def further_release(pair: Pair, number: int) -> None:
    """Let another city of the programme release its needs analysis."""
    scheme = open_scheme(
        programme=pair.programme,
        themes={"en": f"Theme {number}"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
    )
    city = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": f"City {number}"}, by=None
    )
    party: Participation = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=pair.coordinator)
    analysis = party.needs_analysis
    from inclucities.questionnaires.services.responses import freeze_version

    version = freeze_version(response=analysis.response, stage="shared", by=pair.coordinator)
    release_to_programme(analysis=analysis, version=version, by=pair.coordinator)
