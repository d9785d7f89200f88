"""What every format for people shares: the sentences about a composition, and the cells of its table."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from kkr_alloc.model import Composition, Compositions, Election, Note, PartyResult
from kkr_alloc.output.cells import id_cell
from kkr_alloc.text import Decimal, Language, percentage, text

MARKS = {"below-threshold": "*", "no-council-seat": "°"}
NAME_COLUMN = 1
"""The column of names; those before and at it are words, those after it numbers."""

NO_RESULT = text("No result yet: there are too few votes to compute one.")

BODY_NAMES = {
    "kkr": text("KKR"),
    "repraesentantskab": text("KL's repræsentantskab"),
    "bestyrelse": text("KL's bestyrelse"),
}


def body_name(election: Election, composition: Composition) -> str:
    """The body as people call it: KKR Hovedstaden."""
    if composition.region is None:
        return BODY_NAMES[composition.body]
    region = election.geography.region(composition.region)
    return text("{body} {region}", body=BODY_NAMES[composition.body], region=region.name)


def heading(result: Compositions, composition: Composition) -> list[str]:
    """Body and term; then election, state of the count and rules."""
    election = result.election
    return [
        text("{body}, term {term}", body=body_name(election, composition), term=election.term),
        text(
            "{election} ({day}), {count}. Rules: {rules}.",
            election=election.name,
            day=election.day,
            count=count_sentence(composition),
            rules=result.rules.id,
        ),
    ]


def count_sentence(composition: Composition) -> str:
    """The state of the count, in words."""
    count = composition.count
    if count.state == "none":
        return text("nothing counted yet in {areas} polling areas", areas=count.areas)
    if count.state == "final":
        return text("final count")
    if count.state == "unknown":
        return text("state of the count not stated")
    if count.areas is None:
        return text("PRELIMINARY count")
    sentence = text(
        "PRELIMINARY count: {counted} of {areas} polling areas counted, {final} finally",
        counted=count.areas_counted,
        areas=count.areas,
        final=count.areas_final,
    )
    if not count.electorate or count.electorate_counted is None:
        return sentence
    share = percentage(Fraction(count.electorate_counted, count.electorate), 1)
    return text("{state}, with {share} of the electorate", state=sentence, share=share)


def size(composition: Composition) -> list[str]:
    """How large the body is, and why, in one sentence each."""
    if composition.status == "no-result":
        return [NO_RESULT]
    if composition.mayors is None:
        return [text("{members} seats, fixed.", members=composition.members)]
    lines = [members(composition)]
    reference = composition.reference_party
    if reference is None or composition.price is None:
        return lines
    line = composition.party(reference)
    one = line.mayors == 1
    lines.append(
        text(
            "{party} sets the size: {votes} votes and one mayor, so {price} votes per mayor, which "
            "would make {levelled} members."
            if one and composition.capped
            else "{party} sets the size: {votes} votes and one mayor, so {price} votes per mayor, which "
            "makes {levelled} members."
            if one
            else "{party} sets the size: {votes} votes / {mayors} mayors = {price} votes per mayor, which "
            "would make {levelled} members."
            if composition.capped
            else "{party} sets the size: {votes} votes / {mayors} mayors = {price} votes per mayor, which "
            "makes {levelled} members.",
            party=line.name,
            votes=line.votes,
            mayors=line.mayors,
            price=Decimal(composition.price, 1),
            levelled=composition.levelled_members,
        )
    )
    if composition.capped:
        lines.append(
            text(
                "The cap is {cap}: {each} for each of {municipalities} municipalities.",
                cap=composition.cap,
                each=(composition.cap or 0) // composition.municipalities,
                municipalities=composition.municipalities,
            )
        )
    if composition.outside:
        lines.append(
            text("{n} of the mayors sit outside the proportional part.", n=composition.outside)
            if composition.outside > 1
            else text("One of the mayors sits outside the proportional part.")
        )
    return lines


def members(composition: Composition) -> str:
    """How many members a body with mayors has, by kind."""
    return text(
        "{members} members: {mayors} mayors and {supplementary} supplementary.",
        members=composition.members,
        mayors=composition.mayors,
        supplementary=composition.supplementary,
    )


def legend(composition: Composition) -> list[str]:
    """What the marks mean, for those that occur."""
    reasons = {line.reason for line in composition.parties if _mark(line, composition)}
    lines: list[str] = []
    if "below-threshold" in reasons:
        lines.append(text("* below the threshold: no part in the proportional seats"))
    if "no-council-seat" in reasons:
        lines.append(text("° no seat in a council of the region: no part in the proportional seats"))
    return lines


def own_notes(result: Compositions, composition: Composition) -> list[Note]:
    """What is noted on this composition alone, beside what holds for all of the election."""
    return [note for note in composition.notes if note not in result.election.assumptions]


def tie_sentence(composition: Composition) -> str:
    """What a lot must decide."""
    tie = composition.tie
    assert tie is not None
    return text(
        "A lot must be drawn: {seats} of the seats between {parties}, whose quotients are equal.",
        seats=tie.seats,
        parties=", ".join(tie.parties),
    )


class Row(NamedTuple):
    """A line of the table: its cells, and the party or list it is of; None for local lists gathered.

    ``short`` stands for the name where there is no room for it.
    """

    cells: list[str]
    line: PartyResult | None
    short: str = ""

    @property
    def eligible(self) -> bool:
        """Whether it has a part in the proportional seats."""
        return self.line is not None and self.line.eligible


class Columns(NamedTuple):
    """A composition's table in words and written numbers. ``strong``: the column that people look for."""

    titles: list[str]
    totals: list[str]
    rows: list[Row]
    strong: int | None


def columns(
    composition: Composition, language: Language, *, all_lists: bool = False, proportional: bool = True
) -> Columns:
    """The cells of a composition's table.

    ``all_lists``: a row for each local list. ``proportional``: also the seats of the proportional part; the
    total tells them already.
    """
    say, whole = language.say, language.whole
    lines = composition.parties
    made: list[tuple[str, str, Callable[[PartyResult], str]]] = [
        ("", "", lambda line: id_cell(line.party)),
        (text("Party"), say(text("Total")), lambda line: f"{line.name} {_mark(line, composition)}".strip()),
        (text("Votes"), whole(composition.valid_votes), lambda line: whole(line.votes)),
        (text("Share"), "", lambda line: language.percent(line.share)),
    ]

    has_result = composition.status != "no-result"

    def seats(title: str, total: int | None, of: Callable[[PartyResult], int | None]) -> None:
        made.append(
            (title, "–" if total is None else whole(total), lambda line: _or_dash(of(line), language))
        )

    strong = None
    if composition.mayors is not None:
        seats(text("Mayors"), composition.mayors, lambda line: line.mayors)
        if proportional:
            inside = sum(line.seats for line in lines if line.eligible) + composition.unassigned
            seats(
                text("Seats"),
                inside if has_result else None,
                lambda line: line.seats if line.eligible and has_result else None,
            )
        strong = len(made)
        seats(text("Suppl."), composition.supplementary, lambda line: line.supplementary)
    seats(text("Total"), composition.members, lambda line: line.seats if has_result else None)

    shown, gathered = gather(composition, all_lists)
    rows = [Row([cell(line) for _, _, cell in made], line) for line in shown]
    if gathered:
        largest = max(line.share for line in gathered)
        name = text("{n} local lists (≤ {share})", n=len(gathered), share=percentage(largest))
        votes = whole(sum(line.votes for line in gathered))
        share = language.percent(sum((line.share for line in gathered), Fraction(0)))
        short = say(text("{n} local lists", n=len(gathered)))
        rows.append(Row(["", say(name), votes, share, *["–"] * (len(made) - 4)], None, short))
    if composition.unassigned:
        waiting = say(text("by lot"))
        seated = [whole(composition.unassigned)] * (len(made) - 4)
        if composition.mayors is not None:
            seated[0] = "–"
        rows.append(Row(["", waiting, "", "", *seated], None, waiting))
    return Columns([say(title) for title, _, _ in made], [total for _, total, _ in made], rows, strong)


def _mark(line: PartyResult, composition: Composition) -> str:
    """The mark of a party without a part in the proportional seats; of none while nothing is counted."""
    return MARKS.get(line.reason or "", "") if composition.valid_votes else ""


def _or_dash(number: int | None, language: Language) -> str:
    return language.whole(number) if number else "–"


def gather(composition: Composition, all_lists: bool = False) -> tuple[list[PartyResult], list[PartyResult]]:
    """The lines to show, and the local lists without a seat that one line stands for."""
    gathered = [line for line in composition.parties if line.local and not line.seats]
    if all_lists or len(gathered) < 2:
        return list(composition.parties), []
    return [line for line in composition.parties if not line.local or line.seats], gathered
