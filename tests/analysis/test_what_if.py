"""Changes are what they say, and the compositions after them are those of the changed election."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.changes import Change, ListChange, MayorChange, RuleChange, VoteChange
from kkr_alloc.analysis.what_if import WhatIf, what_if
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError
from kkr_alloc.model import RuleSet
from kkr_alloc.results import PartyResult
from tests.sources.reading import problems_of
from tests.worlds import BOARD, KL, LATEST, REGIONS, election, rules

KV2021 = LATEST["kv2021"]


def changed(*changes: Change, region: str = "hovedstaden", rules: RuleSet = KL) -> WhatIf:
    return what_if(KV2021, changes, "kkr", [region], rules=rules)


def after(made: WhatIf, party: str) -> PartyResult:
    return made.comparisons[0].second.party(party)


@pytest.mark.parametrize("name", ["306-N", "N", "Nyt Odsherred", "nyt odsherred"])
def test_mayor_of_a_local_list_by_letter_id_or_name(name: str) -> None:
    """The ballot decides: N in Odsherred is Nyt Odsherred."""
    made = changed(MayorChange("306", "A"), MayorChange("Odsherred", name), region="sjaelland")
    assert made.descriptions[1] == "Mayor of Odsherred: A → 306-N."
    assert made.same


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
    assert after(changed(change), change.party).votes == expected


@pytest.mark.parametrize(("percent", "expected"), [(2, 128), (-2, 123)])
def test_exact_half_vote_is_rounded_up(percent: int, expected: int) -> None:
    """127.5 and 122.5."""
    small = election({"1": {"A": 125, "B": 50}}, {"1": "A"})
    change = VoteChange("A", Fraction(percent), percent=True)
    assert after(what_if(small, [change], "kkr", ["east"], rules=rules()), "A").votes == expected


def test_change_without_a_municipality_is_made_in_each_region() -> None:
    made = what_if(KV2021, [VoteChange("A", Fraction(10))], "kkr", ["sjaelland", "nordjylland"], rules=KL)
    votes = [one.numbers("votes") for made in made.comparisons for one in made.pairs if one.party == "A"]
    assert votes == [(146_007, 146_017), (110_342, 110_352)]
    assert len(made.descriptions) == 2


def test_votes_beyond_the_largest_list_are_taken_from_the_next() -> None:
    votes = {"1": {"A": 60, "B": 50}, "2": {"A": 50, "B": 20}}
    small = election(votes, {"1": "A", "2": "A"})
    made = what_if(small, [VoteChange("A", Fraction(-100))], "kkr", ["east"], rules=rules())
    lists = made.changed_election.lists
    assert sorted(result.votes for result in lists if result.party == "A") == [0, 10]


def test_votes_cast_move_with_the_votes() -> None:
    cast = rules(threshold_base="cast")
    change = VoteChange("A", Fraction(1000))
    (made,) = what_if(LATEST["kv2017"], [change], "kkr", ["hovedstaden"], rules=cast).comparisons
    assert made.second.threshold.votes - made.first.threshold.votes == 1000


def test_list_in_the_co_operation_is_pooled() -> None:
    """All local lists of Sjælland together have 20,615 votes and the mayor of Odsherred."""
    made = changed(ListChange("all"), region="sjaelland")
    line = after(made, "L")
    assert (line.votes, line.mayors, line.eligible) == (20_615, 1, True)
    out = ListChange("all", inside=False)
    back = what_if(made.changed_election, [out], "kkr", ["sjaelland"], rules=KL)
    assert back.changed_election.co_operation.lists == frozenset()
    assert after(changed(ListChange("306-N"), region="sjaelland"), "L").lists == ("306-N",)


def test_readings_are_told_as_a_rule_file_has_them() -> None:
    made = changed(RuleChange("open", "{fill: [adams, dhondt]}"), RuleChange("open", "{}"))
    readings = "fill: adams, sainte-lague, dhondt; threshold_base: cast, valid"
    assert made.descriptions == (f"Rule open: {readings} → {{}}.",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["threshold=7/200"], {"threshold": Fraction(7, 200)}),
        (["threshold=0.05"], {"threshold": Fraction(1, 20)}),
        (['threshold="1/20"'], {"threshold": Fraction(1, 20)}),
        (["threshold=3,0 %"], {"threshold": Fraction(3, 100)}),
        (["threshold=2.5%"], {"threshold": Fraction(1, 40)}),
        (["threshold=null"], {"threshold": None}),
        (["levelling=dhondt"], {"levelling": "dhondt"}),
        (["fill=sainte-lague"], {"fill": "sainte-lague"}),
        (["cap-per-municipality=3"], {"cap_per_municipality": 3}),
        (["cap=~"], {"cap_per_municipality": None}),
        (["council_seat=no"], {"council_seat": False}),
        (
            ["levelling=null", "seats=60", "cap=null"],
            {"levelling": None, "seats": 60, "cap_per_municipality": None},
        ),
    ],
)
def test_rule_values_are_read_as_yaml(changes: list[str], expected: dict[str, object]) -> None:
    made = changed(*(RuleChange(*change.split("=")) for change in changes))
    body = replace(KL.bodies["kkr"], **expected)
    assert made.changed_rules.bodies == {**KL.bodies, "kkr": body}
    (comparison,) = made.comparisons
    assert comparison.second == compose(KV2021, "kkr", "hovedstaden", rules=made.changed_rules)


@pytest.mark.parametrize(
    ("change", "field", "hint"),
    [
        (MayorChange("Egedel", "C"), "change-mayor", "Did you mean Egedal?"),
        (MayorChange("Egedal", "Q"), "change-mayor", "On its ballot were A"),
        (MayorChange("Egedal", "Venstr"), "change-mayor", "Did you mean Venstre?"),
        (VoteChange("Z", Fraction(5)), "change-votes", "A party's letter"),
        (VoteChange("A", Fraction(-10_000_000)), "change-votes", "It has 220,319 there."),
        (VoteChange("A", Fraction(-1), absolute=True), "change-votes", "It has 220,319 there."),
        (VoteChange("A", Fraction(-101), percent=True), "change-votes", "It has"),
        (VoteChange("A", Fraction(1, 2)), "change-votes", ""),
        (VoteChange("306-N", Fraction(1)), "change-votes", ""),
        (VoteChange("L", Fraction(1)), "change-votes", "--co-operation-list"),
        (ListChange("A"), "co-operation-list", "306-N"),
        (ListChange("999-N"), "co-operation-list", ""),
        (RuleChange("treshold", "3"), "change-rule", "Did you mean threshold?"),
        (RuleChange("threshold", "1/0%"), "threshold", ""),
        (RuleChange("levelling", "null"), "levelling", ""),
        (RuleChange("levelling", ""), "levelling", ""),
        (RuleChange("fill", "[adams"), "fill", ""),
        (RuleChange("cap", "-1"), "cap_per_municipality", ""),
        (RuleChange("co_operation", "maybe"), "co_operation", ""),
    ],
)
def test_invalid_changes(change: Change, field: str, hint: str) -> None:
    problem, *_ = problems_of(lambda: changed(change))
    assert problem.field == field
    assert hint in (problem.hint or "")


def test_drawn_lot_counts_where_it_still_answers_the_tie() -> None:
    small = election({"1": {"A": 150, "B": 80, "C": 80}}, {"1": "A"})
    two_seats = rules(**{**BOARD, "seats": 2})
    lot = Lot(1, ("B", "C"), ("C",), "kkr", "east")

    def seats(change: VoteChange) -> tuple[int, int]:
        (made,) = what_if(small, [change], "kkr", ["east"], rules=two_seats, lots=[lot]).comparisons
        assert made.first.party("C").seats == 1
        return made.second.party("B").seats, made.second.party("C").seats

    assert seats(VoteChange("A", Fraction(-1))) == (0, 1)
    assert seats(VoteChange("B", Fraction(1))) == (1, 0)
    one_seat = rules(**{**BOARD, "seats": 1})
    with pytest.raises(InputError, match="there is no tie"):
        what_if(small, [VoteChange("A", Fraction(1))], "kkr", ["east"], rules=one_seat, lots=[lot])


@settings(max_examples=25, deadline=None)
@given(more=st.integers(0, 50_000), region=st.sampled_from(REGIONS), party=st.sampled_from("AVCFØB"))
def test_votes_added_and_taken_away_again_change_nothing(more: int, region: str, party: str) -> None:
    made = changed(VoteChange(party, Fraction(more)), VoteChange(party, Fraction(-more)), region=region)
    assert made.comparisons[0].first == made.comparisons[0].second
