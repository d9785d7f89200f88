"""KV09 as evidence for the published figures of 2010-2013; its votes are not all known by list."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from functools import cache
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.open_questions import Interval
from kkr_alloc.analysis.uncounted import Bounds, KnownInPart
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError
from kkr_alloc.figures import Figure, PooledVotes
from kkr_alloc.model import CO_OPERATION, BodyRules, Count, Source
from kkr_alloc.sources.files import Content
from kkr_alloc.tally import Standing, Tally
from kkr_alloc.text import Text, text

ELECTION, TERM = "kv2009", "2010-2013"
_FILES = ("totals", "mayors", "votes", "incomplete")


class Proof(Struct, frozen=True):
    """What the votes that are known make of a figure. ``fits``: None where they cannot tell.

    ``ranges``: totals that can give the list co-operation its seats. ``members``: the fewest and the most.
    """

    fits: bool | None
    reason: str
    ranges: tuple[PooledVotes, ...] = ()
    members: Interval | None = None


def proof(figure: Figure, rules: BodyRules) -> Proof:
    """Whether a figure can come out, however the votes fell that no source counts by list."""
    region, party = figure.region_id, figure.party
    known = known_in_part(region) if figure.term == TERM and region else None
    # A local list's mayor would be the co-operation's, or sit outside: which, is not known.
    if not known or party not in (None, CO_OPERATION) or known.mayors < known.area.municipalities:
        reason = text("The votes that the term {term} follows from are not in the bundle.", term=figure.term)
        return Proof(None, reason)
    if rules.levelling is None or rules.lists_alone or not rules.co_operation:
        reason = text("Only rules that level the size and pool the list co-operation are held against it.")
        return Proof(None, reason)
    allowed = figure.seats(0 if party else known.mayors)
    if allowed is None:
        return Proof(False, text("The mayors are others."))
    try:
        return _co_operation(known, rules, allowed) if figure.party else _whole(known, rules, allowed)
    except InputError as error:
        return Proof(None, error.problems[0].message)


def _whole(known: KnownInPart, rules: BodyRules, allowed: Interval) -> Proof:
    bounds = Bounds(known, rules)
    lowest, highest = bounds.members(bounds.one_seat)
    reason = text(
        "{lowest} to {highest} members, however the {n} votes fell that no source counts by list, with a "
        "list co-operation of {low} to {high} votes.",
        lowest=lowest,
        highest=highest,
        n=known.uncounted,
        low=bounds.one_seat[0],
        high=bounds.one_seat[1],
    )
    fits = allowed[0] <= highest and lowest <= allowed[1]
    return Proof(fits, reason, members=(lowest, highest))


def _co_operation(known: KnownInPart, rules: BodyRules, allowed: Interval) -> Proof:
    fills = rules.readings("fill")
    found = {fill: Bounds(known, replace(rules, fill=fill)).totals(allowed) for fill in fills}
    reason = text(
        "It needs a list co-operation of this many votes, depending on how the {n} votes fell that no source "
        "counts by list: {totals}.",
        n=known.uncounted,
        totals=[_described(fill, *totals) for fill, totals in found.items()],
    )
    (lowest, highest), _ = found[rules.fill]
    ranges = (PooledVotes(0, lowest, highest),) if lowest <= highest else ()
    return Proof(bool(ranges), reason, ranges)


def _described(fill: str, can: Interval, must: Interval) -> Text:
    """The votes that can give a figure, and those that do in any case, under one reading of the cut."""
    return text(
        "none by {divisor}"
        if can[0] > can[1]
        else "{low} to {high} by {divisor}"
        if must[0] > must[1] or must == can
        else "{low} to {high} by {divisor} ({least} to {most} in any case)",
        low=can[0],
        high=can[1],
        divisor=DIVISORS[fill].title,
        least=must[0],
        most=must[1],
    )


@cache
def known_in_part(region: str) -> KnownInPart:
    """A region at KV09."""
    inside = set(bundled.geography(datetime.date(2010, 1, 1)).region(region).municipalities)
    totals, mayors, *votes = (_rows(name, inside) for name in _FILES)
    held = Counter(row["party"] for row in mayors)
    left = Counter({row["municipality_code"]: int(row["valid"]) for row in totals})
    numbers = []
    for row in chain(*votes):
        exact = row.get("votes") or row.get("votes_exact")
        numbers.append((row["municipality_code"], row["party"], int(exact or row["votes_counted"]), exact))
        left[row["municipality_code"]] -= numbers[-1][2]
    fewest, most = Counter[str](), Counter[str]()
    for code, party, number, exact in numbers:  # what adds up to more than the valid votes can be too high
        fewest[party] += number if exact else max(0, number + min(left[code], 0))
        most[party] += number if exact else number + max(left[code], 0)
    standings = tuple(Standing(p, p, fewest[p], held[p], None) for p in sorted(most) if p)
    valid, cast = (sum(int(row[name]) for row in totals) for name in ("valid", "cast"))
    area = Tally("kkr", region, len(inside), valid, cast, standings, Count(True))
    uncounted = sum(number for number in left.values() if number > 0)
    return KnownInPart(area, most, (fewest[""], most[""]), uncounted)


def sources() -> tuple[Source, ...]:
    """The files that the evidence is read from."""
    return tuple(_file(name).source("evidence", len(_table(name))) for name in _FILES)


def _rows(name: str, inside: set[str]) -> list[dict[str, str]]:
    return [row for row in _table(name) if row["municipality_code"] in inside]


@cache
def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_file(name).data.decode())))


def _file(name: str) -> Content:
    return bundled.read_bundled("evidence", ELECTION, f"{name}.csv")
