"""The seat diagram as SVG: a hemicycle, the parties side by side from left to right as in politics.

A mayor is a filled circle, a supplementary member a ring, a seat that waits for a lot a broken ring; and each
party's letter stands above its seats. So nothing is told by colour alone. A drawing that stands by itself has
only what office programs and mail readers draw: no style, no nested drawing, no inherited colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import islice
from math import cos, sin
from textwrap import wrap
from typing import NamedTuple

from kkr_alloc.documents import overview, words
from kkr_alloc.model import CENTRE, Election
from kkr_alloc.render import Options
from kkr_alloc.render.colours import LIGHT, party_colours, readable
from kkr_alloc.render.errors import printable
from kkr_alloc.render.hemicycle import Point, hemicycle, label_angles, wedges
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import Language, Text, text, written

WIDTH, MIDDLE, RADIUS, TOP = 400, 200, 158, 34
HEIGHT = TOP + RADIUS + 28
LINE = 17
MARGIN = 12
ABOUT_CHARACTERS, NAME_CHARACTERS = 76, 44
"""How much of small words, and of a name in the legend, there is room for in a line."""

MAYOR, SUPPLEMENTARY, WAITING, SEAT = "mayor", "supplementary", "waiting", "seat"
KINDS: dict[str, Text] = {
    MAYOR: text("mayor"),
    SUPPLEMENTARY: text("supplementary member"),
    WAITING: text("waits for a lot"),
    SEAT: text("member"),
}
"""What a seat is, and what it is called."""

DRAWN = {
    MAYOR: 'fill="{ink}"',
    SEAT: 'fill="{ink}"',
    SUPPLEMENTARY: 'fill="none" stroke="{ink}"',
    WAITING: 'fill="none" stroke="{ink}" stroke-dasharray="2 2"',
}

RINGS = (SUPPLEMENTARY, WAITING)


class Paint(NamedTuple):
    """How a party's group is coloured: its attributes, and the ink of what is drawn in it."""

    attributes: str
    ink: str = "currentColor"


Painter = Callable[[str | None], Paint]
"""The paint of a party; None is for seats that wait for a lot."""


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


def groups(election: Election, composition: Composition) -> list[Group]:
    """The parties with a seat from left to right, and last the seats that wait for a lot.

    Local lists and parties without a place of their own stand in the middle, the larger first.
    """
    if composition.status == "no-result":  # its parties have mayors, and nothing else yet
        return []

    def place(line: PartyResult) -> tuple[float, int]:
        party = election.parties.get(line.party)
        return (party.left_right if party else CENTRE), -line.seats

    made = [_group(line) for line in sorted((line for line in composition.parties if line.seats), key=place)]
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
    """One drawing with a diagram and its legend per composition, on white so that it can stand anywhere.

    Several stand in two columns.
    """
    election, shown, say = result.election, result.compositions, options.language.say
    colours = party_colours(
        (line.party for one in shown for line in one.parties if line.seats), election.parties
    )

    def paint(party: str | None) -> Paint:
        return Paint("", LIGHT.lesser if party is None else readable(colours[party], LIGHT))

    figures = [
        _figure(result, one, options.language, paint, f"kkr{number}")
        for number, one in enumerate(shown, start=1)
    ]
    across = min(len(figures), 2)
    heights = [
        max(height for _, height in figures[at : at + across]) for at in range(0, len(figures), across)
    ]
    width, height = WIDTH * across, sum(heights) + LINE * len(heights)
    title = words.title(election, shown[0]) if len(shown) == 1 else overview.title(election, shown)
    about = [f"{say(words.name_of(election, one))}: {_description(election, one, say)}." for one in shown]
    placed = (
        f'<g transform="translate({number % across * WIDTH} '
        f'{sum(heights[: number // across]) + number // across * LINE})">\n{drawn}</g>\n'
        for number, (drawn, _) in enumerate(figures)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{2 * WIDTH}" '
        f'height="{2 * WIDTH * height // width}" xml:lang="{options.language.code}" font-family="sans-serif" '
        f'role="group" aria-labelledby="kkr-title">\n<title id="kkr-title">{_escape(say(title))}</title>\n'
        f"<desc>{_escape(' '.join(about))}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="{LIGHT.page}"/>\n{"".join(placed)}</svg>\n'
    )


def _figure(
    result: Compositions, composition: Composition, language: Language, paint: Painter, key: str
) -> tuple[str, int]:
    """A diagram between its heading and its legend, and its height."""
    say, election = language.say, result.election
    lines = [_words(say(words.title(election, composition)), MARGIN, 20, size=15, font_weight="bold")]
    top = 20
    for line in wrap(say(words.about(election, result.rules, composition.count)), ABOUT_CHARACTERS):
        top += LINE
        lines.append(_words(line, MARGIN, top, size=9.5, fill=LIGHT.lesser))
    top += 7
    made = groups(election, composition)
    if not made:
        lines.append(_words(say(words.NO_RESULT), MARGIN, top + LINE))
        return "\n".join(lines) + "\n", top + 2 * LINE
    lines.append(f'<g {_labelled(key)} transform="translate(0 {top})">')
    lines.append(_hemicycle(election, composition, language, paint, key, LIGHT.words) + "</g>")
    top += HEIGHT + 8
    for kind in kinds_in(made):
        lines.append(f'<g transform="translate({MARGIN + 6} {top - 4})">{mark(kind, LIGHT.words)}</g>')
        lines.append(_words(say(KINDS[kind]), MARGIN + 18, top))
        top += LINE
    top += LINE // 2
    for group in made:
        name = say(group.name)
        if len(name) > NAME_CHARACTERS:
            name = f"{name[: NAME_CHARACTERS - 1]}…"
        colour = paint(group.party).ink
        lines.append(f'<rect x="{MARGIN}" y="{top - 10}" width="12" height="12" fill="{colour}"/>')
        lines.append(_words(group.label, MARGIN + 18, top, font_weight="bold"))
        lines.append(_words(name, MARGIN + 42, top))
        lines.append(_words(say(group.numbers), WIDTH - MARGIN, top, text_anchor="end"))
        top += LINE
    return "\n".join(lines) + "\n", top


def diagram(
    election: Election, composition: Composition, language: Language, paint: Painter, key: str
) -> str:
    """The hemicycle as a drawing within a page, with a title and a description for those who do not see it.

    ``key`` begins the ids of these, so that several diagrams fit into one page. Words take the colour around.
    """
    return (
        f'<svg {_labelled(key)} viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
        f"{_hemicycle(election, composition, language, paint, key, 'currentColor')}</svg>\n"
    )


def _labelled(key: str) -> str:
    return f'class="hemicycle" role="img" aria-labelledby="{key}-title {key}-about"'


def _description(election: Election, composition: Composition, say: Callable[[str], str]) -> str:
    """What each party has, for those who do not see the diagram."""
    made = groups(election, composition)
    return "; ".join(say(group.description) for group in made) or say(words.NO_RESULT).rstrip(".")


def _hemicycle(
    election: Election, composition: Composition, language: Language, paint: Painter, key: str, ink: str
) -> str:
    """Title, description, seats, letters and the number of members; ``ink``: of the words."""
    made, say = groups(election, composition), language.say
    shape = hemicycle(sum(sum(group.kinds.values()) for group in made))
    radius = min(shape.radius * RADIUS, 12)
    title = say(text("Seat diagram of {title}", title=words.title(election, composition)))
    lines = [
        f'<title id="{key}-title">{_escape(title)}</title>',
        f'<desc id="{key}-about">{_escape(_description(election, composition, say))}</desc>',
    ]
    places = wedges([sum(group.kinds.values()) for group in made], shape.rows)
    for group, points in zip(made, places, strict=True):
        attributes, colour = paint(group.party)
        seats = iter(points)
        lines.append(f"<g{attributes}><title>{_escape(say(group.description))}</title>")
        placed = {kind: list(islice(seats, number)) for kind, number in group.kinds.items() if number}
        lines += [_circles(kind, some, radius, colour) for kind, some in placed.items()]
        lines.append("</g>")
    lines += _labels(made, places, radius, ink)
    number = written(composition.members or 0, language)
    lines.append(_words(number, MIDDLE, TOP + RADIUS - 16, 34, ink, text_anchor="middle", font_weight="bold"))
    lines.append(_words(say(text("members")), MIDDLE, TOP + RADIUS + 2, 13, ink, text_anchor="middle"))
    return "\n".join(lines) + "\n"


def _circles(kind: str, points: Sequence[Point], radius: float, ink: str) -> str:
    stroke, width = max(radius * 0.34, 1), ""
    if kind in RINGS:
        radius, width = radius - stroke / 2, f' stroke-width="{stroke:.1f}"'
    circles = "".join(
        f'<circle cx="{MIDDLE + x * RADIUS:.1f}" cy="{TOP + RADIUS + y * RADIUS:.1f}" r="{radius:.1f}"/>'
        for x, y, _ in points
    )
    return f'<g class="{kind}" {DRAWN[kind].format(ink=ink)}{width}>{circles}</g>'


def _labels(made: list[Group], placed: list[list[Point]], radius: float, ink: str) -> Iterator[str]:
    """The letters outside the outermost row; a line leads to the seats where a letter had to move."""
    near, outside = RADIUS + radius + 1, RADIUS + radius + 12
    middles = [_middle([point for point in seats if point.outermost] or seats) for seats in placed]
    for group, middle, angle in zip(made, middles, label_angles(middles), strict=True):
        if abs(angle - middle) > 0.03:
            ends = (*_at(near, middle), *_at(outside - 6, angle))
            line = '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" {}/>'
            yield line.format(*ends, f'stroke="{ink}" stroke-width="0.7"')
        x, y = _at(outside, angle)
        at = round(x, 1), round(y + 4.5, 1)
        yield _words(group.label, *at, 13, ink, text_anchor="middle", font_weight="bold")


def _at(radius: float, angle: float) -> tuple[float, float]:
    return MIDDLE + radius * cos(angle), TOP + RADIUS - radius * sin(angle)


def _middle(seats: list[Point]) -> float:
    """The angle in the middle of some seats."""
    return (max(point.angle for point in seats) + min(point.angle for point in seats)) / 2


def _words(said: str, x: float, y: float, size: float = 12, fill: str = LIGHT.words, **more: str) -> str:
    """Words at a place."""
    given = {"font-size": size, **more, "fill": fill}
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in given.items())
    return f'<text x="{x}" y="{y}"{written}>{_escape(said)}</text>'


def _escape(said: str) -> str:
    """Words as XML; what it cannot hold (control characters) is spelled out."""
    return escape(printable(said))


def mark(kind: str, ink: str = "currentColor") -> str:
    """The circle that a legend shows for a kind of seat, around (0, 0)."""
    radius, width = (5, ' stroke-width="2"') if kind in RINGS else (6, "")
    return f'<circle r="{radius}" {DRAWN[kind].format(ink=ink)}{width}/>'


def kinds_in(made: list[Group]) -> list[str]:
    """The kinds of seat that occur, in their order."""
    return [kind for kind in KINDS if any(group.kinds.get(kind) for group in made)]
