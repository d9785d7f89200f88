"""Changes are what they say, and the compositions after them are those of the changed election."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkr_alloc.analysis.what_if import (
    Change,
    ListChange,
    MayorChange,
    RuleChange,
    VoteChange,
    what_if,
)
from kkr_alloc.composition import compose
from kkr_alloc.errors import InputError
from kkr_alloc.model import Lot
from tests.analysis.areas import KL, LATEST, REGIONS, made, rule_set

KV2021 = LATEST["kv2021"]


def votes_after(change: VoteChange, region: str = "hovedstaden") -> int:
    told = what_if(KV2021, [change], "kkr", [region], rules=KL)
    return told.comparisons[0].second.party(change.party).votes


@pytest.mark.parametrize("region", REGIONS)
def test_no_change_is_no_difference(region: str) -> None:
    told = what_if(KV2021, [], "kkr", [region], rules=KL)
    assert told.same
    assert told.told == ()
    assert told.comparisons[0].first == told.comparisons[0].second


def test_a_mayor_of_another_party() -> None:
    told = what_if(KV2021, [MayorChange("Egedal", "C")], "kkr", ["hovedstaden"], rules=KL)
    pairs = {pair.party: pair.numbers("mayors") for pair in told.comparisons[0].parties}
    assert pairs["A"] == (17, 16)
    assert pairs["C"] == (9, 10)
    assert told.told == ("Mayor of Egedal: A → C.",)


@pytest.mark.parametrize("name", ["306-N", "N", "Nyt Odsherred", "nyt odsherred"])
def test_a_local_list_is_named_by_letter_id_or_name(name: str) -> None:
    """The ballot decides: N in Odsherred is Nyt Odsherred."""
    changes = [MayorChange("306", "A"), MayorChange("Odsherred", name)]
    told = what_if(KV2021, changes, "kkr", ["sjaelland"], rules=KL)
    assert told.told[1] == "Mayor of Odsherred: A → 306-N."
    assert told.same


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (VoteChange("A", Fraction(1000)), 221_319),
        (VoteChange("A", Fraction(-1000)), 219_319),
        (VoteChange("A", Fraction(12_000), absolute=True), 12_000),
        (VoteChange("A", Fraction(2), percent=True), 224_725),  # 224,725.38
        (VoteChange("V", Fraction(-3, 2), percent=True), 98_385),  # 98,384.755
        (VoteChange("A", Fraction(1000), "København"), 221_319),
        (VoteChange("Ø", Fraction(0), "101", absolute=True), 125_132 - 75_698),
    ],
)
def test_votes_become_what_the_change_says(change: VoteChange, expected: int) -> None:
    assert votes_after(change) == expected


def test_an_exact_half_vote_is_rounded_up() -> None:
    election = made({"1": {"A": 125, "B": 50}}, {"1": "A"})
    for percent, expected in ((Fraction(2), 128), (Fraction(-2), 123)):  # 127.5 and 122.5
        told = what_if(election, [VoteChange("A", percent, percent=True)], "kkr", ["r"], rules=KL)
        assert told.comparisons[0].second.party("A").votes == expected


def test_a_change_without_a_municipality_is_made_in_each_region() -> None:
    told = what_if(KV2021, [VoteChange("A", Fraction(10))], "kkr", ["sjaelland", "nordjylland"], rules=KL)
    assert [
        pair.numbers("votes") for one in told.comparisons for pair in one.parties if pair.party == "A"
    ] == [
        (146_007, 146_017),
        (110_342, 110_352),
    ]
    assert len(told.told) == 2


def test_taking_more_votes_than_the_largest_list_has_goes_on_with_the_next() -> None:
    election = made({"1": {"A": 60, "B": 50}, "2": {"A": 50, "B": 20}}, {"1": "A", "2": "A"})
    told = what_if(election, [VoteChange("A", Fraction(-100))], "kkr", ["r"], rules=KL)
    assert sorted(result.votes for result in told.election.lists if result.party == "A") == [0, 10]


def test_the_votes_cast_move_with_the_votes() -> None:
    cast = rule_set(threshold_base="cast")
    told = what_if(LATEST["kv2017"], [VoteChange("A", Fraction(1000))], "kkr", ["hovedstaden"], rules=cast)
    assert told.comparisons[0].second.base - told.comparisons[0].first.base == 1000


def test_a_list_in_the_co_operation_is_pooled() -> None:
    """All local lists of Sjælland together have 20,615 votes and the mayor of Odsherred."""
    told = what_if(KV2021, [ListChange("all")], "kkr", ["sjaelland"], rules=KL)
    line = told.comparisons[0].second.party("L")
    assert (line.votes, line.mayors, line.eligible) == (20_615, 1, True)
    back = what_if(told.election, [ListChange("all", inside=False)], "kkr", ["sjaelland"], rules=KL)
    assert back.election.co_operation.lists == frozenset()
    one = what_if(KV2021, [ListChange("306-N")], "kkr", ["sjaelland"], rules=KL)
    assert one.comparisons[0].second.party("L").lists == ("306-N",)


@pytest.mark.parametrize(
    ("changes", "same_as"),
    [
        ([RuleChange("threshold", "0.05")], {"threshold": Fraction(1, 20)}),
        ([RuleChange("threshold", "3 %")], {"threshold": Fraction(3, 100)}),
        ([RuleChange("threshold", "none")], {"threshold": None}),
        ([RuleChange("levelling", "dhondt")], {"levelling": "dhondt"}),
        ([RuleChange("fill", "sainte-lague")], {"fill": "sainte-lague"}),
        ([RuleChange("cap-per-municipality", "3")], {"cap_per_municipality": 3}),
        ([RuleChange("cap", "none")], {"cap_per_municipality": None}),
        ([RuleChange("council_seat", "no")], {"council_seat": False}),
        (
            [RuleChange("levelling", "none"), RuleChange("seats", "60"), RuleChange("cap", "none")],
            {"levelling": None, "seats": 60, "cap_per_municipality": None},
        ),
    ],
)
def test_a_changed_rule_is_that_rule(changes: list[Change], same_as: dict[str, object]) -> None:
    told = what_if(KV2021, changes, "kkr", ["hovedstaden"], rules=KL)
    expected = compose(KV2021, "kkr", "hovedstaden", rules=rule_set(**same_as))
    assert told.comparisons[0].second == expected


@pytest.mark.parametrize(
    ("change", "field", "hint"),
    [
        (MayorChange("Egedel", "C"), "change-mayor", "Did you mean Egedal?"),
        (MayorChange("Egedal", "Q"), "change-mayor", "On its ballot were A"),
        (MayorChange("Egedal", "Venstr"), "change-mayor", "Did you mean Venstre, Danmarks Liberale Parti?"),
        (VoteChange("Z", Fraction(5)), "change-votes", "One of A"),
        (VoteChange("A", Fraction(-10_000_000)), "change-votes", "It has 220,319 there."),
        (VoteChange("A", Fraction(-1), absolute=True), "change-votes", "It has 220,319 there."),
        (VoteChange("A", Fraction(-101), percent=True), "change-votes", "It has"),
        (VoteChange("A", Fraction(1, 2)), "change-votes", None),
        (VoteChange("306-N", Fraction(1)), "change-votes", None),
        (VoteChange("L", Fraction(1)), "change-votes", "--co-operation-list"),
        (ListChange("A"), "co-operation-list", "306-N"),
        (ListChange("999-N"), "co-operation-list", None),
        (RuleChange("treshold", "3"), "change-rule", "Did you mean threshold?"),
        (RuleChange("threshold", "3"), "threshold", None),
        (RuleChange("levelling", "none"), "levelling", None),
        (RuleChange("cap", "-1"), "cap_per_municipality", None),
        (RuleChange("co_operation", "maybe"), "co_operation", None),
    ],
)
def test_a_change_that_does_not_fit_is_an_input_error(change: Change, field: str, hint: str | None) -> None:
    with pytest.raises(InputError) as error:
        what_if(KV2021, [change], "kkr", ["hovedstaden"], rules=KL)
    assert error.value.problems[0].field == field
    assert hint is None or hint in (error.value.problems[0].hint or "")


def test_a_drawn_lot_counts_where_it_still_answers_the_tie() -> None:
    election = made({"1": {"A": 150, "B": 80, "C": 80}}, {"1": "A"})
    rules = rule_set(levelling=None, cap_per_municipality=None, seats=2)
    lot = Lot("kkr", "r", 1, ("B", "C"), ("C",))
    kept = what_if(election, [VoteChange("A", Fraction(-50))], "kkr", ["r"], rules=rules, lots=[lot])
    assert kept.comparisons[0].second.party("C").seats == 1
    gone = what_if(election, [VoteChange("B", Fraction(1))], "kkr", ["r"], rules=rules, lots=[lot])
    assert gone.comparisons[0].first.party("C").seats == 1
    assert gone.comparisons[0].second.party("B").seats == 1


@settings(max_examples=60, deadline=None)
@given(more=st.integers(0, 50_000), region=st.sampled_from(REGIONS), party=st.sampled_from("AVCFØB"))
def test_votes_added_and_taken_away_again_change_nothing(more: int, region: str, party: str) -> None:
    changes = [VoteChange(party, Fraction(more)), VoteChange(party, Fraction(-more))]
    told = what_if(KV2021, changes, "kkr", [region], rules=KL)
    assert told.comparisons[0].first == told.comparisons[0].second
