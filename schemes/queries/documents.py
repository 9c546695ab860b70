"""The documents of a scheme: one's own, and those that others have shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from inclucities.reports.queries import reports_of, reports_shared_with

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.reports.models import ReportJob
    from schemes.models import Scheme

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class SchemeDocuments:
    """What one reader finds among the documents of a scheme: of their own the newest, of all others a page."""

    own: list[ReportJob]
    has_more_of_own: bool
    shared: Page[ReportJob]


def documents_of_scheme(person: User, scheme: Scheme, number: str | None) -> SchemeDocuments:
    """Return the documents of a scheme for one reader: two queries, and those that ask for the rights."""
    own = list(reports_of(person).filter(scheme_id=scheme.pk)[: PER_PAGE + 1])
    shared = reports_shared_with(person, scheme_id=scheme.pk)
    return SchemeDocuments(
        own=own[:PER_PAGE],
        has_more_of_own=len(own) > PER_PAGE,
        shared=Paginator(shared, PER_PAGE).get_page(number),
    )
