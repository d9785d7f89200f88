"""Two compositions side by side."""

from __future__ import annotations

from kkr_alloc import bundled
from kkr_alloc.analysis.compare import compare
from kkr_alloc.composition import compose
from tests.analysis.areas import KL, LATEST


def test_sjaelland_2018_and_2022() -> None:
    """By hand: 34 members fell to 31; Det Konservative Folkeparti went from 2 seats to 4."""
    told = compare(*(compose(LATEST[name], "kkr", "sjaelland", rules=KL) for name in ("kv2017", "kv2021")))
    assert not told.same
    pairs = {pair.party: pair for pair in told.parties}
    assert pairs["C"].numbers("seats") == (2, 4)
    assert pairs["C"].numbers("mayors") == (1, 1)
    assert sum(pair.numbers("seats")[0] for pair in told.parties) == told.first.members == 34
    assert sum(pair.numbers("seats")[1] for pair in told.parties) == told.second.members == 31


def test_a_local_list_under_another_name_is_another_list() -> None:
    """Local lists reuse letters: the same id does not make it the same list four years later."""
    told = compare(*(compose(LATEST[name], "kkr", "hovedstaden", rules=KL) for name in ("kv2017", "kv2021")))
    first = {line.party: line.name for line in told.first.parties}
    second = {line.party: line.name for line in told.second.parties}
    again = [party for party in first if party in second and first[party] != second[party] and "-" in party]
    for party in again:
        assert len([pair for pair in told.parties if pair.party == party]) == 2
    assert again


def test_the_same_composition_twice_has_no_difference() -> None:
    one = compose(LATEST["kv2025"], "kkr", "syddanmark", rules=KL)
    assert compare(one, one).same


def test_readings_of_the_rounding_differ_where_the_cap_does_not_bind() -> None:
    one = compose(LATEST["kv2021"], "kkr", "sjaelland", rules=KL)
    two = compose(LATEST["kv2021"], "kkr", "sjaelland", rules=bundled.rules("dhondt"))
    told = compare(one, two)
    assert not told.same
    assert all(pair.numbers("seats")[0] >= pair.numbers("seats")[1] for pair in told.parties)
