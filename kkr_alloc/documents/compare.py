"""Comparisons in words: what a body is like on both sides, then a line for each party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec.structs import replace

from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair
from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Column, Heading, Table, Value, line, paragraph
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME
from kkr_alloc.results import Composition
from kkr_alloc.text import text

CHANGE = Column(text("Change"))
MAX_TITLE = 12
"""A longer name of a side stands in the heading only."""

ENDS = ("seats_lowest", "seats_highest")
FACTS = {
    "count.areas_counted": text("Polling areas counted"),
    "valid_votes": text("Valid votes"),
    "members": text("Members"),
    "mayors": text("Of them mayors"),
    "supplementary": text("Supplementary"),
    "outside": text("Mayors outside"),
    "levelled_members": text("Size before the cap"),
    "cap": text("Cap"),
    "threshold.needed": text("Threshold in votes"),
}
"""Numbers of a body, where either side has them."""

WHERE_THEY_DIFFER = ("count.areas_counted", "threshold.needed")


def document(answer: Comparisons) -> Iterator[Block]:
    first, second = answer.first, answer.second
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        name = words.name_of(first.election, one)
        heading = text("{body}: {first} and {second}", body=name, first=first.label, second=second.label)
        yield Heading(words.with_state(heading, (one, two)))
        about = [words.about(of.election, of.rules, it.count) for of, it in ((first, one), (second, two))]
        yield from map(line, dict.fromkeys(about))
        if not comparison.changed:
            yield paragraph("No difference.")
            continue
        yield from tables(comparison, first.label, second.label)
        notes = [note for note in one.notes if note in two.notes]
        for label, of, other in ((first.label, one, two), (second.label, two, one)):
            notes += [words.side_note(label, note) for note in of.notes if note not in other.notes]
        yield from words.notes(notes, apart=False)
    for alone in answer.one_sided:
        side = first if alone.side == "first" else second
        body = words.name_of(side.election, alone)
        yield paragraph("Only {side} has {body}.", side=side.label, body=body)


def tables(comparison: Comparison, first: str, second: str) -> Iterator[Block]:
    """What the body is like on both sides, then a line for each party that has a seat or takes part."""
    one, two = comparison.first, comparison.second
    short = max(len(first), len(second)) <= MAX_TITLE
    titles = list(map(Column, (first, second) if short else (text("first"), text("second"))))
    yield Table.of([Column("", number=False, shrink=True), *titles, CHANGE], _facts(one, two))
    sides = ((first, one), (second, two))
    for label, composition in sides:
        if composition.status == "no-result":
            yield paragraph("{side}: no result yet, there are too few votes to compute one.", side=label)
    if one.status == two.status == "no-result":
        return
    if comparison.same:
        yield paragraph("No difference in any party's mayors, supplementary members or seats.")
        if comparison.changed:
            yield paragraph("What differs, by its name in JSON: {fields}.", fields=comparison.changed)
    votes_differ = any(pair.difference.votes for pair in comparison.pairs)
    if not comparison.same or votes_differ or _ranges_differ(comparison):
        yield from _parties(comparison, titles)
    for label, composition in sides:
        if composition.tie:
            yield paragraph(
                "{side}: a lot must be drawn for {tie.seats} of the seats between {tie.parties}.",
                side=label,
                tie=composition.tie,
                style="emphasis",
            )


def _parties(comparison: Comparison, titles: Sequence[Column]) -> Iterator[Block]:
    one, two = comparison.first, comparison.second
    with_mayors = one.mayors is not None
    yield paragraph(
        "Each party's seats; its mayors and supplementary members with → where they differ."
        if with_mayors
        else "Each party's seats."
    )
    shown = [pair for pair in _pairs(comparison) if _of_interest(pair)]
    votes = [_votes(comparison, pair) for pair in shown]
    ranges = [_range(*map(pair.numbers, ENDS)) for pair in shown]
    whole = _range((one.members_lowest, two.members_lowest), (one.members_highest, two.members_highest))
    rows = []
    for pair, reach, change in zip(shown, ranges, votes, strict=True):
        of_mayors = (_both(*pair.numbers(kind)) for kind in ("mayors", "supplementary"))
        rows.append(words.row(pair, *of_mayors, *_with_change(*pair.numbers("seats")), reach, change))
    if one.unassigned or two.unassigned:
        rows.append(words.lot_row("", "", *_with_change(one.unassigned, two.unassigned), "", ""))
    columns = [*words.PARTY, *(column.when(with_mayors) for column in (words.MAYORS, words.SUPPLEMENTARY))]
    columns += [*titles, CHANGE, words.RANGE.when(bool(whole or any(ranges)))]
    columns.append(replace(words.VOTES, optional=True, shown=bool({*votes} - {"", "="})))
    total = ["", text("Total"), "", "", *_with_change(one.members, two.members), whole, ""]
    yield Table.of(columns, rows, total)


def _pairs(comparison: Comparison) -> Iterator[Pair]:
    """Each party's two lines, and the co-operation's where it is open and could have a seat."""
    first, second = (certainty.co_operation_line(side) for side in (comparison.first, comparison.second))
    for pair in comparison.pairs:
        if pair.party != CO_OPERATION:
            yield pair
        else:
            first, second = pair.first or first, pair.second or second
    if first or second:
        yield Pair(CO_OPERATION, CO_OPERATION_NAME, first, second)


def _votes(comparison: Comparison, pair: Pair) -> Value:
    """How a party's votes changed; empty for a co-operation whose votes are not known."""
    if pair.party == CO_OPERATION and (comparison.first.co_operation or comparison.second.co_operation):
        return ""
    return _with_change(*pair.numbers("votes"))[-1]


def _of_interest(pair: Pair) -> bool:
    """A party that can have a seat; where mayors size the body, also who takes part without one."""
    lines = [line for line in (pair.first, pair.second) if line is not None]
    return any(line.seats_highest or (line.eligible and line.mayors is not None) for line in lines)


def _facts(one: Composition, two: Composition) -> Iterator[list[Value]]:
    """What is known of either side; the areas counted and the threshold where they differ."""
    for name, title in FACTS.items():
        before, after = map(attrgetter(name), (one, two))
        nothing = (0, 0) if name == "outside" else (None, None)
        if (before, after) != nothing and (before != after or name not in WHERE_THEY_DIFFER):
            yield [title, *_with_change(before, after)]
    if one.reference_party or two.reference_party:
        yield [text("Reference party"), one.reference_party, two.reference_party, ""]
        yield [text("Votes per mayor"), words.exact(one.price, 1), words.exact(two.price, 1), ""]


def _ranges_differ(comparison: Comparison) -> bool:
    """Whether a party, or the body, can have other numbers on one side than on the other."""
    one, two = comparison.first, comparison.second
    if (one.members_lowest, one.members_highest) != (two.members_lowest, two.members_highest):
        return True
    return any(len({*pair.numbers(end)}) > 1 for pair in _pairs(comparison) for end in ENDS)


def _range(lowest: tuple[int | None, int | None], highest: tuple[int | None, int | None]) -> Value:
    """The ranges of both sides, or the one that is the same; empty where both are certain."""
    if lowest == highest:
        return ""
    ends = zip(lowest, highest, strict=True)
    return _both(*(low if low == high else certainty.between(low, high) for low, high in ends))


def _both(before: int | str | None, after: int | str | None) -> int | str | None:
    return after if before == after else text("{before}→{after}", before=before, after=after)


def _with_change(before: int | None, after: int | None) -> list[int | str | None]:
    """Two numbers and the second less the first."""
    if before is None or after is None:
        return [before, after, ""]
    return [before, after, words.signed(after - before) if after != before else "="]
