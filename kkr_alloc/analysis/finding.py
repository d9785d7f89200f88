"""Which municipality, party or list a user means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kkr_alloc.errors import InputError, closest_match, quoted, require_name, require_names
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME, Election, ListResult
from kkr_alloc.sources.base import plain
from kkr_alloc.sources.municipalities import MunicipalityNames
from kkr_alloc.tally import Standing, Tally
from kkr_alloc.text import text


def find_municipality(election: Election, name: str, field: str) -> str:
    """The code of a municipality by code or name. ``field``: the option that names it.

    Raises:
        InputError: there is none; the nearest name is suggested.
    """
    names = election.geography.municipalities
    code = MunicipalityNames.of(election.geography).code(require_name(name, field))
    if code is not None:
        return code
    raise InputError(
        text('There is no municipality "{name}".', name=quoted(name)),
        field=field,
        value=quoted(name),
        hint=_hint(name, names.values()) or text("Name it, or give its three-digit code: 101."),
    )


def inside(election: Election, code: str, regions: Sequence[str | None], field: str) -> str:
    """The municipality, which must lie in what was asked for: elsewhere it would change nothing.

    Raises:
        InputError: it lies in another region.
    """
    if any(code in election.geography.area(region) for region in regions):
        return code
    home = next(region for region in election.geography.regions if code in region.municipalities)
    raise InputError(
        text(
            "{municipality} is in none of the regions asked for.",
            municipality=election.geography.municipalities[code],
        ),
        field=field,
        value=code,
        hint=text("It is in {region}.", region=home.id),
    )


def open_offices(election: Election, names: str | Iterable[str], regions: Sequence[str | None]) -> set[str]:
    """The municipalities named as those whose mayor is not known; ``all`` names every one.

    Raises:
        InputError: there is no such municipality, or it lies in another region.
    """
    given = require_names(names, "unknown")
    if any(name.strip().lower() == "all" for name in given):
        return set(election.geography.municipalities)
    codes = {find_municipality(election, name, "unknown") for name in given}
    return {inside(election, code, regions, "unknown") for code in codes}


def possible_mayors(
    election: Election,
    named: Iterable[tuple[str, object]],
    regions: Sequence[str | None],
    field: str,
) -> dict[str, tuple[str, ...]]:
    """Municipality -> parties and lists its mayor may be of; what is named of one in several places adds up.

    ``named``: municipalities, each with one name or several.

    Raises:
        InputError: there is no such municipality, party or list, or it lies in another region.
    """
    found: dict[str, dict[str, None]] = {}
    for municipality, names in named:
        code = inside(election, find_municipality(election, municipality, field), regions, field)
        parties = [find_list(election, code, name, field) for name in require_names(names, field)]
        if not parties:
            raise InputError(
                text("No party is named for {municipality}.", municipality=municipality),
                field=field,
                value=quoted(municipality),
            )
        found.setdefault(code, {}).update(dict.fromkeys(parties))
    return {code: tuple(parties) for code, parties in found.items()}


def find_standing(area: Tally, name: str, field: str = "against") -> Standing:
    """A party or list of an area by its id or name.

    Raises:
        InputError: none has that id or name here; the nearest name is suggested.
    """
    name = require_name(name, field)
    for key in (lambda s: s.party, lambda s: plain(s.party), lambda s: plain(s.name)):
        for standing in area.standings:
            if key(standing) in (name, plain(name)):
                return standing
    known = [word for standing in area.standings for word in (standing.party, standing.name)]
    raise InputError(
        text('No party or list "{name}" has votes here.', name=quoted(name)),
        field=field,
        value=quoted(name),
        hint=_hint(name, known)
        or text(
            "One of {names}.",
            names=", ".join(standing.party for standing in area.standings if not standing.local),
        ),
    )


def find_list(election: Election, municipality: str, name: str, field: str) -> str:
    """What a mayor or votes of a municipality count for: a party's id, or a local list's.

    ``name`` is a letter on the ballot there (local lists reuse letters, so the ballot decides), a list's id,
    a party's id or name, or a local list's name.

    Raises:
        InputError: nothing there has that name; what stood there is listed.
    """
    standing = [result for result in election.lists if result.municipality == municipality]
    wanted = plain(require_name(name, field))
    for of in (_letter, _id, _name):
        for result in standing:
            if plain(of(result)) == wanted and wanted:
                return result.party or result.id
    party = _registered(election, wanted)
    if party:
        return party
    where = election.geography.municipalities[municipality]
    ballot = sorted({result.letter or result.id for result in standing})
    near = _hint(name, [result.name for result in standing])
    raise InputError(
        text('There is no party or list "{name}" in {municipality}.', name=quoted(name), municipality=where),
        field=field,
        value=quoted(name),
        hint=near or text("On its ballot were {letters}.", letters=", ".join(ballot)),
    )


def find_party(election: Election, name: str, field: str) -> str:
    """A registered party by id or name, a local list by its id, or the list co-operation (``L``).

    Raises:
        InputError: there is none; the nearest name is suggested.
    """
    wanted = plain(require_name(name, field))
    if name in election.parties:
        return name
    party = _registered(election, wanted)
    if party:
        return party
    for result in election.lists:
        if not result.party and plain(result.id) == wanted:
            return result.id
    if wanted in (plain(CO_OPERATION), plain(CO_OPERATION_NAME)):
        return CO_OPERATION
    raise InputError(
        text('There is no party or list "{name}".', name=quoted(name)),
        field=field,
        value=quoted(name),
        hint=_hint(name, [party.name for party in election.parties.values()])
        or text(
            "One of {names}, or a local list as 306-N.",
            names=", ".join(party for party in election.parties if len(party) <= 2),
        ),
    )


def _registered(election: Election, wanted: str) -> str | None:
    """The party of the register that has this id or spelling."""
    for party in election.parties.values():
        if wanted and wanted in (plain(party.id), *map(plain, party.spellings)):
            return party.id
    return None


def _letter(result: ListResult) -> str:
    return result.letter


def _id(result: ListResult) -> str:
    return result.id


def _name(result: ListResult) -> str:
    return result.name


def _hint(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, or like the part of it before a comma or dash."""
    by_plain: dict[str, str] = {}
    for word in known:
        by_plain.setdefault(plain(word), word)
        by_plain.setdefault(plain(re.split(r",| - ", word)[0]), word)
    near = closest_match(plain(name), by_plain)
    return text("Did you mean {name}?", name=by_plain[near]) if near else None
