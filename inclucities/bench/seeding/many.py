"""Schemes by the thousand."""

from __future__ import annotations

from django.db import connection

from schemes.enums import Side
from schemes.models import Organisation, Participation, Programme, Scheme

MANY = 10_000
_AT_ONCE = 1_000


def fill_up(programme: Programme, number: int = MANY) -> None:
    """Add schemes until the programme has so many, each with a pair of cities as the first ones have.

    Without the services, which would take an hour: only the list of schemes is looked at.
    """
    pattern = Scheme.objects.filter(programme=programme).order_by("-number").first()
    if pattern is None:
        raise LookupError("The programme has no scheme to take after.")
    cities = list(Organisation.objects.filter(programme=programme, kind="city").order_by("pk"))
    schemes = Scheme.objects.bulk_create(
        [
            Scheme(
                programme=programme,
                number=place,
                format=pattern.format,
                themes={"en": f"Theme {place}"},
                starts_on=pattern.starts_on,
                needs_due_on=pattern.needs_due_on,
                duration_months=pattern.duration_months,
                planned_meetings=pattern.planned_meetings,
            )
            for place in range(pattern.number + 1, number + 1)
        ],
        batch_size=_AT_ONCE,
    )
    Participation.objects.bulk_create(
        [
            Participation(
                scheme=scheme,
                organisation=cities[(2 * scheme.number + shift) % len(cities)],
                side=side,
                starts_on=pattern.starts_on,
            )
            for scheme in schemes
            for shift, side in enumerate((Side.MENTEE, Side.MENTOR))
        ],
        batch_size=_AT_ONCE,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
