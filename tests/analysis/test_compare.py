"""Two compositions side by side."""

from __future__ import annotations

from kkr_alloc import bundled
from kkr_alloc.analysis.compare import compare
from kkr_alloc.composition import compose
from kkr_alloc.names import fold
from tests.worlds import KL, LATEST


def test_sjaelland_2018_and_2022() -> None:
    """By hand: 30 members became 31; Det Konservative Folkeparti went from 2 seats to 4."""
    made = compare(*(compose(LATEST[name], "kkr", "sjaelland", rules=KL) for name in ("kv2017", "kv2021")))
    assert not made.same
    pairs = {pair.party: pair for pair in made.pairs}
    assert (pairs["C"].numbers("seats"), pairs["C"].numbers("mayors")) == ((2, 4), (1, 1))
    differences = {one.party: one for one in made.differences}
    assert (differences["C"].seats, differences["C"].mayors, differences["C"].supplementary) == (2, 0, 2)
    assert sum(one.seats for one in made.differences) == 31 - 30


def test_local_list_under_another_name_is_another_list() -> None:
    """Local lists reuse letters: the same id does not make it the same list four years later."""
    made = compare(*(compose(LATEST[name], "kkr", "hovedstaden", rules=KL) for name in ("kv2017", "kv2021")))
    first = {line.party: fold(line.name) for line in made.first.parties}
    second = {line.party: fold(line.name) for line in made.second.parties}
    again = [party for party in first if party in second and first[party] != second[party] and "-" in party]
    assert again
    for party in again:
        assert len([one for one in made.differences if one.party == party]) == 2


def test_readings_of_the_rounding_differ_below_the_cap() -> None:
    one, two = (
        compose(LATEST["kv2021"], "kkr", "sjaelland", rules=bundled.rules(name)) for name in ("kl", "dhondt")
    )
    made = compare(one, two)
    assert not made.same
    assert all(difference.seats <= 0 for difference in made.differences)
