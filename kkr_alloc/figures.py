"""A published figure: of a whole body or of one party in it, and what is on record of it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import astuple

from kkr_alloc.errors import Place
from kkr_alloc.model import BODIES, Region

ALONE = "alone"
"""Compared with what comes out without any list co-operation."""
ANY = "any"
"""Compared with every total that the list co-operation could have."""

INPUTS = "inputs"
"""The group of figures that state mayors only: they test what goes in, not what comes out."""

GROUPS = (*BODIES, INPUTS)
"""What figures prove."""

NUMBERS = ("mayors", "supplementary", "total")
UNLIMITED = 10**9
"""More members than any body has."""

Amount = Annotated[int, Meta(ge=0)]


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Members of a party or a body; None where a number is not stated or not known."""

    mayors: Amount | None = None
    supplementary: Amount | None = None
    total: Amount | None = None

    @property
    def add_up(self) -> bool:
        """Whether mayors and supplementary members make the total, where all three are stated."""
        return None in astuple(self) or (self.mayors or 0) + (self.supplementary or 0) == self.total


class PooledVotes(Struct, frozen=True, forbid_unknown_fields=True):
    """Totals of the list co-operation, from lowest to highest, with so many mayors in it."""

    mayors: Amount
    lowest_votes: Amount
    highest_votes: Amount


class Consistent(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure on record as reproduced under one rule set at exactly these totals of the co-operation, or
    within exactly so many ``members`` where not all votes are counted.
    """

    rules: str
    ranges: tuple[PooledVotes, ...] = ()
    members: tuple[Amount, Amount] | None = None


class Documented(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure on record as not reproduced under one rule set.

    ``computed``: exactly what comes out. ``against``: the published members it was recorded against (the
    total, or where none is stated the supplementary ones). ``reason``: why it is kept.
    """

    rules: str
    computed: Numbers
    against: Amount
    reason: str


class Figure(Struct, frozen=True):
    """One published figure: of a whole body, or of one party in it (``party`` None or an id).

    ``election``: the bundled election it follows from, None where that is not bundled. ``co_operation``: what
    it is compared with where the co-operation's register is not complete, :data:`ALONE` or :data:`ANY`.
    ``assumes``: what is taken for granted, in words. ``consistent``, ``documented``: how it is known
    to compare. ``at_least``: numbers of which only so much is known.
    """

    body: str
    region: Region | None
    party: str | None
    published: Numbers
    term: str
    election: str | None
    source: str = ""
    co_operation: str = ALONE
    assumes: str = ""
    consistent: Consistent | None = None
    documented: Documented | None = None
    place: Place | None = None
    at_least: Numbers = Numbers()

    @property
    def exact(self) -> Numbers | None:
        """What comes out where the figure does; None where only the least is known."""
        return self.published if self.at_least == Numbers() else None

    @property
    def group(self) -> str:
        """What the figure proves: its body's rules, or, where it states mayors only, one of the inputs."""
        both = self.published, self.at_least
        of_results = any((of.supplementary, of.total) != (None, None) for of in both)
        return self.body if of_results else INPUTS

    def seats(self, mayors: int | None) -> tuple[int, int] | None:
        """The fewest and the most seats that the numbers allow with these mayors; None where they allow none.

        ``mayors``: None in a body that has none by office.
        """
        low, high = 0, UNLIMITED
        for numbers, exact in ((self.published, True), (self.at_least, False)):
            if mayors is None and (numbers.mayors, numbers.supplementary) != (None, None):
                return None
            least, held = numbers.mayors, mayors or 0
            if least is not None and (held < least or (exact and held > least)):
                return None
            supplementary = numbers.supplementary
            for seats in (numbers.total, None if supplementary is None else supplementary + held):
                if seats is not None:
                    low, high = max(low, seats), min(high, seats if exact else high)
        return (low, high) if low <= high else None

    def met_by(self, computed: Numbers) -> bool:
        """Whether every number is as stated, or no smaller where only the least is known."""
        allowed = self.seats(computed.mayors)
        return allowed is not None and allowed[0] <= (computed.total or 0) <= allowed[1]

    @property
    def region_id(self) -> str | None:
        """The region's id; None for a national body."""
        return self.region.id if self.region else None
