"""Lowest and highest are exact: held to listing every outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from kkr_alloc import bundled
from kkr_alloc.analysis.altered import candidates, with_mayors
from kkr_alloc.analysis.outlook import Outlook, Range, outlook
from kkr_alloc.composition import compose, rules_of
from kkr_alloc.errors import InputError
from kkr_alloc.model import Count, Election, RuleSet
from kkr_alloc.tally import tally
from tests.analysis.areas import KL, LATEST, REGIONS, body_rules, made, rule_set


class Listed:
    """Every outcome's composition, one by one."""

    def __init__(
        self,
        election: Election,
        region: str,
        rules: RuleSet,
        unknown: Sequence[str],
        could_be: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        election = replace(election, count=Count(final=False), counts={})
        self.lowest: dict[tuple[str, str], int] = {}
        self.highest: dict[tuple[str, str], int] = {}
        self.ways: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        self.outcomes = self.by_lot = self.without_result = 0
        options = [(could_be or {}).get(code) or candidates(election, code) for code in unknown]
        for parties in product(*options):
            outcome = with_mayors(election, list(zip(unknown, parties, strict=True)))
            composition = compose(outcome, "kkr", region, rules=rules)
            self.outcomes += 1
            for line in composition.parties:
                self._note(line.party, "mayors", line.mayors or 0)
            if composition.status == "no-result":
                self.without_result += 1
                continue
            self.by_lot += composition.tie is not None
            self._note("", "members", composition.members or 0)
            for line in composition.parties:
                self._note(line.party, "seats", line.seats)
                self._note(line.party, "supplementary", line.supplementary or 0)
                self.ways[line.party, "seats"][line.seats] += 1
                self.ways[line.party, "supplementary"][line.supplementary or 0] += 1
                if composition.tie and line.party in composition.tie.between:
                    self._note(line.party, "seats", line.seats + 1)
                    self._note(line.party, "supplementary", (line.supplementary or 0) + 1)

    def _note(self, party: str, what: str, number: int) -> None:
        key = party, what
        self.lowest[key] = min(number, self.lowest.get(key, number))
        self.highest[key] = max(number, self.highest.get(key, number))

    def range(self, party: str, what: str) -> Range:
        return Range(self.lowest[party, what], self.highest[party, what], True)


def agree(told: Outlook, listed: Listed) -> None:
    assert told.outcomes == listed.outcomes
    assert told.members == listed.range("", "members")
    for line in told.parties:
        for what in ("mayors", "seats", "supplementary"):
            if (line.party, what) in listed.lowest:
                assert (line.party, getattr(line, what)) == (line.party, listed.range(line.party, what))
    if told.by_lot is None:
        return
    assert (told.by_lot, told.without_result) == (listed.by_lot, listed.without_result)
    for line in told.parties:
        if line.eligible:
            assert dict(line.seats_in or ()) == dict(listed.ways[line.party, "seats"])
            assert dict(line.supplementary_in or ()) == dict(listed.ways[line.party, "supplementary"])


@st.composite
def open_elections(draw: st.DrawFn) -> tuple[Election, list[str], RuleSet]:
    """A small region of a few parties and local lists, some of whose mayors are open, and rules."""
    codes = [str(number) for number in range(draw(st.integers(2, 5)))]
    names = "ABCD"[: draw(st.integers(2, 4))]
    most = draw(st.sampled_from([6, 30, 1000]))
    votes: dict[str, dict[str, int]] = {}
    seats: dict[str, tuple[str, ...]] = {}
    for code in codes:
        local = draw(st.booleans())
        standing = [*names, *("x" if local else "")]
        votes[code] = {name: draw(st.integers(1, most)) for name in standing}
        here = draw(st.lists(st.sampled_from(standing), min_size=1, max_size=4, unique=True))
        seats[code] = tuple(here)
    mayors = {code: draw(st.sampled_from(seats[code])) for code in codes}
    unknown = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True))
    rules = draw(body_rules())
    return made(votes, mayors, seats, final=False), unknown, rule_set(**asdict(rules))


@settings(max_examples=400, deadline=None)
@given(drawn=open_elections())
def test_lowest_and_highest_are_those_of_all_outcomes(drawn: tuple[Election, list[str], RuleSet]) -> None:
    election, unknown, rules = drawn
    listed = Listed(election, "r", rules, unknown)
    if listed.without_result == listed.outcomes:
        with pytest.raises(InputError):
            outlook(election, "kkr", "r", rules=rules, unknown=unknown)
        return
    agree(outlook(election, "kkr", "r", rules=rules, unknown=unknown), listed)


@pytest.mark.parametrize("name", bundled.rule_sets())
@pytest.mark.parametrize(
    ("election", "unknown"),
    [
        ("kv2021", ["851", "820", "787"]),
        ("kv2021", ["773", "849", "825", "846"]),
        ("kv2025", ["851", "860", "840"]),
        ("kv2025", ["813", "825", "851", "810"]),
    ],
)
def test_nordjylland_with_a_few_open_offices(election: str, unknown: list[str], name: str) -> None:
    rules = bundled.rules(name)
    told = outlook(LATEST[election], "kkr", "nordjylland", rules=rules, unknown=unknown)
    agree(told, Listed(LATEST[election], "nordjylland", rules, unknown))
    assert told.by_lot is not None


@pytest.mark.parametrize("region", ["sjaelland", "midtjylland"])
def test_regions_that_can_stay_below_the_cap(region: str) -> None:
    codes = LATEST["kv2021"].geography.region(region).municipalities[:3]
    told = outlook(LATEST["kv2021"], "kkr", region, rules=KL, unknown=codes)
    agree(told, Listed(LATEST["kv2021"], region, KL, codes))


def test_the_user_may_name_whose_a_mayor_could_be() -> None:
    could_be = {"851": ("A", "V"), "820": ("V", "820-L", "C")}
    told = outlook(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, unknown=("851",), could_be=could_be)
    assert told.outcomes == 6
    agree(told, Listed(LATEST["kv2021"], "nordjylland", KL, ("851", "820"), could_be))


def test_a_mayor_that_is_missing_is_open() -> None:
    election = LATEST["kv2021"]
    kept = tuple(mayor for mayor in election.mayors if mayor.municipality != "851")
    told = outlook(replace(election, mayors=kept), "kkr", "nordjylland", rules=KL)
    assert [office.municipality for office in told.offices] == ["851"]
    assert told == outlook(election, "kkr", "nordjylland", rules=KL, unknown=["851"])


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("election", ["kv2017", "kv2021", "kv2025"])
def test_what_did_come_out_lies_within_what_could(election: str, region: str) -> None:
    """With all offices open, the real composition is one outcome, and so is each of a few others."""
    loaded = LATEST[election]
    codes = loaded.geography.region(region).municipalities
    told = outlook(loaded, "kkr", region, rules=KL, unknown=codes)
    assert told.outcomes == prod(len(office.candidates) for office in told.offices)
    possible = {code: candidates(loaded, code) for code in codes}
    outcomes = [
        with_mayors(loaded, [(code, of[n % len(of)]) for code, of in possible.items()]) for n in range(9)
    ]
    for outcome in outcomes:
        composition = compose(outcome, "kkr", region, rules=KL)
        assert told.members.lowest <= (composition.members or 0) <= told.members.highest
        for line in told.parties:
            came = composition.party(line.party)
            assert line.mayors.lowest <= (came.mayors or 0) <= line.mayors.highest
            assert line.seats.lowest <= came.seats <= line.seats.highest
            assert line.supplementary.lowest <= (came.supplementary or 0) <= line.supplementary.highest
            assert line.seats.exact


def test_too_many_parties_give_bounds_that_are_called_so() -> None:
    rules = rule_set(threshold=None)
    codes = LATEST["kv2025"].geography.region("hovedstaden").municipalities
    told = outlook(LATEST["kv2025"], "kkr", "hovedstaden", rules=rules, unknown=codes)
    eligible = [line for line in told.parties if line.eligible]
    assert len(eligible) > 14
    assert not any(line.seats.exact or line.supplementary.exact for line in eligible)
    assert all(line.mayors.exact for line in eligible)
    came = compose(LATEST["kv2025"], "kkr", "hovedstaden", rules=rules)
    for line in eligible:
        assert line.seats.lowest <= came.party(line.party).seats <= line.seats.highest


def test_the_offices_that_matter_most_come_first() -> None:
    """Town 1 may change the price; in town 2 there is nobody else."""
    election = made(
        {"1": {"A": 100, "B": 10}, "2": {"A": 100}, "3": {"A": 50, "B": 90}},
        {"1": "A", "2": "A", "3": "B"},
    )
    told = outlook(election, "kkr", "r", rules=rule_set(cap_per_municipality=None), unknown=["1", "2"])
    assert [(office.municipality, office.moves, office.between) for office in told.offices] == [
        (
            "1",
            3,
            ("A", "B"),
        ),  # 250 and 100 votes at 100 a seat are 3 + 1; with B's second mayor, at 50, 5 + 2
        ("2", 0, None),
    ]


@pytest.mark.parametrize(
    ("unknown", "could_be", "body", "field"),
    [
        ((), {}, "kkr", "unknown"),
        (("101",), {}, "kkr", "unknown"),
        (("851",), {"851": ("Z",)}, "kkr", None),
        (("851",), {"851": ()}, "kkr", "candidates"),
        (("851",), {}, "bestyrelse", "body"),
    ],
)
def test_what_cannot_be_asked_is_an_input_error(
    unknown: Collection[str], could_be: dict[str, tuple[str, ...]], body: str, field: str | None
) -> None:
    region = "nordjylland" if body == "kkr" else None
    with pytest.raises(InputError) as error:
        outlook(LATEST["kv2021"], body, region, rules=KL, unknown=unknown, could_be=could_be)
    assert field is None or error.value.problems[0].field == field


def test_an_office_without_any_candidate_asks_for_one() -> None:
    election = made({"1": {"A": 10}, "2": {"x": 5, "A": 1}}, {"1": "A"}, {"1": ("A",), "2": ()})
    with pytest.raises(InputError) as error:
        outlook(election, "kkr", "r", rules=KL)
    assert error.value.problems[0].field == "candidates"
    assert tally(with_mayors(election, [("2", "A")]), "kkr", "r", rules_of(KL, "kkr")).valid == 16
