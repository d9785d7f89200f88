"""Two compositions side by side."""

from __future__ import annotations

from kkr_alloc.analysis.compare import compare
from kkr_alloc.composition import compose
from kkr_alloc.names import fold
from tests.worlds import KL, LATEST


def test_local_list_under_another_name_is_another_list() -> None:
    """Local lists reuse letters: the same id does not make it the same list four years later."""
    made = compare(*(compose(LATEST[name], "kkr", "hovedstaden", rules=KL) for name in ("kv2017", "kv2021")))
    first = {line.party: fold(line.name) for line in made.first.parties}
    second = {line.party: fold(line.name) for line in made.second.parties}
    again = [party for party in first if party in second and first[party] != second[party] and "-" in party]
    assert again
    for party in again:
        assert len([one for one in made.differences if one.party == party]) == 2
