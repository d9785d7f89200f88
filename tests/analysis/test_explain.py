"""An explanation holds everything needed to do the composition again, and agrees with it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kkr_alloc.analysis.explain import Explanation, explain
from kkr_alloc.divisors import Lot
from kkr_alloc.text import text
from tests.worlds import BOARD, KL, LATEST, REGIONS, election, rules


def test_hovedstaden_2018_is_the_example_of_the_method_page() -> None:
    """docs/method.md does the same by hand: each party's votes, quotient and seats stand there in one row."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text("utf-8")
    rows = [line.strip() for line in page.splitlines()]
    made = explain(LATEST["kv2017"], "kkr", "hovedstaden", rules=KL)
    for line in made.levelling_lines:
        cells = text("| {it.party} {it.name} | {it.votes} | {it.quotient:.3} | {it.seats} |", it=line)
        assert any(row.startswith(cells) for row in rows), cells
    assert f"so a party needs {made.threshold.needed:,}" in page


def on_paper(made: Explanation) -> dict[str, int]:
    """Seats per party, from nothing but what is printed, the way a reader would do it."""
    lines = [one for one in made.threshold.parties if one.reason != "list-alone"]
    inside = [one for one in lines if one.distance is None or one.distance >= 0]
    if made.threshold.council_seat:
        inside = [line for line in inside if line.council_seat is not False]
    votes = {line.party: line.votes for line in inside}
    seats = {line.party: line.mayors for line in made.mayors}
    outside = sum(number for party, number in seats.items() if party not in votes)
    if made.filling is None:
        price = min(Fraction(votes[party], seats[party]) for party in votes if seats.get(party))
        seats |= {party: -(-number // price) for party, number in votes.items()}
        assert sum(seats.values()) == made.composition.members
        return seats
    held = {party: seats.get(party, 0) for party in votes}
    while sum(held.values()) < made.filling.seats:
        # By Adams a first seat goes before any other, the largest party's first.
        best = max(held, key=lambda party: (not held[party], Fraction(votes[party], held[party] or 1)))
        held[best] += 1
    assert sum(held.values()) + outside == made.composition.members
    return seats | held


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", LATEST)
def test_every_bundled_kkr_can_be_done_again_on_paper(name: str, region: str) -> None:
    made = explain(LATEST[name], "kkr", region, rules=KL)
    paper = {party: seats for party, seats in on_paper(made).items() if seats}
    assert paper == {line.party: line.seats for line in made.composition.parties if line.seats}


TIED = election({"1": {"A": 100, "B": 80, "C": 80}, "2": {"A": 100}}, {"1": "A", "2": "A"})
THREE_SEATS = rules(**{**BOARD, "ex_officio": "mayors", "seats": 3})


def test_drawn_lot_is_a_step() -> None:
    lot = Lot(1, ("B", "C"), ("C",), "kkr", "east")
    made = explain(TIED, "kkr", "east", rules=THREE_SEATS, lots=[lot])
    assert made.after_lot == ()
    assert [step.winner.party for step in made.filling_steps] == ["C"]
