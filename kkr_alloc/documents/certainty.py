"""What is not certain, in words: ranges, and the open questions with what each of them moves."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Cell, Table, Value, line, paragraph
from kkr_alloc.model import CO_OPERATION, CO_OPERATION_NAME
from kkr_alloc.results import Composition, PartyResult
from kkr_alloc.text import Share, Text, text


def between(lowest: int | None, highest: int | None) -> str:
    """Two ends that differ: 4–5."""
    return text("{lowest}–{highest}", lowest=lowest, highest=highest)


def range_cell(of: Composition | PartyResult, number: str) -> Value:
    """The range of a party's seats or a body's members; empty where it is one number."""
    lowest, highest = getattr(of, f"{number}_lowest"), getattr(of, f"{number}_highest")
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
    votes, seats = pool.votes_highest, (0, pool.seats_lowest, pool.seats_highest)
    share = Share(votes, composition.valid_votes)
    return PartyResult(CO_OPERATION, CO_OPERATION_NAME, votes, share, False, None, None, *seats, None)


def summary(composition: Composition) -> Iterator[Block]:
    """The seats that are not certain in one sentence, then the open questions that move them.

    A lot is not among these: the sentence about the tie says it.
    """
    moving = uncertain(composition)
    if not moving:
        return
    moves = [text("{it.party} {it.seats_lowest}–{it.seats_highest}", it=one) for one in moving]
    yield paragraph("Open: {moves}. {others}", moves=moves, others=_others(composition), style="emphasis")
    questions = [one.message for one in composition.open if one.moves and one.question != "lot"]
    if _more_together(composition):
        questions.append(text("Together the open questions move more than each by itself."))
    if questions:
        yield Bullets(questions)


def _others(composition: Composition) -> Text:
    """How sure all other seats are, of what was tried and counted."""
    if any(note.code == "range-without-co-operation" for note in composition.notes):
        return text("What the list co-operation could move is not computed.")
    sentence = text(
        "Every seat is the same in every case."
        if is_certain(composition)
        else "All other seats are the same in every case."
    )
    if composition.count.state == "preliminary":
        return text("{sentence} This is so with the votes counted so far.", sentence=sentence)
    return sentence


def _more_together(composition: Composition) -> bool:
    """Whether a range is wider than what single questions make of it. The body itself stands under ""."""
    whole = {("", composition.members_lowest), ("", composition.members_highest)}
    reached = {("", composition.members)}
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
        yield paragraph("Nothing: the rules leave no choice.")
        return
    yield Bullets([one.message for one in composition.open])
    if is_certain(composition):
        yield line(_others(composition))
        return
    yield paragraph("Together they leave these open. {others}", others=_others(composition))
    yield Table.of(
        [*words.PARTY, words.TOTAL, words.RANGE],
        [words.row(one, one.seats, range_cell(one, "seats")) for one in uncertain(composition)],
        ["", text("Members"), composition.members, range_cell(composition, "members")],
    )
