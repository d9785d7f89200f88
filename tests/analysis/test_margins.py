"""Margins are exact: held to trying every number of votes, and applied to every bundled KKR."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc.analysis.margins import margins
from kkr_alloc.analysis.mayoralties import candidates, with_mayors
from kkr_alloc.analysis.shifts import Shift, fewest
from kkr_alloc.composition import compose, compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Count
from kkr_alloc.tally import Tally, tally
from tests.worlds import BOARD, KKR, KL, LATEST, REGIONS, area, body_rules, election, rules, standing, tallies


def moved(here: Tally, party: str, other: str | None, more: int) -> Tally:
    """The area with ``more`` votes for a party, of another party's voters or of people who did not vote."""
    change = {party: more, other: -more}
    standings = tuple(replace(s, votes=s.votes + change.get(s.party, 0)) for s in here.standings)
    grown = 0 if other else more
    cast = None if here.cast is None else here.cast + grown
    return replace(here, standings=standings, valid=here.valid + grown, cast=cast)


def certain(here: Tally, body: BodyRules, party: str) -> int | None:
    """A party's certain seats; None where there is no composition."""
    try:
        composition = compose_tally(replace(here, count=Count(final=False)), body)
    except InputError:
        return None
    return None if composition.status == "no-result" else composition.party(party).seats


def tried(here: Tally, body: BodyRules, party: str, other: str | None, sign: int, most: int) -> int | None:
    """The fewest votes by trying every number."""
    line = next(s for s in here.standings if s.party == party)
    before = certain(here, body, party)
    before = line.mayors if before is None else before
    for n in range(1, most + 1):
        seats = certain(moved(here, party, other, sign * n), body, party)
        if seats is not None and (seats - before) * sign > 0:
            return n
    return None


@settings(max_examples=150, deadline=None)
@given(here=tallies(), body=body_rules(), data=st.data())
def test_no_smaller_number_of_moved_or_lost_votes_does_it(
    here: Tally, body: BodyRules, data: st.DataObject
) -> None:
    votes = {one.party: one.votes for one in here.standings}
    party = data.draw(st.sampled_from(list(votes)))
    other = data.draw(st.sampled_from([name for name in votes if name != party]))
    for source, sign, most in ((other, 1, votes[other]), (other, -1, votes[party]), (None, -1, votes[party])):
        found = fewest(here, body, party, source, sign)
        assert (found and found.votes) == tried(here, body, party, source, sign, most)


@settings(max_examples=60, deadline=None)
@given(here=tallies(most_votes=12), body=body_rules(), data=st.data())
def test_no_smaller_number_of_new_votes_does_it(here: Tally, body: BodyRules, data: st.DataObject) -> None:
    party = data.draw(st.sampled_from(here.standings)).party
    found = fewest(here, body, party, None, 1)
    most = 1000
    expected = tried(here, body, party, None, 1, most)
    assert (None if found is None or found.votes > most else found.votes) == expected


@settings(max_examples=200, deadline=None)
@given(
    votes=st.tuples(st.integers(1, 150), st.integers(1, 150), st.integers(6, 30)),
    mayors=st.integers(2, 6),
    small=st.lists(st.integers(1, 10), max_size=12),
    room=st.integers(-2, 1),
    levelling=st.sampled_from(["adams", "dhondt", "sainte-lague"]),
    fill=st.sampled_from(["dhondt", "sainte-lague"]),
)
def test_cap_that_binds_only_here_and_there(
    votes: tuple[int, int, int], mayors: int, small: list[int], room: int, levelling: str, fill: str
) -> None:
    """A third party sets the price, so as votes move the size goes up and down by one around the cap.

    Where the filling treats small parties otherwise than the levelling, seats come and go with it.
    """
    standings = (
        standing(party, number, mayors if party == "C" else 0)
        for party, number in zip("ABCDEFGHIJKLMNO", [*votes, *small], strict=False)
    )
    here = area(*standings, municipalities=1)
    body = replace(KKR, cap_per_municipality=None, levelling=levelling, fill=fill, threshold=None)
    body = replace(body, cap_per_municipality=(compose_tally(here, body).members or 0) + room)
    for sign, most in ((1, votes[1]), (-1, votes[0])):
        found = fewest(here, body, "A", "B", sign)
        assert (found and found.votes) == tried(here, body, "A", "B", sign, most)


def test_tie_gives_no_certain_seat() -> None:
    """A has 2 of 3 seats and B 90 votes to C's 100: with 10 more they draw a lot, with 11 the seat is B's."""
    body = replace(KKR, **{**BOARD, "seats": 3})
    here = area(standing("A", 250), standing("C", 100), standing("B", 90))
    assert fewest(here, body, "B", None, 1) == Shift(11, 1, False)
    assert fewest(here, body, "C", None, -1) == Shift(10, 0, True)


def test_more_votes_for_the_reference_party_lower_the_others() -> None:
    """A sets the price of 10 votes a seat; B's seat needs no vote lost to go when A grows."""
    here = area(standing("A", 100, 10), standing("B", 31))
    body = replace(KKR, cap_per_municipality=None)
    assert compose_tally(here, body).party("B").seats == 4
    assert fewest(here, body, "B", None, -1) == Shift(1, 3, False)
    assert fewest(here, body, "B", "A", -1) == Shift(1, 3, False)
    assert fewest(here, body, "B", None, 1) == Shift(10, 5, False)
    assert fewest(here, body, "A", None, 1) is None  # nobody else has a mayor: it sets the price for ever


def test_party_without_a_council_seat_can_gain_nothing() -> None:
    votes = {"1": {"A": 100, "B": 1}, "2": {"A": 100, "B": 1}}
    small = election(votes, {"1": "A", "2": "A"}, seats={"B": 0})
    made = margins(small, "kkr", "east", rules=rules(threshold=Fraction(1, 10)), parties=["B"])
    (line,) = made.parties
    assert (line.distance, line.gain, line.lose) == (-19, None, None)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", LATEST)
def test_every_margin_of_the_bundled_kkr(name: str, region: str) -> None:
    """n votes change the party's seats; n - 1 and some fewer do not. (Of local lists, the largest.)"""
    body = KL.bodies["kkr"]
    here = tally(LATEST[name], "kkr", region, body)
    votes = {one.party: one.votes for one in here.standings}
    local = [one.party for one in here.standings if one.local]
    wanted = votes.keys() - set(local[6:])
    made = margins(LATEST[name], "kkr", region, rules=KL, against=["A"], parties=wanted)
    assert {line.party for line in made.parties} == wanted
    for line in made.parties:
        shifts = [(None, 1, line.gain), (None, -1, line.lose)]
        shifts += [(ex.party, 1, ex.gain) for ex in line.exchanges]
        shifts += [(ex.party, -1, ex.lose) for ex in line.exchanges]
        for other, sign, shift in shifts:
            most = votes[line.party] if sign < 0 else votes[other] if other else 50 * here.valid
            if shift:
                assert shift.votes <= most
                after = certain(moved(here, line.party, other, sign * shift.votes), body, line.party)
                assert after == shift.seats
                assert (shift.seats - line.seats) * sign > 0
                most = shift.votes - 1
            for n in (most // 3, 2 * most // 3, most):
                after = certain(moved(here, line.party, other, sign * n), body, line.party)
                assert after is None or (after - line.seats) * sign <= 0


@pytest.mark.parametrize("name", ["kv2021", "kv2025"])
def test_mayoralties_are_those_that_change_a_seat(name: str) -> None:
    """Every other candidate's office leaves all seats as they are."""
    loaded = LATEST[name]
    made = margins(loaded, "kkr", "nordjylland", rules=KL, parties=())
    assert made.parties == ()
    before = {line.party: line.seats for line in made.composition.parties}
    known = {(office.municipality_code, office.other): office for office in made.mayoralties}
    assert known
    for code in loaded.geography.region("nordjylland").municipalities:
        for candidate in candidates(loaded, code):
            after = compose(with_mayors(loaded, [(code, candidate)]), "kkr", "nordjylland", rules=KL)
            changes = {line.party: line.seats for line in after.parties if line.seats != before[line.party]}
            office = known.get((code, candidate))
            assert changes == ({one.party: one.after for one in office.changes} if office else {})
            assert office is None or office.members == after.members


def test_parties_by_any_name() -> None:
    kv2021 = LATEST["kv2021"]
    made = margins(kv2021, "kkr", "nordjylland", rules=KL, parties=["Socialdemokratiet", "v"])
    assert {line.party for line in made.parties} == {"A", "V"}
    for field in ("parties", "against"):
        with pytest.raises(InputError) as error:
            margins(kv2021, "kkr", "nordjylland", rules=KL, **{field: ["Venstr"]})  # type: ignore[arg-type]
        assert error.value.problems[0].field == field
        assert "Venstre, Danmarks Liberale Parti" in (error.value.problems[0].hint or "")
