"""Mayors' offices: whose they could be, as users name them too, and what comes out where one is another's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from kkr_alloc.analysis.certainty import Reading
from kkr_alloc.analysis.open_questions import Outcomes
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import BodyRules, Election, Mayor
from kkr_alloc.names import find_list, find_municipality, find_party, inside
from kkr_alloc.tally import Tally
from kkr_alloc.text import text

LARGEST = "largest"
"""Stands among the leaders for each municipality's largest list; for both where two are equally large."""


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


# --- as users name them ----------------------------------------------------------------------------------


def open_offices(election: Election, names: Collection[str], regions: Sequence[str | None]) -> set[str]:
    """The municipalities named as those whose mayor is unknown; ``all`` names every one.

    Raises:
        InputError: a municipality is unknown, or lies in another region.
    """
    if any(name.strip().lower() == "all" for name in names):
        return set(election.geography.municipalities)
    codes = {find_municipality(election, name, "unknown") for name in names}
    return {inside(election, code, regions, "unknown") for code in codes}


def possible_mayors(
    election: Election,
    named: Iterable[tuple[str, Iterable[str]]],
    regions: Sequence[str | None],
    field: str,
) -> dict[str, tuple[str, ...]]:
    """Municipality -> parties and lists its mayor may be of; several entries of one municipality add up.

    Raises:
        InputError: a municipality, party or list is unknown, or the municipality lies in another region.
    """
    found: dict[str, dict[str, None]] = {}
    for municipality, names in named:
        code = inside(election, find_municipality(election, municipality, field), regions, field)
        parties = [find_list(election, code, name, field) for name in names]
        if not parties:
            raise InputError(
                text("No party is named for {municipality}.", municipality=municipality),
                field=field,
                value=quoted(municipality),
            )
        found.setdefault(code, {}).update(dict.fromkeys(parties))
    return {code: tuple(parties) for code, parties in found.items()}


def possible_leaders(election: Election, names: Iterable[str]) -> list[str]:
    """The ids of parties and lists that could lead a municipality; ``largest`` stands for its largest list.

    Raises:
        InputError: a party or list is unknown.
    """
    found = (LARGEST if name.lower() == LARGEST else find_party(election, name, "leaders") for name in names)
    return list(dict.fromkeys(found))
