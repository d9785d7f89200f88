"""Comparisons in words: what a body is like on both sides, then a line for each party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair
from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME
from kkr_alloc.results import Composition
from kkr_alloc.text import text

CHANGE = Column(text("Change"))
MAX_TITLE = 12
"""A longer name of a side stands in the heading only."""


def document(answer: Comparisons) -> Iterator[Block]:
    """Every comparison."""
    first, second = answer.first, answer.second
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        name = words.name_of(first.election, one)
        heading = text("{body}: {first} and {second}", body=name, first=first.label, second=second.label)
        not_final = False in (one.count.final, two.count.final)
        yield Heading(words.preliminary(heading) if not_final else heading)
        sides = (
            words.about(first.election, first.rules, one.count),
            words.about(second.election, second.rules, two.count),
        )
        yield from (line(sentence) for sentence in dict.fromkeys(sides))
        if not comparison.changed:
            yield line(text("No difference."))
            continue
        yield from tables(comparison, first.label, second.label)
        notes = [note for note in one.notes if note in two.notes]
        for label, of, other in ((first.label, one, two), (second.label, two, one)):
            notes += [words.side_note(label, note) for note in of.notes if note not in other.notes]
        yield from words.notes(notes, apart=False)
    for alone in answer.one_sided:
        side = first if alone.side == "first" else second
        name = words.name_of(side.election, alone)
        yield line(text("Only {side} has {body}.", side=side.label, body=name))


def tables(comparison: Comparison, first: str, second: str) -> Iterator[Block]:
    """What the body is like on both sides, then a line for each party that has a seat or takes part."""
    one, two = comparison.first, comparison.second
    short = max(len(first), len(second)) <= MAX_TITLE
    titles = list(map(Column, (first, second) if short else (text("first"), text("second"))))
    columns = [Column("", number=False, shrink=True), *titles, CHANGE]
    yield Table(columns, rows(_facts(one, two)))
    sides = ((first, one), (second, two))
    for label, composition in sides:
        if composition.status == "no-result":
            yield line(text("{side}: no result yet, there are too few votes to compute one.", side=label))
    if one.status == two.status == "no-result":
        return
    if comparison.same:
        yield line(text("No difference in any party's mayors, supplementary members or seats."))
        if comparison.changed:
            yield line(text("What differs, by its name in JSON: {fields}.", fields=list(comparison.changed)))
    votes_differ = any(pair.difference.votes for pair in comparison.pairs)
    if not comparison.same or votes_differ or _ranges_differ(comparison):
        yield from _parties(comparison, titles)
    for label, composition in sides:
        if composition.tie:
            lot = text(
                "{side}: a lot must be drawn for {seats} of the seats between {parties}.",
                side=label,
                seats=composition.tie.seats,
                parties=list(composition.tie.parties),
            )
            yield line(lot, style="emphasis")


def _parties(comparison: Comparison, titles: Sequence[Column]) -> Iterator[Block]:
    kinds: dict[str, Column] = {}
    if comparison.first.mayors is None:
        yield line(text("Each party's seats."))
    else:
        yield line(text("Each party's seats; its mayors and supplementary members with → where they differ."))
        kinds = {"mayors": Column(text("Mayors")), "supplementary": Column(text("Suppl."))}
    one, two = comparison.first, comparison.second
    shown = [pair for pair in _pairs(comparison) if _of_interest(pair)]
    ranges = [_range(pair.numbers("seats_lowest"), pair.numbers("seats_highest")) for pair in shown]
    whole = _range((one.members_lowest, two.members_lowest), (one.members_highest, two.members_highest))
    votes = [_votes(comparison, pair) for pair in shown]
    with_range, with_votes = bool(whole or any(ranges)), bool({*votes} - {"", "="})

    def cells(of_kinds: list[Value], seats: Iterable[int | None], reach: Value, change: Value) -> list[Value]:
        return [*of_kinds, *_with_change(*seats), *[reach] * with_range, *[change] * with_votes]

    made = [
        words.row(pair, *cells([_both(pair, kind) for kind in kinds], pair.numbers("seats"), reach, change))
        for pair, reach, change in zip(shown, ranges, votes, strict=True)
    ]
    none: list[Value] = [""] * len(kinds)
    if one.unassigned or two.unassigned:
        made.append(words.lot_row(*cells(none, (one.unassigned, two.unassigned), "", "")))
    columns = [words.ID, words.PARTY, *kinds.values(), *titles, CHANGE, *[certainty.RANGE] * with_range]
    columns += [Column(text("Votes"), optional=True)] * with_votes
    yield Table(columns, made, ["", text("Total"), *cells(none, (one.members, two.members), whole, "")])


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
    counted = one.count.areas_counted, two.count.areas_counted
    if counted[0] != counted[1]:
        yield [text("Polling areas counted"), *_with_change(*counted)]
    facts = {
        "valid_votes": text("Valid votes"),
        "members": text("Members"),
        "mayors": text("Mayors"),
        "supplementary": text("Supplementary"),
        "outside": text("Mayors outside"),
        "levelled_members": text("Size before the cap"),
        "cap": text("Cap"),
    }
    for name, title in facts.items():
        before, after = getattr(one, name), getattr(two, name)
        known = before or after if name == "outside" else (before, after) != (None, None)
        if known:
            yield [title, *_with_change(before, after)]
    if one.threshold.needed != two.threshold.needed:
        yield [text("Threshold in votes"), *_with_change(one.threshold.needed, two.threshold.needed)]
    if one.reference_party or two.reference_party:
        yield [text("Reference party"), one.reference_party, two.reference_party, ""]
        yield [text("Votes per mayor"), words.exact(one.price, 1), words.exact(two.price, 1), ""]


def _ranges_differ(comparison: Comparison) -> bool:
    """Whether a party, or the body, can have other numbers on one side than on the other."""
    one, two = comparison.first, comparison.second
    ends = [pair.numbers(end) for pair in _pairs(comparison) for end in ("seats_lowest", "seats_highest")]
    ends += [
        (getattr(one, end) or 0, getattr(two, end) or 0) for end in ("members_lowest", "members_highest")
    ]
    return any(before != after for before, after in ends)


def _range(lowest: Iterable[int | None], highest: Iterable[int | None]) -> Value:
    """The ranges of both sides, or the one that is the same; empty where both are certain."""
    sides = list(zip(lowest, highest, strict=True))
    if all(low == high for low, high in sides):
        return ""
    before, after = (low if low == high else certainty.between(low, high) for low, high in sides)
    return before if before == after else text("{before}→{after}", before=before, after=after)


def _both(pair: Pair, kind: str) -> Value:
    before, after = pair.numbers(kind)
    return after if before == after else text("{before}→{after}", before=before, after=after)


def _with_change(before: int | None, after: int | None) -> list[Value]:
    """Two numbers and the second less the first."""
    if before is None or after is None:
        return [before, after, ""]
    return [before, after, words.signed(after - before) if after != before else "="]
