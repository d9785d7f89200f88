"""Names as people write them: the region, municipality, party or list that each one stands for.

Every ``find_`` raises :class:`~kkr_alloc.errors.InputError` for an unknown name; the closest one is the hint.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

from kkr_alloc.errors import USAGE, InputError, closest_match, quoted
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME, Election, Geography, ListResult, Party, Region
from kkr_alloc.tally import Standing, Tally
from kkr_alloc.text import text

Thing = TypeVar("Thing")

_OLD_AND_NEW = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"})


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """A name without what its spellings differ in: case, å or aa, spaces, dashes, punctuation.

    Every name and id is compared in this form, those of lists among them: no ballot has both Å and AA.
    """
    lower = unicodedata.normalize("NFC", name).casefold().translate(_OLD_AND_NEW)
    return "".join(filter(str.isalnum, lower))


class Names(Generic[Thing]):
    """Things by the names that they go by; of two things with the same name the first one has it.

    ``key``: the form in which names are compared.
    """

    def __init__(self, known: Iterable[tuple[str, Thing]], key: Callable[[str], str] = fold) -> None:
        self._key = key
        self._known: dict[str, tuple[str, Thing]] = {}
        for name, thing in known:
            self._known.setdefault(key(name), (name, thing))
        self._known.pop("", None)

    def get(self, name: str) -> Thing | None:
        """What goes by this name; None where nothing does."""
        found = self._known.get(self._key(name))
        return found[1] if found else None

    def find(self, name: str, message: str, field: str, otherwise: str | None = None) -> Thing:
        """What goes by this name.

        Raises:
            InputError: nothing does, as ``message`` says. The hint is the closest name, else ``otherwise``,
                else all names.
        """
        found = self.get(name)
        if found is not None:
            return found
        near = self.closest(name)
        hint = text("Did you mean {name}?", name=near[0]) if near else otherwise
        every = text("One of {names}.", names=", ".join(known for known, _ in self._known.values()))
        raise InputError(message, field=field, value=name, hint=hint or every, code=USAGE)

    def closest(self, name: str) -> tuple[str, Thing] | None:
        """The name most like this one, or with a part before a comma or dash like it, and what it is of."""
        forms = dict(self._known)
        for known, thing in self._known.values():
            forms.setdefault(self._key(re.split(r",| - ", known)[0]), (known, thing))
        near = closest_match(self._key(name), forms)
        return forms[near] if near else None


class Register:
    """The register of parties: which lists belong to a party, and parties by name.

    A list is a party's by letter *and* name, for local lists reuse letters.
    """

    def __init__(self, parties: Iterable[Party]) -> None:
        self.parties = {party.id: party for party in parties}
        self._elections = dict.fromkeys(chain.from_iterable(party.letters for party in self.parties.values()))
        self._by_name = Names((name, party) for party in self.parties.values() for name in party.names)

    def elections(self, *parties: str) -> list[str]:
        """The elections it knows in which all of these parties stood."""
        stood = [self.parties[party].letters for party in parties]
        return [election for election in self._elections if all(election in letters for letters in stood)]

    def closest(self, name: str) -> str | None:
        """The id of the party whose name is most like this, if any is."""
        near = self._by_name.closest(name)
        return near[1].id if near else None

    def match(self, letter: str, name: str, election: str | None = None) -> str | None:
        """The id of the party whose list this is, or None for a local list."""
        party = self.named(name)
        return party.id if party and letter in self.letters(party.id, election) else None

    def named(self, name: str) -> Party | None:
        """The party of this name, under whatever letter."""
        return self._by_name.get(name)

    def holder(self, letter: str, election: str | None = None) -> Party | None:
        """The party whose letter this is in an election; where that is unknown, in the newest known one."""
        of = election if election in self._elections else max(self._elections)
        holders = (party for party in self.parties.values() if letter in self.letters(party.id, of))
        return next(holders, None)

    def letters(self, party: str, election: str | None) -> tuple[str, ...]:
        """The letters of a party in an election; any it stood under, where the election is unknown."""
        by_election = self.parties[party].letters
        if election in self._elections:
            return by_election.get(election, ())
        return tuple(dict.fromkeys(chain.from_iterable(by_election.values())))


# --- regions and municipalities -------------------------------------------------------------------------


def _region_key(name: str) -> str:
    return fold(name).removeprefix("kkr").removeprefix("region")


def find_region(name: str, geography: Geography) -> Region:
    """A region by id, name or official code: "sjaelland", "Region Sjælland", "KKR Sjælland", "1085".

    For a municipality's name the hint is its region.
    """
    keys = ("id", "name", "english", "code")
    names = Names(
        ((getattr(region, key), region) for region in geography.regions for key in keys), _region_key
    )
    hint = text("One of {names}.", names=", ".join(region.id for region in geography.regions))
    message = text('There is no region "{name}".', name=quoted(name))
    code = None if names.get(name) else municipality_names(geography).get(name)
    if code is None:
        return names.find(name, message, "region", hint)
    municipality, home = geography.municipalities[code], _home(geography, code)
    hint = text("{municipality} is in {region}.", municipality=municipality, region=home.id)
    raise InputError(message, field="region", value=name, hint=hint, code=USAGE)


def _home(geography: Geography, code: str) -> Region:
    """The region of a municipality."""
    return next(region for region in geography.regions if code in region.municipalities)


def municipality_names(geography: Geography) -> Names[str]:
    """Codes of municipalities by code or name: "101", "København", "Københavns Kommune", "Koebenhavn"."""
    return _municipality_names(tuple(geography.municipalities.items()))


@lru_cache(maxsize=16)
def _municipality_names(municipalities: tuple[tuple[str, str], ...]) -> Names[str]:
    names = [(name, code) for code, name in municipalities]
    return Names([*names, *((code, code) for code, _ in municipalities)], _municipality_key)


def _municipality_key(name: str) -> str:
    return fold(name).removesuffix("kommune").removesuffix("regions").removesuffix("s")


def find_municipality(election: Election, name: str, field: str) -> str:
    """The code of a municipality by code or name. ``field``: the option that names it."""
    return municipality_names(election.geography).find(
        name,
        text('There is no municipality "{name}".', name=quoted(name)),
        field,
        text("Name it, or give its three-digit code: 101."),
    )


def inside(election: Election, code: str, regions: Sequence[str | None], field: str) -> str:
    """The municipality, which must lie in what was asked for: elsewhere it would change nothing.

    Raises:
        InputError: it lies in another region.
    """
    geography = election.geography
    if any(code in geography.area(region) for region in regions):
        return code
    message = text(
        "{municipality} is in none of the regions asked for.", municipality=geography.municipalities[code]
    )
    hint = text("It is in {region}.", region=_home(geography, code).id)
    raise InputError(message, field=field, value=code, hint=hint, code=USAGE)


# --- parties and lists ----------------------------------------------------------------------------------


def party_names(parties: Mapping[str, Party], lists: Iterable[ListResult]) -> Names[str]:
    """Ids of registered parties, the list co-operation and local lists, by id and by name.

    A name that several local lists have stands for none of them.
    """
    local = [result for result in lists if not result.party]
    count = Counter(fold(result.name) for result in local)
    return Names(
        [
            *((party, party) for party in (*parties, CO_OPERATION)),
            *((name, party.id) for party in parties.values() for name in party.names),
            (CO_OPERATION_NAME, CO_OPERATION),
            *((result.id, result.id) for result in local),
            *((result.name, result.id) for result in local if count[fold(result.name)] == 1),
        ]
    )


def find_party(election: Election, name: str, field: str) -> str:
    """The id of a registered party, of a local list or of the list co-operation, by id or name."""
    return party_in(party_names(election.parties, election.lists), name, field)


def party_in(names: Names[str], name: str, field: str) -> str:
    """A party as :func:`find_party` finds it, among :func:`party_names`."""
    message = text('There is no party or list "{name}".', name=quoted(name))
    hint = text("A party's letter or name, L for the list co-operation, or a local list as 306-N.")
    return names.find(name, message, field, hint)


def find_standing(area: Tally, name: str, field: str = "against") -> Standing:
    """A party or list with votes in an area, by its id or name."""
    by_id = [(standing.party, standing) for standing in area.standings]
    names = Names([*by_id, *((standing.name, standing) for standing in area.standings)])
    parties = ", ".join(standing.party for standing in area.standings if not standing.local)
    return names.find(
        name,
        text('No party or list "{name}" has votes here.', name=quoted(name)),
        field,
        text("One of {names}.", names=parties),
    )


def find_list(election: Election, municipality: str, name: str, field: str) -> str:
    """What a mayor or votes of a municipality count for: a party's id, or a local list's.

    ``name`` is a letter on the ballot there (local lists reuse letters, so the ballot decides), a list's id
    or name, or a registered party's id or name. Else the hint lists the letters on the ballot.
    """
    ballot = [result for result in election.lists if result.municipality == municipality]
    ids = {result.id: result.party or result.id for result in ballot}
    names = Names(
        [
            *((result.letter, ids[result.id]) for result in ballot),
            *ids.items(),
            *((result.name, ids[result.id]) for result in ballot),
            *((party, party) for party in election.parties),
            *((name, party.id) for party in election.parties.values() for name in party.names),
        ]
    )
    where = election.geography.municipalities[municipality]
    letters = ", ".join(sorted({result.letter or result.id for result in ballot}))
    return names.find(
        name,
        text('There is no party or list "{name}" in {municipality}.', name=quoted(name), municipality=where),
        field,
        text("On its ballot were {letters}.", letters=letters),
    )
