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


Paint = Callable[[str | None], tuple[str, str]]
"""Of a party's group the attributes, and the ink of what is drawn in it; None is for a lot's seats."""


class Group(NamedTuple):
    """A party's seats, or (without ``party``) those that wait for a lot: what is drawn and said of them.

    ``label`` stands above the seats, ``kinds``: how many of each kind, in the order they are drawn.
    ``numbers``: the seats in short (17 + 3), ``description``: in words.
    """

    party: str | None
    label: str
    name: str
    kinds: dict[str, int]
    numbers: str | int
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
    if n := composition.unassigned:
        about = text("{n:seat waits|seats wait} for a lot", n=n)
        made.append(Group(None, "?", KINDS[WAITING], {WAITING: n}, n, about))
    return made


def _group(line: PartyResult) -> Group:
    label = line.party.partition("-")[2] if line.local else line.party
    if len(label) > 3:
        label = line.name[:2]
    if line.mayors is None or line.supplementary is None:
        about = text("{it.name}: {it.seats:seat|seats}", it=line)
        return Group(line.party, label, line.name, {SEAT: line.seats}, line.seats, about)
    kinds = {MAYOR: line.mayors, SUPPLEMENTARY: line.supplementary}
    numbers = text("{it.mayors} + {it.supplementary}", it=line)
    about = text("{it.name}: {it.seats:seat|seats}, {it.mayors} of them mayors", it=line)
    return Group(line.party, label, line.name, kinds, numbers, about)


def kinds_in(made: list[Group]) -> list[str]:
    """The kinds of seat that occur, in their order."""
    return [kind for kind in KINDS if any(group.kinds.get(kind) for group in made)]


def render(result: Compositions, options: Options) -> str:
    """One drawing with a diagram and its legend per composition, on white so that it can stand anywhere.

    Several stand in two columns.
    """
    election, shown, language = result.election, result.compositions, options.language
    colours = party_colours(
        (line.party for one in shown for line in one.parties if line.seats), election.parties
    )

    def paint(party: str | None) -> tuple[str, str]:
        return "", LIGHT.lesser if party is None else readable(colours[party], LIGHT)

    figures, about = [], []
    for number, one in enumerate(shown, start=1):
        diagram = Diagram(election, one, language, paint, f"kkr{number}", LIGHT.words)
        figures.append(_figure(diagram, words.about(election, result.rules, one.count), language))
        about.append(f"{language.say(words.name_of(election, one))}: {diagram.description}.")
    placed, across, height = [], min(len(figures), 2), 0
    for at in range(0, len(figures), across):
        row = figures[at : at + across]
        for place, (drawn, _) in enumerate(row):
            placed.append(f'<g transform="translate({place * WIDTH} {height})">\n{drawn}</g>\n')
        height += max(high for _, high in row) + LINE
    width = WIDTH * across
    title = overview.title(election, shown)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{2 * WIDTH}" '
        f'height="{2 * WIDTH * height // width}" xml:lang="{language.code}" font-family="sans-serif" '
        f'role="group" aria-labelledby="kkr-title">\n<title id="kkr-title">{_escape(language.say(title))}'
        f"</title>\n<desc>{_escape(' '.join(about))}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="{LIGHT.page}"/>\n{"".join(placed)}</svg>\n'
    )


def _figure(diagram: Diagram, about: str, language: Language) -> tuple[str, int]:
    """A diagram between its heading and its legend, and its height. ``about``: what it was computed from."""
    say = language.say
    lines = [_words(say(diagram.title), MARGIN, 20, size=15, font_weight="bold")]
    top = 20
    for line in wrap(say(about), ABOUT_CHARACTERS):
        top += LINE
        lines.append(_words(line, MARGIN, top, size=9.5, fill=LIGHT.lesser))
    top += 7
    if not diagram.groups:
        lines.append(_words(say(words.NO_RESULT), MARGIN, top + LINE))
        return "\n".join(lines) + "\n", top + 2 * LINE
    lines.append(f'<g {diagram.label} transform="translate(0 {top})">\n{diagram.drawn()}</g>')
    top += HEIGHT + 8
    for kind in kinds_in(diagram.groups):
        lines.append(f'<g transform="translate({MARGIN + 6} {top - 4})">{mark(kind, LIGHT.words)}</g>')
        lines.append(_words(say(KINDS[kind]), MARGIN + 18, top))
        top += LINE
    top += LINE // 2
    for group in diagram.groups:
        name = say(group.name)
        if len(name) > NAME_CHARACTERS:
            name = f"{name[: NAME_CHARACTERS - 1]}…"
        _, colour = diagram.paint(group.party)
        lines.append(f'<rect x="{MARGIN}" y="{top - 10}" width="12" height="12" fill="{colour}"/>')
        lines.append(_words(group.label, MARGIN + 18, top, font_weight="bold"))
        lines.append(_words(name, MARGIN + 42, top))
        lines.append(_words(written(group.numbers, language), WIDTH - MARGIN, top, text_anchor="end"))
        top += LINE
    return "\n".join(lines) + "\n", top


class Diagram:
    """The seats of a composition as a hemicycle, with a title and a description for those who do not see it.

    ``key`` begins the ids of these, so that several diagrams fit into one page. ``ink`` is that of words; by
    default they take the colour around.
    """

    def __init__(
        self,
        election: Election,
        composition: Composition,
        language: Language,
        paint: Paint,
        key: str,
        ink: str = "currentColor",
    ) -> None:
        self.groups, self.paint = groups(election, composition), paint
        self.title = words.title(election, composition)
        self.label = f'class="hemicycle" role="img" aria-labelledby="{key}-title {key}-about"'
        self.description = "; ".join(language.say(group.description) for group in self.groups)
        self.description = self.description or language.say(words.NO_RESULT).rstrip(".")
        self._members, self._language, self._key, self._ink = composition.members or 0, language, key, ink

    def drawn(self) -> str:
        """Title, description, seats, letters and the number of members."""
        say, key, ink = self._language.say, self._key, self._ink
        sizes = [sum(group.kinds.values()) for group in self.groups]
        shape = hemicycle(sum(sizes))
        radius = min(shape.radius * RADIUS, 12)
        title = say(text("Seat diagram of {title}", title=self.title))
        lines = [
            f'<title id="{key}-title">{_escape(title)}</title>',
            f'<desc id="{key}-about">{_escape(self.description)}</desc>',
        ]
        places = wedges(sizes, shape.rows)
        for group, points in zip(self.groups, places, strict=True):
            attributes, colour = self.paint(group.party)
            seats = iter(points)
            lines.append(f"<g{attributes}><title>{_escape(say(group.description))}</title>")
            placed = {kind: list(islice(seats, number)) for kind, number in group.kinds.items() if number}
            lines += [_circles(kind, some, radius, colour) for kind, some in placed.items()]
            lines.append("</g>")
        lines += _labels(self.groups, places, radius, ink)
        number, bottom, middle = (
            written(self._members, self._language),
            TOP + RADIUS,
            {"text_anchor": "middle"},
        )
        lines.append(_words(number, MIDDLE, bottom - 16, 34, ink, **middle, font_weight="bold"))
        lines.append(_words(say(text("members")), MIDDLE, bottom + 2, 13, ink, **middle))
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
    angles = [
        [one.angle for one in seats if one.outermost] or [one.angle for one in seats] for seats in placed
    ]
    middles = [(max(some) + min(some)) / 2 for some in angles]
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
