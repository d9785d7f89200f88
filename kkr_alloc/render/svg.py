"""The seat diagram as SVG: a hemicycle, the parties side by side in order of size.

A mayor is a filled circle, a supplementary member a ring, a seat that waits for a lot a broken ring; and each
party's letter stands above its seats. So nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import islice
from math import cos, sin
from typing import NamedTuple

from kkr_alloc.documents import words
from kkr_alloc.model import Election
from kkr_alloc.render import Options
from kkr_alloc.render.colours import LIGHT, party_colours, readable
from kkr_alloc.render.hemicycle import Point, hemicycle, label_angles
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import Language, Text, text, written

WIDTH, MIDDLE, RADIUS, TOP = 400, 200, 158, 34
HEIGHT = TOP + RADIUS + 28
LINE = 17

MAYOR, SUPPLEMENTARY, WAITING, SEAT = "mayor", "supplementary", "waiting", "seat"
KINDS: dict[str, Text] = {
    MAYOR: text("mayor"),
    SUPPLEMENTARY: text("supplementary member"),
    WAITING: text("waits for a lot"),
    SEAT: text("member"),
}
"""What a seat is, and what it is called."""

DRAWN = {
    MAYOR: 'fill="currentColor"',
    SEAT: 'fill="currentColor"',
    SUPPLEMENTARY: 'fill="none" stroke="currentColor"',
    WAITING: 'fill="none" stroke="currentColor" stroke-dasharray="2 2"',
}

RINGS = (SUPPLEMENTARY, WAITING)

FONT = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif"'

Paint = Callable[[str | None], str]
"""The attribute that gives a party's group its colour; None is for seats that wait for a lot."""


class Group(NamedTuple):
    """A party's seats, or (without ``party``) those that wait for a lot: what is drawn and said of them.

    ``label`` stands above the seats, ``kinds``: how many of each kind, in the order they are drawn.
    ``numbers``: the seats in short (17 + 3), ``description``: in words.
    """

    party: str | None
    label: str
    name: str
    kinds: dict[str, int]
    numbers: str
    description: str


def groups(composition: Composition) -> list[Group]:
    """The parties with a seat, in order of size, and last the seats that wait for a lot."""
    if composition.status == "no-result":  # its parties have mayors, and nothing else yet
        return []
    lines = sorted((line for line in composition.parties if line.seats), key=lambda line: -line.seats)
    made = [_group(line) for line in lines]
    n = composition.unassigned
    if n:
        about = text("{n:seat waits|seats wait} for a lot", n=n)
        made.append(Group(None, "?", KINDS[WAITING], {WAITING: n}, text("{n}", n=n), about))
    return made


def _group(line: PartyResult) -> Group:
    label = line.party.partition("-")[2] if line.local else line.party
    if len(label) > 3:
        label = line.name[:2]
    if line.mayors is None or line.supplementary is None:
        about = text("{it.name}: {it.seats:seat|seats}", it=line)
        return Group(line.party, label, line.name, {SEAT: line.seats}, text("{n}", n=line.seats), about)
    kinds = {MAYOR: line.mayors, SUPPLEMENTARY: line.supplementary}
    numbers = text("{it.mayors} + {it.supplementary}", it=line)
    about = text("{it.name}: {it.seats:seat|seats}, {it.mayors} of them mayors", it=line)
    return Group(line.party, label, line.name, kinds, numbers, about)


def render(result: Compositions, options: Options) -> str:
    """One drawing with a diagram and its legend per composition, on white so that it can stand anywhere."""
    colours = party_colours(
        (line.party for composition in result.compositions for line in composition.parties if line.seats),
        result.election.parties,
    )

    def paint(party: str | None) -> str:
        return f'color="{LIGHT.lesser if party is None else readable(colours[party], LIGHT)}"'

    parts: list[str] = []
    top = 0
    for number, composition in enumerate(result.compositions, start=1):
        drawn, height = _figure(result, composition, options.language, paint, f"kkr{number}")
        parts.append(f'<svg y="{top}" width="{WIDTH}" height="{height}">\n{drawn}</svg>\n')
        top += height + LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{2 * WIDTH}" '
        f'height="{2 * top}" lang="{options.language.code}" {FONT}>\n'
        f'<rect width="100%" height="100%" fill="{LIGHT.page}"/>\n{"".join(parts)}</svg>\n'
    )


def _figure(
    result: Compositions, composition: Composition, language: Language, paint: Paint, key: str
) -> tuple[str, int]:
    """A diagram between its heading and its legend, and its height."""
    say = language.say
    title = words.title(result.election, composition)
    about = words.about(result.election, result.rules, composition)
    lines = [
        _words(say(title), 12, 20, size=15, font_weight="bold"),
        _words(say(about), 12, 37, size=9.5, fill=LIGHT.lesser),
    ]
    top = 44
    made = groups(composition)
    if not made:
        lines.append(_words(say(words.NO_RESULT), 12, top + LINE))
        return "\n".join(lines) + "\n", top + 2 * LINE
    lines.append(f'<g transform="translate(0 {top})" fill="{LIGHT.words}">')
    lines.append(diagram(result.election, composition, language, paint, key) + "</g>")
    top += HEIGHT + 8
    for kind in kinds_in(made):
        shape = f'<g color="{LIGHT.words}" transform="translate(18 {top - 4})">{mark(kind)}</g>'
        lines.append(shape + _words(say(KINDS[kind]), 30, top))
        top += LINE
    top += LINE // 2
    for group in made:
        square = f'<rect x="12" y="{top - 10}" width="12" height="12" fill="currentColor"/>'
        lines.append(
            f"<g {paint(group.party)}>{square}</g>"
            + _words(group.label, 30, top, font_weight="bold")
            + _words(say(group.name), 54, top)
            + _words(say(group.numbers), WIDTH - 12, top, text_anchor="end")
        )
        top += LINE
    return "\n".join(lines) + "\n", top


def diagram(election: Election, composition: Composition, language: Language, paint: Paint, key: str) -> str:
    """The hemicycle alone, with a title and a description for those who do not see it.

    ``key`` begins the ids of these, so that several diagrams fit into one page. Words take the colour around.
    """
    made = groups(composition)
    say = language.say
    shape = hemicycle(sum(sum(group.kinds.values()) for group in made))
    radius = min(shape.radius * RADIUS, 12)
    title = say(text("Seat diagram of {title}", title=words.title(election, composition)))
    description = "; ".join(say(group.description) for group in made)
    lines = [
        f'<svg class="hemicycle" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{key}-title {key}-about">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-about">{escape(description)}</desc>',
    ]
    seats = iter(shape.seats)
    places = []
    for group in made:
        lines.append(f"<g {paint(group.party)}><title>{escape(say(group.description))}</title>")
        placed = {kind: list(islice(seats, number)) for kind, number in group.kinds.items() if number}
        lines += [_circles(kind, points, radius) for kind, points in placed.items()]
        lines.append("</g>")
        places.append([point for points in placed.values() for point in points])
    lines += _labels(made, places, radius)
    number = written(composition.members or 0, language)
    middle = {"fill": None, "text_anchor": "middle"}
    lines.append(_words(number, MIDDLE, TOP + RADIUS - 16, 34, **middle, font_weight="bold"))
    lines.append(_words(say(text("members")), MIDDLE, TOP + RADIUS + 2, 13, **middle))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _circles(kind: str, points: Sequence[Point], radius: float) -> str:
    stroke, width = max(radius * 0.34, 1), ""
    if kind in RINGS:
        radius, width = radius - stroke / 2, f' stroke-width="{stroke:.1f}"'
    circles = "".join(
        f'<circle cx="{MIDDLE + x * RADIUS:.1f}" cy="{TOP + RADIUS + y * RADIUS:.1f}" r="{radius:.1f}"/>'
        for x, y, _ in points
    )
    return f'<g class="{kind}" {DRAWN[kind]}{width}>{circles}</g>'


def _labels(made: list[Group], placed: list[list[Point]], radius: float) -> Iterator[str]:
    """The letters outside the outermost row; a line leads to the seats where a letter had to move."""
    bold = {"fill": None, "text_anchor": "middle", "font_weight": "bold"}
    middles = [_middle(_outermost(seats) or seats) for seats in placed]
    for group, seats, middle, angle in zip(made, placed, middles, label_angles(middles), strict=True):
        near, outside = RADIUS + radius + 1, RADIUS + radius + 12
        if abs(angle - middle) > 0.03 and _outermost(seats):
            ends = (*_at(near, middle), *_at(outside - 6, angle))
            line = '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" {}/>'
            yield line.format(*ends, 'stroke="currentColor" stroke-width="0.7"')
        x, y = _at(outside, angle)
        yield _words(group.label, round(x, 1), round(y + 4.5, 1), 13, **bold)


def _at(radius: float, angle: float) -> tuple[float, float]:
    return MIDDLE + radius * cos(angle), TOP + RADIUS - radius * sin(angle)


def _outermost(seats: list[Point]) -> list[Point]:
    """Those of the outermost row."""
    return [point for point in seats if point.x**2 + point.y**2 > 0.999]


def _middle(seats: list[Point]) -> float:
    """The angle in the middle of some seats."""
    return (max(point.angle for point in seats) + min(point.angle for point in seats)) / 2


def _words(
    said: str, x: float, y: float, size: float = 12, fill: str | None = LIGHT.words, **more: str | None
) -> str:
    """Words at a place; without ``fill`` they take the colour around."""
    given = [("font-size", size), *more.items(), ("fill", fill)]
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in given if value)
    return f'<text x="{x}" y="{y}"{written}>{escape(said)}</text>'


def mark(kind: str) -> str:
    """The circle that a legend shows for a kind of seat, around (0, 0)."""
    radius, width = (5, ' stroke-width="2"') if kind in RINGS else (6, "")
    return f'<circle r="{radius}" {DRAWN[kind]}{width}/>'


def kinds_in(made: list[Group]) -> list[str]:
    """The kinds of seat that occur, in their order."""
    return [kind for kind in KINDS if any(group.kinds.get(kind) for group in made)]
