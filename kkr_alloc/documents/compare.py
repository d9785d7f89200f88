"""Comparisons in words: what a body is like on both sides, then a line for each party."""

from __future__ import annotations

from collections.abc import Iterable

from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import Composition
from kkr_alloc.text import text


def document(answer: Comparisons) -> list[Block]:
    """Every comparison."""
    first, second = answer.first, answer.second
    blocks: list[Block] = []
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        blocks.append(
            Heading(
                text(
                    "{body}: {first} and {second}",
                    body=words.name_of(first.election, one),
                    first=first.label,
                    second=second.label,
                )
            )
        )
        sides = (
            words.about(first.election, first.rules, one),
            words.about(second.election, second.rules, two),
        )
        blocks += [line(sentence) for sentence in dict.fromkeys(sides)]
        blocks += tables(comparison, first.label, second.label)
        blocks += _notes(comparison, first.label, second.label)
    return blocks


def tables(comparison: Comparison, first: str, second: str) -> Iterable[Block]:
    """What the body is like on both sides, then a line for each party that has a seat or takes part."""
    one, two = comparison.first, comparison.second
    facts = Column("", number=False, shrink=True)
    yield Table([facts, Column(first), Column(second), Column(text("Change"))], rows(_facts(one, two)))
    for label, composition in ((first, one), (second, two)):
        if composition.status == "no-result":
            yield line(text("{side}: no result yet, there are too few votes to compute one.", side=label))
    if one.status == two.status == "no-result":
        return
    if comparison.same:
        yield line(text("No difference in any party's mayors, supplementary members or seats."))
    else:
        yield from _parties(comparison, first, second)
    for label, composition in ((first, one), (second, two)):
        if composition.tie:
            yield line(
                text(
                    "{side}: a lot must be drawn for {seats} of the seats between {parties}.",
                    side=label,
                    seats=composition.tie.seats,
                    parties=list(composition.tie.parties),
                ),
                style="emphasis",
            )


def _parties(comparison: Comparison, first: str, second: str) -> Iterable[Block]:
    with_mayors = comparison.first.mayors is not None
    yield line(
        text("Each party's seats; its mayors and supplementary members with → where they differ.")
        if with_mayors
        else text("Each party's seats.")
    )
    kinds = {"mayors": Column(text("Mayors")), "supplementary": Column(text("Suppl."))} if with_mayors else {}
    made = []
    for pair in comparison.pairs:
        if _of_interest(pair):
            before, after = pair.numbers("seats")
            numbers = [_both(pair, kind) for kind in kinds]
            made.append([*words.named(pair), *numbers, before, after, _change(before, after)])
    before, after = (
        sum(line.seats for line in side.parties) for side in (comparison.first, comparison.second)
    )
    yield Table(
        [words.ID, words.PARTY, *kinds.values(), Column(first), Column(second), Column(text("Change"))],
        rows(made),
        ["", text("Total"), *[""] * len(kinds), before, after, _change(before, after)],
    )


def _notes(comparison: Comparison, first: str, second: str) -> list[Block]:
    """The notes on both sides, then those on one alone."""
    one, two = comparison.first.notes, comparison.second.notes
    sentences = [note.message for note in one if note in two]
    for label, own, others in ((first, one, two), (second, two, one)):
        sentences += [side_note(label, note.message) for note in own if note not in others]
    return [Bullets(sentences)] if sentences else []


def side_note(side: str, note: str) -> str:
    """A note on one side only."""
    return text("{side}: {note}", side=side, note=note)


def _of_interest(pair: Pair) -> bool:
    """A party with a seat; where mayors size the body, also who takes part without one."""
    lines = [line for line in (pair.first, pair.second) if line is not None]
    return any(line.seats or (line.eligible and line.mayors is not None) for line in lines)


def _facts(one: Composition, two: Composition) -> Iterable[list[Value]]:
    """What is known of either side."""
    outside = (one.outside, two.outside) if one.outside or two.outside else (None, None)
    numbers = [
        (text("Valid votes"), one.valid_votes, two.valid_votes),
        (text("Members"), one.members, two.members),
        (text("Mayors"), one.mayors, two.mayors),
        (text("Supplementary"), one.supplementary, two.supplementary),
        (text("Mayors outside"), *outside),
        (text("Size before the cap"), one.levelled_members, two.levelled_members),
        (text("Cap"), one.cap, two.cap),
    ]
    for title, before, after in numbers:
        if before is not None or after is not None:
            yield [title, before, after, _change(before, after)]
    if one.reference_party or two.reference_party:
        yield [text("Reference party"), one.reference_party, two.reference_party, ""]
        yield [text("Votes per mayor"), words.exact(one.price, 1), words.exact(two.price, 1), ""]


def _both(pair: Pair, kind: str) -> Value:
    before, after = pair.numbers(kind)
    return after if before == after else text("{before}→{after}", before=before, after=after)


def _change(before: int | None, after: int | None) -> Value:
    if before is None or after is None:
        return ""
    return words.signed(after - before) if after != before else "="
