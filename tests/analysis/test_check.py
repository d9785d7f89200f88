"""The verdicts: what is reproduced, what is on record, and that nothing passes unseen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.changes import VoteChange
from kkr_alloc.analysis.check import Outcome, Verdict, check, members
from kkr_alloc.analysis.what_if import what_if
from kkr_alloc.composition import compose
from kkr_alloc.figures import ALONE, ANY, Figure, Numbers
from kkr_alloc.model import CoOperation, Count, Election, RuleSet
from kkr_alloc.published import Published, bundled_figures
from tests.worlds import BOARD, KL, LATEST, election, rules

KV2017, KV2021 = LATEST["kv2017"], LATEST["kv2021"]
BUNDLE = bundled_figures()


def outcomes(election: Election, *figures: Figure, rules: RuleSet = KL) -> list[Outcome]:
    published = Published("here", figures, {election.id: election}, ())
    return [finding.outcomes[0] for finding in check(published, [rules]).figures]


def outcome_of(figure: Figure, election: Election, rules: RuleSet = KL) -> Outcome:
    (outcome,) = outcomes(election, figure, rules=rules)
    return outcome


def bundled_figure(body: str, region: str | None, party: str | None, term: str) -> Figure:
    wanted = body, region, party, term
    return next(f for f in BUNDLE.figures if (f.body, f.region_id, f.party, f.term) == wanted)


REPR_2018 = bundled_figure("repraesentantskab", None, None, "2018-2022")
SJAELLAND_2018 = bundled_figure("kkr", "sjaelland", "L", "2018-2022")
HOVEDSTADEN_2018 = bundled_figure("kkr", "hovedstaden", None, "2018-2022")


def test_bundle_under_kl() -> None:
    made = check(BUNDLE, [KL])
    assert not made.differs
    kept = {
        (finding.body, finding.region, finding.term): finding.outcomes[0].verdict
        for finding in made.figures
        if finding.outcomes[0].verdict is not Verdict.REPRODUCED
    }
    assert kept == {
        ("kkr", "midtjylland", "2010-2013"): Verdict.CONSISTENT,
        ("kkr", "hovedstaden", "2010-2013"): Verdict.CONSISTENT,
        ("repraesentantskab", None, "2014-2018"): Verdict.CONSISTENT,
        ("kkr", "sjaelland", "2018-2022"): Verdict.CONSISTENT,
        ("repraesentantskab", None, "2018-2022"): Verdict.DOCUMENTED,
    }


CHANGES = [
    (number, name, by)
    for number, figure in enumerate(BUNDLE.figures)
    for name in Numbers.__struct_fields__
    for by in (1, -1)
    if getattr(figure.published, name) and not (figure.election is None and figure.published.total is None)
]


def same_table(one: Figure, other: Figure) -> bool:
    """Figures that are compared together: those of one body in one term."""
    return (one.body, one.region_id, one.term) == (other.body, other.region_id, other.term)


@pytest.mark.parametrize(("number", "name", "by"), CHANGES)
def test_any_number_altered_by_one_differs(number: int, name: str, by: int) -> None:
    figure = BUNDLE.figures[number]
    altered = replace(figure.published, **{name: getattr(figure.published, name) + by})
    beside = [one for one in BUNDLE.figures if same_table(one, figure) and one is not figure]
    figures = (replace(figure, published=altered), *beside)
    made = check(replace(BUNDLE, figures=figures), [KL])
    differs = [finding.outcomes[0].verdict is Verdict.DIFFERS for finding in made.figures]
    assert differs == [True] + [False] * len(beside)


@pytest.mark.parametrize("by", [1, -1])
def test_member_more_or_less_that_still_adds_up_differs(by: int) -> None:
    """Also where the record says documented or consistent."""
    for figure in BUNDLE.figures:
        has = figure.published
        if figure.election and has.mayors is not None and has.supplementary is not None and has.total:
            altered = Numbers(has.mayors, has.supplementary + by, has.total + by)
            election = BUNDLE.elections[figure.election]
            assert outcome_of(replace(figure, published=altered), election).verdict is Verdict.DIFFERS


def changed(change: VoteChange) -> Election:
    return what_if(KV2017, [change], "repraesentantskab", rules=KL).changed_election


def test_documented_figure_differs_once_anything_has_changed() -> None:
    assert outcome_of(REPR_2018, KV2017).verdict is Verdict.DOCUMENTED
    computed = outcome_of(REPR_2018, changed(VoteChange("O", Fraction(-122), "101")))
    assert (computed.verdict, computed.computed) == (Verdict.DIFFERS, Numbers(98, 60, 158))
    assert (
        outcome_of(REPR_2018, changed(VoteChange("I", Fraction(-100), percent=True))).verdict
        is Verdict.DIFFERS
    )
    met = outcome_of(replace(REPR_2018, published=Numbers(98, 61, 159)), KV2017)
    assert (met.verdict, met.reason) == (Verdict.DIFFERS, "On record as not reproduced, but now it is.")
    assert outcome_of(REPR_2018, KV2017, bundled.rules("dhondt")).verdict is Verdict.DIFFERS


def test_consistent_figure_differs_once_the_ranges_have_changed() -> None:
    """Two more known members with many votes: fewer totals are possible, which the record does not say."""
    more_known = CoOperation("partial", KV2017.co_operation.lists | {"316-L", "360-L"})
    changed = replace(KV2017, co_operation=more_known)
    assert outcome_of(replace(SJAELLAND_2018, consistent=None), changed).verdict is Verdict.CONSISTENT
    outcome = outcome_of(SJAELLAND_2018, changed)
    assert outcome.verdict is Verdict.DIFFERS
    assert (outcome.reason or "").startswith("Not as on record.")


def test_figure_of_which_the_least_is_known() -> None:
    """Liberal Alliance in KKR Sjælland 2014: one member; none by d'Hondt, whatever is pooled."""
    at_least = bundled_figure("kkr", "sjaelland", "I", "2014-2018")
    assert outcome_of(at_least, LATEST["kv2013"]).verdict is Verdict.REPRODUCED
    two = replace(at_least, at_least=Numbers(None, 2))
    assert outcome_of(two, LATEST["kv2013"]).verdict is Verdict.DIFFERS
    by_dhondt = outcome_of(at_least, LATEST["kv2013"], bundled.rules("dhondt"))
    assert by_dhondt.verdict is Verdict.DIFFERS
    assert str(by_dhondt.reason).startswith("No list co-operation of 0 to 23,903 votes")


def test_list_with_a_figure_of_its_own_is_in_no_co_operation() -> None:
    """The only mayor of a local list in KKR Sjælland 2022 is Nyt Odsherred's."""
    region = KV2021.geography.region("sjaelland")

    def figure(party: str, mayors: int) -> Figure:
        return Figure("kkr", region, party, Numbers(mayors), KV2021.term, KV2021.id, co_operation=ANY)

    assert outcome_of(figure("L", 1), KV2021).verdict is Verdict.CONSISTENT
    both = outcomes(KV2021, figure("L", 1), figure("306-N", 1))
    assert [one.verdict for one in both] == [Verdict.DIFFERS, Verdict.REPRODUCED]


def test_no_total_gives_the_figure() -> None:
    outcome = outcome_of(replace(SJAELLAND_2018, published=Numbers(1, 5, 6), consistent=None), KV2017)
    assert (outcome.verdict, outcome.computed) == (Verdict.DIFFERS, None)
    assert str(outcome.reason).startswith("No list co-operation of 13,346 to 29,507 votes gives")


EVERY_LIST = CoOperation("complete", frozenset(one.id for one in KV2021.lists if not one.party))


def pooled_table(shift: int = 0) -> list[Figure]:
    """KKR Sjælland with all local lists pooled, ``shift`` supplementary members moved from V to A."""
    made = compose(replace(KV2021, co_operation=EVERY_LIST), "kkr", "sjaelland", rules=KL)
    region = KV2021.geography.region("sjaelland")
    figures = []
    for line in made.parties:
        if line.eligible:
            more = {"A": shift, "V": -shift}.get(line.party, 0)
            numbers = Numbers(line.mayors, (line.supplementary or 0) + more, line.seats + more)
            figures.append(
                Figure("kkr", region, line.party, numbers, KV2021.term, KV2021.id, co_operation=ANY)
            )
    return figures


def test_table_with_the_co_operation_must_fit_one_total() -> None:
    assert {one.verdict for one in outcomes(KV2021, *pooled_table())} == {Verdict.CONSISTENT}
    table = pooled_table(1)
    of_pool = [figure.party for figure in table].index("L")
    assert outcomes(KV2021, *table)[of_pool].verdict is Verdict.DIFFERS


def test_complete_register_needs_no_search() -> None:
    known = replace(KV2021, co_operation=EVERY_LIST)
    assert {one.verdict for one in outcomes(known, *pooled_table())} == {Verdict.REPRODUCED}


def test_party_without_votes_or_mayor_has_no_members() -> None:
    region = KV2021.geography.region("hovedstaden")
    assert members(compose(KV2021, "kkr", "hovedstaden", rules=KL), "S") == Numbers(0, 0, 0)
    figure = Figure("kkr", region, "S", Numbers(0, 0, 0), KV2021.term, KV2021.id)
    assert outcome_of(figure, KV2021).verdict is Verdict.REPRODUCED


def test_board_has_no_mayors_to_compare() -> None:
    figure = Figure("bestyrelse", None, "A", Numbers(1, 5, 6), KV2021.term, KV2021.id)
    outcome = outcome_of(figure, KV2021)
    assert outcome.verdict is Verdict.DIFFERS
    assert outcome.reason == "This body has seats only, no mayors or supplementary members."


def test_nothing_counted_yet() -> None:
    lists = tuple(replace(result, votes=0) for result in KV2021.lists)
    empty = replace(KV2021, lists=lists, count=Count(False, 10, 0, 0))
    figure = Figure("bestyrelse", None, "A", Numbers(None, None, 6), KV2021.term, KV2021.id)
    assert outcome_of(figure, empty).verdict is Verdict.NOT_CHECKABLE


@pytest.mark.parametrize(
    ("seats", "verdict"),
    [(0, Verdict.DIFFERS), (1, Verdict.REPRODUCED), (2, Verdict.NOT_CHECKABLE), (3, Verdict.DIFFERS)],
)
def test_seat_that_waits_for_a_lot(seats: int, verdict: Verdict) -> None:
    """V and C have one seat each, and one of them the sixth."""
    tied = election({"1": {"A": 100, "V": 60, "C": 60}}, {})
    region = tied.geography.region("east")
    figure = Figure("kkr", region, "V", Numbers(None, None, seats), tied.term, tied.id)
    assert outcome_of(figure, tied, rules(**{**BOARD, "seats": 6})).verdict is verdict


def test_too_many_lists_above_the_threshold() -> None:
    """Every local list takes part by itself: the choices cannot be gone through."""
    kkr = replace(KL.bodies["kkr"], threshold=None, lists_alone=True)
    outcome = outcome_of(SJAELLAND_2018, KV2017, replace(KL, id="open", bodies={**KL.bodies, "kkr": kkr}))
    assert outcome.verdict is Verdict.NOT_CHECKABLE


def test_figure_of_lists_alone_is_not_held_against_a_co_operation() -> None:
    """Hovedstaden 2018 with 26: a co-operation above the threshold gives it, but the figure assumes none."""
    altered = replace(HOVEDSTADEN_2018, published=Numbers(29, 26, 55))
    assert HOVEDSTADEN_2018.co_operation == ALONE
    assert outcome_of(altered, KV2017).verdict is Verdict.DIFFERS
    assert outcome_of(replace(altered, co_operation=ANY), KV2017).verdict is Verdict.CONSISTENT
