"""The verdicts: what is reproduced, what is on record, and that nothing passes unseen."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.check import Check, Outcome, Verdict, check, members
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.model import CO_OPERATION, CoOperation, Count, Election, RuleSet
from kkr_alloc.published import ALONE, ANY, Figure, Numbers, PooledRange, Published, bundled_figures

KL = bundled.rules()
BUNDLE = bundled_figures()


def outcomes(check: Check) -> list[Outcome]:
    return [finding.outcomes[0] for finding in check.findings]


def only(figures: Sequence[Figure], *elections: Election) -> Published:
    return Published("here", tuple(figures), {one.id: one for one in elections}, ())


def one(figure: Figure, election: Election, rules: RuleSet = KL) -> Outcome:
    return check(only([figure], election), [rules]).findings[0].outcomes[0]


def figure_of(body: str, region: str | None, party: str | None, term: str) -> Figure:
    return next(
        f for f in BUNDLE.figures if (f.body, f.region_id, f.party, f.term) == (body, region, party, term)
    )


REPR_2018 = figure_of("repraesentantskab", None, None, "2018-2022")
REPR_2014 = figure_of("repraesentantskab", None, None, "2014-2018")
SJAELLAND_2018 = figure_of("kkr", "sjaelland", "L", "2018-2022")


def test_bundle_under_kl() -> None:
    made = check(BUNDLE, [KL])
    assert not made.differs
    assert made.count("kl") == {
        Verdict.REPRODUCED: 28,
        Verdict.CONSISTENT: 2,
        Verdict.DOCUMENTED: 1,
        Verdict.NOT_CHECKABLE: 2,
        Verdict.DIFFERS: 0,
    }
    kept = {
        (finding.figure.body, finding.figure.region_id, finding.figure.term): finding.outcomes[0].verdict
        for finding in made.findings
        if finding.outcomes[0].verdict is not Verdict.REPRODUCED
    }
    assert kept == {
        ("kkr", "midtjylland", "2010-2013"): Verdict.NOT_CHECKABLE,
        ("kkr", "hovedstaden", "2010-2013"): Verdict.NOT_CHECKABLE,
        ("repraesentantskab", None, "2014-2018"): Verdict.CONSISTENT,
        ("kkr", "sjaelland", "2018-2022"): Verdict.CONSISTENT,
        ("repraesentantskab", None, "2018-2022"): Verdict.DOCUMENTED,
    }


def test_other_readings_reproduce_less() -> None:
    made = check(BUNDLE, [KL, bundled.rules("dhondt"), bundled.rules("sainte-lague")])
    assert made.rules == ("kl", "dhondt", "sainte-lague")
    assert made.count("dhondt")[Verdict.DIFFERS] == 4
    assert made.count("sainte-lague")[Verdict.DIFFERS] == 9
    for finding in made.findings:
        assert [outcome.rules for outcome in finding.outcomes] == list(made.rules)
        if finding.figure == REPR_2018:
            assert [outcome.computed and outcome.computed.supplementary for outcome in finding.outcomes] == [
                61,
                53,
                56,
            ]


CHANGES = [
    (number, name, by)
    for number, figure in enumerate(BUNDLE.figures)
    for name in Numbers._fields
    for by in (1, -1)
    if getattr(figure.published, name) and not (figure.election is None and figure.published.total is None)
]


@pytest.mark.parametrize(("number", "name", "by"), CHANGES)
def test_any_number_altered_by_one_differs(number: int, name: str, by: int) -> None:
    figure = BUNDLE.figures[number]
    altered = replace(figure.published, **{name: getattr(figure.published, name) + by})
    figures = list(BUNDLE.figures)
    figures[number] = replace(figure, published=altered)
    made = check(replace(BUNDLE, figures=tuple(figures)), [KL])
    assert [n for n, outcome in enumerate(outcomes(made)) if outcome.verdict is Verdict.DIFFERS] == [number]


@pytest.mark.parametrize("by", [1, -1])
def test_a_member_more_or_less_that_still_adds_up_differs(by: int) -> None:
    """Also where the record says documented or consistent."""
    for figure in BUNDLE.figures:
        if figure.election and None not in figure.published:
            mayors, supplementary, total = figure.published
            altered = Numbers(mayors, (supplementary or 0) + by, (total or 0) + by)
            election = BUNDLE.elections[figure.election]
            assert one(replace(figure, published=altered), election).verdict is Verdict.DIFFERS


def test_documented_turns_into_differs_when_the_computed_value_changes() -> None:
    election = load_election("kv2017")
    assert one(REPR_2018, election).verdict is Verdict.DOCUMENTED
    fewer = tuple(
        replace(result, votes=result.votes - 122)
        if (result.municipality, result.party) == ("101", "O")
        else result
        for result in election.lists
    )
    met = one(REPR_2018, replace(election, lists=fewer))
    assert (met.verdict, met.computed) == (Verdict.DIFFERS, Numbers(98, 60, 158))
    still_fewer = tuple(
        replace(result, votes=0) if result.party == "I" else result for result in election.lists
    )
    assert one(REPR_2018, replace(election, lists=still_fewer)).verdict is Verdict.DIFFERS


def test_documented_turns_into_differs_when_the_published_value_is_met() -> None:
    met = replace(REPR_2018, published=Numbers(98, 61, 159))
    outcome = one(met, load_election("kv2017"))
    assert outcome.verdict is Verdict.DIFFERS
    assert "now it is" in (outcome.reason or "")


def test_documented_counts_for_the_rule_set_it_was_recorded_under() -> None:
    election = load_election("kv2017")
    assert one(REPR_2018, election, bundled.rules("dhondt")).verdict is Verdict.DIFFERS


def test_consistent_tells_the_ranges() -> None:
    outcome = one(REPR_2014, load_election("kv2013"))
    assert outcome.verdict is Verdict.CONSISTENT
    assert outcome.ranges == (PooledRange(2, 69123, 86403), PooledRange(1, 62322, 69122))
    assert "69,123 to 86,403 votes (2.22 % to 2.77 %) with 2 mayors" in (outcome.reason or "")
    assert "0 to 126,465 votes are possible" in (outcome.reason or "")


def test_consistent_turns_into_differs_when_the_range_changes() -> None:
    """Two more known members with many votes: fewer totals are possible, which the record does not say."""
    election = load_election("kv2017")
    assert SJAELLAND_2018.consistent is not None
    more_known = CoOperation("partial", election.co_operation.lists | {"316-L", "360-L"})
    changed = replace(election, co_operation=more_known)
    outcome = one(replace(SJAELLAND_2018, consistent=None), changed)
    assert outcome.verdict is Verdict.CONSISTENT
    assert outcome.ranges != SJAELLAND_2018.consistent.ranges
    outcome = one(SJAELLAND_2018, changed)
    assert outcome.verdict is Verdict.DIFFERS
    assert "Not as on record" in (outcome.reason or "")


def test_without_the_threshold_being_reached_no_total_is_consistent() -> None:
    figure = replace(SJAELLAND_2018, published=Numbers(1, 5, 6), consistent=None)
    outcome = one(figure, load_election("kv2017"))
    assert (outcome.verdict, outcome.computed) == (Verdict.DIFFERS, None)
    assert "No list co-operation of 13,346 to 29,507 votes" in (outcome.reason or "")


def rows_with_l(election: Election, shift: int = 0) -> list[Figure]:
    """KKR Sjælland as it is with all local lists pooled, one supplementary member moved by ``shift``."""
    everyone = frozenset(result.id for result in election.lists if not result.party)
    pooled = replace(election, co_operation=CoOperation("complete", everyone))
    made = compose(pooled, "kkr", "sjaelland", rules=KL)
    region = election.geography.region("sjaelland")
    moved = {"A": shift, "V": -shift}
    return [
        Figure(
            "kkr",
            region,
            line.party,
            Numbers(
                line.mayors,
                (line.supplementary or 0) + moved.get(line.party, 0),
                line.seats + moved.get(line.party, 0),
            ),
            election.term,
            election.id,
            co_operation=ANY,
        )
        for line in made
        if line.eligible
    ]


def test_a_whole_table_with_the_co_operation_must_fit_one_total() -> None:
    election = load_election("kv2021")
    good = check(only(rows_with_l(election), election), [KL])
    assert {outcome.verdict for outcome in outcomes(good)} == {Verdict.CONSISTENT}
    bad = check(only(rows_with_l(election, 1), election), [KL])
    assert bad.differs
    assert (
        next(finding.outcomes[0].verdict for finding in bad.findings if finding.figure.party == CO_OPERATION)
        is Verdict.DIFFERS
    )


def test_with_a_complete_register_nothing_is_searched() -> None:
    election = load_election("kv2021")
    everyone = frozenset(result.id for result in election.lists if not result.party)
    known = replace(election, co_operation=CoOperation("complete", everyone))
    made = check(only(rows_with_l(election), known), [KL])
    assert {outcome.verdict for outcome in outcomes(made)} == {Verdict.REPRODUCED}


def test_a_party_without_votes_or_mayor_has_no_members() -> None:
    election = load_election("kv2021")
    region = election.geography.region("hovedstaden")
    made = compose(election, "kkr", "hovedstaden", rules=KL)
    assert members(made, "S") == Numbers(0, 0, 0)
    figure = Figure("kkr", region, "S", Numbers(0, 0, 0), election.term, election.id)
    assert one(figure, election).verdict is Verdict.REPRODUCED


def test_a_board_has_no_mayors_to_compare() -> None:
    election = load_election("kv2021")
    outcome = one(Figure("bestyrelse", None, "A", Numbers(1, 5, 6), election.term, election.id), election)
    assert outcome.verdict is Verdict.DIFFERS
    assert "seats only" in (outcome.reason or "")


def test_nothing_is_counted_yet() -> None:
    election = load_election("kv2021")
    empty = replace(
        election,
        lists=tuple(replace(result, votes=0) for result in election.lists),
        count=Count(False, 10, 0, 0),
    )
    figure = Figure("bestyrelse", None, "A", Numbers(None, None, 6), election.term, election.id)
    assert one(figure, empty).verdict is Verdict.NOT_CHECKABLE


def test_a_seat_that_waits_for_a_lot_is_not_checkable() -> None:
    """Two parties with the same votes and one seat for them: either may have it, but not both two."""
    election = load_election("kv2021")
    wanted = {"A": 900, "V": 900, "C": 10}
    votes = dict.fromkeys(wanted, False)
    lists = []
    for result in election.lists:
        first = result.party in wanted and not votes[result.party or ""]
        if first:
            votes[result.party or ""] = True
        lists.append(replace(result, votes=wanted[result.party or ""] if first else 0))
    tied = replace(election, lists=tuple(lists))
    made = compose(tied, "bestyrelse", rules=KL)
    assert made.tie is not None
    certain = made.party("A").seats

    def verdict(seats: int) -> Verdict:
        figure = Figure("bestyrelse", None, "A", Numbers(None, None, seats), election.term, election.id)
        return one(figure, tied).verdict

    assert [verdict(certain + more) for more in (-1, 1, 2)] == [
        Verdict.DIFFERS,
        Verdict.NOT_CHECKABLE,
        Verdict.DIFFERS,
    ]


def test_too_many_lists_above_the_threshold_is_not_checkable() -> None:
    """Without a threshold every local list takes part by itself: the choices cannot be gone through."""
    election = load_election("kv2017")
    kkr = replace(KL.bodies["kkr"], threshold=None)
    outcome = one(SJAELLAND_2018, election, RuleSet("open", "", "", {**KL.bodies, "kkr": kkr}))
    assert outcome.verdict is Verdict.NOT_CHECKABLE
    assert "Too many local lists" in (outcome.reason or "")


def test_alone_means_each_list_by_itself() -> None:
    """Hovedstaden 2018 with 26: a co-operation above the threshold would give it, but the figure assumes
    none."""
    figure = figure_of("kkr", "hovedstaden", None, "2018-2022")
    election = load_election("kv2017")
    altered = replace(figure, published=Numbers(29, 26, 55))
    assert figure.co_operation == ALONE
    assert one(altered, election).verdict is Verdict.DIFFERS
    assert one(replace(altered, co_operation=ANY), election).verdict is Verdict.CONSISTENT
