"""Several bodies in one table, parties by bodies: members, the mayors among them, and the range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Cell, Column, Heading, Row, Table, Value, line, paragraph
from kkr_alloc.model import Count, Election, Note
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import text

Shown = Sequence[Composition]

Cells = TypeVar("Cells")

IN_FULL_ONLY = ("near-threshold", "council-seats-unknown")
"""Notes on single parties: they stand where a body is shown in full."""

READING = paragraph("Members (mayors) range; sums have none.", style="minor")
"""How a cell is read."""


class _Seats(NamedTuple):
    """What a cell shows; ``seats`` is None where there is no result. Without ends there is no range."""

    seats: int | None
    mayors: int | None = None
    lowest: int | None = None
    highest: int | None = None

    def cell(self) -> Value:
        """Members, mayors in brackets, and the range where it is wider."""
        mayors = f" ({self.mayors})" if self.mayors else ""
        reach = f" {self.lowest}–{self.highest}" if self.lowest != self.highest else ""
        return Cell(self.seats or None, mark=mayors + reach)


def document(answer: Compositions, *hints: str) -> Iterator[Block]:
    """The table, what it was computed from, and what must be known beside it.

    ``hints``: where more stands.
    """
    election, shown = answer.election, answer.compositions
    yield Heading(title(election, shown))
    yield line(words.about(election, answer.rules, count(shown)))
    yield table(election, shown)
    percent = [text("%: of the polling areas.")] if _unfinished(shown) else []
    yield line(*READING.sentences, *percent, *hints, style=READING.style)
    for one in shown:
        if one.tie:
            body, sentence = words.name_of(election, one), words.tie_sentence(one)
            yield paragraph("{body}: {sentence}", body=body, sentence=sentence, style="emphasis")
    yield from words.notes([*_notes(election, shown), *election.assumptions], apart=False)


def title(election: Election, shown: Shown) -> str:
    """What bodies these are, and their term; first whether the count goes on."""
    if len(shown) == 1:
        return words.title(election, shown[0])
    only_kkr = all(one.body == "kkr" for one in shown)
    named = text(
        "{body}, term {term}",
        body=text("KL's regional councils (KKR)") if only_kkr else text("KL's bodies"),
        term=election.term,
    )
    return words.with_state(named, shown)


def count(shown: Shown) -> Count:
    """The state of the count in all of them together."""
    counts = [one.count for one in _summed(shown) or shown[:1]]
    return Count.of_all(counts, complete=all(one.final is not None for one in counts))


def table(election: Election, shown: Shown) -> Table:
    """A row for each party that has a seat or could have one, and one for local lists with mayors only.

    Ids and titles are short: in a terminal the names give way to five KKR with their ranges.
    """
    party, name = words.PARTY
    regions = [one.region and election.geography.region(one.region).name for one in shown]
    titles = [region or words.name_of(election, one) for region, one in zip(regions, shown, strict=True)]
    total = Column(text("Sum"), emphasis=True, shown=len(_summed(shown)) > 1)
    members = [_Seats(one.members, None, one.members_lowest, one.members_highest) for one in shown]
    return Table.of(
        [party, replace(name, optional=True), *_with_sum(list(map(Column, titles)), total, shown)],
        _rows(shown),
        _row(text("Sum"), text("Members"), members, shown).cells,
        text("Members of each party in each body, mayors in brackets, then the fewest and the most"),
    )


def _rows(shown: Shown) -> Iterator[Row]:
    """Parties, settled local lists together, seats that wait for a lot, mayors, and an unfinished count."""
    lists = []
    for lines in _parties(shown):
        numbers = [_seats_of(*pair) for pair in zip(lines, shown, strict=True)]
        found = list(filter(None, lines))
        if all(one.local and one.seats_lowest == one.seats_highest for one in found):
            lists.append(numbers)
        else:
            yield _row(found[0].party, found[0].name, numbers, shown)
    if lists:
        name = text("{n:local list|local lists}", n=len(lists))
        yield _row(text("loc"), name, [_sum(numbers) for numbers in zip(*lists, strict=True)], shown)
    if any(one.unassigned for one in shown):
        yield _row("?", text("by lot"), [_Seats(one.unassigned) for one in shown], shown)
    held: list[Value] = [Cell("", mark=f" ({one.mayors})" if one.mayors else "") for one in shown]
    of_all = sum(one.mayors or 0 for one in _summed(shown))
    yield Row(["( )", text("Of them mayors"), *_with_sum(held, of_all, shown)], "minor")
    if _unfinished(shown):
        counted = _with_sum([_counted(one.count) for one in shown], _counted(count(shown)), shown)
        yield Row(["%", text("Polling areas counted"), *counted], "warning")


def _summed(shown: Shown) -> list[Composition]:
    """The bodies that a sum is of: the KKR. A national body has the same voters and mayors once more."""
    return [one for one in shown if one.body == "kkr"]


def _with_sum(of_bodies: Sequence[Cells], of_all: Cells, shown: Shown) -> list[Cells]:
    """What stands in the bodies' columns, with the sum behind the KKR."""
    n = len(_summed(shown))
    return [*of_bodies[:n], of_all, *of_bodies[n:]]


def _parties(shown: Shown) -> list[list[PartyResult | None]]:
    """For each party that has or could have a seat its line in every body, most seats first."""
    found: dict[str, list[PartyResult | None]] = {}
    for place, one in enumerate(shown):
        for party in certainty.lines(one):
            if party.seats_highest:
                found.setdefault(party.party, [None] * len(shown))[place] = party

    def size(lines: list[PartyResult | None]) -> tuple[int, int]:
        known = list(filter(None, lines))
        return -sum(one.seats for one in known), -sum(one.votes for one in known)

    return sorted(found.values(), key=size)


def _seats_of(party: PartyResult | None, one: Composition) -> _Seats:
    """A party's seats in a body."""
    if one.status == "no-result":
        return _Seats(None, party.mayors if party else None)
    return _Seats(party.seats, party.mayors, party.seats_lowest, party.seats_highest) if party else _Seats(0)


def _sum(numbers: Sequence[_Seats]) -> _Seats:
    """All together; unknown where one of them is.

    A sum has no range: each open question has one answer for all KKR, so the ends of their ranges need not
    be reached together.
    """
    seats = [one.seats for one in numbers if one.seats is not None]
    mayors = sum(one.mayors or 0 for one in numbers)
    return _Seats(sum(seats) if len(seats) == len(numbers) else None, mayors)


def _row(party: str, name: str, numbers: Sequence[_Seats], shown: Shown) -> Row:
    """A cell for each body, and the sum of members."""
    whole = _sum(numbers[: len(_summed(shown))]).seats
    return Row([party, name, *_with_sum([seats.cell() for seats in numbers], whole or None, shown)])


def _unfinished(shown: Shown) -> bool:
    return any(one.count.state in ("preliminary", "none") for one in shown)


def _counted(count: Count) -> Value:
    """How many of a hundred polling areas are counted; a hundred are all of them."""
    if not count.areas or count.areas_counted is None:
        return "?"
    return count.areas_counted * 100 // count.areas


def _notes(election: Election, shown: Shown) -> Iterator[Note]:
    """What is noted on some of the bodies, once, with their names where it is not on all."""
    bodies: dict[tuple[str, str], list[str]] = {}
    for one in shown:
        for note in words.own_notes(election, one):
            if note.code not in IN_FULL_ONLY:
                bodies.setdefault((note.code, note.message), []).append(words.name_of(election, one))
    for (code, message), names in bodies.items():
        alone = len(names) < len(shown)
        yield Note(code, text("{body}: {sentence}", body=names, sentence=message) if alone else message)
