"""The computed blocks of docs/method.md: each is rendered here from the bundled data and the rule sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import Reading, compose, possible_pools
from kkr_alloc.analysis.check import check, members, verdicts_of
from kkr_alloc.analysis.evidence import known_in_part
from kkr_alloc.analysis.fitting import fitting_totals
from kkr_alloc.analysis.mayoralties import with_mayors
from kkr_alloc.analysis.open_questions import all_of
from kkr_alloc.analysis.uncounted import Bounds
from kkr_alloc.composition import compose_tally, threshold_of
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.documents.check import COUNTED
from kkr_alloc.figures import GROUPS, Figure, Numbers, PooledVotes
from kkr_alloc.model import CO_OPERATION, OpenRules
from kkr_alloc.published import bundled_figures
from kkr_alloc.results import Composition
from kkr_alloc.tally import tally
from kkr_alloc.text import text
from tests.worlds import LATEST

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
1. *Threshold.* {made.threshold.votes} votes were cast in the region's {made.municipalities} \
municipalities, {blank} of them blank or invalid. 2 % of them is {threshold:.2}, so a party needs \
{made.threshold.needed}. {parties} parties reach it; the largest that does not is {below.name} with \
{below.votes}. All local lists together have {local}; none takes part by itself.
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
        blank=made.threshold.votes - made.valid_votes,
        below=next(line for line in made if not line.eligible),
        local=sum(local),
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
    rows = [["Published", "List co-operation", *READINGS.values()]]
    wanted = [
        figure
        for figure in bundled_figures().figures
        if figure.group in ("kkr", "repraesentantskab") and figure.party in (None, CO_OPERATION)
    ]
    for figure in sorted(wanted, key=lambda figure: (figure.body, figure.term)):
        if figure.election:
            rows += _rows_of(figure)
        elif figure.party is None:
            rows.append(_row_of_2009(figure))
    return _table(rows)


def _row_of_2009(figure: Figure) -> list[str]:
    """The whole body in 2010-2013, however the votes fell that are not known by list."""
    known = known_in_part(figure.region_id or "")
    row = [_name(figure)]
    for rules in map(bundled.rules, READINGS):
        bounds = Bounds(known, rules.bodies["kkr"])
        if len(row) == 1:
            row.append(
                text("one seat: {low} to {high} votes", low=bounds.one_seat[0], high=bounds.one_seat[1])
            )
        low, high = bounds.members(bounds.one_seat)
        least, most = (f"{known.mayors} + {number - known.mayors}" for number in (low, high))
        row.append(_mark(f"{least} to {most}", low <= (figure.published.total or 0) <= high))
    return row


def _rows_of(figure: Figure) -> list[list[str]]:
    election = LATEST[figure.election or ""]
    alone, pooled = [], []
    low = high = 0
    for rules in map(bundled.rules, READINGS):
        body = replace(rules.bodies[figure.body], open=OpenRules())
        area = tally(election, figure.body, figure.region_id, body)
        pools = possible_pools(area, body, election.co_operation)
        low, high = min(pool.votes[0] for pool in pools), max(pool.votes[1] for pool in pools)
        computed = members(compose_tally(area, body), figure.party)
        alone.append(_mark(_numbers(computed), figure.met_by(computed)))
        found = fitting_totals(Reading(area, body), pools, [figure])
        pooled.append(_ranges(found, threshold_of(area, body).votes))
    name = _name(figure)
    rows = [] if figure.party else [[name, "none", *alone]]
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


def cuts() -> str:
    """What each reading of the cut makes of the facts that can tell readings apart."""
    rules = bundled.rules().bodies["kkr"]
    rows = [
        [
            "How the cap is filled",
            "Sjælland 2014-2018: Liberal Alliance has at least 1",
            "Hovedstaden 2010-2013: the co-operation has 2, no mayor",
            f"Nordjylland 2018-2022: members of SF ({_share_of_sf()} of the valid votes)",
        ]
    ]
    for fill in rules.open.fill:
        reading = replace(rules, fill=fill, open=OpenRules())
        row = [DIVISORS[fill].title]
        for name, region, party in (("kv2013", "sjaelland", "I"), ("kv2017", "nordjylland", "F")):
            area = tally(LATEST[name], "kkr", region, reading)
            at = Reading(area, reading)
            pools = possible_pools(area, reading, LATEST[name].co_operation)
            whole = all_of([at.outcomes(), *(at.outcomes(*turn) for turn in at.turning_points(pools))])
            low, high = whole.seats[party]
            seats = f"{low}" if low == high else f"{low} to {high}"
            row.append(_mark(f"{seats}, whatever the co-operation was", name == "kv2013" and low > 0))
        can, must = Bounds(known_in_part("hovedstaden"), reading).totals((2, 2))
        template = "with {can[0]} to {can[1]} votes; in any case with {must[0]} to {must[1]}"
        row.insert(2, template.format(can=[f"{n:,}" for n in can], must=[f"{n:,}" for n in must]))
        rows.append(row)
    return _table(rows)


def _share_of_sf() -> str:
    area = tally(LATEST["kv2017"], "kkr", "nordjylland", bundled.rules().bodies["kkr"])
    votes = next(standing.votes for standing in area.standings if standing.party == "F")
    return text("{share:.2%}", share=Fraction(votes, area.valid))


def boards() -> str:
    """The published boards under the two ways to fill 17 seats."""
    rows = [["Term", "Published", "d'Hondt", "Sainte-Laguë"]]
    terms = sorted({figure.term for figure in bundled_figures().figures if figure.body == "bestyrelse"})
    for term in terms:
        figures = [f for f in bundled_figures().figures if f.body == "bestyrelse" and f.term == term]
        published = {figure.party: figure.published.total for figure in figures}
        row = [term, _listed(published)]
        for name in ("dhondt", "sainte-lague"):
            made = compose(LATEST[figures[0].election or ""], "bestyrelse", rules=bundled.rules(name))
            seats: dict[str | None, int | None] = {line.party: line.seats for line in made if line.seats}
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


def ranges() -> str:
    """The range of every KKR, and what each open question moves by itself."""
    questions = ("fill", "threshold_base", "co_operation")
    rows = [
        ["Election", "KKR", "Members", "Not certain", "The cut", "Votes cast or valid", "The co-operation"]
    ]
    for election in LATEST.values():
        for region in election.geography.regions:
            made = compose(election, "kkr", region.id, rules=bundled.rules())
            moved = {one.question: one for one in made.open}
            parties = [
                _span(line.party, line.seats_lowest, line.seats_highest)
                for line in made
                if line.seats_lowest < line.seats_highest
            ]
            pool = made.co_operation
            if pool and pool.seats_highest:
                parties.append(_span("L", pool.seats_lowest, pool.seats_highest))
            row = [election.name, region.name, _span("", made.members_lowest, made.members_highest)]
            row.append(", ".join(parties) or "everything is certain")
            for question in questions:
                one = moved.get(question)
                moves = [_span(move.party, move.lowest, move.highest) for move in one.moves] if one else []
                row.append(", ".join(moves) or "–")
            rows.append(row)
    return _table(rows)


def _span(party: str, low: int | None, high: int | None) -> str:
    return f"{party} {low}".strip() if low == high else f"{party} {low}–{high}".strip()


def mayor() -> str:
    """What another mayor of Odsherred would change in 2026."""
    election = LATEST["kv2025"]
    before = compose(election, "kkr", "sjaelland", rules=bundled.rules())
    now = next(one.counts_for for one in election.mayors if one.municipality == "306")
    lines = [f"- of {now} as now: {before.members} members, {before.supplementary} supplementary."]
    for line in before:
        if line.eligible and line.mayors and line.party != now:
            moved = with_mayors(election, [("306", line.party)])
            after = compose(moved, "kkr", "sjaelland", rules=bundled.rules())
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
    """How many figures of each kind each rule set reproduces."""
    made = check(bundled_figures(), [bundled.rules(name) for name in READINGS])
    rows = [["Figures", "Number", *(f"`{name}`" for name in made.rules)]]
    kinds = dict(zip(GROUPS, ("KKR", "Repræsentantskab", "Bestyrelse", "Inputs"), strict=True))
    for group, kind in kinds.items():
        of = [one for one in made.summary if one.group == group]
        cells = [[COUNTED[verdict](n) for verdict, n in verdicts_of([one]).items() if n] for one in of]
        rows.append([kind, str(of[0].figures), *map(", ".join, cells)])
    return _table(rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "example": example,
    "evidence": evidence,
    "cuts": cuts,
    "boards": boards,
    "sizes": sizes,
    "ranges": ranges,
    "mayor": mayor,
    "verdicts": verdicts,
}


def _name(figure: Figure) -> str:
    body = f"KKR {figure.region.name}" if figure.region else "Repræsentantskab"
    of_party = ", co-operation" if figure.party else ""
    return f"{body} {figure.term}{of_party}: {_numbers(figure.published)}"


def _numbers(numbers: Numbers) -> str:
    return f"{numbers.mayors} + {numbers.supplementary}"


def _listed(seats: dict[str | None, int | None]) -> str:
    return ", ".join(f"{party} {number}" for party, number in seats.items())


def _mark(figure: str, met: bool) -> str:
    return f"**{figure}**" if met else figure


def _table(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join([*lines, ""])
