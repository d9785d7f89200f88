"""Margins are exact: held to trying every number of votes, and applied to every bundled KKR."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc.analysis.altered import candidates, with_mayors
from kkr_alloc.analysis.margins import Shift, fewest, margins
from kkr_alloc.composition import compose, compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Count
from kkr_alloc.tally import Standing, Tally, tally
from tests.analysis.areas import KL, LATEST, REGIONS, body_rules, made, rule_set, tallies

KKR = KL.bodies["kkr"]


def moved(area: Tally, party: str, other: str | None, more: int) -> Tally:
    """The area with ``more`` votes for a party, of another party's voters or of people who did not vote."""
    change = {party: more, other: -more}
    standings = tuple(replace(s, votes=s.votes + change.get(s.party, 0)) for s in area.standings)
    grown = 0 if other else more
    return replace(area, standings=standings, valid=area.valid + grown, base=area.base + grown)


def certain(area: Tally, rules: BodyRules, party: str) -> int | None:
    """A party's certain seats; None where there is no composition."""
    area = replace(area, count=Count(final=False))
    try:
        composition = compose_tally(area, rules)
    except InputError:
        return None
    return None if composition.status == "no-result" else composition.party(party).seats


def tried(area: Tally, rules: BodyRules, party: str, other: str | None, sign: int, most: int) -> int | None:
    """The fewest votes by trying every number."""
    line = next(s for s in area.standings if s.party == party)
    before = certain(area, rules, party)
    before = line.mayors if before is None else before
    for n in range(1, most + 1):
        seats = certain(moved(area, party, other, sign * n), rules, party)
        if seats is not None and (seats - before) * sign > 0:
            return n
    return None


@settings(max_examples=250, deadline=None)
@given(area=tallies(), rules=body_rules(), data=st.data())
def test_no_smaller_number_of_moved_votes_does_it(area: Tally, rules: BodyRules, data: st.DataObject) -> None:
    names = [standing.party for standing in area.standings]
    party = data.draw(st.sampled_from(names))
    other = data.draw(st.sampled_from([name for name in names if name != party]))
    votes = {standing.party: standing.votes for standing in area.standings}
    for sign, most in ((1, votes[other]), (-1, votes[party])):
        found = fewest(area, rules, party, other, sign)
        assert (found and found.votes) == tried(area, rules, party, other, sign, most)


@settings(max_examples=300, deadline=None)
@given(
    votes=st.tuples(st.integers(1, 150), st.integers(1, 150), st.integers(6, 30)),
    mayors=st.integers(2, 6),
    small=st.lists(st.integers(1, 10), max_size=12),
    room=st.integers(-2, 1),
    levelling=st.sampled_from(["adams", "dhondt", "sainte-lague"]),
    fill=st.sampled_from(["dhondt", "sainte-lague"]),
)
def test_a_cap_that_binds_only_here_and_there_is_seen(
    votes: tuple[int, int, int], mayors: int, small: list[int], room: int, levelling: str, fill: str
) -> None:
    """A third party sets the price, so as votes move the size goes up and down by one around the cap.

    Where the filling treats small parties otherwise than the levelling, seats come and go with it.
    """
    standings = tuple(
        Standing(party, party, number, mayors if party == "C" else 0, True)
        for party, number in zip("ABCDEFGHIJKLMNO", [*votes, *small], strict=False)
    )
    valid = sum(standing.votes for standing in standings)
    area = Tally("kkr", "r", 1, valid, None, valid, standings, Count(final=True))
    rules = replace(KKR, cap_per_municipality=None, levelling=levelling, fill=fill, threshold=None)
    rules = replace(rules, cap_per_municipality=(compose_tally(area, rules).members or 0) + room)
    for sign, most in ((1, votes[1]), (-1, votes[0])):
        found = fewest(area, rules, "A", "B", sign)
        assert (found and found.votes) == tried(area, rules, "A", "B", sign, most)


@settings(max_examples=200, deadline=None)
@given(area=tallies(), rules=body_rules(), data=st.data())
def test_no_smaller_number_of_lost_votes_does_it(area: Tally, rules: BodyRules, data: st.DataObject) -> None:
    standing = data.draw(st.sampled_from(area.standings))
    found = fewest(area, rules, standing.party, None, -1)
    assert (found and found.votes) == tried(area, rules, standing.party, None, -1, standing.votes)


@settings(max_examples=60, deadline=None)
@given(area=tallies(most_votes=12), rules=body_rules(), data=st.data())
def test_no_smaller_number_of_new_votes_does_it(area: Tally, rules: BodyRules, data: st.DataObject) -> None:
    party = data.draw(st.sampled_from(area.standings)).party
    found = fewest(area, rules, party, None, 1)
    most = 1000
    expected = tried(area, rules, party, None, 1, most)
    assert (None if found is None or found.votes > most else found.votes) == expected


def test_a_tie_gives_no_certain_seat() -> None:
    """A has 2 of 3 seats and B 90 votes to C's 100: with 10 more they draw a lot, with 11 the seat is B's."""
    rules = replace(KKR, levelling=None, cap_per_municipality=None, seats=3)
    election = made({"1": {"A": 250, "B": 90, "C": 100}, "2": {"A": 0}}, {"1": "A", "2": "A"})
    area = tally(election, "kkr", "r", rules)
    assert fewest(area, rules, "B", None, 1) == Shift(11, 1, False)
    assert fewest(area, rules, "C", None, -1) == Shift(10, 0, True)


def test_more_votes_for_the_reference_party_lower_the_others() -> None:
    """A sets the price of 10 votes a seat; B's seat needs no vote lost to go when A grows."""
    area = Tally(
        "kkr", "r", 10, 131, None, 131,
        (Standing("A", "A", 100, 10, True), Standing("B", "B", 31, 0, True)),
        Count(final=True),
    )  # fmt: skip
    rules = replace(KKR, cap_per_municipality=None)
    assert compose_tally(area, rules).party("B").seats == 4
    assert fewest(area, rules, "B", None, -1) == Shift(1, 3, False)
    assert fewest(area, rules, "B", "A", -1) == Shift(1, 3, False)
    assert fewest(area, rules, "B", None, 1) == Shift(10, 5, False)
    assert fewest(area, rules, "A", None, 1) is None  # nobody else has a mayor: it sets the price for ever


def test_a_party_without_a_council_seat_can_gain_nothing() -> None:
    election = made(
        {"1": {"A": 100, "B": 1}, "2": {"A": 100, "B": 1}}, {"1": "A", "2": "A"}, {"1": ("A",), "2": ("A",)}
    )
    told = margins(election, "kkr", "r", rules=rule_set(threshold=Fraction(1, 10)))
    line = next(line for line in told.parties if line.party == "B")
    assert (line.distance, line.gain, line.lose) == (-19, None, None)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("election", LATEST)
def test_every_margin_of_the_bundled_kkr_does_what_it_says(election: str, region: str) -> None:
    """n votes change the party's seats; n - 1 and a sample of fewer do not. (Of local lists, the largest.)"""
    area = tally(LATEST[election], "kkr", region, KKR)
    local = [standing.party for standing in area.standings if standing.local]
    wanted = {standing.party for standing in area.standings} - set(local[6:])
    told = margins(LATEST[election], "kkr", region, rules=KL, against=["A"], parties=wanted)
    assert {line.party for line in told.parties} == wanted
    for line in told.parties:
        shifts = [(None, 1, line.gain), (None, -1, line.lose)]
        shifts += [(ex.party, 1, ex.gain) for ex in line.exchanges]
        shifts += [(ex.party, -1, ex.lose) for ex in line.exchanges]
        votes = {standing.party: standing.votes for standing in area.standings}
        for other, sign, shift in shifts:
            most = votes[line.party] if sign < 0 else votes[other] if other else 50 * area.valid
            if shift:
                assert shift.votes <= most
                after = certain(moved(area, line.party, other, sign * shift.votes), KKR, line.party)
                assert after == shift.seats
                assert (shift.seats - line.seats) * sign > 0
                most = shift.votes - 1
            for n in sorted({max(0, most - k) for k in range(2)} | {most * k // 9 for k in range(9)}):
                after = certain(moved(area, line.party, other, sign * n), KKR, line.party)
                assert after is None or (after - line.seats) * sign <= 0


def test_kristendemokraterne_in_midtjylland_2021() -> None:
    """14,522 votes of 724,233 are 37 above the threshold. Voters who stay away lower it too, so 39 must: 38
    leave
    14,484 of 724,195, just enough."""
    told = margins(LATEST["kv2021"], "kkr", "midtjylland", rules=KL, against=["A"])
    line = next(line for line in told.parties if line.party == "K")
    assert line.distance == 37
    assert line.lose == Shift(39, 0, False)
    assert line.exchanges[0].lose == Shift(38, 0, False)


def test_a_mayoralty_that_changes_the_seats_is_told_with_the_change() -> None:
    election = LATEST["kv2021"]
    told = margins(election, "kkr", "nordjylland", rules=KL, parties=())
    assert told.parties == ()
    assert told.mayoralties
    before = {line.party: line.seats for line in told.composition.parties}
    for office in told.mayoralties:
        after = compose(
            with_mayors(election, [(office.municipality, office.other)]), "kkr", "nordjylland", rules=KL
        )
        assert after.members == office.members
        assert {c.party: c.after for c in office.changes} == {
            line.party: line.seats for line in after.parties if line.seats != before[line.party]
        }


def test_only_offices_that_matter_are_told() -> None:
    """Every other candidate's office leaves all seats as they are."""
    election = LATEST["kv2025"]
    told = margins(election, "kkr", "nordjylland", rules=KL, parties=())
    named = {(office.municipality, office.other) for office in told.mayoralties}
    before = {line.party: line.seats for line in told.composition.parties}
    for code in election.geography.region("nordjylland").municipalities:
        for candidate in candidates(election, code):
            after = compose(with_mayors(election, [(code, candidate)]), "kkr", "nordjylland", rules=KL)
            same = {line.party: line.seats for line in after.parties} == before
            assert same != ((code, candidate) in named)


def test_an_unknown_counterpart_is_an_input_error_with_a_suggestion() -> None:
    with pytest.raises(InputError) as error:
        margins(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, against=["Venstr"])
    assert error.value.problems[0].value == "Venstr"
    assert "Venstre, Danmarks Liberale Parti" in (error.value.problems[0].hint or "")


def test_the_parties_asked_for_go_by_any_name() -> None:
    told = margins(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, parties=["Socialdemokratiet", "v"])
    assert {line.party for line in told.parties} == {"A", "V"}
    with pytest.raises(InputError) as error:
        margins(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, parties=["Socialisterne"])
    assert error.value.problems[0].field == "parties"
