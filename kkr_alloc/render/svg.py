"""The seat diagram as SVG: a hemicycle, the parties side by side in order of size.

A mayor is a filled circle, a supplementary member a ring, a seat that waits for a lot a broken ring; and each
party's letter stands above its seats. So nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from math import cos, sin
from typing import NamedTuple

from kkr_alloc.documents import words
from kkr_alloc.errors import InputError
from kkr_alloc.model import Composition, Compositions, Election, PartyResult
from kkr_alloc.render import Options
from kkr_alloc.render.colours import LIGHT, party_colours, readable
from kkr_alloc.render.hemicycle import MAX_SEATS, Point, hemicycle, label_angles
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

FONT = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif"'

Paint = Callable[[str | None], str]
"""The attribute that gives a party's group its colour; None is for seats that wait for a lot."""


class Group(NamedTuple):
    """A party's seats: how many of each kind, in the order they are drawn; without ``line``, those by lot."""

    line: PartyResult | None
    kinds: dict[str, int]

    @property
    def label(self) -> str:
        """What stands above the seats: the party's letter, a local list's own, or a question mark."""
        if self.line is None:
            return "?"
        label = self.line.party.split("-", 1)[1] if self.line.local else self.line.party
        return label if len(label) <= 3 else self.line.name[:2]

    @property
    def party(self) -> str | None:
        """The party's id."""
        return self.line.party if self.line else None

    @property
    def name(self) -> str:
        """The party's name, or what the seats are."""
        return self.line.name if self.line else KINDS[WAITING]

    @property
    def numbers(self) -> str:
        """The seats in numbers: mayors + supplementary members, or one number."""
        first, *others = self.kinds.values()
        return text("{first} + {second}", first=first, second=others[0]) if others else text("{n}", n=first)

    @property
    def description(self) -> str:
        """The seats in words: "Socialdemokratiet: 17 seats, 17 of them mayors"."""
        if self.line is None:
            return text("{n:seat waits|seats wait} for a lot", n=self.kinds[WAITING])
        if SEAT in self.kinds:
            return text("{it.name}: {it.seats:seat|seats}", it=self.line)
        return text("{it.name}: {it.seats:seat|seats}, {it.mayors} of them mayors", it=self.line)


def groups(composition: Composition) -> list[Group]:
    """The parties with a seat, in order of size, and last the seats that wait for a lot."""
    if composition.status == "no-result":  # its parties have mayors, and nothing else yet
        return []
    lines = sorted((line for line in composition.parties if line.seats), key=lambda line: -line.seats)
    made = [
        Group(line, {SEAT: line.seats})
        if line.mayors is None
        else Group(line, {MAYOR: line.mayors, SUPPLEMENTARY: line.seats - line.mayors})
        for line in lines
    ]
    return made + ([Group(None, {WAITING: composition.unassigned})] if composition.unassigned else [])


def too_many(composition: Composition) -> Text | None:
    """What replaces a diagram with more seats than can be drawn."""
    members = composition.members or 0
    if members <= MAX_SEATS:
        return None
    return text("{n} seats are too many for a diagram: at most {most} are drawn.", n=members, most=MAX_SEATS)


def render(result: Compositions, options: Options) -> str:
    """One drawing with a diagram and its legend per composition, on white so that it can stand anywhere.

    Raises:
        InputError: a body has more seats than can be drawn.
    """
    for composition in result.compositions:
        undrawn = too_many(composition)
        if undrawn:
            raise InputError(undrawn, field=composition.region or composition.body)
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
    title = words.title(result.election, composition)
    about = words.about(result.election, result.rules, composition)
    lines = [
        _words(language.say(title), 12, 20, size=15, weight="bold"),
        _words(language.say(about), 12, 37, size=9.5, fill=LIGHT.lesser),
    ]
    top = 44
    made = groups(composition)
    if not made:
        lines.append(_words(language.say(words.NO_RESULT), 12, top + LINE))
        return "\n".join(lines) + "\n", top + 2 * LINE
    lines.append(f'<g transform="translate(0 {top})" fill="{LIGHT.words}">')
    lines.append(diagram(result.election, composition, language, paint, key) + "</g>")
    top += HEIGHT + 8
    for kind in kinds_in(made):
        lines.append(
            f'<g color="{LIGHT.words}" transform="translate(18 {top - 4})">{mark(kind)}</g>'
            + _words(language.say(KINDS[kind]), 30, top)
        )
        top += LINE
    top += LINE // 2
    for group in made:
        lines.append(
            f"<g {paint(group.party)}>"
            + f'<rect x="12" y="{top - 10}" width="12" height="12" fill="currentColor"/></g>'
            + _words(group.label, 30, top, weight="bold")
            + _words(language.say(group.name), 54, top)
            + _words(language.say(group.numbers), WIDTH - 12, top, anchor="end")
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
    title = say(text("Seat diagram of {body}", body=words.name_of(election, composition)))
    description = "; ".join(say(group.description) for group in made)
    lines = [
        f'<svg class="hemicycle" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-labelledby="{key}-title {key}-about">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-about">{escape(description)}</desc>',
    ]
    seats = iter(shape.seats)
    placed_groups = []
    for group in made:
        placed = [(kind, next(seats)) for kind, number in group.kinds.items() for _ in range(number)]
        placed_groups.append([point for _, point in placed])
        lines.append(f"<g {paint(group.party)}><title>{escape(say(group.description))}</title>")
        lines += _circles(placed, radius)
        lines.append("</g>")
    lines += _labels(made, placed_groups, radius)
    members = composition.members or 0
    lines.append(
        _words(written(members, language), MIDDLE, TOP + RADIUS - 16, 34, "middle", "bold", "inherit")
    )
    lines.append(_words(say(text("members")), MIDDLE, TOP + RADIUS + 2, 13, "middle", fill="inherit"))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _circles(placed: list[tuple[str, Point]], radius: float) -> Iterator[str]:
    stroke = max(radius * 0.34, 1)
    for kind, seats in groupby(placed, key=lambda seat: seat[0]):
        ring = kind in (SUPPLEMENTARY, WAITING)
        drawn = radius - stroke / 2 if ring else radius
        width = f' stroke-width="{stroke:.1f}"' if ring else ""
        circles = "".join(
            f'<circle cx="{MIDDLE + point.x * RADIUS:.1f}" cy="{TOP + RADIUS + point.y * RADIUS:.1f}" '
            f'r="{drawn:.1f}"/>'
            for _, point in seats
        )
        yield f'<g class="{kind}" {DRAWN[kind]}{width}>{circles}</g>'


def _labels(made: list[Group], placed: list[list[Point]], radius: float) -> Iterator[str]:
    """The letters outside the outermost row; a line leads to the seats where a letter had to move."""
    middles = [_middle(_outermost(seats) or seats) for seats in placed]
    for group, seats, middle, angle in zip(made, placed, middles, label_angles(middles), strict=True):
        near, outside = RADIUS + radius + 1, RADIUS + radius + 12
        if abs(angle - middle) > 0.03 and _outermost(seats):
            ends = (*_at(near, middle), *_at(outside - 6, angle))
            yield (
                '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" '
                'stroke="currentColor" stroke-width="0.7"/>'.format(*ends)
            )
        x, y = _at(outside, angle)
        yield _words(group.label, round(x, 1), round(y + 4.5, 1), 13, "middle", "bold", "inherit")


def _at(radius: float, angle: float) -> tuple[float, float]:
    return MIDDLE + radius * cos(angle), TOP + RADIUS - radius * sin(angle)


def _outermost(seats: list[Point]) -> list[Point]:
    """Those of the outermost row."""
    return [point for point in seats if point.x**2 + point.y**2 > 0.999]


def _middle(seats: list[Point]) -> float:
    """The angle in the middle of some seats."""
    return (max(point.angle for point in seats) + min(point.angle for point in seats)) / 2


def _words(
    sentence: str,
    x: float,
    y: float,
    size: float = 12,
    anchor: str = "start",
    weight: str = "normal",
    fill: str = LIGHT.words,
) -> str:
    attributes = "" if anchor == "start" else f' text-anchor="{anchor}"'
    attributes += "" if weight == "normal" else f' font-weight="{weight}"'
    attributes += "" if fill == "inherit" else f' fill="{fill}"'
    return f'<text x="{x}" y="{y}" font-size="{size}"{attributes}>{escape(sentence)}</text>'


def mark(kind: str) -> str:
    """The circle that a legend shows for a kind of seat, around (0, 0)."""
    ring = kind in (SUPPLEMENTARY, WAITING)
    width = ' stroke-width="2"' if ring else ""
    return f'<circle r="{5 if ring else 6}" {DRAWN[kind]}{width}/>'


def kinds_in(made: list[Group]) -> list[str]:
    """The kinds of seat that occur, in their order."""
    return [kind for kind in KINDS if any(group.kinds.get(kind) for group in made)]
