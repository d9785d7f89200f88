"""Other mayors: whose a mayor could be, and what would come out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kkr_alloc.analysis.certainty import Reading
from kkr_alloc.analysis.open_questions import Outcomes
from kkr_alloc.model import BodyRules, Election, Mayor
from kkr_alloc.tally import Tally


def candidates(election: Election, municipality: str) -> tuple[str, ...]:
    """Whose a municipality's mayor could be: parties and lists with a seat in its council, most votes first.

    Where a list's seats are not known it counts if it has votes there. Ids as mayors have them.
    """
    found = [
        result
        for result in election.lists
        if result.municipality == municipality and (result.votes if result.seats is None else result.seats)
    ]
    found.sort(key=lambda result: (-result.votes, result.id))
    return tuple(dict.fromkeys(result.party or result.id for result in found))


def with_mayors(election: Election, mayors: Iterable[tuple[str, str]]) -> Election:
    """The election with the mayor's office of some municipalities counting for other parties or lists.

    ``mayors``: pairs of a municipality and what its mayor counts for; the last one of a municipality counts.
    """
    new = {code: Mayor(code, "", counts_for, counts_for) for code, counts_for in mayors}
    kept = tuple(mayor for mayor in election.mayors if mayor.municipality not in new)
    return replace(election, mayors=(*kept, *new.values()))


def with_mayor_moved(area: Tally, rules: BodyRules, giver: str, taker: str) -> Outcomes | None:
    """What comes out with one mayor of a party another's; None where nothing does."""
    standings = tuple(
        replace(standing, mayors=standing.mayors + (standing.party == taker) - (standing.party == giver))
        for standing in area.standings
    )
    return Reading(replace(area, standings=standings), rules).outcomes()
