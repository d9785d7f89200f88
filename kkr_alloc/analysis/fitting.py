"""Which list co-operations give published figures, found on the parts of the range (certainty.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

from kkr_alloc.analysis.certainty import Pool, Reading, ends, first_that
from kkr_alloc.analysis.open_questions import Interval, Outcomes
from kkr_alloc.figures import Figure, PooledVotes
from kkr_alloc.model import CO_OPERATION


def fitting_totals(
    reading: Reading, pools: Iterable[Pool], figures: Sequence[Figure]
) -> tuple[PooledVotes, ...]:
    """The ranges of the co-operation's votes that give all figures of a body at once; empty where none does.

    A range counts if some choice of whole lists gives a total in it, and goes on where no choice gives one.
    Ranges are per number of mayors in the co-operation, most mayors first. Seats that wait for a lot are not
    counted.
    """
    spans: dict[int, list[Interval]] = {}
    sums: dict[int, int] = {}
    for pool in pools:
        of_pool = [_within(reading, pool, figures, *stretch) for stretch in _stretches(reading, pool)]
        fitting = [span for span in of_pool if span is not None and ends(pool.sums, *span)]
        spans.setdefault(pool.mayors, []).extend(fitting)
        sums[pool.mayors] = sums.get(pool.mayors, 0) | pool.sums
    return tuple(
        PooledVotes(mayors, *span)
        for mayors in sorted(spans, reverse=True)
        for span in _joined(spans[mayors], sums[mayors])
    )


_At = Callable[[int], Outcomes | None]


def _stretches(reading: Reading, pool: Pool) -> Iterator[tuple[int, int, _At]]:
    """The pool's votes in stretches on each of which every number is monotone, with what comes out there.

    Below the threshold it takes no part, so there its votes do not matter.
    """
    low, high = pool.votes
    taking_part = list(reading.stretches(pool))
    below = min(high, reading.needed - 1) if taking_part else high
    yield low, below, cache(lambda _: reading.outcomes())
    at = cache(lambda votes: reading.outcomes(votes, pool))
    for first, last in taking_part:
        yield max(first, low), last, at


def _within(
    reading: Reading, pool: Pool, figures: Sequence[Figure], low: int, high: int, at: _At
) -> Interval | None:
    """The votes of a stretch at which all figures come out; None where they do at none."""
    if low > high or at(low) is None:
        return None
    for figure in figures:
        wanted = figure.seats(reading.mayors(figure.party, pool))
        if wanted is None:
            return None
        low, high = _where(partial(_seats, at, figure.party, pool), low, high, wanted)
        if low > high:
            return None
    return low, high


def _seats(at: _At, party: str | None, pool: Pool, votes: int) -> int:
    """The seats of a party, or of the body, with so many votes for the pool."""
    outcome = at(votes)
    assert outcome is not None
    if party is None:
        return outcome.members[0]
    none = pool.mayors if party == CO_OPERATION else 0
    return outcome.seats.get(party, (none, none))[0]


def _where(seats: Callable[[int], int], low: int, high: int, wanted: Interval) -> Interval:
    """The votes of a stretch, on which seats only rise or only fall, that give so many."""
    sign = 1 if seats(low) <= seats(high) else -1
    least, most = sorted(sign * number for number in wanted)
    first = first_that(lambda votes: sign * seats(votes) >= least, low, high + 1)
    return first, first_that(lambda votes: sign * seats(votes) > most, first, high + 1) - 1


def _joined(spans: Iterable[Interval], sums: int) -> Iterator[Interval]:
    """Spans in order, those made one between which no total is possible."""
    current: Interval | None = None
    for first, last in sorted(spans):
        if current and not ends(sums, current[1] + 1, first - 1):
            current = current[0], max(current[1], last)
        else:
            if current:
                yield current
            current = first, last
    if current:
        yield current
