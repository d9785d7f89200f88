"""What is not certain, in words: ranges, and the open questions with what each of them moves."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Table, Value, line
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME
from kkr_alloc.results import Composition, PartyResult
from kkr_alloc.text import Share, Text, text

RANGE = Column(text("Range"))


def between(lowest: int | None, highest: int | None) -> str:
    """Two ends that differ: 4–5."""
    return text("{lowest}–{highest}", lowest=lowest, highest=highest)


def range_cell(lowest: int | None, highest: int | None) -> Value:
    """A cell of the range; empty where the number is certain."""
    return "" if lowest == highest else Cell(between(lowest, highest), "emphasis")


def is_certain(composition: Composition) -> bool:
    """Whether nothing that is open moves a seat."""
    return not uncertain(composition) and composition.members_lowest == composition.members_highest


def uncertain(composition: Composition) -> list[PartyResult]:
    """The lines of the parties whose seats are not certain, and of the co-operation if it could have any."""
    return [one for one in lines(composition) if one.seats_lowest < one.seats_highest]


def lines(composition: Composition) -> list[PartyResult]:
    """The lines of a body, and one for the co-operation where it is open and could have a seat."""
    return [*composition.parties, *filter(None, [co_operation_line(composition)])]


def co_operation_line(composition: Composition) -> PartyResult | None:
    """A line for the co-operation, at its most votes, where it is open and could have a seat."""
    pool = composition.co_operation
    if pool is None or not pool.seats_highest:
        return None
    return PartyResult(
        party=CO_OPERATION,
        name=CO_OPERATION_NAME,
        votes=pool.votes_highest,
        share=Share(pool.votes_highest, composition.valid_votes),
        eligible=False,
        reason=None,
        mayors=None,
        seats=0,
        seats_lowest=pool.seats_lowest,
        seats_highest=pool.seats_highest,
        supplementary=None,
    )


def summary(composition: Composition) -> Iterator[Block]:
    """The seats that are not certain in one sentence, then the open questions that move them.

    A lot is not among these: the sentence about the tie says it.
    """
    moves = [
        text("{it.party} {it.seats_lowest}–{it.seats_highest}", it=one) for one in uncertain(composition)
    ]
    if not moves:
        return
    others = _others(composition, text("All other seats are the same in every case."))
    yield line(text("Open: {moves}. {others}", moves=moves, others=others), style="emphasis")
    questions = [one.message for one in composition.open if one.moves and one.question != "lot"]
    if _more_together(composition):
        questions.append(text("Together the open questions move more than each by itself."))
    if questions:
        yield Bullets(questions)


def _others(composition: Composition, sentence: Text) -> Text:
    """How sure the other seats are: as the sentence says, of what was tried and counted."""
    if any(note.code == "range-without-co-operation" for note in composition.notes):
        return text("What the list co-operation could move is not computed.")
    if composition.count.state == "preliminary":
        return text("{sentence} This is so with the votes counted so far.", sentence=sentence)
    return sentence


def _more_together(composition: Composition) -> bool:
    """Whether a range is wider than what single questions make of it. The body itself stands under ""."""
    members = composition.members_lowest or 0, composition.members_highest or 0
    whole = {("", end) for end in members}
    reached = {("", composition.members or 0)}
    for one in uncertain(composition):
        whole |= {(one.party, one.seats_lowest), (one.party, one.seats_highest)}
        reached.add((one.party, one.seats))
    for question in composition.open:
        reached |= {("", question.members_lowest), ("", question.members_highest)}
        reached |= {(move.party, end) for move in question.moves for end in (move.lowest, move.highest)}
    return not whole <= reached


def questions(composition: Composition) -> Iterator[Block]:
    """Every open question with what it moves, and the seats that are not certain."""
    if not composition.open:
        yield line(text("Nothing: the rules leave no choice."))
        return
    yield Bullets([one.message for one in composition.open])
    if is_certain(composition):
        yield line(_others(composition, text("Every seat is the same in every case.")))
        return
    total = Column(text("Total"))
    rows = [
        words.row(one, one.seats, range_cell(one.seats_lowest, one.seats_highest))
        for one in uncertain(composition)
    ]
    members = composition.members_lowest, composition.members_highest
    others = _others(composition, text("All other seats are the same in every case."))
    yield line(text("Together they leave these open. {others}", others=others))
    yield Table(
        [words.ID, words.PARTY, total, RANGE],
        rows,
        ["", text("Members"), composition.members, range_cell(*members)],
    )
