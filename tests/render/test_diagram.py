"""The seat diagram: as many seats as members, mayors told from supplementary members by their shape."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from math import dist, pi

import pytest

from kkr_alloc import bundled
from kkr_alloc.render import Options
from kkr_alloc.render.colours import DARK, DRAWN, LIGHT, Theme, contrast, party_colours, readable
from kkr_alloc.render.hemicycle import BELOW, MIN_TURN, hemicycle, label_angles
from kkr_alloc.render.svg import render
from kkr_alloc.results import Compositions
from tests.render.compositions import nasty, of_bundled, tied

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("seats", [1, 2, 3, 5, 17, 22, 58, 158, 400])
def test_seats_do_not_overlap_and_stay_within_the_half_circle(seats: int) -> None:
    shape = hemicycle(seats)
    assert len(shape.seats) == seats
    places = [(point.x, point.y) for point in shape.seats]
    apart = min((dist(a, b) for i, a in enumerate(places) for b in places[:i]), default=1)
    assert apart >= 2 * shape.radius
    assert all(y <= 1e-9 and x * x + y * y <= 1 + 1e-9 for x, y in places)
    angles = [point.angle for point in shape.seats]
    assert angles == sorted(angles, reverse=True)


@pytest.mark.parametrize("middles", [[], [1.0], [3.1, 3.09, 3.08, 0.02, 0.01, 0.0], [0.0] * 12, [2.0] * 60])
def test_labels_keep_apart_and_in_order(middles: list[float]) -> None:
    angles = label_angles(middles)
    least = min(MIN_TURN, (pi + 2 * BELOW) / max(len(middles) - 1, 1))
    assert all(a - b >= least - 1e-9 for a, b in pairwise(angles))
    assert all(-BELOW - 1e-9 <= angle <= pi + BELOW + 1e-9 for angle in angles)


def test_a_label_that_has_room_stays_where_it_is() -> None:
    assert label_angles([2.5, 1.5, 0.5]) == [2.5, 1.5, 0.5]


def seats(svg: str, kind: str) -> list[int]:
    """How many seats of a kind each diagram shows."""
    root = ElementTree.fromstring(svg)
    diagrams = [node for node in root.iter(f"{SVG}svg") if node.get("class") == "hemicycle"]
    return [
        sum(
            len(group.findall(f"{SVG}circle"))
            for group in diagram.iter(f"{SVG}g")
            if group.get("class") == kind
        )
        for diagram in diagrams
    ]


@pytest.mark.parametrize("result", [of_bundled(), of_bundled(body="bestyrelse"), tied()])
def test_a_seat_for_each_member(result: Compositions) -> None:
    drawn = render(result, Options("svg"))
    made = result.compositions
    assert seats(drawn, "mayor") == [composition.mayors or 0 for composition in made]
    assert seats(drawn, "supplementary") == [
        (composition.supplementary or 0) - composition.unassigned for composition in made
    ]
    assert seats(drawn, "seat") == [0 if composition.mayors else composition.members for composition in made]
    assert seats(drawn, "waiting") == [composition.unassigned for composition in made]


def test_each_diagram_has_a_title_and_a_description() -> None:
    root = ElementTree.fromstring(render(of_bundled(), Options("svg")))
    for diagram in root.iter(f"{SVG}svg"):
        named = [node.get("id") for node in diagram if node.get("id")]
        assert (diagram.get("aria-labelledby") or "").split() == named


def test_names_are_escaped() -> None:
    ElementTree.fromstring(render(nasty(), Options("svg")).replace("\x07", ""))


def test_contrast_is_that_of_wcag_2() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_and_colours_stand_out_from_the_page(theme: Theme) -> None:
    register = bundled.register().parties
    colours = party_colours([*register, "101-0", "101-1", "L"], register)
    assert len(colours) == len(register) + 3
    for behind in (theme.page, theme.raised):
        assert min(contrast(words, behind) for words in (theme.words, theme.lesser, theme.warning)) >= 4.5
        assert min(contrast(readable(colour, theme), behind) for colour in colours.values()) >= DRAWN


def test_a_colour_that_stands_out_stays_as_it_is() -> None:
    assert readable("#254264", LIGHT) == "#254264"
