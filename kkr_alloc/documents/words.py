"""What documents share: how a body, its size and the state of the count are put into words, and cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from msgspec.structs import replace

from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Heading, Row, Value, line
from kkr_alloc.model import Count, Election, Note, RuleSet
from kkr_alloc.results import Composition, PartyResult
from kkr_alloc.text import text

NO_RESULT = text("No result yet: there are too few votes to compute one.")

BODY_NAMES = {
    "kkr": text("KKR"),
    "repraesentantskab": text("KL's repræsentantskab"),
    "bestyrelse": text("KL's bestyrelse"),
}

LONGEST_ID = 6
PARTY = Column("", number=False), Column(text("Party"), number=False, shrink=True)
"""The columns that most tables begin with, id and name; :func:`row` has their cells."""

VOTES, MAYORS, SUPPLEMENTARY = Column(text("Votes")), Column(text("Mayors")), Column(text("Suppl."))
TOTAL, RANGE = Column(text("Total")), Column(text("Range"))

Line = TypeVar("Line")


def row(of: Any, *cells: Value, mark: str = "") -> Row:
    """The line of what has a ``party`` and a ``name``, minor where it is not ``eligible`` and has no range.

    An id that is too long to stand before the name is left out.
    """
    settled = getattr(of, "seats_lowest", 0) == getattr(of, "seats_highest", 0)
    style = "minor" if settled and not getattr(of, "eligible", True) else ""
    return Row([of.party if len(of.party) <= LONGEST_ID else "", Cell(of.name, mark=mark), *cells], style)


def lot_row(*cells: Value) -> Row:
    """The line of the seats that wait for a lot; with it the seats of the lines add up to the total."""
    return Row(["", text("by lot"), *cells], "minor")


def body_name(body: str, region: str | None) -> str:
    """A body as people call it, with its region's name: KKR Hovedstaden."""
    if region is None:
        return BODY_NAMES[body]
    return text("{body} {region}", body=BODY_NAMES[body], region=region)


def name_of(election: Election, of: Any) -> str:
    """The name of the body of what has a ``body`` and a ``region``."""
    return body_name(of.body, of.region and election.geography.region(of.region).name)


def title(election: Election, result: Any) -> str:
    """Body and term of a result, and first of all whether the count goes on."""
    named = text("{body}, term {term}", body=name_of(election, result), term=election.term)
    return with_state(named, [result])


def with_state(heading: str, of: Iterable[Any]) -> str:
    """A heading that says first whether any of the results will change."""
    will_change = any(one.count.final is False for one in of)
    return text("PRELIMINARY: {heading}", heading=heading) if will_change else heading


def about(election: Election, rules: RuleSet, count: Count) -> str:
    """What a result was computed from: election, state of the count and rules."""
    own = rules.source is not None and rules.name not in ("", rules.id)
    return text(
        "{election.name} ({election.day}), {count}. Rules: {rules.id}, {rules.name}."
        if own
        else "{election.name} ({election.day}), {count}. Rules: {rules.id}.",
        election=election,
        count=count_sentence(count),
        rules=rules,
    )


def heading(election: Election, rules: RuleSet, result: Any) -> list[Block]:
    """The beginning of every answer about a body."""
    return [Heading(title(election, result)), line(about(election, rules, result.count))]


def count_sentence(count: Count) -> str:
    """The state of the count, in words."""
    if count.state == "none":
        return text("nothing counted yet in {areas} polling areas", areas=count.areas)
    if count.state == "final":
        return text("final count")
    if count.state == "unknown":
        return text("state of the count not stated")
    if count.areas is None:
        return text("PRELIMINARY count")
    sentence = text(
        "PRELIMINARY count: {it.areas_counted} of {it.areas} polling areas counted "
        "({it.areas_final} of them final)",
        it=count,
    )
    if not count.electorate or count.electorate_counted is None:
        return sentence
    share = Fraction(count.electorate_counted, count.electorate)
    return text("{state}, with {share:.1%} of the electorate", state=sentence, share=share)


def size(composition: Composition) -> Iterator[str]:
    """How large the body is, and why, in one sentence each."""
    if composition.status == "no-result":
        yield NO_RESULT
    elif composition.mayors is None:
        yield text("{members} seats, fixed.", members=composition.members)
    else:
        yield members(composition)
    if composition.price is None:
        return
    yield price(composition, 1)
    yield text(
        "That would make {it.levelled_members} members, but the cap is {it.cap}: {each} for each of "
        "{it.municipalities} municipalities."
        if composition.capped
        else "That makes {it.levelled_members} members.",
        it=composition,
        each=(composition.cap or 0) // composition.municipalities,
    )
    if composition.outside:
        yield text("{it.outside:mayor sits|mayors sit} outside the proportional part.", it=composition)


def members(composition: Composition) -> str:
    """How many members a body with mayors has, by kind, and how many it could have."""
    return text(
        "{it.members} members: {it.mayors} mayors and {it.supplementary} supplementary."
        if composition.members_lowest == composition.members_highest
        else "{it.members} members ({it.members_lowest}–{it.members_highest} are possible): {it.mayors} "
        "mayors and {it.supplementary} supplementary.",
        it=composition,
    )


def price(composition: Composition, places: int) -> str:
    """Who sets the size, and at which price, to so many decimals."""
    return text(
        "{party.name} sets the size: {party.votes:vote|votes} / {party.mayors:mayor|mayors} = "
        "{price:.{places}} votes per mayor.",
        party=composition.party(composition.reference_party or ""),
        price=composition.price,
        places=places,
    )


def tie_sentence(composition: Composition) -> str:
    """What a lot must decide."""
    return text(
        "A lot must be drawn: {tie.seats} of the seats between {tie.parties}, whose quotients are equal.",
        tie=composition.tie,
    )


def notes(found: Sequence[Note], *, apart: bool = True) -> list[Block]:
    """What is assumed or unknown."""
    return [Bullets([one.message for one in found], apart, [one.details for one in found])] if found else []


def side_note(side: str, note: Note) -> Note:
    """A note on one side of a comparison only."""
    return replace(note, message=text("{side}: {note}", side=side, note=note.message))


def own_notes(election: Election, composition: Composition) -> list[Note]:
    """What is noted on this composition alone, beside what holds for all of the election."""
    return [note for note in without_open(composition) if note not in election.assumptions]


def without_open(composition: Composition) -> list[Note]:
    """What is noted, without what an open question says already."""
    said = {"cap-fill-deduced"} if any(one.question == "fill" for one in composition.open) else set()
    return [note for note in composition.notes if note.code not in said]


def gather(lines: Iterable[Line], small: Callable[[Line], bool]) -> tuple[list[Line], list[Line]]:
    """The lines to show, and the small ones that one line stands for: none, or several."""
    every = list(lines)
    gathered = [one for one in every if small(one)]
    if len(gathered) < 2:
        return every, []
    return [one for one in every if not small(one)], gathered


def without_seat(one: PartyResult) -> bool:
    """Whether it is a local list that can have no seat."""
    return one.local and not one.seats_highest


def percent(share: Fraction) -> str:
    """A share of one as a percentage."""
    return text("{share:.2%}", share=share)


def exact(number: Fraction | None, places: int = 2) -> str | None:
    """An exact number to so many decimals."""
    return None if number is None else text("{number:.{places}}", number=number, places=places)


def signed(number: int | None) -> str | None:
    """A difference with its sign."""
    return None if number is None else text("{number:+}", number=number)


def yes_or_no(answer: bool | None) -> str:
    """A cell that answers a question; a question mark where the answer is not known."""
    return {True: text("yes"), False: text("no"), None: "?"}[answer]
