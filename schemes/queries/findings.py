"""The predicates of the rules that this app has the facts of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from schemes.domain.rules import Finding, stands_on_both_sides
from schemes.enums import Side
from schemes.queries.schemes import parties_of

if TYPE_CHECKING:
    from schemes.models import Scheme


def one_city_on_each_side(scheme: Scheme) -> Finding:
    """Ask rule K-4 about a scheme. One query unless its parties are loaded."""
    cities = [party for party in parties_of(scheme) if not party.is_association]
    met = not stands_on_both_sides(
        [city.organisation_id for city in cities if city.side == Side.MENTEE],
        [city.organisation_id for city in cities if city.side == Side.MENTOR],
    )
    return Finding("K-4", met, "" if met else _("One city stands on both sides."))
