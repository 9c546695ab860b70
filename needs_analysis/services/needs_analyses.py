"""Starting, sharing and reopening a needs analysis (method 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from inclucities.questionnaires.services.responses import start_response
from needs_analysis.models import NeedsAnalysis

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.models import Participation

QUESTIONNAIRE = "needs_analysis"


@transaction.atomic
def start_needs_analysis(*, participation: Participation, by: User | None) -> NeedsAnalysis:
    """Start the needs analysis of a city in a scheme, due when the scheme says.

    Raises ``IntegrityError`` when the city has one in this scheme already.
    """
    analysis = NeedsAnalysis.objects.create(participation=participation)
    analysis.response = start_response(
        questionnaire_key=QUESTIONNAIRE,
        owner=analysis,
        by=by,
        scheme_id=participation.scheme_id,
        programme_id=participation.scheme.programme_id,
        due_on=participation.scheme.needs_due_on,
    )
    analysis.save(update_fields=["response"])
    return analysis
