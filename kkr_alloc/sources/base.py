"""What every source of votes gives, and the register that tells parties from local lists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct, field

from kkr_alloc.model import Count, ListResult, Note, Party, Source, Totals


class Votes(Struct, frozen=True):
    """The votes of one election as a source tells them.

    ``election``: the id of the election the input names itself (``kv2025``), None where it does not.
    ``counts``: the state of the count per municipality, where the input tells it.
    ``sources``: what was read. ``notes``: what a reader of the result should know (files skipped …).
    """

    lists: tuple[ListResult, ...]
    count: Count
    sources: tuple[Source, ...]
    counts: dict[str, Count] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    election: str | None = None
    notes: tuple[Note, ...] = ()


class Register:
    """Tells which lists belong to a party: by letter *and* name, for local lists reuse letters."""

    def __init__(
        self, parties: Iterable[Party], letters: dict[str, dict[str, tuple[str, ...]]] | None = None
    ) -> None:
        """``letters``: election id -> party id -> letters; elections not in it go by any letter seen."""
        self.parties = {party.id: party for party in parties}
        self._letters = letters or {}
        self._by_name: dict[str, Party] = {}
        for party in self.parties.values():
            for spelling in party.spellings:
                self._by_name[plain(spelling)] = party

    def match(self, letter: str, name: str, election: str | None = None) -> str | None:
        """The id of the party whose list this is, or None for a local list."""
        party = self._by_name.get(plain(name))
        if party is None:
            return None
        of_election = self._letters.get(election or "")
        letters = of_election.get(party.id, ()) if of_election is not None else party.letters
        return party.id if letter in letters else None


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A name without what spellings differ in: case, spaces, dashes, punctuation."""
    return "".join(c for c in name.casefold() if c.isalnum())


def local_ids() -> _LocalIds:
    """A maker of local lists' ids: ``306-N``; without a letter ``101-0``, then ``101-0-2``."""
    return _LocalIds()


class _LocalIds:
    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, municipality: str, letter: str) -> str:
        """The id, which no other list has: a list may bear the letter 0 beside one without a letter."""
        plainest = made = f"{municipality}-{letter or '0'}"
        number = 1
        while made in self._given:
            number += 1
            made = f"{plainest}-{number}"
        self._given.add(made)
        return made
