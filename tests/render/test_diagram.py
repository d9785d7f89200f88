"""The seat diagram: as many seats as members, mayors told from supplementary members by their shape."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from math import dist, pi

import pytest

from kkr_alloc import bundled
from kkr_alloc.render import Options
from kkr_alloc.render.colours import DARK, DRAWN, LIGHT, Theme, contrast, party_colours, readable
from kkr_alloc.render.hemicycle import BELOW, MIN_TURN, hemicycle, label_angles, wedges
from kkr_alloc.render.svg import groups, render
from kkr_alloc.results import Compositions
from tests.render.compositions import nasty, of_bundled, tied

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("seats", [1, 2, 3, 5, 17, 22, 58, 158, 400])
def test_seats_do_not_overlap_and_stay_within_the_half_circle(seats: int) -> None:
    shape = hemicycle(seats)
    places = [(point.x, point.y) for row in shape.rows for point in row]
    assert len(places) == seats
    apart = min((dist(a, b) for i, a in enumerate(places) for b in places[:i]), default=1)
    assert apart >= 2 * shape.radius
    assert all(y <= 1e-9 and x * x + y * y <= 1 + 1e-9 for x, y in places)
    for row in shape.rows:
        assert [point.angle for point in row] == sorted((point.angle for point in row), reverse=True)


@pytest.mark.parametrize("sizes", [[1], [8, 2, 9, 11, 5, 5, 12, 3, 4], [1, 2, 4, 1, 8, 2, 2, 1, 1], [1] * 9])
def test_each_group_has_its_seats_and_one_where_its_letter_stands(sizes: list[int]) -> None:
    shape = hemicycle(sum(sizes))
    groups = wedges(sizes, shape.rows)
    assert [len(points) for points in groups] == sizes
    assert sorted(point for points in groups for point in points) == sorted(
        point for row in shape.rows for point in row
    )
    outer = [[point.angle for point in points if point.outermost] for points in groups]
    assert all(outer)
    assert [angle for angles in outer for angle in angles] == [point.angle for point in shape.rows[0]]


@pytest.mark.parametrize(
    ("election", "region", "order"),
    [
        ("kv2025", 0, "Ø Å F A B V C I O"),
        ("kv2025", 1, "Ø F A B J V C Æ I O"),
        ("kv2025", 2, "Ø F A B S V C Æ I O"),
    ],
)
def test_parties_sit_from_left_to_right_and_others_in_the_middle(
    election: str, region: int, order: str
) -> None:
    result = of_bundled(election)
    made = groups(result.election, result.compositions[region])
    assert [group.label for group in made] == order.split()


def test_a_drawing_stands_alone() -> None:
    for result in (of_bundled(), tied()):
        drawn = render(result, Options("svg"))
        root = ElementTree.fromstring(drawn)
        assert {"viewBox", "width", "height"} <= set(root.keys())
        assert [node.tag for node in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            *("svg", "title", "desc", "g", "rect", "circle", "line", "text")
        }
        assert len(list(root.iter(f"{SVG}svg"))) == 1
        assert re.findall('currentColor|style=|href|url\\(|font-family="(?!sans-serif)', drawn) == []


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
    diagrams = [node for node in root.iter(f"{SVG}g") if node.get("class") == "hemicycle"]
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
    diagrams = [node for node in root.iter(f"{SVG}g") if node.get("role") == "img"]
    assert len(diagrams) == 5
    for diagram in diagrams:
        named = {node.get("id"): node.text or "" for node in diagram if node.get("id")}
        assert (diagram.get("aria-labelledby") or "").split() == list(named)
    title, about = named.values()
    assert title == "Seat diagram of KKR Nordjylland, term 2022-2026"
    assert about.startswith("Enhedslisten - De Rød-Grønne: 1 seat, 0 of them mayors; ")


def test_names_are_escaped() -> None:
    ElementTree.fromstring(render(nasty(), Options("svg")))


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
