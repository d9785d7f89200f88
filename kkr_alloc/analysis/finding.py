"""Mayors' offices as users name them: which are open, and whose they may become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kkr_alloc.analysis.outlook import LARGEST
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import Election
from kkr_alloc.names import find_list, find_municipality, find_party, inside
from kkr_alloc.text import text


def open_offices(election: Election, names: str | Iterable[str], regions: Sequence[str | None]) -> set[str]:
    """The municipalities named as those whose mayor is unknown; ``all`` names every one.

    Raises:
        InputError: a municipality is unknown, or lies in another region.
    """
    named = [names] if isinstance(names, str) else list(names)
    if any(name.strip().lower() == "all" for name in named):
        return set(election.geography.municipalities)
    codes = {find_municipality(election, name, "unknown") for name in named}
    return {inside(election, code, regions, "unknown") for code in codes}


def possible_mayors(
    election: Election,
    named: Iterable[tuple[str, str | Iterable[str]]],
    regions: Sequence[str | None],
    field: str,
) -> dict[str, tuple[str, ...]]:
    """Municipality -> parties and lists its mayor may be of; several entries of one municipality add up.

    ``named``: municipalities, each with one name or several.

    Raises:
        InputError: a municipality, party or list is unknown, or the municipality lies in another region.
    """
    found: dict[str, dict[str, None]] = {}
    for municipality, names in named:
        code = inside(election, find_municipality(election, municipality, field), regions, field)
        several = [names] if isinstance(names, str) else names
        parties = [find_list(election, code, name, field) for name in several]
        if not parties:
            raise InputError(
                text("No party is named for {municipality}.", municipality=municipality),
                field=field,
                value=quoted(municipality),
            )
        found.setdefault(code, {}).update(dict.fromkeys(parties))
    return {code: tuple(parties) for code, parties in found.items()}


def possible_leaders(election: Election, names: str | Iterable[str]) -> list[str]:
    """The ids of parties and lists that could lead a municipality; ``largest`` stands for its largest list.

    Raises:
        InputError: a party or list is unknown.
    """
    named = [names] if isinstance(names, str) else names
    found = (LARGEST if name.lower() == LARGEST else find_party(election, name, "leaders") for name in named)
    return list(dict.fromkeys(found))
