"""Our seats beside those of two other exact engines, on random elections without ties."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from kkr_alloc import apportion


def elections(
    divisor: str, number: int, minimums: bool = False
) -> Iterator[tuple[dict[str, int], int, dict[str, int]]]:
    """Votes, seats and minimums, from tiny to lopsided, that leave nothing to a lot."""
    source = random.Random(f"{divisor} {minimums}")
    while number:
        most = source.choice((20, 1_000, 10**6, 10**15))
        votes = {f"P{party}": source.randint(1, most) for party in range(source.randint(1, 12))}
        minimum = {party: source.randint(0, 5) for party in votes if minimums and source.random() < 0.5}
        seats = sum(minimum.values()) + len(votes) + source.randint(0, 60)
        votes["nobody's"] = 0
        if apportion(votes, seats, divisor, minimum).tie is None:
            number -= 1
            yield votes, seats, minimum


@pytest.mark.parametrize("minimums", [False, True])
@pytest.mark.parametrize(("divisor", "theirs"), [("dhondt", "d_hondt"), ("sainte-lague", "sainte_lague")])
def test_votelib(divisor: str, theirs: str, minimums: bool) -> None:
    """votelib's highest averages in fractions; with minimums it counts on from its previous gains."""
    proportional = pytest.importorskip("votelib.evaluate.proportional", reason="votelib is not installed")
    evaluator = proportional.HighestAverages(theirs)
    for votes, seats, minimum in elections(divisor, 3_000, minimums):
        won = evaluator.evaluate(votes, seats, prev_gains=minimum)
        assert apportion(votes, seats, divisor, minimum).seats == {
            party: minimum.get(party, 0) + won.get(party, 0) for party in votes
        }


@pytest.mark.parametrize(
    ("divisor", "theirs"), [("dhondt", "dhondt"), ("sainte-lague", "saintelague"), ("adams", "adams")]
)
def test_apportionment(divisor: str, theirs: str) -> None:
    """The package apportionment, in fractions."""
    methods = pytest.importorskip("apportionment.methods", reason="apportionment is not installed")
    for votes, seats, _ in elections(divisor, 2_000):
        won = methods.compute(theirs, list(votes.values()), seats, fractions=True)
        assert list(apportion(votes, seats, divisor).seats.values()) == won
