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
from kkr_alloc.composition import compose, compose_tally, threshold_of
from kkr_alloc.model import Composition, CoOperation, RuleSet
from kkr_alloc.published import Figure, Numbers, PooledVotes, bundled_figures
from kkr_alloc.tally import tally
from kkr_alloc.text import text
from tests.worlds import LATEST, bodies

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


EXAMPLE = """\
1. *Threshold.* {made.valid_votes} valid votes were given in the region's {made.municipalities} \
municipalities. 2 % of them is {threshold:.2}, so a party needs {made.threshold.needed}. {parties} \
parties reach it; the largest that does not is {below.name} with {below.votes}. All local lists together \
have {local}, but each stands alone here, and the largest has {largest}.
2. *Reference party.* Votes per mayor of the parties that reach the threshold and have one: {prices}. \
The smallest is {made.reference_party}'s: it has most mayors for its votes. {made.price:.2} votes are \
the price of a seat.
3. *Seats.* Each party gets its votes divided by the price, every started price counting:

   | party | votes | votes / price | seats | mayors | supplementary |
   | --- | ---: | ---: | ---: | ---: | ---: |
{rows}
   | together | | | {seats} | {mayors} | {made.supplementary} |

4. *Outside.* {outside.name} has a mayor but only {outside.votes} votes. Every mayor is a member, so \
this one sits on top: {seats} + {made.outside} = {made.members} members.
5. *Cap.* At most {body.cap_per_municipality} x {made.municipalities} = {made.cap}. {made.members} is \
not more, so nothing is cut. {made.members} members less {made.mayors} mayors are {made.supplementary} \
supplementary members: the published figure.
"""


def example() -> str:
    """KKR Hovedstaden 2018-2022 by hand."""
    body = bundled.rules().bodies["kkr"]
    made = compose_tally(tally(LATEST["kv2017"], "kkr", "hovedstaden", body), body)
    eligible = [line for line in made if line.eligible]
    local = [line.votes for line in made if line.local]
    price = made.price or Fraction(1)
    row = (
        "   | {line.party} {line.name} | {line.votes} | {claim:.3} "
        "| {line.seats} | {line.mayors} | {line.supplementary} |"
    )
    return text(
        EXAMPLE,
        made=made,
        body=body,
        threshold=(body.threshold or 0) * made.threshold.votes,
        parties=len(eligible),
        below=next(line for line in made if not line.eligible),
        local=sum(local),
        largest=max(local),
        prices="; ".join(
            text(
                "{line.party} {line.votes} / {line.mayors} = {each:.2}",
                line=line,
                each=Fraction(line.votes, line.mayors),
            )
            for line in eligible
            if line.mayors
        ),
        rows="\n".join(text(row, line=line, claim=line.votes / price) for line in eligible),
        seats=sum(line.seats for line in eligible),
        mayors=sum(line.mayors or 0 for line in eligible),
        outside=next(line for line in made if not line.eligible and line.mayors),
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
    election = LATEST[figure.election]
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
        pooled.append(_ranges(found or (), threshold_of(area, body).votes))
    rows = [] if figure.party else [[name, "none reaches the threshold: each list alone", *alone]]
    return [*rows, [name, text("any, from {low} to {high} votes", low=low, high=high), *pooled]]


def _ranges(ranges: tuple[PooledVotes, ...], base: int) -> str:
    template = (
        "yes, at {one.lowest_votes} to {one.highest_votes} votes ({low:.2%} to {high:.2%}), "
        "mayors in it: {one.mayors}"
    )
    shares = [
        text(template, one=one, low=Fraction(one.lowest_votes, base), high=Fraction(one.highest_votes, base))
        for one in ranges
    ]
    return "; ".join(shares) or "no total gives it"


def boards() -> str:
    """The published boards under the two ways to fill 17 seats."""
    rows = [["Term", "Published", "d'Hondt", "Sainte-Laguë"]]
    terms = sorted({figure.term for figure in bundled_figures().figures if figure.body == "bestyrelse"})
    for term in terms:
        figures = [f for f in bundled_figures().figures if f.body == "bestyrelse" and f.term == term]
        published = {figure.party: figure.published.total for figure in figures}
        row = [term, _listed(published)]
        for name in ("dhondt", "sainte-lague"):
            made = compose(LATEST[figures[0].election], "bestyrelse", rules=bundled.rules(name))
            seats = {line.party: line.seats for line in made if line.seats}
            row.append(_mark(_listed(seats), seats == published))
        rows.append(row)
    return _table(rows)


def sizes() -> str:
    """Levelled size and cap of every KKR."""
    regions = LATEST["kv2021"].geography.regions
    rows = [["Election", *(region.name for region in regions)]]
    for election in LATEST.values():
        made = [compose(election, "kkr", region.id, rules=bundled.rules()) for region in regions]
        sizes = [f"{one.levelled_members}" + f", cut to {one.cap}" * one.capped for one in made]
        rows.append([election.name, *sizes])
    rows.append(["*cap*", *(str(2 * len(region.municipalities)) for region in regions)])
    return _table(rows)


def pooling() -> str:
    """Every local list alone, against all of them in the co-operation."""
    regions = LATEST["kv2021"].geography.regions
    rows = [["Election", *(region.name for region in regions), "Repræsentantskab", "KKR that differ"]]
    for election in LATEST.values():
        everyone = frozenset(result.id for result in election.lists if not result.party)
        pooled = replace(election, co_operation=CoOperation("complete", everyone))
        cells, differ = [], 0
        for body, region in bodies(election)[:-1]:
            none, all_in = (compose(one, body, region, rules=bundled.rules()) for one in (election, pooled))
            l_seats = members(all_in, "L").total
            changed = _seats(none) != _seats(all_in)
            differ += changed and region is not None
            cells.append(f"{none.members} → {all_in.members}, L {l_seats}" if changed else "the same")
        rows.append([election.name, *cells, f"{differ} of {len(regions)}"])
    return _table(rows)


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
    for election in LATEST.values():
        if any(total.cast is None for total in election.totals.values()):
            lines.append(f"- {election.name}: votes cast are not at hand; see below.")
            continue
        changed = []
        for body, region in bodies(election)[:-1]:
            one, other = (compose(election, body, region, rules=each) for each in (rules, cast))
            if _seats(one) != _seats(other):
                changed.append(election.geography.region(region).name if region else "Repræsentantskab")
        lines.append(f"- {election.name}: {', '.join(changed) or 'nothing would change'}.")
    body = rules.bodies["kkr"]
    area = tally(LATEST["kv2021"], "kkr", "midtjylland", body)
    party = next(standing for standing in area.standings if standing.party == "K")
    needed = threshold_of(area, body).needed
    template = (
        "- Midtjylland at KV21: {party.name} has {party.votes} of {area.valid} valid votes, {more} more than "
        "the {needed} needed, and gets {seats}. With {too_many} or more blank and invalid votes counted in, "
        "it would be below the threshold."
    )
    lines.append(
        text(
            template,
            party=party,
            area=area,
            more=party.votes - needed,
            needed=needed,
            seats=compose_tally(area, body).party("K").seats,
            too_many=party.votes * 50 - area.valid + 1,
        )
    )
    return "\n".join([*lines, ""])


def cut() -> str:
    """What filling capped bodies by another divisor would change."""
    rules = bundled.rules()
    kkr = replace(rules.bodies["kkr"], fill="sainte-lague")
    other = RuleSet("other", "", "", {**rules.bodies, "kkr": kkr})
    lines = []
    for election in LATEST.values():
        changes = []
        for region in election.geography.regions:
            one, two = (compose(election, "kkr", region.id, rules=r) for r in (rules, other))
            if one.capped:
                changes.append(f"{region.name} {_changes(one, two)}")
        lines.append(f"- {election.name}: {'; '.join(changes)}.")
    return "\n".join([*lines, ""])


def mayor() -> str:
    """What another mayor of Odsherred would change in 2026."""
    election = LATEST["kv2025"]
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
    changed = [
        f"{line.party} {line.supplementary} → {after.party(line.party).supplementary}"
        for line in before
        if line.supplementary != after.party(line.party).supplementary
    ]
    return ", ".join(changed) or "nothing"


def verdicts() -> str:
    """How many figures each rule set reproduces."""
    made = check(bundled_figures(), [bundled.rules(name) for name in READINGS])
    rows = [["Rules", *(verdict.value for verdict in Verdict)]]
    for one in made.summary:
        counts = (getattr(one, verdict.replace("-", "_")) for verdict in Verdict)
        rows.append([f"`{one.rules}`", *map(str, counts)])
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


def _listed(seats: dict[str, int]) -> str:
    return ", ".join(f"{party} {number}" for party, number in seats.items())


def _mark(figure: str, met: bool) -> str:
    return f"**{figure}**" if met else figure


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join([*lines, ""])
