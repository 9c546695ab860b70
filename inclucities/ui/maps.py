"""Where a city stands on the pair map.

The map is Natural Earth (public domain) in Lambert's azimuthal equal-area projection around
52° N 10° E, the projection of Europe's statistical maps. ``templates/components/europe.html``
holds its paths; this module puts points on it, so that a page and a PDF show the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin, sqrt
from typing import Literal

#: Width and height of the map in its own units: the ``viewBox`` is ``0 0 WIDTH HEIGHT``.
WIDTH, HEIGHT = 900, 860

_EARTH_KM = 6371.0
_UNITS_PER_KM = WIDTH / 4150
_EAST_KM, _NORTH_KM = 1850.0, 2085.0
_LATITUDE, _LONGITUDE = radians(52), radians(10)

_DOT = 20
_LABEL_RIGHT_UNTIL = 0.68
_LABEL_DROP = 12
_CLOSE = 60
_BEND = 0.22


@dataclass(frozen=True, slots=True)
class MapCity:
    """A city by name and place, in degrees north and east."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MapPair:
    """A mentor and a mentee; ``current`` is the pair that the page speaks of."""

    mentor: MapCity
    mentee: MapCity
    current: bool = True


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name on the map: where it starts or ends, and for which side."""

    text: str
    x: int
    y: int
    anchor: Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class PairDrawing:
    """One pair as it is drawn: two points, the arc between them, and labels for the current pair."""

    pair: MapPair
    mentor_at: tuple[int, int]
    mentee_at: tuple[int, int]
    arc: str
    mentor_label: MapLabel | None
    mentee_label: MapLabel | None


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the place on the map of a point given in degrees north and east.

    The result lies outside 0…``WIDTH`` and 0…``HEIGHT`` for places beyond the map's frame.
    """
    north, east = radians(latitude), radians(longitude) - _LONGITUDE
    nearness = 1 + sin(_LATITUDE) * sin(north) + cos(_LATITUDE) * cos(north) * cos(east)
    scale = sqrt(2 / nearness) * _EARTH_KM
    x = scale * cos(north) * sin(east)
    y = scale * (cos(_LATITUDE) * sin(north) - sin(_LATITUDE) * cos(north) * cos(east))
    return (x + _EAST_KM) * _UNITS_PER_KM, (_NORTH_KM - y) * _UNITS_PER_KM


def arc_between(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return path data for a line that bends upwards from ``start`` to ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    side = 1 if across >= 0 else -1
    x = (start[0] + end[0]) / 2 + side * down * _BEND
    y = (start[1] + end[1]) / 2 - side * across * _BEND
    return f"M{start[0]:.0f} {start[1]:.0f}Q{x:.0f} {y:.0f} {end[0]:.0f} {end[1]:.0f}"


def drawn(pairs: Sequence[MapPair]) -> list[PairDrawing]:
    """Place every pair; the current ones come last, on top, and carry their cities' names."""
    return [_drawing(pair) for pair in sorted(pairs, key=lambda pair: pair.current)]


def _drawing(pair: MapPair) -> PairDrawing:
    mentor = project(pair.mentor.latitude, pair.mentor.longitude)
    mentee = project(pair.mentee.latitude, pair.mentee.longitude)
    return PairDrawing(
        pair=pair,
        mentor_at=(round(mentor[0]), round(mentor[1])),
        mentee_at=(round(mentee[0]), round(mentee[1])),
        arc=arc_between(mentor, mentee),
        mentor_label=_label(pair.mentor.name, mentor, away_from=mentee) if pair.current else None,
        mentee_label=_label(pair.mentee.name, mentee, away_from=mentor) if pair.current else None,
    )


def _label(name: str, at: tuple[float, float], *, away_from: tuple[float, float]) -> MapLabel:
    """Put a name beside its point, on the side with room; of two close cities one above, one below."""
    right = at[0] < WIDTH * _LABEL_RIGHT_UNTIL and at[0] >= away_from[0]
    right = right or at[0] < WIDTH * (1 - _LABEL_RIGHT_UNTIL)
    y = at[1] + _LABEL_DROP
    if hypot(at[0] - away_from[0], at[1] - away_from[1]) < _CLOSE:
        y += _DOT if at[1] >= away_from[1] else -_DOT
    x = at[0] + (_DOT if right else -_DOT)
    return MapLabel(name, round(x), round(y), "start" if right else "end")
