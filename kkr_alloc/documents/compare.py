"""Comparisons in words: what a body is like on both sides, then a line for each party."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import Composition
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
            words.about(first.election, first.rules, one),
            words.about(second.election, second.rules, two),
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
    else:
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
    sides = (comparison.first, comparison.second)
    before, after = (sum(line.seats for line in side.parties) for side in sides)
    yield Table(
        [words.ID, words.PARTY, *kinds.values(), Column(first), Column(second), CHANGE],
        [
            words.row(pair, *(_both(pair, kind) for kind in kinds), *_with_change(*pair.numbers("seats")))
            for pair in comparison.pairs
            if _of_interest(pair)
        ],
        ["", text("Total"), *[""] * len(kinds), *_with_change(before, after)],
    )


def _of_interest(pair: Pair) -> bool:
    """A party with a seat; where mayors size the body, also who takes part without one."""
    lines = [line for line in (pair.first, pair.second) if line is not None]
    return any(line.seats or (line.eligible and line.mayors is not None) for line in lines)


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


def _both(pair: Pair, kind: str) -> Value:
    before, after = pair.numbers(kind)
    return after if before == after else text("{before}→{after}", before=before, after=after)


def _with_change(before: int | None, after: int | None) -> list[Value]:
    """Two numbers and the second less the first."""
    if before is None or after is None:
        return [before, after, ""]
    return [before, after, words.signed(after - before) if after != before else "="]
