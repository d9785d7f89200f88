"""The rules of a body's composition, each by a small table that can be redone by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.composition import compose, compose_tally, derive, rules_of
from kkr_alloc.divisors import Lot, Tie
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import BodyRules, CoOperation, Count, Election, OpenRules, RuleSet
from kkr_alloc.results import Composition, Threshold
from kkr_alloc.tally import Tally
from tests.worlds import BOARD, KKR, area, body_rules, election, rules, standing, tallies


def kkr(loaded: Election, **changes: Any) -> Composition:
    """The KKR of the small region, under its rules but for the changes."""
    return compose(loaded, region="east", rules=rules(**changes))


def seats(composition: Composition) -> dict[str, int]:
    return {line.party: line.seats for line in composition}


def notes(composition: Composition) -> dict[str, str]:
    return {note.code: note.message for note in composition.notes}


def problem(loaded: Election, lots: tuple[Lot[str], ...] = (), **changes: Any) -> Problem:
    """The only problem of a composition that cannot be computed."""
    with pytest.raises(InputError) as raised:
        compose(loaded, region="east", rules=rules(**changes), lots=lots)
    (found,) = raised.value.problems
    return found


@settings(max_examples=150, deadline=None)
@given(tallied=tallies(), body=body_rules())
def test_sums_hold(tallied: Tally, body: BodyRules) -> None:
    """Members are seats and unassigned ones, nobody has fewer than its mayors, and no cap is exceeded."""
    made = compose_tally(tallied, body)
    if made.status == "no-result":
        return
    assert made.members is not None
    assert made.mayors is not None
    assert made.members == sum(line.seats for line in made) + made.unassigned
    assert made.mayors == sum(line.mayors or 0 for line in made)
    assert made.supplementary == made.members - made.mayors
    assert made.outside == sum(line.mayors or 0 for line in made if not line.eligible)
    assert all(line.supplementary == line.seats - (line.mayors or 0) >= 0 for line in made)
    assert all(line.supplementary == 0 for line in made if not line.eligible)
    assert (made.status == "tie") is (made.unassigned > 0) is (made.tie is not None)
    if made.cap is not None:
        assert made.members <= made.cap
        assert made.capped is ((made.levelled_members or 0) > made.cap)
    if body.seats is not None:
        assert made.members == body.seats


class TestLevelling:
    """The party with most mayors for its votes sets the price of a seat."""

    # A has 600 votes for 2 mayors (300 each), V 400 for 2 (200 each): V sets the price, 200 votes.
    two_parties = election(
        {"1": {"A": 300, "V": 200}, "2": {"A": 100}, "3": {"A": 200, "V": 150}, "4": {"V": 50}},
        {"1": "A", "2": "A", "3": "V", "4": "V"},
    )

    @pytest.mark.parametrize(("levelling", "third"), [("adams", 1), ("sainte-lague", 1), ("dhondt", 0)])
    def test_rounding_of_a_party_without_mayors(self, levelling: str, third: int) -> None:
        # The price is 100; C's 50 votes are half a seat, and an exact half rounds up.
        loaded = election({"1": {"A": 100, "C": 50}}, {"1": "A"})
        assert seats(kkr(loaded, levelling=levelling)) == {"A": 1, "C": third}

    def test_supplementary_members_are_seats_less_mayors(self) -> None:
        composition = kkr(self.two_parties)
        assert (composition.reference_party, composition.price) == ("V", Fraction(400, 2))
        assert [(line.name, line.mayors, line.seats, line.supplementary) for line in composition] == [
            ("Socialdemokratiet", 2, 3, 1),
            ("Venstre, Danmarks Liberale Parti", 2, 2, 0),
        ]
        assert (composition.members, composition.mayors, composition.supplementary) == (5, 4, 1)


class TestEligibility:
    """At least the threshold's share of the votes, and a seat in a council."""

    @pytest.mark.parametrize(
        ("threshold", "votes", "eligible"),
        [
            (Fraction(1, 50), 20, True),
            (Fraction(1, 50), 19, False),
            (Fraction(3, 100), 30, True),
            (Fraction(3, 100), 29, False),
        ],
    )
    def test_threshold_is_exact(self, threshold: Fraction, votes: int, eligible: bool) -> None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"})
        line = kkr(loaded, threshold=threshold).party("K")
        assert (line.eligible, line.reason) == (eligible, None if eligible else "below-threshold")

    @pytest.mark.parametrize(
        ("cast", "changes", "threshold"),
        [
            (200, {}, Threshold("0.02", "valid", 101, 3)),
            (200, {"threshold_base": "cast"}, Threshold("0.02", "cast", 200, 4)),
            (None, {"threshold_base": "cast"}, Threshold("0.02", "valid", 101, 3)),  # where they are unknown
            (200, {"threshold": Fraction(1, 3)}, Threshold("1/3", "valid", 101, 34)),
            (200, {"threshold": Fraction(0)}, Threshold("0.0", "valid", 101, 1)),
            (200, {"threshold": None}, Threshold(None, "valid", 101, 1)),
        ],
    )
    def test_composition_has_the_fewest_votes_that_reach_the_threshold(
        self, cast: int | None, changes: dict[str, Any], threshold: Threshold
    ) -> None:
        loaded = election({"1": {"A": 101}}, {"1": "A"}, cast=cast)
        assert kkr(loaded, **changes).threshold == threshold

    @pytest.mark.parametrize(("council", "reason"), [(0, "no-council-seat"), (1, None), (None, None)])
    def test_a_council_seat_is_needed_where_it_is_known(
        self, council: int | None, reason: str | None
    ) -> None:
        loaded = election({"1": {"A": 500, "V": 500}}, {"1": "A"}, seats={"V": council})
        assert kkr(loaded).party("V").reason == reason
        assert kkr(loaded, council_seat=False).party("V").eligible

    def test_below_the_threshold_comes_before_the_council_seat(self) -> None:
        loaded = election({"1": {"A": 990, "V": 10}}, {"1": "A"}, seats={"V": 0})
        assert kkr(loaded).party("V").reason == "below-threshold"

    def test_a_list_without_votes_takes_no_part_even_without_a_threshold(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"}, final=False)
        line = kkr(loaded, threshold=None).party("2-N")
        assert (line.eligible, line.reason, line.share) == (False, "below-threshold", 0)

    def test_pooled_lists_reach_the_threshold_together(self) -> None:
        votes = {"1": {"A": 960, "N": 12}, "2": {"A": 0, "N": 18, "P": 10}}
        register = CoOperation("complete", frozenset({"1-N", "2-N"}))
        composition = kkr(election(votes, {"1": "A", "2": "N"}, co_operation=register))
        line = composition.party("L")
        assert (line.votes, line.mayors, line.eligible, line.lists) == (30, 1, True, ("1-N", "2-N"))
        assert (composition.reference_party, composition.pooled) == ("L", {"1-N": "L", "2-N": "L"})


class TestOutside:
    """Mayors of lists that are not eligible sit on top of the proportional part, within the cap."""

    def test_they_count_among_the_levelled_members(self) -> None:
        # A's price is 495 votes: two seats; the local list's mayor is the third member.
        loaded = election({"1": {"A": 500}, "2": {"A": 490}, "3": {"N": 10}}, {"1": "A", "2": "A", "3": "N"})
        composition = kkr(loaded)
        assert (composition.outside, composition.levelled_members, composition.members) == (1, 3, 3)
        assert seats(composition) == {"A": 2, "3-N": 1}
        assert composition.party("3-N").supplementary == 0

    @pytest.mark.parametrize(
        ("a", "v", "levelled", "expected"),
        [
            (740, 245, 6, {"A": 2, "V": 1, "2-N": 1}),  # the proportional part, A 4 and V 1, exceeds the cap
            (735, 245, 5, {"A": 2, "V": 1, "2-N": 1}),  # it alone, A 3 and V 1, would fit
            (490, 490, 3, {"A": 1, "V": 1, "2-N": 1}),  # all fits
        ],
    )
    def test_they_can_bring_a_body_over_its_cap(
        self, a: int, v: int, levelled: int, expected: dict[str, int]
    ) -> None:
        composition = kkr(election({"1": {"A": a, "V": v}, "2": {"N": 15}}, {"1": "V", "2": "N"}))
        assert (composition.levelled_members, composition.cap, composition.outside) == (levelled, 4, 1)
        assert (composition.capped, seats(composition)) == (levelled > 4, expected)

    def test_in_a_body_of_fixed_size_their_seats_are_taken_from_it(self) -> None:
        loaded = election({"1": {"A": 990, "N": 10}}, {"1": "N"})
        composition = kkr(loaded, levelling=None, cap_per_municipality=None, seats=5)
        assert seats(composition) == {"A": 4, "1-N": 1}


class TestCap:
    """At most twice as many members as the region has municipalities."""

    # V's 10 votes for one mayor make a price of 10: A would have 9 of 10 seats; the cap is 4.
    loaded = election({"1": {"A": 50, "V": 5}, "2": {"A": 40, "V": 5}}, {"1": "A", "2": "V"})

    def test_a_body_is_cut_to_the_cap(self) -> None:
        composition = kkr(self.loaded)
        assert (composition.levelled_members, composition.cap, composition.capped) == (10, 4, True)
        assert seats(composition) == {"A": 3, "V": 1}
        assert "cap-fill-deduced" not in notes(composition)

    @pytest.mark.parametrize(("fill", "said"), [("adams", "Adams is deduced"), ("dhondt", "d'Hondt is used")])
    def test_note_names_what_is_deduced_where_the_rule_is_open(self, fill: Any, said: str) -> None:
        composition = kkr(self.loaded, fill=fill, open=OpenRules(fill=("adams", "dhondt")))
        assert notes(composition)["cap-fill-deduced"] == (
            f"How KL cuts a larger body to its cap is not published; {said}."
        )

    def test_filling_starts_from_the_mayors(self) -> None:
        # A's quotients for its next seats: 90/2 = 45, 90/3 = 30; V's 10/2 = 5.
        tallied = area(standing("A", 90, 1), standing("V", 10, 1), municipalities=2)
        derivation = derive(tallied, KKR)
        assert derivation.levelling is not None
        assert derivation.filling is not None
        assert derivation.levelling.seats == {"A": 9, "V": 1}
        steps = [(s.seat, s.winner.party, s.winner.quotient) for s in derivation.filling.steps()]
        assert steps == [(3, "A", 45), (4, "A", 30)]

    def test_a_body_that_just_fits_is_not_capped(self) -> None:
        tallied = area(standing("A", 60, 1), standing("V", 20, 1), municipalities=2)
        derivation = derive(tallied, KKR)
        composition = derivation.composition
        assert (composition.members, composition.cap, composition.capped) == (4, 4, False)
        assert "cap-fill-deduced" not in notes(composition)
        assert derivation.filling is None


class TestFixedSize:
    """A body of a fixed number of seats has no price, no cap and no levelling."""

    def test_board(self) -> None:
        derivation = derive(area(standing("A", 60, 1), standing("V", 40)), replace(KKR, **BOARD))
        composition = derivation.composition
        assert seats(composition) == {"A": 3, "V": 2}
        assert [(line.mayors, line.supplementary) for line in composition] == [(None, None)] * 2
        assert (composition.members, composition.mayors, composition.supplementary) == (5, None, None)
        assert (composition.reference_party, composition.price) == (None, None)
        assert (composition.levelled_members, composition.cap, composition.capped) == (None, None, False)
        assert composition.notes == ()
        assert derivation.levelling is None
        assert derivation.filling is not None
        assert derivation.filling.house == 5

    def test_mayors_may_fill_it_but_not_be_more(self) -> None:
        loaded = election(
            {"1": {"A": 60, "V": 40}, "2": {"V": 1}, "3": {"N": 1}}, {"1": "V", "2": "V", "3": "N"}
        )
        fixed = {"levelling": None, "cap_per_municipality": None, "lists_alone": False}
        assert seats(kkr(loaded, **fixed, seats=3)) == {"A": 0, "V": 2, "3-N": 1}
        lot = Lot(1, ("A", "V"), ("A",), "kkr", "east")
        for lots in ((), (lot,)):
            assert problem(loaded, lots, **fixed, seats=2) == Problem(
                "The rules give 2 seats to 3 mayors.", field="seats", value="2"
            )
        capped = {**fixed, "cap_per_municipality": 1}
        assert kkr(loaded, **capped, seats=3).members == 3
        assert problem(loaded, (), **capped, seats=4) == Problem(
            "The rules give 4 seats and at most 1 per municipality (3).",
            field="cap_per_municipality",
            value="1",
        )


class TestNoResult:
    """Too little to compute: an error in a final count, ``no-result`` while it goes on."""

    @pytest.mark.parametrize(
        ("votes", "mayor", "changes", "message"),
        [
            ({"A": 0}, "A", {"ex_officio": None}, "There are no votes at all."),
            ({"N": 5, "P": 5}, "N", {"threshold": Fraction(3, 5)}, "No party reaches the threshold."),
            (
                {"A": 990, "N": 10},
                "N",
                {},
                "No eligible party has a mayor, so the size of the body cannot be levelled.",
            ),
        ],
    )
    @pytest.mark.parametrize("final", [True, None, False])
    def test_nothing_to_compute(
        self, votes: dict[str, int], mayor: str, changes: dict[str, Any], message: str, final: bool | None
    ) -> None:
        loaded = election({"1": votes}, {"1": mayor}, final=final)
        if final is not False:
            assert problem(loaded, **changes) == Problem(message, field="east")
            return
        composition = kkr(loaded, **changes)
        assert composition.status == "no-result"
        none = ("members", "supplementary", "levelled_members", "cap", "reference_party", "price", "tie")
        assert {getattr(composition, name) for name in none} == {None}
        assert (composition.outside, composition.unassigned, composition.capped) == (0, 0, False)

    def test_known_numbers_stay(self) -> None:
        composition = kkr(election({"1": {"A": 990, "N": 10}}, {"1": "N"}, final=False))
        assert (composition.valid_votes, composition.mayors, composition.threshold.votes) == (1000, 1, 1000)
        line = composition.party("1-N")
        assert (line.mayors, line.seats, line.supplementary, line.share) == (1, 1, 0, Fraction(1, 100))

    def test_a_body_without_mayors_has_none_here_either(self) -> None:
        tallied = area(standing("A", 0), final=False)
        composition = compose_tally(tallied, replace(KKR, **BOARD))
        assert (composition.status, composition.mayors) == ("no-result", None)
        line = composition.party("A")
        assert (line.mayors, line.supplementary, line.share) == (None, None, 0)

    def test_error_of_a_national_body_names_the_body(self) -> None:
        board = RuleSet("test", "test", "test", {"bestyrelse": replace(KKR, **BOARD)})
        with pytest.raises(InputError) as raised:
            compose(election({"1": {"A": 0}}, {"1": "A"}), "bestyrelse", rules=board)
        assert raised.value.problems[0].field == "bestyrelse"


class TestTie:
    """Equal quotients are reported, and a drawn lot is an input."""

    # V's mayor costs 20 votes, so the levelled size is above the cap of 4; for the last of the two free
    # seats B and C both have 100 / 1.
    loaded = election(
        {"1": {"A": 230, "B": 60, "C": 60, "V": 10}, "2": {"A": 50, "B": 40, "C": 40, "V": 10}},
        {"1": "A", "2": "V"},
    )
    lot = Lot(1, ("B", "C"), ("B",), "kkr", "east", "lots.yaml")

    def composed(self, *lots: Lot[str]) -> Composition:
        return compose(self.loaded, region="east", rules=rules(), lots=lots)

    def test_certain_seats_are_given(self) -> None:
        composition = self.composed()
        assert (composition.status, composition.tie) == ("tie", Tie(1, ("B", "C"), Fraction(100)))
        assert seats(composition) == {"A": 2, "B": 0, "C": 0, "V": 1}
        assert (composition.members, composition.unassigned, composition.supplementary) == (4, 1, 2)

    @pytest.mark.parametrize("winner", ["B", "C"])
    def test_a_lot_decides(self, winner: str) -> None:
        composition = self.composed(replace(self.lot, winners=(winner,)))
        assert (composition.status, composition.members, composition.tie) == ("ok", 4, None)
        assert seats(composition) == {"A": 2, "B": 0, "C": 0, "V": 1} | {winner: 1}

    def test_lots_for_other_bodies_are_ignored(self) -> None:
        others = [replace(self.lot, region="west"), replace(self.lot, body="bestyrelse")]
        assert self.composed(*others).status == "tie"
        assert seats(self.composed(*others, self.lot))["B"] == 1

    @pytest.mark.parametrize(
        ("lots", "message", "value"),
        [
            (
                [replace(lot, winners=("B", "C"))],
                "The lot's winners (B, C) must be 1 party of the tie",
                "B, C",
            ),
            ([replace(lot, between=("A", "B"))], "The lot is for 1 seat between A, B, but the tie is 1", "B"),
            ([lot, replace(lot, winners=("C",))], "There is a lot for this body already.", "C"),
        ],
    )
    def test_a_lot_that_does_not_fit_is_refused_at_its_place(
        self, lots: list[Lot[str]], message: str, value: str
    ) -> None:
        found = problem(self.loaded, (*lots[:-1], replace(lots[-1], file="more.yaml")))
        assert found.message.startswith(message)
        assert replace(found, message="") == Problem(
            "", "more.yaml", None, "lots", value, "The lot was for kkr east."
        )

    @pytest.mark.parametrize("cap", [None, 3])  # levelled, and filled with a seat for both
    def test_a_lot_without_a_tie_is_refused(self, cap: int | None) -> None:
        found = problem(self.loaded, (self.lot,), cap_per_municipality=cap)
        assert found.message == "A lot was given, but there is no tie: the seats are certain."
        assert (found.file, found.field, found.value) == ("lots.yaml", "lots", "B")

    def test_a_national_lot_names_its_body(self) -> None:
        lot = Lot(1, ("A", "V"), ("B",), "bestyrelse")
        board = RuleSet("test", "test", "test", {"bestyrelse": replace(KKR, **BOARD)})
        loaded = election({"1": {"A": 50, "V": 50}}, {"1": "A"})
        with pytest.raises(InputError) as raised:
            compose(loaded, "bestyrelse", rules=board, lots=[lot])
        (found,) = raised.value.problems
        assert (found.file, found.hint) == (None, "The lot was for bestyrelse.")


class TestSeveralBodies:
    """Compositions of several bodies under one rule set."""

    loaded = election(
        {"1": {"A": 600}, "2": {"V": 400}, "3": {"A": 100, "N": 50}},
        {"1": "A", "2": "V", "3": "N"},
        regions={"east": "12", "west": "3"},
    )
    both = RuleSet("test", "test", "test", {"kkr": KKR, "repraesentantskab": KKR})

    def test_lots_reach_every_body(self) -> None:
        lots = [TestTie.lot]
        (composition,) = compose_all(TestTie.loaded, [("kkr", "east")], rules=rules(), lots=lots)
        assert composition.status == "ok"

    def test_bodies_in_the_order_asked(self) -> None:
        areas = [("kkr", "west"), ("repraesentantskab", None), ("kkr", "east")]
        made = compose_all(self.loaded, areas, rules=self.both)
        assert [(one.body, one.region, one.municipalities) for one in made] == [
            ("kkr", "west", 1),
            ("repraesentantskab", None, 3),
            ("kkr", "east", 2),
        ]
        assert made[2] == compose(self.loaded, region="east", rules=self.both)

    def test_problems_of_all_bodies_are_reported_once(self) -> None:
        without = replace(self.loaded, mayors=())
        with pytest.raises(InputError) as raised:
            compose_all(without, [("kkr", "west"), ("kkr", "east"), ("kkr", "west")], rules=self.both)
        assert [found.value for found in raised.value.problems] == ["3", "1", "2"]

    def test_unknown_body(self) -> None:
        with pytest.raises(InputError, match="The rule set test has no rules for bestyrelse") as raised:
            rules_of(self.both, "bestyrelse")
        assert [found.field for found in raised.value.problems] == ["bodies"]


def test_local_list_outside_the_co_operation_takes_no_part() -> None:
    """KL, note 1: entitled are "a party or a list co-operation"; its mayor sits on top."""
    made = kkr(election({"1": {"A": 100}, "2": {"A": 1, "N": 99}}, {"1": "A", "2": "N"}), lists_alone=False)
    line = made.party("2-N")
    assert (line.reason, line.mayors, line.seats, made.outside) == ("list-alone", 1, 1, 1)


class TestNotesOnTheThreshold:
    """What is unknown about those near or above the threshold."""

    @pytest.mark.parametrize(
        ("votes", "distance"),
        [(20, "0 votes above"), (21, "1 vote above"), (19, "1 vote below"), (18, None), (22, None)],
    )
    def test_a_party_near_the_threshold(self, votes: int, distance: str | None) -> None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"}, cast=1000)
        share = f"{votes / 10:.2f} %"
        expected = f"Kristendemokraterne has {share} of the valid votes: {distance} the threshold (20)."
        assert notes(kkr(loaded)).get("near-threshold") == (expected if distance else None)

    def test_a_single_vote_can_be_the_threshold(self) -> None:
        message = notes(kkr(election({"1": {"A": 49, "V": 1}}, {"1": "A"})))["near-threshold"]
        assert message.endswith("has 2.00 % of the valid votes: 0 votes above the threshold (1).")

    @pytest.mark.parametrize(("more", "near"), [(0, True), (1, False)])
    def test_nearness_is_exact_for_votes_of_any_size(self, more: int, near: bool) -> None:
        votes = 21 * 10**57 + more  # 2.1 % of all votes, and one vote more
        tallied = area(standing("A", 10**60 - votes, 1), standing("K", votes))
        assert ("near-threshold" in notes(compose_tally(tallied, KKR))) is near

    def test_nobody_is_near_the_threshold_before_the_first_vote(self) -> None:
        composition = kkr(election({"1": {"A": 0}}, {"1": "A"}, final=False))
        assert set(notes(composition)) == {"mayor-without-votes"}

    @pytest.mark.parametrize(
        ("unknown", "changes", "parties"),
        [
            (
                "BCK",
                {"threshold": None},
                "Radikale Venstre, Det Konservative Folkeparti, Kristendemokraterne",
            ),
            ("BCFV", {}, "4 parties"),
            ("K", {"threshold": Fraction(1, 91)}, "Kristendemokraterne"),  # which it just reaches
            ("BK", {}, "Radikale Venstre"),  # K is below the threshold
            ("K", {}, None),
            ("B", {"council_seat": False}, None),
        ],
    )
    def test_unknown_council_seats_of_parties_above_the_threshold(
        self, unknown: str, changes: dict[str, Any], parties: str | None
    ) -> None:
        votes = {"A": 500, "B": 100, "C": 100, "F": 100, "V": 100, "K": 10}
        loaded = election({"1": votes}, {"1": "A"}, seats=dict.fromkeys(unknown))
        expected = (
            f"Council seats are unknown for {parties}; parties above the threshold are assumed to have one."
        )
        assert notes(kkr(loaded, **changes)).get("council-seats-unknown") == (expected if parties else None)

    @pytest.mark.parametrize("threshold", [None, Fraction(0)])
    def test_council_seat_of_a_list_without_votes_does_not_matter(self, threshold: Fraction | None) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"}, final=False)
        assert "council-seats-unknown" not in notes(kkr(loaded, threshold=threshold))

    def test_nothing_is_noted_where_all_is_known(self) -> None:
        loaded = election({"1": {"A": 90, "V": 10}}, {"1": "A"}, cast=101)
        assert kkr(loaded, cap_per_municipality=9).notes == ()


def test_a_composition_carries_the_notes_and_the_count_of_its_area() -> None:
    counts = {"1": Count(True, 1, 1, 1), "2": Count(False, 2, 1, 0)}
    loaded = replace(election({"1": {"A": 9}, "2": {"A": 1}}, {"1": "A", "2": "N"}), counts=counts)
    composition = kkr(loaded)
    assert composition.count == Count(False, 3, 2, 1)
    assert list(notes(composition)) == ["mayor-without-votes"]
