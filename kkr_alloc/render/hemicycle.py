"""Where the seats of a hemicycle are: points in rows of half circles, and places for the groups' labels.

Only geometry: it knows neither parties nor colours. Coordinates grow to the right and downward, and the
outermost row has radius 1 around (0, 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
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

    @property
    def outermost(self) -> bool:
        """Whether it is in the outermost row."""
        return self.x**2 + self.y**2 > 0.999


class Hemicycle(NamedTuple):
    """The seats of each row from left to right, the outermost row first, and the radius of one seat."""

    rows: list[list[Point]]
    radius: float


def hemicycle(seats: int) -> Hemicycle:
    """Seats in as few rows as hold them, each row with its share by length."""
    rows = next(rows for rows in range(1, seats + 2) if _room(rows) >= seats)
    radii = _radii(rows)
    placed = []
    apart = [_step(rows)]
    for radius, number in zip(radii, _shared(seats, radii), strict=True):
        gaps = number - 1
        apart += [pi * radius / gaps] if gaps else []
        angles = [pi * (1 - index / gaps) if gaps else pi / 2 for index in range(number)]
        placed.append([Point(radius * cos(angle), -radius * sin(angle), angle) for angle in angles])
    return Hemicycle(placed, 0.42 * min(apart))


def wedges(sizes: Sequence[int], rows: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """The seats of groups of these sizes, one beside the other from left to right.

    A group that would not reach the outermost row, where its label stands, gets a seat there of the nearest
    group with two.
    """
    outer, inner = rows[0], sorted((point for row in rows[1:] for point in row), key=_from_left)
    swept = iter(sorted([*outer, *inner], key=_from_left))
    reached = [sum(point in outer for point in islice(swept, size)) for size in sizes]
    for group in range(len(sizes)):
        givers = [other for other, seats in enumerate(reached) if seats > 1]
        if not reached[group] and givers:
            reached[min(givers, key=lambda giver: abs(giver - group))] -= 1
            reached[group] = 1
    outside, inside = iter(outer), iter(inner)
    return [
        sorted([*islice(outside, seats), *islice(inside, size - seats)], key=_from_left)
        for size, seats in zip(sizes, reached, strict=True)
    ]


def _from_left(point: Point) -> tuple[float, float]:
    """Where a seat comes in the order: at one angle those on the outside are nearest to the ends."""
    outward = point.x**2 + point.y**2
    return -round(point.angle, 9), outward if point.angle < pi / 2 else -outward


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
