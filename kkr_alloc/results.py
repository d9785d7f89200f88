"""What is computed: a composition with its range, and what a command answers.

Results have the shape of the JSON that is printed: a field here is a key there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from msgspec import Struct

from kkr_alloc.divisors import Tie
from kkr_alloc.model import Count, Election, Note, RuleSet, Source, is_local
from kkr_alloc.text import Share

Status = Literal["ok", "tie", "no-result"]
Reason = Literal["list-alone", "below-threshold", "no-council-seat"]

Area = tuple[str, str | None]
"""A body, and its region; None for a national body."""


class Shown(Struct, frozen=True):
    """A result that shows itself in a notebook: ``as_html`` is set where results become documents."""

    as_html: ClassVar[Callable[[Any], str] | None] = None

    def _repr_html_(self) -> str | None:
        return None if Shown.as_html is None else Shown.as_html(self)


class BodyResult(Shown, frozen=True):
    """A result about one body. Its ``repr`` is short: everything else is in its fields."""

    @property
    def about(self) -> Area:
        """What it is about."""
        of: Any = getattr(self, "composition", self)
        return of.body, of.region

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {' '.join(filter(None, self.about))}>"


class Threshold(Struct, frozen=True, forbid_unknown_fields=True):
    """The votes a party needs to take part: ``share`` of ``votes``, which are ``base`` votes.

    ``base`` is ``valid`` where votes cast are unknown in the area.
    ``share`` is exact, as a rule file has it ("0.02"); None, and ``needed`` one vote, without a threshold.
    """

    share: str | None
    base: str
    votes: int
    needed: int


class PartyLine(Struct, frozen=True, forbid_unknown_fields=True):
    """What every line about a party or list begins with."""

    party: str
    name: str
    votes: int

    @property
    def local(self) -> bool:
        """Whether it is a local list."""
        return is_local(self.party)


class PartyResult(PartyLine, frozen=True):
    """A party's or list's line in a composition.

    ``share`` is of the valid votes. ``reason`` says why it is not eligible: ``list-alone``,
    ``below-threshold`` or ``no-council-seat``, the first that holds. ``seats`` of an ineligible one are its
    mayors. ``seats_lowest`` and ``seats_highest``: over everything that is open. ``mayors`` and
    ``supplementary`` are None in a body without mayors. ``lists`` are the ids pooled in the co-operation.
    """

    share: Share
    eligible: bool
    reason: Reason | None
    mayors: int | None
    seats: int
    seats_lowest: int
    seats_highest: int
    supplementary: int | None
    lists: tuple[str, ...] | None = None


class PoolRange(Struct, frozen=True, forbid_unknown_fields=True):
    """What the list co-operation can have where its register is not complete: votes, and seats."""

    status: str
    votes_lowest: int
    votes_highest: int
    seats_lowest: int
    seats_highest: int


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """The lowest and the highest seats of a party that an open question moves by itself."""

    party: str
    lowest: int
    highest: int


class OpenQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is open, and what it moves by itself, all else as in the result.

    ``question``: ``fill``, ``threshold_base``, ``co_operation`` or ``lot``. ``readings``: of a rule.
    """

    question: str
    readings: tuple[str, ...]
    moves: tuple[Move, ...]
    members_lowest: int
    members_highest: int
    message: str


class Composition(BodyResult, frozen=True, forbid_unknown_fields=True):
    """One body's members per party.

    ``status``: ``ok``, ``tie`` (``unassigned`` seats wait for a lot) or ``no-result``.
    ``levelled_members``: size before the cap. ``outside``: mayors of lists that are not eligible.
    ``price``: votes per mayor of the ``reference_party``. ``members``, ``mayors`` and ``supplementary``
    add up over ``parties`` (with ``unassigned``). ``members_lowest`` and ``members_highest``, and the seats
    of each party: over everything that is ``open``. ``co_operation``: what it can have, where it is open.
    """

    body: str
    region: str | None
    status: Status
    municipalities: int
    valid_votes: int
    members: int | None
    members_lowest: int | None
    members_highest: int | None
    mayors: int | None
    supplementary: int | None
    outside: int
    unassigned: int
    threshold: Threshold
    levelled_members: int | None
    cap: int | None
    capped: bool
    reference_party: str | None
    price: Fraction | None
    parties: tuple[PartyResult, ...]
    co_operation: PoolRange | None
    open: tuple[OpenQuestion, ...]
    tie: Tie[str] | None
    notes: tuple[Note, ...]
    count: Count

    def party(self, party_id: str) -> PartyResult:
        """The line of one party; KeyError if it has neither votes nor mayor here."""
        for line in self.parties:
            if line.party == party_id:
                return line
        raise KeyError(party_id)

    @property
    def pooled(self) -> dict[str, str]:
        """The lists of the co-operation, by id: the party they are pooled into."""
        return {list_id: line.party for line in self.parties for list_id in line.lists or ()}

    def __iter__(self) -> Iterator[PartyResult]:
        return iter(self.parties)

    __getitem__ = party

    def __repr__(self) -> str:
        seats = f"{self.members} members, {self.mayors or 0} mayors" if self.members else self.status
        return f"<Composition {' '.join(filter(None, self.about))}: {seats}>"


class Answer(Shown, frozen=True):
    """What a command answers. Its fields are the keys of its JSON; ``schema`` names that form.

    It is the sequence of what its last field has: ``answer[0]`` is the first. A result about a body is also
    found by its region, ``answer["sjaelland"]``, or, of a national one, by the body.
    """

    schema: ClassVar[str]

    def __iter__(self) -> Iterator[Any]:
        return iter(getattr(self, self.__struct_fields__[-1]))

    def __getitem__(self, which: int | slice | str) -> Any:
        every = tuple(self)
        if not isinstance(which, str):
            return every[which]
        names = [one.about[1] or one.about[0] if isinstance(one, BodyResult) else "" for one in every]
        if which.casefold() not in names:
            raise KeyError(f"{which!r} is none of {', '.join(filter(None, names))}")
        return every[names.index(which.casefold())]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(tuple(self))} {self.__struct_fields__[-1]}>"


def inputs_of(election: Election, rules: RuleSet) -> tuple[Source, ...]:
    """Everything that was read for an election under a rule set."""
    return (*election.sources, *filter(None, (rules.source,)))


class ElectionAnswer(Answer, frozen=True):
    """An answer about an election under a rule set. JSON has their ids, the inputs and the count."""

    election: Election
    rules: RuleSet

    @property
    def inputs(self) -> tuple[Source, ...]:
        """Everything that was read for it."""
        return inputs_of(self.election, self.rules)


class Compositions(ElectionAnswer, frozen=True):
    """The compositions of one election under one rule set."""

    schema: ClassVar[str] = "compositions"

    compositions: tuple[Composition, ...]
