"""The desk of a needs analysis: who answers, and the scheme's shell around it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.utils.functional import SimpleLazyObject, lazy
from django.utils.translation import gettext as _

from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.margin import Margin
from needs_analysis.enums import Stage
from needs_analysis.queries.needs_analyses import Opened
from needs_analysis.queries.needs_talk import NeedsTalk
from needs_analysis.queries.stages import waits_of
from needs_analysis.queries.wording import association_behind
from schemes.enums import Right
from schemes.queries.shell import scheme_shell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inclucities.accounts.models import User
    from schemes.models import Participation


def needs_desk(person: User, opened: Opened) -> Desk:
    """Return the desk at which ``person`` meets a needs analysis that they have opened.

    What only a page shows is asked for when it does: a save answers without it.
    """
    analysis = opened.analysis
    participation = analysis.participation
    # A released version is read by people who do not see the scheme.
    sees_scheme = Right.VIEW_SCHEME in opened.access.rights
    return Desk(
        response=analysis.response,
        reader=replace(
            opened.access.reader(person),
            waiting=waits_of(matched=opened.access.matched, is_community=participation.scheme.is_community),
        ),
        namespace="needs_analysis",
        pk=analysis.pk,
        base="schemes/base_scheme.html" if sees_scheme else "base.html",
        title=_("Needs analysis"),
        city=participation.organisation.name,
        association=_named_when_shown(participation),
        version_sides=opened.access.version_sides,
        stages={stage.value: str(stage.label) for stage in Stage},
        margin=Margin(NeedsTalk(person, opened)),
        context=cast(
            "Mapping[str, Any]",
            SimpleLazyObject(
                lambda: (
                    scheme_shell(person, participation.scheme, opened.access.rights, "needs_analysis")
                    if sees_scheme
                    else {}
                )
            ),
        ),
    )


def _association_of(city: Participation) -> str:
    return association_behind(city.scheme, city)


#: Made once: what stands for a text is a class of its own.
_named_when_shown = lazy(_association_of, str)
