"""The Python packages that share seats by divisors, each asked in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

from kkr_alloc import apportion

Share = Callable[[Any, int], Any]


@dataclass(frozen=True)
class Peer:
    """One package in one way of use.

    ``shares``: for each divisor the package's own function of (votes, seats). ``prepared`` makes its votes
    of a list of numbers and ``seats`` reads a list of seats from its answer; neither is timed.
    ``every_quotient``: it keeps a table of parties x seats in memory.
    """

    name: str
    version: str
    exact: bool
    shares: dict[str, Share]
    prepared: Callable[[list[int]], Any] = list
    seats: Callable[[Any, int], list[int]] = lambda answer, parties: list(answer)
    every_quotient: bool = False


def kkr_alloc() -> Peer:
    """The engine that the others are compared with."""
    return Peer(
        "kkr-alloc",
        "this one",
        True,
        {
            "dhondt": apportion,
            "sainte-lague": partial(apportion, divisor="sainte-lague"),
            "adams": partial(apportion, divisor="adams"),
        },
        prepared=by_party,
        seats=lambda answer, parties: list(answer.seats.values()),
    )


def by_party(votes: list[int]) -> dict[int, int]:
    """Votes as a mapping, for the packages whose parties have names."""
    return dict(enumerate(votes))


def votelib() -> Peer:
    """Fractions in a sorted list, one seat after the other."""
    from votelib.evaluate.proportional import HighestAverages

    return Peer(
        "votelib",
        version("votelib"),
        True,
        {
            "dhondt": HighestAverages("d_hondt").evaluate,
            "sainte-lague": HighestAverages("sainte_lague").evaluate,
        },
        prepared=by_party,
        seats=lambda answer, parties: [answer.get(party, 0) for party in range(parties)],
    )


def apportionment(fractions: bool = False) -> Peer:
    """A sorted table of all quotients, of floats or of fractions."""
    from apportionment.methods import compute

    def share(method: str) -> Share:
        return lambda votes, seats: compute(method, votes[0], seats, fractions, parties=votes[1])

    return Peer(
        "apportionment, fractions" if fractions else "apportionment, floats",
        version("apportionment"),
        fractions,
        {"dhondt": share("dhondt"), "sainte-lague": share("saintelague"), "adams": share("adams")},
        prepared=lambda votes: (votes, [str(party) for party in range(len(votes))]),
        every_quotient=True,
    )


def apportionment_exact() -> Peer:
    """The same with fractions."""
    return apportionment(fractions=True)


def voting() -> Peer:
    """Floats; d'Hondt seat by seat, Sainte-Laguë in one correction of at most one seat a party."""
    from voting.apportionment import adams, jefferson, webster

    return Peer(
        "voting",
        version("voting"),
        False,
        {"dhondt": jefferson, "sainte-lague": webster, "adams": adams},
    )


def apportionpy() -> Peer:
    """Floats; the price is found by halving steps."""
    from apportionpy.methods.adam import calculate_adam
    from apportionpy.methods.jefferson import calculate_jefferson
    from apportionpy.methods.webster import calculate_webster

    return Peer(
        "apportionpy",
        version("apportionpy"),
        False,
        {
            "dhondt": lambda votes, seats: calculate_jefferson(seats, votes),
            "sainte-lague": lambda votes, seats: calculate_webster(seats, votes),
            "adams": lambda votes, seats: calculate_adam(seats, votes),
        },
        seats=lambda answer, parties: answer[1],
    )


def poli_sci_kit() -> Peer:
    """Floats, seat by seat."""
    from poli_sci_kit.appointment.methods import highest_averages

    return Peer(
        "poli-sci-kit",
        version("poli-sci-kit"),
        False,
        {
            "dhondt": lambda votes, seats: highest_averages("Jefferson", votes, seats),
            "sainte-lague": lambda votes, seats: highest_averages("Webster", votes, seats),
        },
    )


def interregnum() -> Peer:
    """Fractions in the heap of a price that is corrected seat by seat."""
    from interregnum.methods.singlevote.iterative_divisor import IterativeDivisorAllocator
    from interregnum.methods.types import Candidate

    return Peer(
        "interregnum",
        version("interregnum"),
        True,
        {
            "dhondt": IterativeDivisorAllocator("jefferson").calc,
            "sainte-lague": IterativeDivisorAllocator("webster").calc,
            "adams": IterativeDivisorAllocator("adams").calc,
        },
        prepared=lambda votes: [Candidate(party, number) for party, number in enumerate(votes)],
        seats=lambda answer, parties: [
            seats for _, seats in sorted((each.name, each.seats) for each in answer.allocation)
        ],
    )


def biprop() -> Peer:
    """Arrays of floats; the price is found by steps that shrink."""
    import numpy
    from biprop import Election

    def share(rounding: Callable[[Any], Any]) -> Share:
        return lambda election, seats: election.upper_apportionment(seats, rounding_method=rounding)

    return Peer(
        "biprop",
        version("biprop"),
        False,
        {"dhondt": share(numpy.floor), "sainte-lague": share(numpy.round), "adams": share(numpy.ceil)},
        prepared=lambda votes: Election(numpy.array([[number] for number in votes])),
        seats=lambda answer, parties: answer.astype(int).tolist(),
    )


PEERS = (
    votelib,
    apportionment_exact,
    apportionment,
    voting,
    apportionpy,
    poli_sci_kit,
    interregnum,
    biprop,
)
