"""A body's area: whose votes and mayors count where, who is named how, what is told, what is wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from kkr_alloc.composition import MOST_STEPS, compose, compose_all, compose_tally, rules_of
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import (
    Composition,
    CoOperation,
    Count,
    Election,
    FillStep,
    Geography,
    LevelStep,
    Lot,
    Mayor,
    Place,
    Region,
    RuleSet,
    Source,
    Totals,
)
from kkr_alloc.tally import Standing, Tally, tally
from tests.small import DAY, KKR, election, rules

BOARD: dict[str, Any] = {
    "threshold": None,
    "council_seat": False,
    "co_operation": False,
    "ex_officio": None,
    "levelling": None,
    "cap_per_municipality": None,
    "seats": 5,
}
"""What makes a body of five seats by votes alone."""


def kkr(loaded: Election, **changes: object) -> Composition:
    return compose(loaded, region="east", rules=rules(**changes))


def notes(composition: Composition) -> dict[str, str]:
    return {note.code: note.message for note in composition.notes}


def seats(composition: Composition) -> dict[str, int]:
    return {line.party: line.seats for line in composition}


def problems(loaded: Election, **changes: object) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        kkr(loaded, **changes)
    return caught.value.problems


def with_sources(loaded: Election) -> Election:
    made = [Source(role, f"{role}.csv", "0", 1) for role in ("co_operation", "votes", "mayors")]
    return replace(loaded, sources=tuple(made))


class TestRegions:
    """A KKR is made of its region's municipalities, a national body of all."""

    small = election(
        {"1": {"A": 600}, "2": {"V": 400}, "3": {"A": 100, "N": 50}}, {"1": "A", "2": "V", "3": "N"}
    )
    loaded = replace(
        small,
        geography=Geography(
            (
                Region("east", "1", "East", "East", ("1", "2"), DAY, None),
                Region("west", "2", "West", "West", ("3",), DAY, None),
            ),
            small.geography.municipalities,
        ),
    )
    both = RuleSet(
        "test", "test", "test", {"kkr": KKR, "repraesentantskab": replace(KKR, cap_per_municipality=None)}
    )

    def test_a_region_has_its_own_votes_and_mayors(self) -> None:
        composition = compose(self.loaded, region="east", rules=self.both)
        assert (composition.body, composition.region, composition.municipalities) == ("kkr", "east", 2)
        assert (composition.valid_votes, composition.mayors) == (1000, 2)
        assert seats(composition) == {"A": 2, "V": 1}

    def test_the_country_has_all(self) -> None:
        composition = compose(self.loaded, "repraesentantskab", rules=self.both)
        assert (composition.region, composition.municipalities) == (None, 3)
        assert (composition.valid_votes, composition.mayors) == (1150, 3)

    def test_no_cap_and_no_tie_are_none(self) -> None:
        composition = compose(self.loaded, "repraesentantskab", rules=self.both)
        assert composition.cap is None
        assert composition.tie is None
        assert composition.steps is None

    def test_a_rule_set_without_the_body_is_told(self) -> None:
        with pytest.raises(InputError, match="test has no rules for bestyrelse") as caught:
            rules_of(self.both, "bestyrelse")
        assert caught.value.problems[0].field == "bodies"

    def test_a_body_that_is_no_text_is_told(self) -> None:
        with pytest.raises(InputError, match="A name is needed, not 5") as caught:
            rules_of(self.both, 5)  # type: ignore[arg-type]
        assert caught.value.problems[0].field == "body"

    def test_a_region_that_there_is_not(self) -> None:
        with pytest.raises(InputError) as caught:
            compose(self.loaded, region="north", rules=self.both)
        message = 'There is no region "north".'
        assert caught.value.problems == (
            Problem(message, field="region", value="north", hint="One of east, west."),
        )

    def test_all_regions_in_the_order_asked(self) -> None:
        made = compose_all(self.loaded, [("kkr", "west"), ("kkr", "east")], rules=self.both)
        assert made == tuple(compose(self.loaded, region=name, rules=self.both) for name in ("west", "east"))
        assert [composition.steps for composition in made] == [None, None]
        assert all(
            composition.steps
            for composition in compose_all(self.loaded, [("kkr", "east")], rules=self.both, steps=True)
        )

    def test_what_is_wrong_in_any_region_is_told_once(self) -> None:
        without = replace(self.loaded, mayors=())
        with pytest.raises(InputError) as caught:
            compose_all(without, [("kkr", "west"), ("kkr", "east"), ("kkr", "west")], rules=self.both)
        assert [problem.value for problem in caught.value.problems] == ["3", "1", "2"]

    def test_the_count_is_that_of_the_area_where_it_is_told(self) -> None:
        night = replace(
            self.loaded,
            count=Count(False, 9, 5, 2),
            counts={"1": Count(True, 1, 1, 1), "2": Count(True, 2, 2, 2), "3": Count(False, 6, 2, 0)},
        )
        assert compose(night, region="east", rules=self.both).count == Count(True, 3, 3, 3)
        assert compose(night, "repraesentantskab", rules=self.both).count == night.count
        assert compose(self.loaded, region="east", rules=self.both).count == self.loaded.count

    @pytest.mark.parametrize(("told", "final"), [(True, None), (False, False)])
    def test_where_one_count_is_not_told_the_whole_is_not_final(self, told: bool, final: bool | None) -> None:
        night = replace(self.loaded, counts={"1": Count(told, 1, 1, 1)})
        count = compose(night, region="east", rules=self.both).count
        assert count == Count(final)
        assert count.final is final

    def test_one_unfinished_municipality_is_enough(self) -> None:
        night = replace(self.loaded, counts={"1": Count(True, 1, 1, 1), "3": Count(False, 2, 1, 1)})
        assert compose(night, "repraesentantskab", rules=self.both).count == night.count
        west = Region("west", "2", "West", "West", ("1", "2", "3"), DAY, None)
        wide = replace(night, geography=Geography((west,), self.loaded.geography.municipalities))
        assert compose(wide, region="west", rules=self.both).count.final is False

    def test_what_is_composed_cannot_be_changed(self) -> None:
        area = tally(self.loaded, "kkr", "east", KKR)
        with pytest.raises(FrozenInstanceError):
            area.valid = 0  # type: ignore[misc]


class TestWhoIsNamedHow:
    """Parties by their register's name, local lists by their own and their municipality's."""

    def named(
        self, loaded: Election, **changes: object
    ) -> list[tuple[str, str, bool, tuple[str, ...] | None]]:
        return [(line.party, line.name, line.local, line.lists) for line in kkr(loaded, **changes)]

    def test_parties_and_local_lists(self) -> None:
        loaded = election({"1": {"A": 60, "N": 40}}, {"1": "A"})
        assert self.named(loaded) == [
            ("A", "Socialdemokratiet", False, None),
            ("1-N", "List N, Town 1", True, None),
        ]

    def test_a_list_without_a_name_goes_by_its_letter(self) -> None:
        loaded = election({"1": {"A": 60, "N": 40}}, {"1": "A"})
        nameless = replace(loaded, lists=tuple(replace(result, name="") for result in loaded.lists))
        assert kkr(nameless).party("1-N").name == "Liste N, Town 1"

    def test_the_co_operation_names_its_lists(self) -> None:
        loaded = election(
            {"1": {"A": 60, "N": 20, "P": 20}},
            {"1": "A"},
            co_operation=CoOperation("complete", frozenset({"1-N", "1-P"})),
        )
        assert self.named(loaded)[1] == ("L", "Lokallisterne i Danmark", False, ("1-N", "1-P"))

    def test_largest_first_and_of_equal_ones_by_id(self) -> None:
        loaded = election({"1": {"V": 10, "C": 30, "B": 30, "A": 30}}, {"1": "A"})
        assert [line.party for line in kkr(loaded)] == ["A", "B", "C", "V"]

    def test_who_has_neither_votes_nor_a_mayor_is_not_named(self) -> None:
        loaded = election({"1": {"A": 60, "V": 0}, "2": {"A": 40}}, {"1": "A", "2": "N"}, final=False)
        composition = kkr(loaded)
        assert [(line.party, line.votes, line.mayors) for line in composition] == [
            ("A", 100, 1),
            ("2-N", 0, 1),
        ]
        assert composition.party("2-N").name == "2-N"
        assert composition.party("2-N").share == 0

    def test_a_standing_is_a_partys_where_it_is_not_said(self) -> None:
        standing = Standing("A", "A", 1, 0, None)
        assert (standing.local, standing.lists) == (False, None)


class TestWhatIsWrong:
    """An input that does not fit together is told with its file, its line, its value and what to do."""

    def test_votes_that_are_missing(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {}}, {"1": "A", "2": "A"})
        hint = "Add its rows, or ask for a region that the file holds in full."
        message = "There are no votes for Town 2."
        assert problems(with_sources(loaded)) == (
            Problem(message, "votes.csv", None, "municipality_code", "2", hint),
        )
        assert problems(loaded)[0].file is None

    def test_votes_that_are_not_counted_yet_are_not_missing(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {}}, {"1": "A", "2": "A"}, final=False)
        waiting = replace(loaded, counts={"1": Count(True, 1, 1, 1), "2": Count(False, 1, 0, 0)})
        assert kkr(waiting).valid_votes == 100

    def test_mayors_that_are_missing(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A"})
        message, hint = "There is no mayor for Town 2.", "Add its row to the mayors."
        assert problems(with_sources(loaded)) == (
            Problem(message, "mayors.csv", None, "municipality_code", "2", hint),
        )
        assert problems(loaded)[0].file is None

    def test_a_mayor_of_a_list_without_votes(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"})
        of_n = replace(loaded.mayors[1], list_name="", place=Place("own.csv", 3))
        hint = "Name the list or party the mayor was elected for."
        message = "The mayor of Town 2 is of {}, which has no votes here."
        assert problems(replace(loaded, mayors=(loaded.mayors[0], of_n))) == (
            Problem(message.format("2-N"), "own.csv", 3, "list_letter", "2-N", hint),
        )
        assert problems(loaded) == (Problem(message.format("N"), None, None, "list_letter", "2-N", hint),)

    def test_a_sitting_mayor_of_such_a_list_is_none_of_the_inputs(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"})
        sitting = tuple(replace(mayor, sitting=True) for mayor in loaded.mayors)
        assert "mayor-without-votes" in notes(kkr(replace(loaded, mayors=sitting)))

    def test_mayors_elsewhere_do_not_matter(self) -> None:
        loaded = election({"1": {"A": 100}}, {"1": "A"})
        elsewhere = Mayor("9", "", "9-N", "N", "uncertain")
        assert kkr(replace(loaded, mayors=(elsewhere, *loaded.mayors))) == kkr(loaded)

    def test_a_body_without_mayors_does_not_look_at_them(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "N"})
        composition = kkr(loaded, **BOARD)
        assert seats(composition) == {"A": 5}
        assert composition.notes == ()

    def test_a_threshold_of_votes_cast_that_are_not_known(self) -> None:
        message = "The threshold is a share of the votes cast, not known for small."
        assert problems(election({"1": {"A": 980}}, {"1": "A"}), threshold_base="cast") == (
            Problem(message, None, None, "threshold_base", "cast", "Use threshold_base: valid."),
        )

    def test_nothing_to_compute(self) -> None:
        """Without votes, without a party at the threshold, without a mayor to level with."""
        nobody = election({"1": {"A": 0}}, {"1": "A"})
        assert problems(nobody, ex_officio=None)[0] == Problem("There are no votes at all.", field="east")
        small = election({"1": {"N": 5, "P": 5}}, {"1": "N"})
        assert problems(small, threshold=Fraction(3, 5))[0] == Problem(
            "No party reaches the threshold.", field="east"
        )
        outside = election({"1": {"A": 990, "N": 10}}, {"1": "N"})
        said = "No eligible party has a mayor, so the size of the body cannot be levelled."
        assert problems(outside)[0] == Problem(said, field="east")

    def test_of_a_national_body_the_body_is_named(self) -> None:
        board = RuleSet("test", "test", "test", {"bestyrelse": replace(KKR, **BOARD)})
        with pytest.raises(InputError) as caught:
            compose(election({"1": {"A": 0}}, {"1": "A"}), "bestyrelse", rules=board)
        assert caught.value.problems[0].field == "bestyrelse"


class TestNoResultYet:
    """While the count goes on, too little to compute is a composition without numbers."""

    loaded = election({"1": {"A": 990, "N": 10}}, {"1": "N"}, final=False)

    def test_nothing_is_claimed(self) -> None:
        composition = kkr(self.loaded)
        assert composition == replace(
            composition,
            status="no-result",
            members=None,
            supplementary=None,
            outside=0,
            unassigned=0,
            levelled_members=None,
            cap=None,
            capped=False,
            reference_party=None,
            price=None,
            tie=None,
            steps=None,
        )
        # Equality does not tell 0 from False, nor None from nothing.
        for name in (
            "members",
            "supplementary",
            "levelled_members",
            "cap",
            "reference_party",
            "price",
            "tie",
            "steps",
        ):
            assert getattr(composition, name) is None

    def test_what_is_known_is_told(self) -> None:
        composition = kkr(self.loaded)
        assert (composition.valid_votes, composition.mayors, composition.base) == (1000, 1, 1000)
        line = composition.party("1-N")
        assert (line.mayors, line.seats, line.supplementary, line.share) == (1, 1, 0, Fraction(1, 100))

    def test_a_body_without_mayors_has_none_here_either(self) -> None:
        composition = kkr(election({"1": {"A": 0}, "2": {"V": 0}}, {}, final=False), **BOARD)
        assert composition.status == "no-result"
        assert composition.mayors is None
        uncounted = compose_tally(
            Tally("bestyrelse", None, 1, 0, None, 0, (Standing("A", "A", 0, 0, None),), Count(False)),
            replace(KKR, **BOARD),
        )
        assert (uncounted.mayors, uncounted.party("A").mayors, uncounted.party("A").supplementary) == (
            None,
            None,
            None,
        )


class TestEligibility:
    """The threshold is exact, and a council seat is needed where the rules say so."""

    @pytest.mark.parametrize(("votes", "eligible"), [(30, True), (29, False)])
    def test_any_share_may_be_the_threshold(self, votes: int, eligible: bool) -> None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"})
        assert kkr(loaded, threshold=Fraction(3, 100)).party("K").eligible is eligible

    def test_one_seat_in_one_council_is_enough(self) -> None:
        loaded = election({"1": {"A": 500, "V": 100}, "2": {"A": 300, "V": 100}}, {"1": "A", "2": "A"})
        in_one = tuple(
            replace(result, seats=1 if result.municipality == "1" else 0) for result in loaded.lists
        )
        assert kkr(replace(loaded, lists=in_one)).party("V").eligible

    def test_without_that_rule_no_seat_is_needed(self) -> None:
        loaded = election({"1": {"A": 500, "V": 500}}, {"1": "A"}, seats={"V": 0})
        assert kkr(loaded, council_seat=False).party("V").eligible

    def test_who_has_no_votes_has_no_part_even_without_a_threshold(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"}, final=False)
        line = kkr(loaded, threshold=None).party("2-N")
        assert (line.eligible, line.reason) == (False, "below-threshold")


class TestBase:
    """The threshold is a share of the valid votes, or of the votes cast where they are known everywhere."""

    def cast(self, *cast: int | None) -> int | None:
        loaded = election({"1": {"A": 60}, "2": {"A": 40}}, {"1": "A", "2": "A"})
        totals = {code: Totals(code, 50, cast=number) for code, number in zip("12", cast, strict=False)}
        return tally(replace(loaded, totals=totals), "kkr", "east", KKR).cast

    def test_votes_cast_must_be_known_in_every_municipality(self) -> None:
        assert self.cast(61, 43) == 104
        assert self.cast(61, None) is None
        assert self.cast(61) is None

    def test_none_cast_yet_is_known(self) -> None:
        assert self.cast(0, 43) == 43

    def test_without_a_threshold_there_is_nothing_to_know(self) -> None:
        loaded = election({"1": {"A": 100}}, {"1": "A"})
        assert kkr(loaded, threshold=None, threshold_base="cast").base == 100


def test_where_all_is_known_nothing_is_told() -> None:
    assert kkr(election({"1": {"A": 90, "V": 10}}, {"1": "A"}, cast=101), cap_per_municipality=9).notes == ()


class TestOutside:
    """Mayors of lists that are not eligible sit on top of the proportional part, within the cap."""

    def test_they_count_among_the_levelled_members(self) -> None:
        # A's price is 495 votes: two seats; the local list's mayor is the third member.
        loaded = election({"1": {"A": 500}, "2": {"A": 490}, "3": {"N": 10}}, {"1": "A", "2": "A", "3": "N"})
        composition = kkr(loaded)
        assert (composition.outside, composition.levelled_members, composition.members) == (1, 3, 3)

    def test_they_can_bring_a_body_over_its_cap(self) -> None:
        # The cap is 4; the proportional part alone, A 3 and V 1, would fit.
        loaded = election({"1": {"A": 740, "V": 245}, "2": {"N": 15}}, {"1": "V", "2": "N"})
        composition = kkr(loaded)
        assert (composition.levelled_members, composition.cap, composition.capped) == (6, 4, True)
        fits = kkr(election({"1": {"A": 490, "V": 490}, "2": {"N": 15}}, {"1": "V", "2": "N"}))
        assert (fits.levelled_members, fits.capped) == (3, False)
        just = kkr(election({"1": {"A": 735, "V": 245}, "2": {"N": 15}}, {"1": "V", "2": "N"}))
        assert (just.levelled_members, just.cap, just.capped, just.members) == (5, 4, True, 4)
        assert notes(just)["cap-fill-deduced"] == (
            "How KL cuts a larger body to its cap is not published; d'Hondt is deduced."
        )

    def test_in_a_body_of_fixed_size_their_seats_are_taken_from_it(self) -> None:
        loaded = election({"1": {"A": 990, "N": 10}}, {"1": "N"})
        composition = kkr(loaded, levelling=None, cap_per_municipality=None, seats=5)
        assert seats(composition) == {"A": 4, "1-N": 1}


class TestFixedSize:
    """A body of a fixed number of seats has no price, no cap and no levelling."""

    loaded = election({"1": {"A": 60, "V": 40}}, {"1": "A"})

    def test_nothing_is_said_of_levelling(self) -> None:
        composition = kkr(self.loaded, **BOARD)
        assert composition.capped is False
        assert composition.levelled_members is None
        assert composition.cap is None
        assert composition.reference_party is None
        assert composition.notes == ()

    def test_its_steps_are_those_of_the_filling(self) -> None:
        composition = compose(self.loaded, region="east", rules=rules(**BOARD), steps=True)
        assert [type(step) for step in composition.steps or ()] == [FillStep] * 5

    def test_a_levelled_body_that_fits_has_no_filling(self) -> None:
        composition = compose(self.loaded, region="east", rules=rules(cap_per_municipality=None), steps=True)
        assert [type(step) for step in composition.steps or ()] == [LevelStep] * 2

    def test_steps_are_for_people_and_have_a_limit(self) -> None:
        """One seat is a mayor's; the others are filled one by one."""
        large = election({"1": {"A": 600_000, "V": 400_000}}, {"1": "A"})
        most = compose(
            large,
            region="east",
            rules=rules(levelling=None, seats=MOST_STEPS + 1, cap_per_municipality=None),
            steps=True,
        )
        assert len(most.steps or ()) == MOST_STEPS
        more = rules(levelling=None, seats=MOST_STEPS + 2, cap_per_municipality=None)
        composition = compose(large, region="east", rules=more, steps=True)
        assert (composition.steps, composition.members) == (None, MOST_STEPS + 2)
        assert "too-many-steps" not in notes(compose(large, region="east", rules=more))
        told = notes(composition)["too-many-steps"]
        assert told == "10,001 steps are too many: at most 10,000 are told."

    def test_no_steps_unless_they_are_asked_for(self) -> None:
        assert kkr(self.loaded).steps is None
        assert compose_tally(tally(self.loaded, "kkr", "east", KKR), KKR).steps is None


class TestLots:
    """What is wrong with a lot is told with the lot's place; what else is wrong is not blamed on it."""

    # The last of three seats is between A and V.
    loaded = election({"1": {"A": 50, "V": 50}}, {"1": "A"})
    fixed = rules(**{**BOARD, "seats": 3})

    def lot(self, *winners: str, **changes: object) -> Lot:
        made = Lot("kkr", "east", 1, ("A", "V"), winners, Place("lots.yaml"))
        return replace(made, **changes)  # type: ignore[arg-type]

    def problem(self, lot: Lot, **changes: object) -> Problem:
        changed = rules(**{**BOARD, "seats": 3, **changes})
        with pytest.raises(InputError) as caught:
            compose(self.loaded, region="east", rules=changed, lots=[lot])
        return caught.value.problems[0]

    def test_the_lot_of_the_body_is_found_among_others(self) -> None:
        others = [self.lot("A", region="west"), self.lot("A", body="bestyrelse"), self.lot("V")]
        composition = compose(self.loaded, region="east", rules=self.fixed, lots=others)
        assert seats(composition) == {"A": 1, "V": 2}

    @pytest.mark.parametrize("lots", ["A", ["A"], 5])
    def test_what_is_no_lot(self, lots: Any) -> None:
        with pytest.raises(InputError) as caught:
            compose(self.loaded, region="east", rules=self.fixed, lots=lots)
        (found,) = caught.value.problems
        shown = "5" if lots == 5 else "A"
        assert found == Problem(f"A lot must be a Lot, not {shown}.", field="lots", value=shown)

    def test_a_single_lot_is_one(self) -> None:
        single: Any = self.lot("A")
        composition = compose(self.loaded, region="east", rules=self.fixed, lots=single)
        assert seats(composition) == {"A": 2, "V": 1}

    def test_two_lots_for_one_body(self) -> None:
        both = [self.lot("A"), self.lot("V")]
        with pytest.raises(InputError, match="There is a lot for this body already") as caught:
            compose(self.loaded, region="east", rules=self.fixed, lots=both)
        assert (caught.value.problems[0].file, caught.value.problems[0].value) == ("lots.yaml", "V")

    def test_lots_reach_every_region(self) -> None:
        lots = [self.lot("V")]
        (composition,) = compose_all(self.loaded, [("kkr", "east")], rules=self.fixed, lots=lots)
        assert composition.status == "ok"

    def test_a_lot_for_another_tie(self) -> None:
        found = self.problem(self.lot("B", "C"))
        assert "winners (B, C) must be 1 different parties of the tie" in found.message
        assert replace(found, message="") == Problem(
            "", "lots.yaml", None, "lots", "B, C", "The lot was for kkr east."
        )

    def test_a_lot_without_a_place_or_a_region(self) -> None:
        lot = Lot("bestyrelse", None, 1, ("A", "V"), ("B",))
        board = RuleSet("test", "test", "test", {"bestyrelse": self.fixed.bodies["kkr"]})
        with pytest.raises(InputError) as caught:
            compose(self.loaded, "bestyrelse", rules=board, lots=[lot])
        (found,) = caught.value.problems
        assert found.file is None
        assert (found.field, found.value, found.hint) == ("lots", "B", "The lot was for bestyrelse.")

    def test_a_lot_that_nobody_asked_for(self) -> None:
        found = self.problem(self.lot("A"), seats=4)
        assert found.message == "A lot was given, but there is no tie: the seats are certain."
        assert (found.file, found.field, found.value) == ("lots.yaml", "lots", "A")

    def test_a_house_that_is_too_small_is_not_the_lots_fault(self) -> None:
        found = self.problem(self.lot("A"), fill="adams", seats=1)
        assert (found.field, found.value, found.file) == ("house", "1", None)
        with pytest.raises(InputError) as caught:
            compose(self.loaded, region="east", rules=rules(**{**BOARD, "fill": "adams", "seats": 1}))
        assert caught.value.problems[0].field == "house"


class TestNotesOnTheCoOperation:
    """That the co-operation is not known is told only where it could matter."""

    unknown = CoOperation("unknown")

    def loaded(self, local: int, co_operation: CoOperation = unknown) -> Election:
        return election({"1": {"A": 1000 - local, "N": local}}, {"1": "A"}, co_operation=co_operation)

    @pytest.mark.parametrize(("votes", "told"), [(20, True), (19, False)])
    def test_local_lists_that_reach_the_threshold_together(self, votes: int, told: bool) -> None:
        assert ("co-operation-unknown" in notes(kkr(self.loaded(votes)))) is told

    def test_not_where_rules_do_not_pool(self) -> None:
        assert "co-operation-unknown" not in notes(kkr(self.loaded(500), co_operation=False))

    def test_not_where_the_register_is_complete(self) -> None:
        assert "co-operation-unknown" not in notes(kkr(self.loaded(500, CoOperation("complete"))))

    def test_where_there_is_no_threshold_every_pooling_matters(self) -> None:
        told = notes(kkr(self.loaded(1), threshold=None))["co-operation-unknown"]
        assert "1 votes (0.10 %): pooled" in told
        assert "threshold" not in told

    @pytest.mark.parametrize(("base", "told"), [("valid", True), ("cast", False)])
    def test_the_threshold_is_of_the_votes_that_the_rules_say(self, base: str, told: bool) -> None:
        loaded = election({"1": {"A": 980, "N": 20}}, {"1": "A"}, co_operation=self.unknown, cast=1010)
        assert ("co-operation-unknown" in notes(kkr(loaded, threshold_base=base))) is told

    def test_not_where_there_are_no_local_lists_or_nothing_is_counted(self) -> None:
        assert "co-operation-unknown" not in notes(kkr(self.loaded(0), threshold=None))
        nothing = election({"1": {"A": 0, "N": 0}}, {"1": "A"}, co_operation=self.unknown, final=False)
        assert "co-operation-unknown" not in notes(kkr(nothing))


class TestNotesOnTheThreshold:
    """Unknown council seats and blank votes are told of those whom they concern."""

    def unknown(self, *parties: str, **changes: object) -> str | None:
        """The note where these parties' council seats are not known; K stays below the threshold, A's are
        known."""
        votes = {"A": 500, "B": 100, "C": 100, "F": 100, "V": 100, "K": 10}
        loaded = election({"1": votes}, {"1": "A"}, seats=dict.fromkeys(parties))
        return notes(kkr(loaded, **changes)).get("council-seats-unknown")

    def test_up_to_three_parties_are_named(self) -> None:
        told = self.unknown("B", "C", "F")
        assert told is not None
        assert "not known for Radikale Venstre, Det Konservative Folkeparti, SF" in told
        assert "for 4 parties;" in (self.unknown("B", "C", "F", "V") or "")

    def test_only_who_reaches_the_threshold_matters(self) -> None:
        assert self.unknown("K") is None
        exactly = election({"1": {"A": 980, "K": 20}}, {"1": "A"}, seats={"K": None})
        assert "council-seats-unknown" in notes(kkr(exactly))
        assert "not known for Radikale Venstre;" in (self.unknown("B", "K") or "")

    def test_without_a_threshold_everybody_matters(self) -> None:
        assert "Kristendemokraterne" in (self.unknown("K", threshold=None) or "")

    def test_who_has_no_votes_is_not_asked_for_a_council_seat(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"}, final=False)
        assert "council-seats-unknown" not in notes(kkr(loaded, threshold=None))
        assert "council-seats-unknown" not in notes(kkr(loaded, threshold=Fraction(0)))
        one = election({"1": {"A": 100, "V": 1}}, {"1": "A"}, seats={"V": None})
        assert "not known for Venstre" in notes(kkr(one, threshold=None))["council-seats-unknown"]

    def test_a_single_vote_can_be_the_threshold(self) -> None:
        told = notes(kkr(election({"1": {"A": 49, "V": 1}}, {"1": "A"})))["near-threshold"]
        assert told.endswith("is 0 votes above the threshold of 2.00 % (1 votes).")

    def test_nobody_is_near_the_threshold_where_nothing_is_counted(self) -> None:
        composition = kkr(election({"1": {"A": 0}}, {"1": "A"}, final=False))
        assert set(notes(composition)) == {"mayor-without-votes"}
        assert composition.party("A").share == 0

    def test_where_no_council_seat_is_needed_nothing_is_told(self) -> None:
        assert self.unknown("B", council_seat=False) is None

    def blank(self, votes: int, cast: int | None, **changes: object) -> str | None:
        loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"}, cast=cast)
        return notes(kkr(loaded, **changes)).get("threshold-base-unknown")

    def test_blank_votes_that_would_or_could_matter(self) -> None:
        assert "would be below it" in (self.blank(20, 1001) or "")
        assert "could fall below it" in (self.blank(20, None) or "")

    def test_not_of_who_is_below_the_threshold_anyway(self) -> None:
        assert self.blank(19, 1001) is None

    def test_not_where_the_rules_say_what_the_base_is(self) -> None:
        assert self.blank(21, 1040, threshold_base="cast") is None
