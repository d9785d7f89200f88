"""The seat diagram: as many seats as members, mayors told from supplementary members by their shape."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from math import dist, pi

import pytest

from kkr_alloc import bundled
from kkr_alloc.render import Options
from kkr_alloc.render.colours import DARK, DRAWN, LIGHT, contrast, party_colours, readable
from kkr_alloc.render.hemicycle import BELOW, MIN_TURN, hemicycle, label_angles
from kkr_alloc.render.svg import groups, render
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


def test_a_seat_for_each_member() -> None:
    result = of_bundled()
    drawn = render(result, Options("svg"))
    assert seats(drawn, "mayor") == [composition.mayors for composition in result.compositions]
    assert seats(drawn, "supplementary") == [composition.supplementary for composition in result.compositions]


def test_a_seat_that_waits_for_a_lot_has_a_shape_of_its_own() -> None:
    drawn = render(tied(), Options("svg"))
    assert seats(drawn, "waiting") == [1]
    assert "stroke-dasharray" in drawn
    assert "waits for a lot" in drawn


def test_a_board_has_members_only() -> None:
    drawn = render(of_bundled(body="bestyrelse"), Options("svg"))
    assert (seats(drawn, "seat"), seats(drawn, "mayor")) == ([17], [0])


def test_mayors_are_filled_and_supplementary_members_are_rings() -> None:
    root = ElementTree.fromstring(render(of_bundled(), Options("svg")))
    fills = {(group.get("class"), group.get("fill")) for group in root.iter(f"{SVG}g") if group.get("class")}
    assert fills == {("mayor", "currentColor"), ("supplementary", "none")}


def test_the_diagram_is_described_for_those_who_do_not_see_it() -> None:
    drawn = render(of_bundled(), Options("svg", bundled.language("da")))
    root = ElementTree.fromstring(drawn)
    diagram = next(node for node in root.iter(f"{SVG}svg") if node.get("role") == "img")
    named = {node.get("id"): node.text for node in diagram if node.get("id")}
    assert (diagram.get("aria-labelledby") or "").split() == list(named)
    assert "Diagram over mandaterne i KKR Hovedstaden" in named.values()
    assert any(
        "Det Konservative Folkeparti: 14 mandater, heraf 9 borgmestre" in str(t) for t in named.values()
    )


def test_parties_stand_in_order_of_size() -> None:
    composition = of_bundled().compositions[4]
    assert [group.label for group in groups(composition)][:2] == ["V", "A"]


def test_names_are_escaped() -> None:
    ElementTree.fromstring(render(nasty(), Options("svg")).replace("\x07", ""))


class TestColours:
    """Contrast as WCAG 2 measures it."""

    def test_the_measure(self) -> None:
        assert contrast("#000000", "#ffffff") == pytest.approx(21)
        assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

    @pytest.mark.parametrize("theme", [LIGHT, DARK])
    @pytest.mark.parametrize("name", ["words", "lesser", "warning"])
    def test_words_on_the_page(self, theme: object, name: str) -> None:
        colour = getattr(theme, name)
        for behind in ("page", "raised"):
            assert contrast(colour, getattr(theme, behind)) >= 4.5

    @pytest.mark.parametrize("theme", [LIGHT, DARK])
    def test_every_partys_colour_stands_out(self, theme: object) -> None:
        register = bundled.register().parties
        colours = party_colours([*register, "101-0", "101-1", "L"], register)
        assert len(colours) == len(register) + 3
        for colour in colours.values():
            shown = readable(colour, theme)  # type: ignore[arg-type]
            assert contrast(shown, theme.page) >= DRAWN  # type: ignore[attr-defined]
            assert contrast(shown, theme.raised) >= DRAWN  # type: ignore[attr-defined]

    def test_a_colour_that_stands_out_stays_as_it_is(self) -> None:
        assert readable("#254264", LIGHT) == "#254264"
