"""The rules of a body's composition, each by a small table that can be redone by hand."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import ClassVar

import pytest
from msgspec.structs import replace

from kkr_alloc.composition import compose
from kkr_alloc.errors import InputError
from kkr_alloc.model import Composition, CoOperation, FillStep, LevelStep, Lot
from tests.small import election, rules


def kkr(loaded: object, **changes: object) -> Composition:
    """The KKR of the small region, under KL's rules but for the changes."""
    return compose(loaded, "kkr", "east", rules=rules(**changes))  # type: ignore[arg-type]


def seats(composition: Composition) -> dict[str, int]:
    return {line.party: line.seats for line in composition}


class TestLevelling:
    """The party with most mayors for its votes sets the price of a seat."""

    # A has 600 votes for 2 mayors (300 each), V 400 for 2 (200 each): V sets the price, 200 votes.
    two_parties = election(
        {
            "1": {"A": 300, "V": 200},
            "2": {"A": 100, "V": 100},
            "3": {"A": 100, "V": 50},
            "4": {"A": 100, "V": 50},
        },
        {"1": "A", "2": "A", "3": "V", "4": "V"},
    )

    def test_reference_party_and_price(self) -> None:
        composition = kkr(self.two_parties)
        assert composition.reference_party == "V"
        assert composition.price == Fraction(400, 2)

    @pytest.mark.parametrize(
        ("levelling", "expected"),
        [("adams", {"A": 3, "V": 2}), ("dhondt", {"A": 3, "V": 2}), ("sainte-lague", {"A": 3, "V": 2})],
    )
    def test_an_even_price_needs_no_rounding(self, levelling: str, expected: dict[str, int]) -> None:
        assert seats(kkr(self.two_parties, levelling=levelling)) == expected

    @pytest.mark.parametrize(("levelling", "third"), [("adams", 1), ("sainte-lague", 1), ("dhondt", 0)])
    def test_rounding_of_a_party_without_mayors(self, levelling: str, third: int) -> None:
        # The price is 100; C's 50 votes are half a seat, and an exact half rounds up.
        loaded = election({"1": {"A": 100, "C": 50}}, {"1": "A"})
        assert seats(kkr(loaded, levelling=levelling)) == {"A": 1, "C": third}

    def test_supplementary_members_are_seats_less_mayors(self) -> None:
        composition = kkr(self.two_parties)
        assert [(line.party, line.mayors, line.seats, line.supplementary) for line in composition] == [
            ("A", 2, 3, 1),
            ("V", 2, 2, 0),
        ]
        assert (composition.members, composition.mayors, composition.supplementary) == (5, 4, 1)

    def test_no_lot_is_asked_for_where_the_size_is_levelled(self) -> None:
        loaded = election({"1": {"A": 100, "B": 50, "C": 50}}, {"1": "A"})
        composition = kkr(loaded, cap_per_municipality=None)
        assert composition.status == "ok"
        assert seats(composition) == {"A": 1, "B": 1, "C": 1}


class TestEligibility:
    """At least 2 % of the votes, and a seat in a council."""

    @pytest.mark.parametrize(("votes", "eligible"), [(20, True), (19, False)])
    def test_the_threshold_is_exact(self, votes: int, eligible: bool) -> None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"})
        line = kkr(loaded).party("K")
        assert line.eligible is eligible
        assert line.reason == (None if eligible else "below-threshold")

    def test_the_threshold_may_be_a_share_of_the_votes_cast(self) -> None:
        loaded = election({"1": {"A": 980, "K": 20}}, {"1": "A"}, cast=1001)
        assert kkr(loaded).party("K").eligible
        assert not kkr(loaded, threshold_base="cast").party("K").eligible

    def test_votes_cast_that_are_not_known_are_an_error(self) -> None:
        with pytest.raises(InputError, match="not known"):
            kkr(election({"1": {"A": 980}}, {"1": "A"}), threshold_base="cast")

    @pytest.mark.parametrize(("council", "reason"), [(0, "no-council-seat"), (1, None), (None, None)])
    def test_a_council_seat_is_needed_where_it_is_known(
        self, council: int | None, reason: str | None
    ) -> None:
        loaded = election({"1": {"A": 500, "V": 500}}, {"1": "A"}, seats={"V": council})
        composition = kkr(loaded)
        assert composition.party("V").reason == reason
        assert ("council-seats-unknown" in notes(composition)) is (council is None)

    def test_mayors_of_lists_that_are_not_eligible_sit_on_top(self) -> None:
        # A's price is 990 votes: one seat. The local list's mayor (1 % of the votes) sits outside.
        loaded = election({"1": {"A": 500, "N": 10}, "2": {"A": 490}}, {"1": "N", "2": "A"})
        composition = kkr(loaded)
        assert composition.outside == 1
        assert seats(composition) == {"A": 1, "1-N": 1}
        assert composition.party("1-N").supplementary == 0
        assert composition.members == 2


class TestCap:
    """At most twice as many members as the region has municipalities."""

    # V's 10 votes for one mayor make a price of 10: A would have 9 of 10 seats; the cap is 4.
    loaded = election({"1": {"A": 50, "V": 5}, "2": {"A": 40, "V": 5}}, {"1": "A", "2": "V"})

    def test_the_body_is_cut_to_the_cap(self) -> None:
        composition = kkr(self.loaded)
        assert (composition.levelled_members, composition.cap, composition.capped) == (10, 4, True)
        assert seats(composition) == {"A": 3, "V": 1}

    def test_mayors_outside_take_their_seats_first(self) -> None:
        loaded = election({"1": {"A": 500, "V": 50}, "2": {"A": 400, "V": 50, "N": 10}}, {"1": "V", "2": "N"})
        composition = kkr(loaded)
        assert composition.outside == 1
        assert seats(composition) == {"A": 2, "V": 1, "2-N": 1}

    def test_filling_starts_from_the_mayors(self) -> None:
        # A's quotients for its next seats: 90/2 = 45, 90/3 = 30; V's 10/2 = 5.
        composition = compose(self.loaded, "kkr", "east", rules=rules(), steps=True)
        filled = [step for step in composition.steps or () if isinstance(step, FillStep)]
        assert [(step.seat, step.party, step.quotient, step.runner_up) for step in filled] == [
            (3, "A", 45, "V"),
            (4, "A", 30, "V"),
        ]
        levelled = [step for step in composition.steps or () if isinstance(step, LevelStep)]
        assert [(step.party, step.quotient, step.seats) for step in levelled] == [("A", 9, 9), ("V", 1, 1)]

    def test_a_body_that_just_fits_is_not_capped(self) -> None:
        loaded = election({"1": {"A": 30, "V": 10}, "2": {"A": 30, "V": 10}}, {"1": "A", "2": "V"})
        composition = kkr(loaded)
        assert (composition.members, composition.cap, composition.capped) == (4, 4, False)
        assert "cap-fill-deduced" not in notes(composition)


class TestTie:
    """Equal quotients are reported, and a drawn lot is an input."""

    # V's mayor costs 20 votes, so the levelled size is above the cap of 4; for the last of the two free
    # seats B and C both have 100 / 1.
    loaded = election(
        {"1": {"A": 230, "B": 60, "C": 60, "V": 10}, "2": {"A": 50, "B": 40, "C": 40, "V": 10}},
        {"1": "A", "2": "V"},
    )

    def lot(self, *winners: str, between: tuple[str, ...] = ("B", "C"), region: str = "east") -> Lot:
        return Lot("kkr", region, 1, between, winners)

    def composed(self, *lots: Lot) -> Composition:
        return compose(self.loaded, "kkr", "east", rules=rules(), lots=lots)

    def test_the_certain_seats_are_given(self) -> None:
        composition = self.composed()
        assert composition.status == "tie"
        assert composition.tie is not None
        assert (composition.tie.seats, composition.tie.between, composition.tie.quotient) == (
            1,
            ("B", "C"),
            100,
        )
        assert seats(composition) == {"A": 2, "B": 0, "C": 0, "V": 1}
        assert (composition.members, composition.unassigned, composition.supplementary) == (4, 1, 2)

    @pytest.mark.parametrize("winner", ["B", "C"])
    def test_a_lot_decides(self, winner: str) -> None:
        composition = self.composed(self.lot(winner))
        assert composition.status == "ok"
        assert composition.party(winner).seats == 1
        assert sum(seats(composition).values()) == composition.members == 4

    @pytest.mark.parametrize(
        ("winners", "between"),
        [(("A",), ("B", "C")), (("B", "C"), ("B", "C")), (("B",), ("A", "B")), ((), ("B", "C"))],
    )
    def test_a_lot_for_another_tie_is_refused(
        self, winners: tuple[str, ...], between: tuple[str, ...]
    ) -> None:
        with pytest.raises(InputError):
            self.composed(self.lot(*winners, between=between))

    def test_a_lot_without_a_tie_is_refused(self) -> None:
        loaded = election({"1": {"A": 100, "C": 50}}, {"1": "A"})
        with pytest.raises(InputError, match="no tie"):
            compose(loaded, "kkr", "east", rules=rules(), lots=[self.lot("A", between=("A", "C"))])

    def test_a_lot_for_another_body_is_not_looked_at(self) -> None:
        assert self.composed(self.lot("B", region="west")).status == "tie"


class TestListCoOperation:
    """Local lists of the co-operation count as one party; without its register each stands alone."""

    votes: ClassVar = {"1": {"A": 960, "N": 12}, "2": {"A": 0, "N": 18, "P": 10}}

    def composed(self, status: str, *lists: str) -> Composition:
        loaded = election(
            self.votes, {"1": "A", "2": "N"}, co_operation=CoOperation(status, frozenset(lists))
        )
        return kkr(loaded)

    def test_pooled_lists_reach_the_threshold_together(self) -> None:
        composition = self.composed("complete", "1-N", "2-N")
        line = composition.party("L")
        assert (line.votes, line.mayors, line.eligible, line.lists) == (30, 1, True, ("1-N", "2-N"))
        assert composition.reference_party == "L"

    def test_the_same_letter_elsewhere_is_another_list(self) -> None:
        composition = self.composed("complete", "2-N", "2-P")
        assert composition.party("1-N").votes == 12
        assert composition.party("L").votes == 28

    @pytest.mark.parametrize("status", ["partial", "unknown"])
    def test_a_register_that_is_not_complete_is_not_used(self, status: str) -> None:
        composition = self.composed(status, "1-N", "2-N")
        assert {line.party for line in composition} == {"A", "1-N", "2-N", "2-P"}
        assert "co-operation-unknown" in notes(composition)

    def test_no_note_where_the_local_lists_stay_below_the_threshold_together(self) -> None:
        loaded = election({"1": {"A": 982, "N": 18}}, {"1": "A"}, co_operation=CoOperation("unknown"))
        assert "co-operation-unknown" not in notes(kkr(loaded))

    def test_rules_may_leave_lists_alone(self) -> None:
        loaded = election(
            self.votes, {"1": "A", "2": "N"}, co_operation=CoOperation("complete", frozenset({"2-N"}))
        )
        assert "L" not in {line.party for line in kkr(loaded, co_operation=False)}


class TestMayors:
    """One mayor for each municipality, of a party or list with votes."""

    def test_a_registered_party_counts_in_any_municipality(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"V": 100}}, {"1": "A", "2": "A"})
        assert kkr(loaded).party("A").mayors == 2

    def test_missing_mayors_are_all_named(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}, "3": {"A": 1}}, {"1": "A"})
        with pytest.raises(InputError) as caught:
            kkr(loaded)
        assert [problem.value for problem in caught.value.problems] == ["2", "3"]

    def test_a_mayor_without_votes_is_an_error_in_a_final_count(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"})
        with pytest.raises(InputError, match="no votes"):
            kkr(loaded)

    def test_and_outside_with_a_note_in_a_partial_one(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"}, final=False)
        composition = kkr(loaded)
        assert composition.outside == 1
        assert "mayor-without-votes" in notes(composition)

    def test_an_uncertain_mayor_is_told(self) -> None:
        loaded = election({"1": {"A": 100}}, {"1": "A"})
        uncertain = replace(loaded.mayors[0], note="not settled")
        composition = kkr(dataclasses.replace(loaded, mayors=(uncertain,)))
        assert notes(composition) == {"mayor-uncertain": "Mayor of Town 1: not settled"}


class TestNoResult:
    """Too little to compute: an error in a final count, ``no-result`` while it goes on."""

    @pytest.mark.parametrize(
        ("votes", "mayors"),
        [({"1": {"A": 0}}, {"1": "A"}), ({"1": {"A": 990, "N": 10}}, {"1": "N"})],
    )
    def test_no_result(self, votes: dict[str, dict[str, int]], mayors: dict[str, str]) -> None:
        composition = kkr(election(votes, mayors, final=False))
        assert (composition.status, composition.members) == ("no-result", None)
        with pytest.raises(InputError):
            kkr(election(votes, mayors))

    def test_a_municipality_without_votes_is_an_error(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {}}, {"1": "A", "2": "A"})
        with pytest.raises(InputError, match="no votes for Town 2"):
            kkr(loaded)


class TestNotes:
    """What is assumed or unknown and could matter."""

    @pytest.mark.parametrize(
        ("votes", "said"),
        [(20, "0 votes above"), (21, "one vote above"), (19, "one vote below"), (18, None), (22, None)],
    )
    def test_a_party_near_the_threshold(self, votes: int, said: str | None) -> None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"}, cast=1000)
        message = notes(kkr(loaded)).get("near-threshold")
        assert (said is None) is (message is None)
        assert message is None or said in message  # type: ignore[operator]

    @pytest.mark.parametrize(("cast", "told"), [(1000, False), (1001, True), (None, True)])
    def test_blank_votes_that_could_matter(self, cast: int | None, told: bool) -> None:
        loaded = election({"1": {"A": 980, "K": 20}}, {"1": "A"}, cast=cast)
        assert ("threshold-base-unknown" in notes(kkr(loaded))) is told


def test_fixed_bodies_have_seats_only() -> None:
    loaded = election({"1": {"A": 60, "V": 40}}, {"1": "A"})
    composition = kkr(
        loaded,
        threshold=None,
        council_seat=False,
        co_operation=False,
        ex_officio=None,
        levelling=None,
        cap_per_municipality=None,
        seats=5,
    )
    assert seats(composition) == {"A": 3, "V": 2}
    assert (composition.members, composition.mayors, composition.supplementary) == (5, None, None)
    assert (composition.reference_party, composition.price) == (None, None)
    assert [(line.mayors, line.supplementary) for line in composition] == [(None, None)] * 2


def notes(composition: Composition) -> dict[str, str]:
    return {note.code: note.message for note in composition.notes}
