"""Lowest and highest are exact: held to listing every outcome."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from kkr_alloc import bundled
from kkr_alloc.analysis.altered import candidates, with_mayors
from kkr_alloc.analysis.extremes import MAX_PARTIES, Range
from kkr_alloc.analysis.outlook import Outlook, outlook
from kkr_alloc.composition import compose
from kkr_alloc.errors import InputError
from kkr_alloc.model import Composition, Count, Election, RuleSet
from tests.worlds import KL, LATEST, REGIONS, body_rules, election, rules

KINDS = ("mayors", "seats", "supplementary")


def every_reading(rules: RuleSet) -> list[RuleSet]:
    """The rule set under each reading of what its KKR leaves open, its own first."""
    kkr = rules.bodies["kkr"]
    fills, bases = (
        dict.fromkeys((getattr(kkr, name), *kkr.open.get(name, ()))) for name in ("fill", "threshold_base")
    )
    return [
        replace(rules, bodies={"kkr": replace(kkr, fill=fill, threshold_base=base, open={})})
        for fill, base in product(fills, bases)
    ]


class Listed:
    """The lowest and highest numbers over every outcome, from its composition, one by one."""

    def __init__(
        self,
        election: Election,
        region: str,
        rules: RuleSet,
        unknown: Sequence[str],
        could_be: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        election = replace(election, count=Count(final=False), counts={})
        self.found: dict[tuple[str, str], Range] = {}
        self.outcomes = self.without_result = 0
        options = [(could_be or {}).get(code) or candidates(election, code) for code in unknown]
        for parties in product(*options):
            outcome = with_mayors(election, list(zip(unknown, parties, strict=True)))
            self._add([compose(outcome, "kkr", region, rules=one) for one in every_reading(rules)])

    def _add(self, readings: list[Composition]) -> None:
        self.outcomes += 1
        self.without_result += readings[0].status == "no-result"
        for composition in readings:
            self._add_reading(composition)

    def _add_reading(self, composition: Composition) -> None:
        for line in composition.parties:
            self._note(line.party, "mayors", line.mayors or 0)
        if composition.status == "no-result":
            return
        self._note("", "members", composition.members or 0)
        for line in composition.parties:
            drawn = composition.tie is not None and line.party in composition.tie.parties
            self._note(line.party, "seats", line.seats, drawn)
            self._note(line.party, "supplementary", line.supplementary or 0, drawn)

    def _note(self, party: str, kind: str, number: int, lot: bool = False) -> None:
        before = self.found.get((party, kind), Range(number, number, True))
        span = min(number, before.lowest), max(number + lot, before.highest)
        self.found[party, kind] = Range(*span, True)

    def agrees_with(self, made: Outlook) -> None:
        assert made.outcomes == self.outcomes
        assert made.members == self.found["", "members"]
        for line in made.parties:
            for kind in KINDS:
                if (line.party, kind) in self.found:
                    assert (line.party, getattr(line, kind)) == (line.party, self.found[line.party, kind])


@st.composite
def open_elections(draw: st.DrawFn) -> tuple[Election, list[str], RuleSet]:
    """A small region of a few parties and local lists, some of whose mayors are open, and rules."""
    codes = [str(number) for number in range(draw(st.integers(2, 5)))]
    names = "ABCD"[: draw(st.integers(2, 4))]
    most = draw(st.sampled_from([6, 30, 1000]))
    votes: dict[str, dict[str, int]] = {}
    seats: dict[str, int | None] = {}
    mayors: dict[str, str] = {}
    for code in codes:
        local = draw(st.booleans())
        standing = [*names, *("x" if local else "")]
        votes[code] = {name: draw(st.integers(1, most)) for name in standing}
        seated = draw(st.lists(st.sampled_from(standing), min_size=1, max_size=4, unique=True))
        seats |= {f"{code}-{name}": int(name in seated) for name in standing}
        mayors[code] = draw(st.sampled_from(seated))
    unknown = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True))
    cast = max(sum(of.values()) for of in votes.values()) + draw(st.integers(0, 10))
    made = election(votes, mayors, seats=seats, final=False, cast=draw(st.sampled_from([None, cast])))
    under = draw(body_rules())
    fills, bases = ("adams", "sainte-lague", "dhondt"), ("cast", "valid")
    readings = draw(
        st.sampled_from(
            [{}, {"fill": fills}, {"threshold_base": bases}, {"fill": fills, "threshold_base": bases}]
        )
    )
    own = {name: draw(st.sampled_from(of)) for name, of in readings.items()}
    return made, unknown, rules(**{**asdict(under), **own, "open": readings})


@settings(max_examples=400, deadline=None)
@given(drawn=open_elections())
def test_lowest_and_highest_are_those_of_all_outcomes(drawn: tuple[Election, list[str], RuleSet]) -> None:
    made, unknown, under = drawn
    listed = Listed(made, "east", under, unknown)
    if listed.without_result == listed.outcomes:
        with pytest.raises(InputError):
            outlook(made, "kkr", "east", rules=under, unknown=unknown)
        return
    listed.agrees_with(outlook(made, "kkr", "east", rules=under, unknown=unknown))


@pytest.mark.parametrize("rule_set", bundled.rule_sets())
@pytest.mark.parametrize(
    ("name", "region", "unknown"),
    [
        ("kv2021", "nordjylland", ["851", "820", "787"]),
        ("kv2021", "nordjylland", ["773", "849", "825", "846"]),
        ("kv2025", "nordjylland", ["851", "860", "840"]),
        ("kv2025", "nordjylland", ["813", "825", "851", "810"]),
        ("kv2021", "sjaelland", ["253", "259", "265"]),
        ("kv2021", "midtjylland", ["615", "657", "661"]),
    ],
)
def test_a_few_open_offices(name: str, region: str, unknown: list[str], rule_set: str) -> None:
    """Nordjylland is cut to its cap; Sjælland and Midtjylland can stay below it."""
    under = bundled.rules(rule_set)
    made = outlook(LATEST[name], "kkr", region, rules=under, unknown=unknown)
    Listed(LATEST[name], region, under, unknown).agrees_with(made)


def test_candidates_by_name() -> None:
    could_be = {"851": ("A", "V"), "820": ("V", "820-L", "C")}
    made = outlook(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, unknown=("851",), could_be=could_be)
    assert made.outcomes == 6
    Listed(LATEST["kv2021"], "nordjylland", KL, ("851", "820"), could_be).agrees_with(made)


def test_missing_mayor_is_open() -> None:
    loaded = LATEST["kv2021"]
    kept = tuple(mayor for mayor in loaded.mayors if mayor.municipality != "851")
    made = outlook(replace(loaded, mayors=kept), "kkr", "nordjylland", rules=KL)
    assert [office.municipality for office in made.offices] == ["Aalborg"]
    assert made == outlook(loaded, "kkr", "nordjylland", rules=KL, unknown=["851"])


def assert_within(composition: Composition, made: Outlook) -> None:
    assert made.members.lowest <= (composition.members or 0) <= made.members.highest
    for line in made.parties:
        came = composition.party(line.party)
        for kind in KINDS:
            span = getattr(line, kind)
            assert span.lowest <= (getattr(came, kind) or 0) <= span.highest


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", ["kv2017", "kv2021", "kv2025"])
def test_outcomes_with_all_offices_open_lie_within(name: str, region: str) -> None:
    loaded = LATEST[name]
    codes = loaded.geography.region(region).municipalities
    made = outlook(loaded, "kkr", region, rules=KL, unknown=codes)
    assert made.outcomes == prod(len(office.candidates) for office in made.offices)
    assert all(line.seats.exact for line in made.parties)
    possible = {code: candidates(loaded, code) for code in codes}
    some = (with_mayors(loaded, [(code, of[n % len(of)]) for code, of in possible.items()]) for n in range(9))
    for outcome in some:
        assert_within(compose(outcome, "kkr", region, rules=KL), made)


def test_bounds_where_too_many_parties_take_part() -> None:
    under = rules(threshold=None)
    loaded = LATEST["kv2025"]
    codes = loaded.geography.region("hovedstaden").municipalities
    made = outlook(loaded, "kkr", "hovedstaden", rules=under, unknown=codes)
    eligible = [line for line in made.parties if line.eligible]
    assert len(eligible) > MAX_PARTIES
    assert not any(line.seats.exact or line.supplementary.exact for line in eligible)
    assert all(line.mayors.exact for line in eligible)
    assert_within(compose(loaded, "kkr", "hovedstaden", rules=under), made)


def test_offices_that_matter_most_come_first() -> None:
    """Town 1 may change the price; in town 2 there is nobody else.

    250 and 100 votes at 100 a seat are 3 + 1; with B's second mayor, at 50, 5 + 2.
    """
    votes = {"1": {"A": 100, "B": 10}, "2": {"A": 100}, "3": {"A": 50, "B": 90}}
    made = outlook(
        election(votes, {"1": "A", "2": "A", "3": "B"}),
        "kkr",
        "east",
        rules=rules(cap_per_municipality=None),
        unknown=["1", "2"],
    )
    assert [(office.municipality_code, office.moves, office.between) for office in made.offices] == [
        ("1", 3, ("A", "B")),
        ("2", 0, None),
    ]


@pytest.mark.parametrize(
    ("unknown", "could_be", "body", "field"),
    [
        ((), {}, "kkr", "unknown"),
        (("101",), {}, "kkr", "unknown"),
        (("851",), {"851": ("Z",)}, "kkr", "candidates"),
        (("851",), {"851": ()}, "kkr", "candidates"),
        (("851",), {}, "bestyrelse", "body"),
    ],
)
def test_invalid_questions(
    unknown: Collection[str], could_be: dict[str, tuple[str, ...]], body: str, field: str
) -> None:
    region = "nordjylland" if body == "kkr" else None
    with pytest.raises(InputError) as error:
        outlook(LATEST["kv2021"], body, region, rules=KL, unknown=unknown, could_be=could_be)
    assert error.value.problems[0].field == field


def test_office_without_any_candidate() -> None:
    made = election({"1": {"A": 10}, "2": {"x": 5, "A": 1}}, {"1": "A"}, seats={"2-x": 0, "2-A": 0})
    with pytest.raises(InputError) as error:
        outlook(made, "kkr", "east", rules=KL)
    assert error.value.problems[0].field == "candidates"
