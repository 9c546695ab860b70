"""Naming among the contributors who has worked on a needs analysis (method 7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from inclucities.questionnaires.services.rows import add_row
from needs_analysis.queries.contributors import CONTRIBUTORS, SECTION, proposed_contributors

if TYPE_CHECKING:
    from collections.abc import Collection

    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import ResponseRow
    from needs_analysis.models import NeedsAnalysis


@transaction.atomic
def name_contributors(*, analysis: NeedsAnalysis, people: Collection[int], by: User) -> list[ResponseRow]:
    """Add a row for each of these people who was proposed; return the rows.

    Who is named already or did nothing is left out, so a second time adds nobody. Raises
    ``SectionClosedError`` when the section cannot be written now, ``TooManyRowsError``.
    """
    return [
        add_row(
            response=analysis.response,
            question_key=CONTRIBUTORS,
            section_key=SECTION,
            values=proposal.cells,
            by=by,
        )
        for proposal in proposed_contributors(by, analysis)
        if proposal.person.pk in people
    ]
