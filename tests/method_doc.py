"""The computed blocks of docs/method.md: each is rendered here from the bundled data and the rule sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.check import Verdict, check, members
from kkr_alloc.analysis.pooling import bounds, fitting_totals
from kkr_alloc.composition import compose, compose_tally, derive
from kkr_alloc.election import bundled_elections, load_election
from kkr_alloc.model import Composition, CoOperation, Election, RuleSet
from kkr_alloc.published import Figure, Numbers, PooledRange, bundled_figures
from kkr_alloc.tally import tally
from kkr_alloc.text import Decimal, decimal, percentage

FILE = Path(__file__).parents[1] / "docs" / "method.md"
BLOCK = re.compile(r"(<!-- computed: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
READINGS = {
    "kl": "rounded up (`kl`)",
    "dhondt": "rounded down (`dhondt`)",
    "sainte-lague": "nearest (`sainte-lague`)",
}


def renewed(page: str) -> str:
    """The page with every computed block as the data gives it now."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{BLOCKS[block[2]]()}\n{block[3]}", page)


def example() -> str:
    """KKR Hovedstaden 2018-2022 by hand."""
    election, rules = load_election("kv2017"), bundled.rules()
    area = tally(election, "kkr", "hovedstaden", rules.bodies["kkr"])
    derivation = derive(area, rules.bodies["kkr"])
    made, levelled = derivation.composition, derivation.levelling
    body = rules.bodies["kkr"]
    assert body.threshold is not None
    assert levelled is not None
    threshold = body.threshold * made.threshold.votes
    eligible = [line for line in made if line.eligible]
    outside = next(line for line in made if not line.eligible and line.mayors)
    below = next(line for line in made if not line.eligible)
    local = [line.votes for line in made if line.local]
    seats, mayors = sum(line.seats for line in eligible), sum(line.mayors or 0 for line in eligible)
    prices = "; ".join(
        f"{line.party} {_n(line.votes)} / {line.mayors} = {_d(Fraction(line.votes, line.mayors), 2)}"
        for line in eligible
        if line.mayors
    )
    rows = [
        f"   | {line.party} {line.name} | {_n(line.votes)} | {_d(line.votes / levelled.price, 3)} "
        f"| {line.seats} | {line.mayors} | {line.supplementary} |"
        for line in eligible
    ]
    return "\n".join(
        [
            f"1. *Threshold.* {_n(made.valid_votes)} valid votes were given in the region's "
            f"{made.municipalities} "
            f"municipalities. 2 % of them is {_d(threshold, 2)}, so a party needs "
            f"{_n(made.threshold.needed)}. {len(eligible)} parties reach it; the largest "
            f"that does not is {below.name} with {_n(below.votes)}. All local lists together have "
            f"{_n(sum(local))}, but each stands alone here, and the largest has {_n(max(local))}.",
            "2. *Reference party.* Votes per mayor of the parties that reach the threshold and have one: "
            f"{prices}. The smallest is {made.reference_party}'s: it has most mayors for its votes. "
            f"{_d(made.price, 2)} votes are the price of a seat.",
            "3. *Seats.* Each party gets its votes divided by the price, every started price counting:",
            "",
            "   | party | votes | votes / price | seats | mayors | supplementary |",
            "   | --- | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            f"   | together | | | {seats} | {mayors} | {made.supplementary} |",
            "",
            f"4. *Outside.* {outside.name} has a mayor but only {_n(outside.votes)} votes. Every mayor is a "
            f"member, so this one sits on top: {seats} + {made.outside} = {made.members} members.",
            f"5. *Cap.* At most {body.cap_per_municipality} x {made.municipalities} = {made.cap}. "
            f"{made.members} is not more, so nothing is cut. {made.members} members less {made.mayors} "
            f"mayors are {made.supplementary} supplementary members: the published figure.",
            "",
        ]
    )


def evidence() -> str:
    """What each reading of the size makes of the published figures that can tell readings apart."""
    wanted = [("kkr", None), ("kkr", "L"), ("repraesentantskab", None)]
    figures = [
        figure
        for figure in bundled_figures().figures
        if figure.election and (figure.body, figure.party) in wanted
    ]
    rows = [["Published", "List co-operation", *READINGS.values()]]
    for figure in sorted(figures, key=lambda figure: (figure.body, figure.term)):
        rows += _rows_of(figure)
    return _table(rows)


def _rows_of(figure: Figure) -> list[list[str]]:
    election = load_election(figure.election)
    known = election.co_operation.lists
    of_party = ", co-operation" if figure.party else ""
    name = f"{_body(figure)} {figure.term}{of_party}: {_numbers(figure.published)}"
    alone, pooled = [], []
    low = high = 0
    for rules in map(bundled.rules, READINGS):
        body = rules.bodies[figure.body]
        area = tally(election, figure.body, figure.region_id, body)
        low, high = bounds(area, known)
        computed = members(compose_tally(area, body), figure.party)
        alone.append(_mark(_numbers(computed), figure.published.met_by(computed)))
        found = fitting_totals(
            area, body, known, lambda made: figure.published.met_by(members(made, figure.party))
        )
        pooled.append(_ranges(found or (), area.base))
    rows = [] if figure.party else [[name, "none reaches the threshold: each list alone", *alone]]
    return [*rows, [name, f"any, from {_n(low)} to {_n(high)} votes", *pooled]]


def _ranges(ranges: tuple[PooledRange, ...], base: int) -> str:
    told = [
        f"yes, at {_n(one.lowest)} to {_n(one.highest)} votes "
        f"({decimal(percentage(Fraction(one.lowest, base)))} to "
        f"{decimal(percentage(Fraction(one.highest, base)))}), mayors in it: {one.mayors}"
        for one in ranges
    ]
    return "; ".join(told) or "no total gives it"


def boards() -> str:
    """The published boards under the two ways to fill 17 seats."""
    rows = [["Term", "Published", "d'Hondt", "Sainte-Laguë"]]
    terms = sorted({figure.term for figure in bundled_figures().figures if figure.body == "bestyrelse"})
    for term in terms:
        figures = [f for f in bundled_figures().figures if f.body == "bestyrelse" and f.term == term]
        published = {figure.party: figure.published.total for figure in figures}
        row = [term, ", ".join(f"{party} {seats}" for party, seats in published.items())]
        for name in ("dhondt", "sainte-lague"):
            made = compose(load_election(figures[0].election), "bestyrelse", rules=bundled.rules(name))
            seats = {line.party: line.seats for line in made if line.seats}
            told = ", ".join(f"{party} {number}" for party, number in seats.items())
            row.append(_mark(told, seats == published))
        rows.append(row)
    return _table(rows)


def sizes() -> str:
    """Levelled size and cap of every KKR."""
    regions = load_election().geography.regions
    rows = [["Election", *(region.name for region in regions)]]
    for info in bundled_elections():
        election = load_election(info.id)
        made = [compose(election, "kkr", region.id, rules=bundled.rules()) for region in regions]
        rows.append(
            [info.name]
            + [
                f"{one.levelled_members}, cut to {one.cap}" if one.capped else f"{one.levelled_members}"
                for one in made
            ]
        )
    rows.append(["*cap*", *(str(2 * len(region.municipalities)) for region in regions)])
    return _table(rows)


def pooling() -> str:
    """Every local list alone, against all of them in the co-operation."""
    regions = load_election().geography.regions
    rows = [["Election", *(region.name for region in regions), "Repræsentantskab", "KKR that differ"]]
    for info in bundled_elections():
        election = load_election(info.id)
        everyone = frozenset(result.id for result in election.lists if not result.party)
        pooled = replace(election, co_operation=CoOperation("complete", everyone))
        cells, differ = [], 0
        for region in (*regions, None):
            none, all_in = (_composed(one, region.id if region else None) for one in (election, pooled))
            l_seats = members(all_in, "L").total
            changed = _seats(none) != _seats(all_in)
            differ += changed and region is not None
            cells.append(f"{none.members} → {all_in.members}, L {l_seats}" if changed else "the same")
        rows.append([info.name, *cells, f"{differ} of {len(regions)}"])
    return _table(rows)


def _composed(election: Election, region: str | None) -> Composition:
    return compose(election, "kkr" if region else "repraesentantskab", region, rules=bundled.rules())


def _seats(composition: Composition) -> dict[str, tuple[int | None, int]]:
    """Members per party; a local list's mayor is the co-operation's where that is pooled."""
    found: dict[str, tuple[int | None, int]] = {}
    for line in composition:
        key = "L" if line.local else line.party
        mayors, seats = found.get(key, (0, 0))
        found[key] = ((mayors or 0) + (line.mayors or 0), seats + line.seats)
    return {party: members for party, members in found.items() if members != (0, 0)}


def threshold() -> str:
    """Where blank and invalid votes in the threshold would change a composition."""
    rules = bundled.rules()
    cast = RuleSet(
        "cast", "", "", {name: replace(body, threshold_base="cast") for name, body in rules.bodies.items()}
    )
    lines = []
    for info in bundled_elections():
        election = load_election(info.id)
        if any(total.cast is None for total in election.totals.values()):
            lines.append(f"- {info.name}: votes cast are not at hand; see below.")
            continue
        changed = []
        for region in (*election.geography.regions, None):
            body = "kkr" if region else "repraesentantskab"
            one, other = (
                compose(election, body, region.id if region else None, rules=r) for r in (rules, cast)
            )
            if _seats(one) != _seats(other):
                changed.append(region.name if region else "Repræsentantskab")
        lines.append(f"- {info.name}: {', '.join(changed) or 'nothing would change'}.")
    body = rules.bodies["kkr"]
    area = tally(load_election("kv2021"), "kkr", "midtjylland", body)
    party = next(standing for standing in area.standings if standing.party == "K")
    needed = -(-area.valid // 50)
    made = compose_tally(area, body).party("K")
    too_many = party.votes * 50 - area.valid + 1
    lines.append(
        f"- Midtjylland at KV21: {party.name} has {_n(party.votes)} of {_n(area.valid)} valid votes, "
        f"{party.votes - needed} more than the {_n(needed)} needed, and gets {made.seats}. "
        f"With {_n(too_many)} or more blank and invalid votes counted in, it would be below the threshold."
    )
    return "\n".join([*lines, ""])


def cut() -> str:
    """What filling capped bodies by another divisor would change."""
    rules = bundled.rules()
    kkr = replace(rules.bodies["kkr"], fill="sainte-lague")
    other = RuleSet("other", "", "", {**rules.bodies, "kkr": kkr})
    lines = []
    for info in bundled_elections():
        election = load_election(info.id)
        changes = []
        for region in election.geography.regions:
            one, two = (compose(election, "kkr", region.id, rules=r) for r in (rules, other))
            if one.capped:
                changes.append(f"{region.name} {_changes(one, two)}")
        lines.append(f"- {info.name}: {'; '.join(changes)}.")
    return "\n".join([*lines, ""])


def mayor() -> str:
    """What another mayor of Odsherred would change in 2026."""
    election = load_election("kv2025")
    before = compose(election, "kkr", "sjaelland", rules=bundled.rules())
    now = next(one for one in election.mayors if one.municipality == "306")
    lines = [f"- of {now.counts_for} as now: {before.members} members, {before.supplementary} supplementary."]
    for line in before:
        if line.eligible and line.mayors and line.party != now.counts_for:
            moved = replace(now, counts_for=line.party, list_name=line.name)
            mayors = tuple(moved if one is now else one for one in election.mayors)
            after = compose(replace(election, mayors=mayors), "kkr", "sjaelland", rules=bundled.rules())
            lines.append(f"- of {line.party}: {after.members} members; {_changes(before, after)}.")
    return "\n".join([*lines, ""])


def _changes(before: Composition, after: Composition) -> str:
    """Supplementary members per party that change: "A 4 → 3"."""
    told = [
        f"{line.party} {line.supplementary} → {after.party(line.party).supplementary}"
        for line in before
        if line.supplementary != after.party(line.party).supplementary
    ]
    return ", ".join(told) or "nothing"


def verdicts() -> str:
    """How many figures each rule set reproduces."""
    made = check(bundled_figures(), [bundled.rules(name) for name in READINGS])
    rows = [["Rules", *(verdict.value for verdict in Verdict)]]
    for name in made.rules:
        count = made.count(name)
        rows.append([f"`{name}`", *(str(count[verdict]) for verdict in Verdict)])
    return _table(rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "example": example,
    "evidence": evidence,
    "boards": boards,
    "sizes": sizes,
    "pooling": pooling,
    "threshold": threshold,
    "cut": cut,
    "mayor": mayor,
    "verdicts": verdicts,
}


def _body(figure: Figure) -> str:
    return f"KKR {figure.region.name}" if figure.region else "Repræsentantskab"


def _numbers(numbers: Numbers) -> str:
    return f"{numbers.mayors} + {numbers.supplementary}"


def _mark(told: str, met: bool) -> str:
    return f"**{told}**" if met else told


def _n(number: int) -> str:
    return f"{number:,}"


def _d(value: Fraction, places: int) -> str:
    return decimal(Decimal(value, places))


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join([*lines, ""])
