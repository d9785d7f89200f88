"""A body's area: whose votes and mayors count where, under which name, and what does not fit together."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from kkr_alloc.errors import InputError, Place, Problem
from kkr_alloc.model import CoOperation, Count, Election, Mayor, Note, Source, Totals
from kkr_alloc.tally import NOTES, Standing, Tally, tally
from tests.worlds import BOARD, KKR, election


def counted(loaded: Election, region: str | None = "east", **changes: Any) -> Tally:
    """The area of the small region, or another, under a KKR's rules but for the changes."""
    return tally(loaded, "kkr", region, replace(KKR, **changes))


def standings(area: Tally) -> dict[str, Standing]:
    return {one.party: one for one in area.standings}


def votes(area: Tally) -> dict[str, int]:
    return {one.party: one.votes for one in area.standings}


def lines(area: Tally) -> list[tuple[str, int, int]]:
    return [(one.party, one.votes, one.mayors) for one in area.standings]


def notes(area: Tally) -> dict[str, str]:
    return {note.code: note.message for note in area.notes}


def problems(loaded: Election, **changes: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as raised:
        counted(loaded, **changes)
    return raised.value.problems


def with_sources(loaded: Election) -> Election:
    """The same, read from files."""
    made = [Source(role, f"{role}.csv", "0", 1) for role in ("co_operation", "votes", "mayors")]  # type: ignore[arg-type]
    return replace(loaded, sources=tuple(made))


class TestArea:
    """A KKR is made of its region's municipalities, a national body of all."""

    loaded = election(
        {"1": {"A": 600}, "2": {"V": 400}, "3": {"A": 100, "N": 50}},
        {"1": "A", "2": "V", "3": "N"},
        regions={"east": "12", "west": "3"},
    )

    def test_a_region_has_its_own_votes_and_mayors(self) -> None:
        area = counted(self.loaded)
        assert (area.body, area.region, area.municipalities, area.valid) == ("kkr", "east", 2, 1000)
        assert lines(area) == [("A", 600, 1), ("V", 400, 1)]

    def test_the_country_has_all(self) -> None:
        area = counted(self.loaded, None)
        assert (area.region, area.municipalities, area.valid) == (None, 3, 1150)
        assert lines(area) == [("A", 700, 1), ("V", 400, 1), ("3-N", 50, 1)]

    def test_count_is_that_of_the_area(self) -> None:
        night = replace(
            self.loaded,
            count=Count(False, 9, 5, 3),
            counts={"1": Count(True, 1, 1, 1), "2": Count(True, 2, 2, 2), "3": Count(False, 6, 2, 0)},
        )
        assert counted(night).count == Count(True, 3, 3, 3)
        assert counted(night, None).count == night.count
        assert counted(self.loaded).count == self.loaded.count

    def test_remarks_on_the_area_are_counted_in_a_note(self) -> None:
        """Those on other municipalities are not, those on nobody knows which are."""
        remarks = {"areas-missing": {"3": ("C",), "2": ("B",), "": ("X", "Y")}, "files-gone": {"3": ("C",)}}
        assert counted(replace(self.loaded, remarks=remarks)).notes == (
            Note("areas-missing", NOTES["areas-missing"](3), ("X", "Y", "B")),
        )

    def test_area_in_which_numbers_contradict_each_other_is_refused(self) -> None:
        wrong = {code: (Problem(f"Town {code} has more votes than voters."),) for code in "321"}
        loaded = replace(self.loaded, problems=wrong)
        with pytest.raises(InputError) as raised:
            counted(loaded)
        assert (raised.value.message, raised.value.problems) == (
            wrong["1"][0].message,
            wrong["1"] + wrong["2"],
        )
        assert counted(replace(loaded, problems={"3": wrong["3"]})).valid == 1000

    @pytest.mark.parametrize(("known", "final"), [(True, None), (False, False)])
    def test_an_area_with_an_unknown_count_is_not_final(self, known: bool, final: bool | None) -> None:
        night = replace(self.loaded, counts={"1": Count(known, 1, 1, 1), "3": Count(False, 1, 0, 0)})
        count = counted(night).count
        assert (count, count.final) == (Count(final), final)


class TestNames:
    """Parties go by their register's name, local lists by their own and their municipality's."""

    def test_parties_and_local_lists(self) -> None:
        area = counted(election({"1": {"A": 60, "N": 40}}, {"1": "A"}))
        assert [(one.party, one.name, one.local, one.lists) for one in area.standings] == [
            ("A", "Socialdemokratiet", False, None),
            ("1-N", "List N, Town 1", True, None),
        ]

    def test_a_list_without_a_name_goes_by_its_letter(self) -> None:
        loaded = election({"1": {"A": 60, "N": 40}}, {"1": "A"})
        nameless = replace(loaded, lists=tuple(replace(result, name="") for result in loaded.lists))
        assert standings(counted(nameless))["1-N"].name == "Liste N, Town 1"

    def test_largest_first_and_equal_ones_by_id(self) -> None:
        area = counted(election({"1": {"V": 10, "C": 30, "B": 30, "A": 30}}, {"1": "A"}))
        assert list(votes(area)) == ["A", "B", "C", "V"]

    def test_only_lists_with_votes_or_a_mayor_are_named(self) -> None:
        loaded = election({"1": {"A": 60, "V": 0}, "2": {"A": 40}}, {"1": "A", "2": "N"}, final=False)
        area = counted(loaded)
        assert lines(area) == [("A", 100, 1), ("2-N", 0, 1)]
        assert (standings(area)["2-N"].name, standings(area)["2-N"].council_seat) == ("2-N", None)


class TestCouncilSeat:
    """A seat in one council is enough; where any is unknown and none is known, it is unknown."""

    @pytest.mark.parametrize(
        ("seats", "council_seat"),
        [((1, 0), True), ((1, None), True), ((0, 0), False), ((0, None), None), ((None, None), None)],
    )
    def test_council_seat(self, seats: tuple[int | None, int | None], council_seat: bool | None) -> None:
        loaded = election(
            {"1": {"A": 500, "V": 100}, "2": {"A": 300, "V": 100}},
            {"1": "A", "2": "A"},
            seats={"1-V": seats[0], "2-V": seats[1]},
        )
        assert standings(counted(loaded))["V"].council_seat is council_seat


class TestVotesCast:
    """The threshold is a share of the valid votes, or of the votes cast where they are known everywhere."""

    @pytest.mark.parametrize(
        ("cast", "known"), [((61, 43), 104), ((0, 43), 43), ((61, None), None), ((61,), None)]
    )
    def test_votes_cast_must_be_known_in_every_municipality(
        self, cast: tuple[int | None, ...], known: int | None
    ) -> None:
        loaded = election({"1": {"A": 60}, "2": {"A": 40}}, {"1": "A", "2": "A"})
        totals = {code: Totals(code, 50, cast=number) for code, number in zip("12", cast, strict=False)}
        area = counted(replace(loaded, totals=totals))
        assert (area.cast, area.valid) == (known, 100)

    def test_votes_cast_before_the_first_vote_are_none(self) -> None:
        loaded = election({"1": {"A": 60}, "2": {"A": 0}}, {"1": "A", "2": "A"}, final=False)
        assert counted(replace(loaded, totals={"1": Totals("1", 60, cast=61)})).cast == 61


class TestListCoOperation:
    """Local lists of the co-operation count as one party; without its register each stands alone."""

    def area(self, status: str, *lists: str, **changes: Any) -> Tally:
        loaded = election(
            {"1": {"A": 960, "N": 12}, "2": {"A": 0, "N": 18, "P": 10}},
            {"1": "A", "2": "N"},
            co_operation=CoOperation(status, frozenset(lists)),
        )
        return counted(loaded, **changes)

    def test_its_lists_are_pooled(self) -> None:
        pooled = standings(self.area("complete", "1-N", "2-N"))["L"]
        assert pooled == Standing("L", "Lokallisterne i Danmark", 30, 1, True, ("1-N", "2-N"))
        assert not pooled.local

    def test_the_same_letter_elsewhere_is_another_list(self) -> None:
        assert votes(self.area("complete", "2-N", "2-P")) == {"A": 960, "L": 28, "1-N": 12}

    @pytest.mark.parametrize("status", ["partial", "unknown"])
    def test_an_incomplete_register_is_not_used(self, status: str) -> None:
        area = self.area(status, "1-N", "2-N")
        assert votes(area) == {"A": 960, "2-N": 18, "1-N": 12, "2-P": 10}

    def test_rules_may_leave_lists_alone(self) -> None:
        area = self.area("complete", "2-N", co_operation=False)
        assert votes(area) == {"A": 960, "2-N": 18, "1-N": 12, "2-P": 10}


class TestMayors:
    """One mayor for each municipality, of a party or list with votes."""

    alone = election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "A", "2": "N"})

    def test_a_registered_party_counts_in_any_municipality(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"V": 100}}, {"1": "A", "2": "A"})
        assert standings(counted(loaded))["A"].mayors == 2

    def test_mayors_elsewhere_do_not_matter(self) -> None:
        loaded = election({"1": {"A": 100}}, {"1": "A"})
        elsewhere = Mayor("9", "", "9-N", "N", "uncertain")
        assert counted(replace(loaded, mayors=(elsewhere, *loaded.mayors))) == counted(loaded)

    def test_an_uncertain_mayor_is_noted(self) -> None:
        loaded = election({"1": {"A": 100}}, {"1": "A"})
        uncertain = replace(loaded.mayors[0], note="not settled")
        assert notes(counted(replace(loaded, mayors=(uncertain,)))) == {
            "mayor-uncertain": "Mayor of Town 1: not settled"
        }

    def test_missing_mayors(self) -> None:
        loaded = election({"1": {"A": 100}, "2": {"A": 100}, "3": {"A": 1}}, {"1": "A"})
        assert problems(with_sources(loaded)) == tuple(
            Problem(
                f"There is no mayor for Town {code}.",
                "mayors.csv",
                None,
                "municipality_code",
                code,
                "Add its row to the mayors.",
            )
            for code in "23"
        )
        assert problems(loaded)[0].file is None

    def test_mayor_of_a_list_without_votes(self) -> None:
        of_n = replace(self.alone.mayors[1], list_name="", place=Place("own.csv", 3))
        hint = "Name the list or party the mayor was elected for."
        message = "The mayor of Town 2 is of {}, which has no votes here."
        assert problems(replace(self.alone, mayors=(self.alone.mayors[0], of_n))) == (
            Problem(message.format("2-N"), "own.csv", 3, "list_letter", "2-N", hint),
        )
        assert problems(self.alone) == (Problem(message.format("N"), None, None, "list_letter", "2-N", hint),)

    def test_where_there_are_no_votes_at_all_no_mayor_is_blamed(self) -> None:
        none = tuple(replace(result, votes=0) for result in self.alone.lists)
        assert counted(replace(self.alone, lists=none)).valid == 0

    def test_of_a_partial_count_or_a_sitting_mayor_that_is_a_note(self) -> None:
        sitting = tuple(replace(mayor, sitting=True) for mayor in self.alone.mayors)
        for loaded in (replace(self.alone, count=Count(False)), replace(self.alone, mayors=sitting)):
            area = counted(loaded)
            assert standings(area)["2-N"].mayors == 1
            assert notes(area) == {
                "mayor-without-votes": "The mayor of Town 2 is of N, which has no votes here."
            }

    def test_a_body_without_mayors_does_not_look_at_them(self) -> None:
        area = counted(election({"1": {"A": 100}, "2": {"A": 100}}, {"1": "N"}), **BOARD)
        assert (standings(area)["A"].mayors, area.notes) == (0, ())


class TestMissingVotes:
    """Every municipality has votes, or a count that goes on."""

    loaded = election({"1": {"A": 100}, "2": {}}, {"1": "A", "2": "A"})

    def test_missing_votes(self) -> None:
        hint = "Add its rows, or ask for a region that the file holds in full."
        message = "There are no votes for Town 2."
        assert problems(with_sources(self.loaded)) == (
            Problem(message, "votes.csv", None, "municipality_code", "2", hint),
        )
        assert problems(self.loaded)[0].file is None

    def test_no_votes_at_all_is_one_problem(self) -> None:
        assert problems(with_sources(replace(self.loaded, lists=()))) == (
            Problem("There are no votes at all.", "votes.csv", None, "votes"),
        )

    def test_votes_that_are_not_counted_yet_are_not_missing(self) -> None:
        counts = {"1": Count(True, 1, 1, 1), "2": Count(False, 1, 0, 0)}
        assert counted(replace(self.loaded, counts=counts)).valid == 100
