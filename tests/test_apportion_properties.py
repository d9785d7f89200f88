"""What every divisor method promises, on random elections and against plain enumeration."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kkr_alloc import apportion, level
from kkr_alloc.apportionment import Apportionment
from kkr_alloc.divisors import Bid, Lot
from tests.brute_force import SEQUENCES, Election, elections, is_price, outcome, quotient, tied_elections

thorough = settings(max_examples=100, deadline=None)
any_election = st.one_of(elections(), tied_elections())
small_votes = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 20), min_size=1).filter(
    lambda votes: any(votes.values())
)


def with_lot_drawn(result: Apportionment[str], election: Election) -> Apportionment[str]:
    """The same election once the last of the tied parties have won the lot."""
    if result.tie is None:
        return result
    winners = result.tie.parties[-result.tie.seats :]
    return apportion(*election, lots=Lot(result.tie.seats, result.tie.parties, winners))


@thorough
@given(any_election, st.randoms())
def test_order_of_the_parties_does_not_matter(election: Election, random: Random) -> None:
    order = list(election.votes)
    random.shuffle(order)
    result = apportion(*election)
    permuted = apportion({party: election.votes[party] for party in order}, *election[1:])
    assert permuted.seats == result.seats
    assert list(permuted.seats) == order
    assert permuted.price == result.price
    assert set(permuted.tie.parties if permuted.tie else ()) == set(result.tie.parties if result.tie else ())


@thorough
@given(any_election, st.integers(1, 10**20))
def test_multiplying_all_votes_changes_only_the_quotients(election: Election, factor: int) -> None:
    result = apportion(*election)
    scaled = apportion({party: factor * number for party, number in election.votes.items()}, *election[1:])
    assert scaled.seats == result.seats
    assert (scaled.tie is None) == (result.tie is None)
    if scaled.tie and result.tie:
        assert scaled.tie.parties == result.tie.parties
        assert scaled.tie.quotient == factor * result.tie.quotient


@thorough
@given(elections(minimums=False), st.integers(1, 10))
def test_a_larger_house_takes_no_seat_from_anybody(election: Election, more: int) -> None:
    smaller = apportion(*election)
    larger = apportion(*election._replace(house=election.house + more))
    if smaller.tie is None and larger.tie is None:
        assert all(larger.seats[party] >= smaller.seats[party] for party in election.votes)


@thorough
@given(any_election)
def test_seats_and_ties_are_those_of_the_enumeration(election: Election) -> None:
    result, expected = apportion(*election), outcome(election)
    assert result.seats == expected.seats
    if expected.tied_seats:
        assert result.tie is not None
        assert result.tie.seats == expected.tied_seats
        assert frozenset(result.tie.parties) == expected.tied_parties
        assert result.tie.quotient == expected.quotient
    else:
        assert result.tie is None


def offer(bid: Bid[str]) -> tuple[bool, Fraction]:
    """A bid as the enumeration has it: (is it infinite?, the fraction or the votes)."""
    return (bid.divisor == 0, Fraction(bid.votes) if bid.quotient is None else bid.quotient)


@thorough
@given(any_election)
def test_steps_replay_to_the_same_seats(election: Election) -> None:
    """Each step gives the next number to the largest quotient there is; together they make the seats."""
    tied = apportion(*election)
    for result in (tied, with_lot_drawn(tied, election)):
        held = Counter({party: election.minimum.get(party, 0) for party in election.votes})
        for step in result.steps():
            offers = {
                party: quotient(number, held[party] + 1, election.divisor)
                for party, number in election.votes.items()
                if number
            }
            best = offers.pop(step.winner.party)
            assert offer(step.winner) == best
            assert best >= max(offers.values(), default=best)
            if step.runner_up:
                assert offer(step.runner_up) == offers[step.runner_up.party] == max(offers.values())
            else:
                assert not offers
            held[step.winner.party] += 1
            assert step.seat == held.total()
        assert dict(held) == result.seats


@thorough
@given(any_election, st.fractions(min_value=0, max_value=1).filter(bool))
def test_the_price_interval_is_the_set_of_prices(election: Election, excess: Fraction) -> None:
    """Its ends buy the seats, a price outside does not, and rounding at a price inside gives them."""
    tied = apportion(*election)
    result = with_lot_drawn(tied, election)
    price = result.price
    if price is None:
        assert election.house == sum(election.minimum.values())
        return
    if tied.tie:
        assert tied.price == price
        assert price.losing == price.winning == tied.tie.quotient
    assert is_price(price.losing, result.seats, election)
    assert not is_price(price.losing - excess, result.seats, election)
    if price.winning is None:
        assert is_price(price.losing + 1 / excess, result.seats, election)
        return
    assert is_price(price.winning, result.seats, election)
    assert not is_price(price.winning + excess, result.seats, election)
    if price.losing < price.winning:
        inside = price.losing + (price.winning - price.losing) * excess / 2
        assert {
            party: max(election.minimum.get(party, 0), rounded(number / inside, election.divisor))
            for party, number in election.votes.items()
        } == result.seats


def rounded(claim: Fraction, divisor: str) -> int:
    """A claim in units of the divisor's scale, rounded as its name says (an exact half up)."""
    if divisor == "sainte-lague":  # 1 3 5 … counts in half seats
        return math.floor(claim / 2 + Fraction(1, 2))
    return math.floor(claim) if divisor == "dhondt" else math.ceil(claim)


@thorough
@given(small_votes, st.data())
def test_level_is_the_smallest_house_that_guarantees_the_minimums(
    votes: dict[str, int], data: st.DataObject
) -> None:
    """Under d'Hondt a plain loop over houses ends at the same house, with the same seats."""
    minimum = {party: data.draw(st.integers(0, 3)) for party, number in votes.items() if number}
    if not any(minimum.values()):
        minimum[max(votes, key=votes.__getitem__)] = 1
    levelled = level(votes, minimum)
    for house in count(sum(minimum.values())):
        result = apportion(votes, house)
        if all(result.seats[party] >= held for party, held in minimum.items()):
            break
    assert levelled.house == house
    assert levelled.seats == result.seats
    assert result.tie is None


@thorough
@given(st.one_of(small_votes, elections().map(lambda election: election.votes)), st.data())
def test_level_rounds_the_votes_at_the_reference_price(votes: dict[str, int], data: st.DataObject) -> None:
    """No minimum seat was cheaper than the price, and each claim is rounded in the divisor's way."""
    minimum = {party: data.draw(st.integers(0, 9)) for party, number in votes.items() if number}
    minimum[max(votes, key=votes.__getitem__)] = 2
    divisor = data.draw(st.sampled_from(sorted(SEQUENCES)))
    levelled = level(votes, minimum, divisor)
    prices = {party: Fraction(votes[party], held) for party, held in minimum.items() if held}
    assert levelled.price == min(prices.values())
    assert set(levelled.reference) == {party for party, price in prices.items() if price == levelled.price}
    scale = 2 if divisor == "sainte-lague" else 1
    assert levelled.seats == {
        party: rounded(scale * number / levelled.price, divisor) for party, number in votes.items()
    }
    assert levelled.house == sum(levelled.seats.values())
    assert all(levelled.seats[party] >= held for party, held in minimum.items())
