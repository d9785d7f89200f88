"""Where a user's votes or mayors are not the bundled ones of their election, or cannot well be right."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

from kkr_alloc import bundled
from kkr_alloc.errors import InputError
from kkr_alloc.model import Geography, Mayor, Remarks
from kkr_alloc.sources.base import Votes, valid_votes
from kkr_alloc.sources.lists import MIN_LISTS
from kkr_alloc.sources.tidy import read_totals, read_votes
from kkr_alloc.text import text


def other_votes(votes: Votes, geography: Geography) -> Remarks:
    """The municipalities, counted in full, that have other votes than the bundled ones of their election.

    Of an election that is not bundled, those with implausible numbers of votes.

    Raises:
        InputError: they have those of another bundled election.
    """
    if votes.election not in bundled.elections():
        return _remarks("votes-implausible", _implausible(votes, geography), geography)
    given = _by_party(votes)
    others = _in_full(votes, given.keys() - _as_bundled(votes, given, votes.election))
    for election in bundled.elections() if others else ():
        n = sum(len(given[code]) >= MIN_LISTS for code in others & _as_bundled(votes, given, election))
        if n:
            raise InputError(
                text(
                    "{n:municipality has|municipalities have} the votes of {election}.",
                    n=n,
                    election=election,
                ),
                file=votes.sources[0].path,
                field="election",
                value=votes.election,
                hint=text("Name the right election."),
            )
    return _remarks("votes-not-bundled", others, geography)


def other_mayors(given: Iterable[Mayor], ours: Iterable[Mayor], geography: Geography) -> Remarks:
    """The municipalities whose mayor is of another party or list than the bundled one."""
    known = {mayor.municipality: mayor.counts_for for mayor in ours}
    others = {mayor.municipality for mayor in given if mayor.counts_for != known[mayor.municipality]}
    return _remarks("mayors-not-bundled", others, geography)


def _remarks(code: str, municipalities: set[str], geography: Geography) -> Remarks:
    return {code: {one: (geography.municipalities[one],) for one in sorted(municipalities)}}


def _implausible(votes: Votes, geography: Geography) -> set[str]:
    """The municipalities with more votes than the last known electorate, or (counted) too few of it."""
    valid = valid_votes(votes.lists)
    totals = read_totals(bundled.read_bundled(max(bundled.elections()), "totals.csv"), geography)
    known = {code: one.electorate for code, one in totals.items() if one.electorate and code in valid}
    few = _in_full(votes, {code for code, electorate in known.items() if 4 * valid[code] < electorate})
    return few | {code for code, electorate in known.items() if valid[code] > electorate}


def _in_full(votes: Votes, municipalities: Iterable[str]) -> set[str]:
    """Those whose count is not known to go on."""
    whole = votes.count
    return {code for code in municipalities if votes.counts.get(code, whole).final is not False}


def _as_bundled(votes: Votes, given: dict[str, Counter[str]], election: str) -> set[str]:
    """The municipalities that have the votes of a bundled election.

    A source may count small parties among the local lists.
    """
    bundled_votes = _bundled_votes(election)
    ours = _by_party(bundled_votes)
    found = set[str]()
    for code, of_parties in given.items():
        casts = {of.totals[code].cast for of in (votes, bundled_votes) if code in of.totals}
        if (
            of_parties.total() == ours[code].total()
            and all(ours[code][party] == of_parties[party] for party in of_parties if party)
            and len(casts - {None}) <= 1
        ):
            found.add(code)
    return found


def _by_party(votes: Votes) -> dict[str, Counter[str]]:
    """The votes of each party by municipality, those of all local lists together."""
    found = defaultdict[str, Counter[str]](Counter)
    for result in votes.lists:
        found[result.municipality][result.party or ""] += result.votes
    return found


@cache
def _bundled_votes(election: str) -> Votes:
    term_start = datetime.date(int(election.removeprefix("kv")) + 1, 1, 1)
    content = bundled.read_bundled(election, "votes.csv")
    return read_votes(content, bundled.register(), bundled.geography(term_start), election, ours=True)
