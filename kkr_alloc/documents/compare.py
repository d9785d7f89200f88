"""Comparisons in words: what a body is like on both sides, then a line for each party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair
from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME
from kkr_alloc.results import Composition
from kkr_alloc.text import text

CHANGE = Column(text("Change"))


def document(answer: Comparisons) -> Iterator[Block]:
    """Every comparison."""
    first, second = answer.first, answer.second
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        name = words.name_of(first.election, one)
        yield Heading(text("{body}: {first} and {second}", body=name, first=first.label, second=second.label))
        sides = (
            words.about(first.election, first.rules, one.count),
            words.about(second.election, second.rules, two.count),
        )
        yield from (line(sentence) for sentence in dict.fromkeys(sides))
        yield from tables(comparison, first.label, second.label)
        sentences = [note.message for note in one.notes if note in two.notes]
        for label, notes, others in (
            (first.label, one.notes, two.notes),
            (second.label, two.notes, one.notes),
        ):
            sentences += [side_note(label, note.message) for note in notes if note not in others]
        if sentences:
            yield Bullets(sentences)


def side_note(side: str, note: str) -> str:
    """A note on one side only."""
    return text("{side}: {note}", side=side, note=note)


def tables(comparison: Comparison, first: str, second: str) -> Iterator[Block]:
    """What the body is like on both sides, then a line for each party that has a seat or takes part."""
    one, two = comparison.first, comparison.second
    columns = [Column("", number=False, shrink=True), Column(first), Column(second), CHANGE]
    yield Table(columns, rows(_facts(one, two)))
    sides = ((first, one), (second, two))
    for label, composition in sides:
        if composition.status == "no-result":
            yield line(text("{side}: no result yet, there are too few votes to compute one.", side=label))
    if one.status == two.status == "no-result":
        return
    if comparison.same:
        yield line(text("No difference in any party's mayors, supplementary members or seats."))
    if not comparison.same or _ranges_differ(comparison):
        yield from _parties(comparison, first, second)
    for label, composition in sides:
        if composition.tie:
            lot = text(
                "{side}: a lot must be drawn for {seats} of the seats between {parties}.",
                side=label,
                seats=composition.tie.seats,
                parties=list(composition.tie.parties),
            )
            yield line(lot, style="emphasis")


def _parties(comparison: Comparison, first: str, second: str) -> Iterator[Block]:
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
    columns = [words.ID, words.PARTY, *kinds.values(), Column(first), Column(second), CHANGE]
    lines = [
        [*(_both(pair, kind) for kind in kinds), *_with_change(*pair.numbers("seats"))] for pair in shown
    ]
    before, after = (sum(line.seats for line in side.parties) for side in (one, two))
    footer: list[Value] = ["", text("Total"), *[""] * len(kinds), *_with_change(before, after)]
    if whole or any(ranges):
        columns.append(certainty.RANGE)
        lines = [[*cells, reach] for cells, reach in zip(lines, ranges, strict=True)]
        footer.append(whole)
    made = (words.row(pair, *cells) for pair, cells in zip(shown, lines, strict=True))
    yield Table(columns, list(made), footer)


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


def _of_interest(pair: Pair) -> bool:
    """A party that can have a seat; where mayors size the body, also who takes part without one."""
    lines = [line for line in (pair.first, pair.second) if line is not None]
    return any(line.seats_highest or (line.eligible and line.mayors is not None) for line in lines)


def _facts(one: Composition, two: Composition) -> Iterator[list[Value]]:
    """What is known of either side."""
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
    if one.reference_party or two.reference_party:
        yield [text("Reference party"), one.reference_party, two.reference_party, ""]
        yield [text("Votes per mayor"), words.exact(one.price, 1), words.exact(two.price, 1), ""]


def _ranges_differ(comparison: Comparison) -> bool:
    """Whether a party, or the body, can have other numbers on one side than on the other."""
    one, two = comparison.first, comparison.second
    ends = [pair.numbers(end) for pair in _pairs(comparison) for end in ("seats_lowest", "seats_highest")]
    ends += [
        (one.members_lowest or 0, two.members_lowest or 0),
        (one.members_highest or 0, two.members_highest or 0),
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
