"""An explanation holds everything needed to do the composition again, and agrees with it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.analysis.explain import Explanation, explain
from kkr_alloc.model import Lot
from kkr_alloc.text import Decimal, decimal
from tests.analysis.areas import KL, LATEST, REGIONS, made, rule_set


def test_hovedstaden_2018_by_hand() -> None:
    """29 mayors + 25 as KL published it: 276,715 / 15 votes per mayor, each started price a seat."""
    told = explain(LATEST["kv2017"], "kkr", "hovedstaden", rules=KL)

    assert told.needed == 19_082  # 2 % of 954,066 is 19,081.32
    assert told.reference == ("A",)
    assert told.composition.price == Fraction(276_715, 15)
    assert [(line.party, line.mayors) for line in told.mayors] == [
        ("A", 15),
        ("C", 7),
        ("V", 6),
        ("270-G", 1),
    ]
    assert told.mayors[-1].municipalities == ("Gribskov",)
    assert not told.mayors[-1].eligible
    assert {line.party: line.seats for line in told.levelling} == {
        "A": 15, "C": 8, "V": 7, "Ø": 6, "O": 4, "B": 4, "F": 4, "Å": 3, "I": 2,
    }  # fmt: skip
    assert sum(line.seats for line in told.levelling) + 1 == 54
    assert told.house is None
    assert told.filling == ()


def test_hovedstaden_2018_is_the_page_s_example() -> None:
    """docs/method.md does the same by hand: each party's votes, quotient and seats stand there in one row."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text("utf-8")
    rows = [line.strip() for line in page.splitlines()]
    told = explain(LATEST["kv2017"], "kkr", "hovedstaden", rules=KL)
    for line in told.levelling:
        cells = (
            f"{line.party} {line.name}",
            f"{line.votes:,}",
            decimal(Decimal(line.quotient, 3)),
            line.seats,
            line.mayors,
            line.seats - line.mayors,
        )
        assert f"| {' | '.join(map(str, cells))} |" in rows
    assert f"so a party needs {told.needed:,}" in page


def on_paper(told: Explanation) -> dict[str, int]:
    """Seats per party, from nothing but what is printed, the way a reader would do it."""
    inside = [line for line in told.threshold if line.distance is None or line.distance >= 0]
    if told.rules.council_seat:
        inside = [line for line in inside if line.council_seat is not False]
    votes = {line.party: line.votes for line in inside}
    seats = {line.party: line.mayors for line in told.mayors}
    outside = sum(number for party, number in seats.items() if party not in votes)
    if told.house is None:
        price = min(Fraction(votes[party], seats[party]) for party in votes if seats.get(party))
        for party, number in votes.items():
            seats[party] = -(-number // price)
        assert sum(seats.values()) == told.composition.members
        return seats
    held = {party: seats.get(party, 0) for party in votes}
    while sum(held.values()) < told.house:
        best = max(held, key=lambda party: Fraction(votes[party], held[party] + 1))
        held[best] += 1
    assert sum(held.values()) + outside == told.composition.members
    return seats | held


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("election", LATEST)
def test_every_bundled_kkr_can_be_done_again_on_paper(election: str, region: str) -> None:
    told = explain(LATEST[election], "kkr", region, rules=KL)

    paper = on_paper(told)

    assert {party: n for party, n in paper.items() if n} == {
        line.party: line.seats for line in told.composition.parties if line.seats
    }


@pytest.mark.parametrize("name", bundled.rule_sets())
@pytest.mark.parametrize("region", REGIONS)
def test_the_filling_is_told_with_votes_and_divisors(name: str, region: str) -> None:
    told = explain(LATEST["kv2025"], "kkr", region, rules=bundled.rules(name))
    seats = {line.party: line.mayors or 0 for line in told.composition.parties if line.eligible}
    divisor = {"kl": 1, "dhondt": 1, "sainte-lague": 2}[name]
    if told.composition.capped:
        assert told.filling[-1].seat == told.house
    for line in told.filling:
        assert line.winner.divisor == divisor * seats[line.winner.party] + 1
        assert line.runner_up is not None
        assert line.runner_up.divisor == divisor * seats[line.runner_up.party] + 1
        assert line.winner.quotient >= line.runner_up.quotient  # type: ignore[operator]
        seats[line.winner.party] += 1
    if told.filling:
        assert seats == {line.party: line.seats for line in told.composition.parties if line.eligible}


TIED = made({"1": {"A": 100, "B": 80, "C": 80}, "2": {"A": 100}}, {"1": "A", "2": "A"})


def test_a_tie_says_what_the_lot_decides() -> None:
    told = explain(TIED, "kkr", "r", rules=rule_set(cap_per_municipality=None, levelling=None, seats=3))
    assert told.tie is not None
    assert told.tie.between == ("B", "C")
    assert told.after_lot == (("B", 0, 1), ("C", 0, 1))


def test_a_drawn_lot_is_explained_as_drawn() -> None:
    rules = rule_set(cap_per_municipality=None, levelling=None, seats=3)
    lot = Lot("kkr", "r", 1, ("B", "C"), ("C",))

    told = explain(TIED, "kkr", "r", rules=rules, lots=[lot])

    assert told.tie is None
    assert [line.winner.party for line in told.filling] == ["C"]


def test_the_bestyrelse_has_no_threshold_and_no_mayors() -> None:
    told = explain(LATEST["kv2021"], "bestyrelse", rules=KL)
    assert told.needed is None
    assert told.mayors == ()
    assert told.levelling == ()
    assert [line.winner.party for line in told.filling[:3]] == ["A", "V", "C"]
    assert len(told.filling) == told.house == 17
