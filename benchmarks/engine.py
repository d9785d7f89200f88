"""The engine's speed and memory beside every Python peer: ``python -m benchmarks.engine``.

A peer's seats are compared with ours before it is timed. Peers come with ``pip install -e .[bench]``;
what is missing is skipped and said to be.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from time import perf_counter

from benchmarks.engine_peers import PEERS, Peer, kkr_alloc
from kkr_alloc import apportion

CELLS = ((12, 58, 200), (200, 5_000, 20), (1_000, 100_000, 10))  # parties, seats, elections
DIVISORS = ("dhondt", "sainte-lague", "adams")
TOO_SLOW = 5.0  # seconds expected for an election
TOO_MANY = 10**7  # quotients to keep in memory
SAMPLES = 1_000
SECONDS = 2.0  # checks and samples of a peer in a cell end here, samples not before the third


def elections(parties: int, seats: int, number: int) -> list[list[int]]:
    """Random votes without a tie under any divisor, the same in every run."""
    source = random.Random(f"{parties} {seats}")
    found: list[list[int]] = []
    while len(found) < number:
        votes = random_votes(source, parties)
        if not any(apportion(dict(enumerate(votes)), seats, divisor).tie for divisor in DIVISORS):
            found.append(votes)
    return found


def random_votes(source: random.Random, parties: int) -> list[int]:
    """Votes of parties between a thousand and a million each."""
    return [source.randint(1_000, 1_000_000) for _ in range(parties)]


def seconds_of(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    call()
    return perf_counter() - start


def median_of(peer: Peer, divisor: str, votes: list[list[int]], seats: int) -> float:
    """The median over the elections, each in its turn, until there are enough samples or time is up."""
    share = peer.shares[divisor]
    samples: list[float] = []
    for given in cycle([peer.prepared(numbers) for numbers in votes]):
        samples.append(seconds_of(lambda given=given: share(given, seats)))  # type: ignore[misc]
        if len(samples) >= 3 and (len(samples) >= SAMPLES or sum(samples) > SECONDS):
            break
    return statistics.median(samples)


def peak_of(peer: Peer, divisor: str, votes: list[int], seats: int) -> float:
    """The most memory that one election holds at a time, in KiB, without what was there before."""
    given = peer.prepared(votes)
    tracemalloc.start()
    peer.shares[divisor](given, seats)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024


def wrong_of(peer: Peer, right: Peer, divisor: str, votes: list[list[int]], seats: int) -> tuple[int, int]:
    """How many elections the peer shares in another way than ours, and of how many that time allowed."""
    same: list[bool] = []
    end = perf_counter() + SECONDS
    for numbers in votes:
        if same and perf_counter() > end:
            break
        theirs, ours = (
            each.seats(each.shares[divisor](each.prepared(numbers), seats), len(numbers))
            for each in (peer, right)
        )
        same.append(theirs == ours)
    return same.count(False), len(same)


def reason_to_skip(peer: Peer, work: int, last: tuple[float, int] | None) -> str | None:
    """Why a cell would take too much time or memory, judged by the seconds and size of the cell before."""
    if peer.every_quotient and work > TOO_MANY:
        return f"table of {work:,} quotients"
    seconds, before = last or (0.0, 1)
    expected = seconds * work / before
    return f"{expected:,.0f} s expected" if expected > TOO_SLOW else None


def table(peers: list[Peer]) -> Iterator[str]:
    """A line of Markdown per divisor, size and peer; ours is timed again right before each."""
    yield "| divisor | parties x seats | engine | exact | per election | ours / peer | wrong | peak memory |"
    yield "|---|---|---|---|--:|--:|--:|--:|"
    ours = peers[0]
    for divisor in DIVISORS:
        last: dict[str, tuple[float, int]] = {}
        for parties, seats, number in CELLS:
            votes = elections(parties, seats, number)
            for peer in peers:
                if divisor not in peer.shares:
                    continue
                exact = "yes" if peer.exact else "no"
                start = f"| {divisor} | {parties:,} x {seats:,} | {peer.name} | {exact} "
                reason = reason_to_skip(peer, parties * seats, last.get(peer.name))
                if reason:
                    yield start + f"| {reason} | | | |"
                    continue
                wrong, checked = wrong_of(peer, ours, divisor, votes, seats)
                kibibytes = peak_of(peer, divisor, votes[0], seats)
                beside = median_of(ours, divisor, votes, seats)
                seconds = median_of(peer, divisor, votes, seats)
                last[peer.name] = (seconds, parties * seats)
                ratio = f"{beside / seconds:.3f}" if beside > seconds / 1_000 else "< 0.001"
                yield start + (
                    f"| {in_time(seconds)} | {ratio} | {wrong} of {checked} | {kibibytes:,.0f} KiB |"
                )


def in_time(seconds: float) -> str:
    """A duration in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:,.2f} {unit}"
    return f"{seconds / 1e-6:,.1f} µs"


def growth() -> Iterator[str]:
    """How our time grows with the parties, the seats and the minimums."""
    yield "| parties | seats | minimums | d'Hondt | Sainte-Laguë | Adams |"
    yield "|--:|--:|---|--:|--:|--:|"
    sizes = [(parties, 10_000_000) for parties in (10, 100, 1_000, 10_000)]
    sizes += [(100, seats) for seats in (100, 10_000, 1_000_000, 10**12, 10**100)]
    source = random.Random("growth")
    for parties, seats in sizes:
        votes = dict(enumerate(random_votes(source, parties)))
        for held in (0, seats // parties):
            minimum = {party: held for party in range(0, parties, 3) if held}
            times = [ours_with_minimum(votes, seats, divisor, minimum) for divisor in DIVISORS]
            amount = f"{seats:,}" if seats < 10**13 else f"10^{len(str(seats)) - 1}"
            holders = "a third holds the average" if held else "none"
            yield f"| {parties:,} | {amount} | {holders} | {' | '.join(map(in_time, times))} |"


def ours_with_minimum(votes: dict[int, int], seats: int, divisor: str, minimum: dict[int, int]) -> float:
    """Our median time in seconds."""
    return statistics.median(seconds_of(lambda: apportion(votes, seats, divisor, minimum)) for _ in range(21))


def main() -> None:
    """Print the whole report."""
    peers, missing = [kkr_alloc()], []
    for load in PEERS:
        try:
            peers.append(load())
        except ImportError as error:
            missing.append(f"{load.__name__} is skipped: {error}.")
    versions = sorted({f"{peer.name.split(',')[0]} {peer.version}" for peer in peers[1:]})
    print("# The engine beside its Python peers\n")
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores.\n{', '.join(versions)}.\n"
        f"Median of 3 to {SAMPLES:,} elections without ties, votes between a thousand and a million.\n"
        "*Wrong* counts the elections where a peer's seats differ from ours; they were compared before it\n"
        "was timed. *Peak memory* is what one election allocates at most at a time (tracemalloc).\n"
    )
    print("".join(f"{reason}\n\n" for reason in missing), end="")
    for line in table(peers):
        print(line, flush=True)
    print('\n## Growth\n\n"A third holds the average": every third party has the average as its minimum.\n')
    for line in growth():
        print(line, flush=True)


if __name__ == "__main__":
    main()
