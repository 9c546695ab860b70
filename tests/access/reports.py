"""A document belongs to who asked for it: the mentee's lead, who has not shared it."""

from __future__ import annotations

from typing import Any

from inclucities.reports.services.requesting import request_report
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from tests.access.needs_analysis import analysis_in
from tests.access_matrix import ACT_ONLY, Address, answers, everybody

OWNER = ("mentee_lead",)


def document(world: Any) -> list[Any]:
    """Reach a document about Jelgava's needs analysis that waits for its worker."""
    lead = world.person("mentee_lead")
    opened = open_needs_analysis(lead, analysis_in(world).pk)
    assert opened is not None
    job = request_report(
        kind=documents.KIND,
        format="pdf",
        payload=documents.build(opened.analysis, access=opened.access, language="en"),
        target=opened.analysis,
        title="Needs analysis",
        language="en",
        by=lead,
    )
    return [job.pk]


MATRIX = {
    "documents:list": Address(get=everybody(200)),
    "documents:detail": Address(get=answers(200, OWNER), args=document),
    "documents:status": Address(get=answers(200, OWNER), args=document),
    # It is not ready: there is nothing to download, share or take back yet.
    "documents:download": Address(get=answers(404, OWNER), args=document),
    "documents:share": Address(get=ACT_ONLY, post=answers(403, OWNER), args=document),
    "documents:unshare": Address(get=ACT_ONLY, post=answers(302, OWNER), args=document),
    "documents:delete": Address(get=answers(200, OWNER), post=answers(302, OWNER), args=document),
}
