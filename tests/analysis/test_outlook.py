"""Lowest and highest are exact: held to listing every outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from kkr_alloc import bundled
from kkr_alloc.analysis.mayoralties import LARGEST, candidates, with_mayors
from kkr_alloc.analysis.outlook import Led, Outlook, Range, outlook
from kkr_alloc.composition import compose
from kkr_alloc.errors import InputError
from kkr_alloc.model import CoOperation, Count, Election, OpenRules, RuleSet
from kkr_alloc.results import Composition
from tests.sources.reading import problems_of
from tests.worlds import KL, LATEST, REGIONS, body_rules, election, rules

KINDS = ("mayors", "seats", "supplementary")


def every_reading(rules: RuleSet) -> list[RuleSet]:
    """The rule set under each reading of what its KKR leaves open, its own first."""
    kkr = rules.bodies["kkr"]
    fills, bases = (kkr.readings(name) for name in ("fill", "threshold_base"))
    return [
        replace(rules, bodies={"kkr": replace(kkr, fill=fill, threshold_base=base, open=OpenRules())})
        for fill, base in product(fills, bases)
    ]


def agrees_with_every_outcome(
    made: Outlook | Led,
    election: Election,
    region: str,
    rules: RuleSet,
    could_be: Mapping[str, Sequence[str]],
) -> None:
    """Hold an outlook to the composition of every outcome, one by one."""
    numbers = numbers_of_every_outcome(election, region, rules, could_be)
    assert made.outcomes == prod(map(len, could_be.values()))
    lines = {line.party: line for line in made.parties}
    for (party, kind), found in numbers.items():
        span = getattr(lines[party] if party else made, kind)
        assert (party, kind, span) == (party, kind, Range(min(found), max(found), True))


def numbers_of_every_outcome(
    election: Election, region: str, rules: RuleSet, could_be: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], set[int]]:
    """Party ("" for the body) and kind of number -> every number of its that comes out.

    Outcomes that give each party as many mayors are one: no rule asks in which municipality.
    """
    going_on = Count(final=False)
    counts = dict.fromkeys(election.geography.municipalities, going_on)
    election = replace(election, count=going_on, counts=counts)
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for parties in {tuple(sorted(of)): of for of in product(*could_be.values())}.values():
        outcome = with_mayors(election, zip(could_be, parties, strict=True))
        for reading in every_reading(rules):
            _add(found, compose(outcome, "kkr", region, rules=reading))
    return found


def _add(found: dict[tuple[str, str], set[int]], composition: Composition) -> None:
    for line in composition.parties:
        found[line.party, "mayors"].add(line.mayors or 0)
    if composition.members is None:
        return
    found["", "members"].add(composition.members)
    tied = composition.tie.parties if composition.tie else ()
    for line in composition.parties:
        drawn = line.party in tied
        found[line.party, "seats"] |= {line.seats, line.seats + drawn}
        supplementary = line.supplementary or 0
        found[line.party, "supplementary"] |= {supplementary, supplementary + drawn}


def leading(
    election: Election, could_be: Mapping[str, Sequence[str]], leaders: Collection[str]
) -> dict[str, list[str]]:
    """Municipality -> those of the candidates that could lead it; where nobody is known to, all."""
    found = {}
    for code, of in could_be.items():
        votes: dict[str, int] = defaultdict(int)
        for result in election.lists:
            if result.municipality == code:
                votes[result.party or result.id] += result.votes
        largest = [one for one in of if LARGEST in leaders and votes[one] == max(votes.values())]
        found[code] = [one for one in of if one in leaders or one in largest] or list(of)
    return found


def every_candidate(election: Election, unknown: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {code: candidates(election, code) for code in unknown}


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
            [OpenRules(), OpenRules(fills), OpenRules(threshold_base=bases), OpenRules(fills, bases)]
        )
    )
    own = {name: draw(st.sampled_from(of)) for name, of in asdict(readings).items() if of}
    return made, unknown, rules(**{**asdict(under), **own, "open": readings})


@settings(max_examples=200, deadline=None)
@given(
    drawn=open_elections(),
    leaders=st.sampled_from([(), (LARGEST,), ("A",), ("D", "B"), (LARGEST, "B"), ("1-x",)]),
)
def test_lowest_and_highest_are_those_of_all_outcomes(
    drawn: tuple[Election, list[str], RuleSet], leaders: tuple[str, ...]
) -> None:
    small, unknown, under = drawn
    could_be = every_candidate(small, unknown)
    led_by = leading(small, could_be, leaders)
    own = every_reading(under)[0]  # a result under another reading only is none
    if any(
        ("", "members") not in numbers_of_every_outcome(small, "east", own, of) for of in (could_be, led_by)
    ):
        with pytest.raises(InputError):
            outlook(small, "kkr", "east", rules=under, unknown=unknown, leaders=leaders)
        return
    made = outlook(small, "kkr", "east", rules=under, unknown=unknown, leaders=leaders)
    agrees_with_every_outcome(made, small, "east", under, could_be)
    if leaders:
        assert made.led
        agrees_with_every_outcome(made.led, small, "east", under, led_by)
        assert led_by == {one.municipality_code: list(one.leaders or one.candidates) for one in made.offices}
    else:
        assert made.led is None


@pytest.mark.parametrize("rule_set", bundled.rule_sets())
@pytest.mark.parametrize(
    ("name", "region", "unknown"),
    [
        ("kv2021", "nordjylland", ["851", "820", "787"]),
        ("kv2025", "nordjylland", ["813", "825", "851", "810"]),
        ("kv2021", "sjaelland", ["253", "259", "265"]),
        ("kv2021", "midtjylland", ["615", "657", "661"]),
    ],
)
def test_a_few_open_offices(name: str, region: str, unknown: list[str], rule_set: str) -> None:
    """Nordjylland is cut to its cap; Sjælland and Midtjylland can stay below it."""
    under = bundled.rules(rule_set)
    made = outlook(LATEST[name], "kkr", region, rules=under, unknown=unknown)
    agrees_with_every_outcome(made, LATEST[name], region, under, every_candidate(LATEST[name], unknown))


def test_candidates_by_name() -> None:
    could_be = {"851": ("A", "V"), "820": ("V", "820-L", "C")}
    made = outlook(LATEST["kv2021"], "kkr", "nordjylland", rules=KL, unknown=("851",), could_be=could_be)
    agrees_with_every_outcome(made, LATEST["kv2021"], "nordjylland", KL, could_be)


def test_leaders_of_the_list_co_operation_and_of_named_candidates() -> None:
    """Both local lists are in the co-operation, L; the candidates named for town 2 stay as they are."""
    votes = {"1": {"x": 60, "A": 40, "B": 1}, "2": {"y": 90, "B": 50, "A": 50}, "3": {"A": 9, "B": 9, "y": 1}}
    made = election(votes, {}, co_operation=CoOperation("complete", frozenset({"1-x", "2-y"})))

    def leaders(*named: str, **could_be: Sequence[str]) -> list[tuple[str, ...] | None]:
        known = {code.removeprefix("town"): of for code, of in could_be.items()}
        found = outlook(made, "kkr", "east", rules=rules(), could_be=known, leaders=named).offices
        return [office.leaders for office in sorted(found, key=lambda office: office.municipality_code)]

    assert leaders(LARGEST) == [("L",), ("L",), ("A", "B")]
    assert leaders("L") == [("L",), ("L",), ()]
    assert leaders("B", LARGEST, town2=["A", "B"]) == [("L", "B"), ("A", "B"), ("A", "B")]
    assert leaders() == [None, None, None]


def test_municipality_where_nothing_is_counted() -> None:
    """Its mayor may be of any party with votes elsewhere, whoever leads; seats that are unknown count."""
    votes = {"1": {"A": 60, "x": 40}, "2": {}, "3": {"V": 9, "A": 8}}
    small = election(votes, {"3": "V"}, seats={"1-A": None, "1-x": None}, final=False)
    small = replace(small, counts={code: Count(final=False) for code in votes})
    made = outlook(small, "kkr", "east", rules=KL, leaders=[LARGEST])
    offices = {office.municipality_code: (office.candidates, office.leaders) for office in made.offices}
    assert offices == {"1": (("A", "1-x"), ("A",)), "2": (("A", "V"), ())}
    assert [note.code for note in made.notes if "Town 2" in note.message] == ["mayors-uncounted"]
    led_by = {"1": ("A",), "2": ("A", "V")}
    assert made.led
    agrees_with_every_outcome(made.led, small, "east", KL, led_by)


def assert_within(composition: Composition, made: Outlook | Led) -> None:
    assert made.members.lowest <= (composition.members or 0) <= made.members.highest
    for line in made.parties:
        came = composition.party(line.party)
        for kind in KINDS:
            span = getattr(line, kind)
            assert span.lowest <= (getattr(came, kind) or 0) <= span.highest


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", ["kv2017", "kv2025"])
def test_outcomes_with_all_offices_open_lie_within(name: str, region: str) -> None:
    loaded = LATEST[name]
    codes = loaded.geography.region(region).municipalities
    leaders = {mayor.counts_for for mayor in loaded.mayors if mayor.municipality in codes}
    made = outlook(loaded, "kkr", region, rules=KL, unknown=codes, leaders=leaders)
    assert made.outcomes == prod(len(office.candidates) for office in made.offices)
    assert all(line.seats.exact for line in made.parties)
    possible = {code: candidates(loaded, code) for code in codes}
    some = (with_mayors(loaded, [(code, of[n % len(of)]) for code, of in possible.items()]) for n in range(9))
    for outcome in some:
        assert_within(compose(outcome, "kkr", region, rules=KL), made)
    assert made.led
    assert made.led.outcomes < made.outcomes
    assert_within(compose(loaded, "kkr", region, rules=KL), made.led)


def test_too_many_parties_that_could_get_an_open_office() -> None:
    """Where the parties are named, they are few enough."""
    loaded, under = LATEST["kv2025"], rules(threshold=None)
    codes = loaded.geography.region("hovedstaden").municipalities
    with pytest.raises(InputError, match=r"^27 parties that take part could get an open office"):
        outlook(loaded, "kkr", "hovedstaden", rules=under, unknown=codes)
    outlook(loaded, "kkr", "hovedstaden", rules=under, could_be=dict.fromkeys(codes, ("A", "V")))


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
    found = problems_of(
        lambda: outlook(LATEST["kv2021"], body, region, rules=KL, unknown=unknown, could_be=could_be)
    )
    assert found[0].field == field


def test_office_without_any_candidate() -> None:
    made = election({"1": {"A": 10}, "2": {"x": 5, "A": 1}}, {"1": "A"}, seats={"2-x": 0, "2-A": 0})
    assert problems_of(lambda: outlook(made, "kkr", "east", rules=KL))[0].field == "candidates"
