"""Where the seats of a hemicycle are: points in rows of half circles, and places for the groups' labels.

Only geometry: it knows neither parties nor colours. Coordinates grow to the right and downward, and the
outermost row has radius 1 around (0, 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, floor, pi, sin
from typing import NamedTuple

INNER = 0.42
"""Radius of the innermost row."""

MIN_TURN = 0.088
"""Angle from one label to the next."""

BELOW = 0.09
"""How far below the ends of the half circle a label may be."""


class Point(NamedTuple):
    """A place, and its angle as seen from the middle: from pi at the left to 0 at the right."""

    x: float
    y: float
    angle: float


class Hemicycle(NamedTuple):
    """The seats from left to right, and the radius of one."""

    seats: list[Point]
    radius: float


def hemicycle(seats: int) -> Hemicycle:
    """Seats in as few rows as hold them, each row with its share by length."""
    rows = next(rows for rows in range(1, seats + 2) if _room(rows) >= seats)
    radii = _radii(rows)
    points = []
    apart = [_step(rows)]
    for radius, number in zip(radii, _shared(seats, radii), strict=True):
        gaps = number - 1
        apart += [pi * radius / gaps] if gaps else []
        for index in range(number):
            angle = pi * (1 - index / gaps) if gaps else pi / 2
            points.append(Point(radius * cos(angle), -radius * sin(angle), angle))
    points.sort(key=lambda point: (-round(point.angle, 9), point.x * point.x + point.y * point.y))
    return Hemicycle(points, 0.42 * min(apart))


def label_angles(middles: Sequence[float]) -> list[float]:
    """The middles of neighbouring groups (falling angles), moved apart so that each leaves room for a label.

    Labels that would overlap share out the room around their common middle.
    """
    least = min(MIN_TURN, (pi + 2 * BELOW) / max(len(middles) - 1, 1))
    clusters: list[list[float]] = []
    for middle in middles:
        clusters.append([middle])
        while len(clusters) > 1 and _last(clusters[-2], least) - _first(clusters[-1], least) < least:
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    return [_first(cluster, least) - least * index for cluster in clusters for index in range(len(cluster))]


def _first(cluster: Sequence[float], least: float) -> float:
    """The angle of a cluster's first label: it lies evenly around its middle, but within bounds."""
    width = least * (len(cluster) - 1)
    return max(min(sum(cluster) / len(cluster) + width / 2, pi + BELOW), width - BELOW)


def _last(cluster: Sequence[float], least: float) -> float:
    return _first(cluster, least) - least * (len(cluster) - 1)


def _step(rows: int) -> float:
    """The distance between rows."""
    return (1 - INNER) / (rows - 1) if rows > 1 else 0.3


def _radii(rows: int) -> list[float]:
    return [1 - _step(rows) * row for row in range(rows)]


def _room(rows: int) -> int:
    """The seats that so many rows hold, no closer to each other than the rows are."""
    return sum(floor(pi * radius / _step(rows)) + 1 for radius in _radii(rows))


def _shared(seats: int, radii: Sequence[float]) -> list[int]:
    """The seats of each row, by its length; the largest remainders get what is left."""
    quotas = [seats * radius / sum(radii) for radius in radii]
    numbers = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(radii)), key=lambda row: numbers[row] - quotas[row])
    for row in by_remainder[: seats - sum(numbers)]:
        numbers[row] += 1
    return numbers
