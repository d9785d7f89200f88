"""A body at every total that the list co-operation could have, where its lists are not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations

from msgspec.structs import replace

from kkr_alloc.composition import compose_tally, ineligibility
from kkr_alloc.errors import InputError
from kkr_alloc.model import CO_OPERATION, BodyRules, Composition
from kkr_alloc.published import PooledVotes
from kkr_alloc.tally import Standing, Tally

MAX_WEIGHTY = 8
"""So many lists that may or may not be members, and matter by themselves, are gone through: 256 choices."""


def bounds(area: Tally, known: frozenset[str]) -> tuple[int, int]:
    """The votes of the known members, and of all local lists: no total is possible outside."""
    local = [standing for standing in area.standings if standing.local]
    return (
        sum(standing.votes for standing in local if standing.party in known),
        sum(standing.votes for standing in local),
    )


def fitting_totals(
    area: Tally, rules: BodyRules, known: frozenset[str], fits: Callable[[Composition], bool]
) -> tuple[PooledVotes, ...] | None:
    """The ranges of the co-operation's votes at which the composition ``fits``; empty where no total does.

    ``area``: with every local list standing alone. ``known``: lists that are certainly members. Every choice
    of the other lists with a mayor, or that reach the threshold by themselves, is gone through; the small
    rest gives any total from none to all of their votes. A range counts if some choice of whole lists gives a
    total in it. Ranges are joined per number of mayors in the co-operation, most mayors first. None where
    more than :data:`MAX_WEIGHTY` other lists have a mayor or reach the threshold: too many choices.
    """
    local = [standing for standing in area.standings if standing.local]
    rest = [standing for standing in area.standings if not standing.local]
    weighty = {standing.party for standing in local if standing.mayors} | _reaching(area, rules)
    members = [standing for standing in local if standing.party in known]
    optional = [standing for standing in local if standing.party not in known and standing.party in weighty]
    light = [
        standing.votes for standing in local if standing.party not in known and standing.party not in weighty
    ]
    sums = _sums(light)
    if len(optional) > MAX_WEIGHTY:
        return None
    found: dict[int, list[tuple[int, int]]] = {}
    for chosen in _subsets(optional):
        pooled = [*members, *chosen]
        others = [*rest, *(standing for standing in optional if standing not in chosen)]
        mayors = sum(standing.mayors for standing in pooled)
        low = sum(standing.votes for standing in pooled)
        at = _composer(area, rules, others, mayors)
        fitting = [
            (first, last)
            for first, last, outcome in _runs(at, low, low + sum(light))
            if outcome is not None and fits(outcome)
        ]
        found.setdefault(mayors, []).extend(
            (first, last) for first, last in _joined(fitting) if _reach(sums, first - low, last - low)
        )
    return tuple(
        PooledVotes(mayors, *span)
        for mayors in sorted(found, reverse=True)
        for span in _joined(found[mayors])
    )


def _reaching(area: Tally, rules: BodyRules) -> set[str]:
    """The local lists that are eligible by themselves."""
    return {one.party for one in area.standings if one.local and ineligibility(one, area, rules) is None}


def _composer(
    area: Tally, rules: BodyRules, others: Sequence[Standing], mayors: int
) -> Callable[[int], Composition | None]:
    def at(votes: int) -> Composition | None:
        try:
            return compose_tally(replace(area, standings=_with_pool(others, votes, mayors), notes=()), rules)
        except InputError:
            return None

    return at


def _with_pool(others: Iterable[Standing], votes: int, mayors: int) -> tuple[Standing, ...]:
    # Whether a pooled list has a council seat is taken as not known, which does not exclude it.
    pool = Standing(CO_OPERATION, CO_OPERATION, votes, mayors, None)
    return tuple(sorted((*others, pool), key=lambda standing: (-standing.votes, standing.party)))


Run = tuple[int, int, Composition | None]
"""From so many votes to so many, and what the rules make of each of them (None: an input error)."""


def _runs(at: Callable[[int], Composition | None], low: int, high: int) -> Iterator[Run]:
    """Spans of votes that cover ``low`` to ``high`` (they may share an end), each with its one outcome.

    The outcome is not monotone in the co-operation's votes as a whole, but it is within each of the stretches
    that follow one another: below the threshold; the reference party (first cut by the cap, then not: the
    dearer the seat, the smaller the house); above the threshold and not the reference party (first not cut,
    then cut). Within a stretch no party's seats ever turn: the co-operation's only rise, all others' only
    fall. So two ends of the same stretch with the same seats have the same seats between them, and where they
    differ the span is halved. Nothing is skipped.
    """

    def between(first: int, one: Composition | None, last: int, other: Composition | None) -> Iterator[Run]:
        if _signature(one) == _signature(other):
            yield first, last, one
        elif last - first == 1:
            yield first, first, one
            yield last, last, other
        else:
            middle = (first + last) // 2
            outcome = at(middle)
            yield from between(first, one, middle, outcome)
            yield from between(middle, outcome, last, other)

    yield from between(low, at(low), high, at(high))


def _signature(outcome: Composition | None) -> object:
    """The stretch an outcome lies in, and its seats."""
    if outcome is None:
        return None
    eligible = any(line.party == CO_OPERATION and line.eligible for line in outcome)
    seats = {line.party: line.seats for line in outcome if line.seats}
    leads = outcome.reference_party == CO_OPERATION
    return outcome.status, eligible, leads, outcome.capped, outcome.tie and outcome.tie.parties, seats


def _subsets(standings: Sequence[Standing]) -> Iterable[tuple[Standing, ...]]:
    sizes = range(len(standings), -1, -1)
    return chain.from_iterable(combinations(standings, size) for size in sizes)


def _sums(votes: Iterable[int]) -> int:
    """Every sum that some of the numbers give, as the bits of one number."""
    sums = 1
    for number in votes:
        sums |= sums << number
    return sums


def _reach(sums: int, low: int, high: int) -> bool:
    return bool((sums >> low) & ((1 << (high - low + 1)) - 1))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    current: tuple[int, int] | None = None
    for first, last in sorted(spans):
        if current is None:
            current = first, last
        elif first <= current[1] + 1:
            current = current[0], max(current[1], last)
        else:
            yield current
            current = first, last
    if current:
        yield current
