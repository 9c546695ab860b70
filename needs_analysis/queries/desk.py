"""The desk of a needs analysis: who answers, and the scheme's shell around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from inclucities.questionnaires.queries.desk import Desk
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_analyses import Opened
from schemes.models import Participation
from schemes.queries.shell import scheme_shell

if TYPE_CHECKING:
    from inclucities.accounts.models import User


def needs_desk(person: User, opened: Opened) -> Desk:
    """Return the desk at which ``person`` meets a needs analysis that they have opened."""
    analysis = opened.analysis
    participation = analysis.participation
    association = (
        Participation.objects.filter(stands_behind=participation, ends_on__isnull=True)
        .select_related("organisation")
        .first()
    )
    return Desk(
        response=analysis.response,
        reader=opened.access.reader(person),
        namespace="needs_analysis",
        pk=analysis.pk,
        base="schemes/base_scheme.html",
        title=_("Needs analysis"),
        city=participation.organisation.name,
        association=association.organisation.short_name if association else _("the association"),
        version_sides=opened.access.version_sides,
        stages={stage.value: str(stage.label) for stage in Stage},
        context=scheme_shell(person, participation.scheme, opened.access.rights, "needs_analysis"),
    )
