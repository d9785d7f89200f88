"""Margins: as a table and a list of the offices that matter, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from kkr_alloc.analysis.margins import Margin, Margins, Mayoralty, SeatChange, Shift
from kkr_alloc.model import Compositions, Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.output.cells import id_cell
from kkr_alloc.output.json import composition_data, dumped, header
from kkr_alloc.text import Language, percentage, text

if TYPE_CHECKING:
    from kkr_alloc.output.page import Page

SCHEMA = "kkr-alloc/margins/1"

WIDTH_OF_NAMES, WIDTH_OF_EXCHANGE = 20, 20
"""Columns that the parties' names need at least, and a pair of numbers of votes."""


def render(election: Election, rules: RuleSet, answers: Sequence[Margins], options: Options) -> str:
    """Some bodies' margins in the format asked for."""
    if options.format == "json":
        return dumped({**header(SCHEMA, election, rules), "margins": [_data(one) for one in answers]})
    return _text(election, rules, answers, options)


# --- JSON -----------------------------------------------------------------------------------------------


def _data(answer: Margins) -> dict[str, Any]:
    return {
        "composition": composition_data(answer.composition),
        "needed": answer.needed,
        "parties": [
            {
                "party": line.party,
                "name": line.name,
                "votes": line.votes,
                "eligible": line.eligible,
                "mayors": line.mayors,
                "seats": line.seats,
                "supplementary": line.supplementary,
                "distance": line.distance,
                "gain": _shift_data(line.gain),
                "lose": _shift_data(line.lose),
                "exchanges": [
                    {
                        "party": exchange.party,
                        "gain": _shift_data(exchange.gain),
                        "lose": _shift_data(exchange.lose),
                    }
                    for exchange in line.exchanges
                ],
            }
            for line in answer.parties
        ],
        "mayoralties": [
            {
                "municipality_code": office.municipality,
                "municipality": office.name,
                "party": office.party,
                "other": office.other,
                "members": office.members,
                "changes": [asdict(change) for change in office.changes],
            }
            for office in answer.mayoralties
        ],
    }


def _shift_data(shift: Shift | None) -> dict[str, Any] | None:
    return None if shift is None else asdict(shift)


# --- text -----------------------------------------------------------------------------------------------


def _text(election: Election, rules: RuleSet, answers: Sequence[Margins], options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import NO_RESULT, heading

    page = Page(options)
    for number, answer in enumerate(answers):
        if number:
            page.gap()
        composition = answer.composition
        first, second = heading(Compositions(election, rules, (composition,)), composition)
        page.heading(first)
        page.line(second)
        if composition.status == "no-result":
            page.line(NO_RESULT)
            continue
        page.gap()
        page.line(
            text(
                "The fewest votes that change a party's certain seats, each taken by itself. To gain: more "
                "votes, of people who had not voted. To lose: voters who stay at home."
            )
        )
        threshold = rules.bodies[composition.body].threshold
        if threshold is not None and answer.needed is not None:
            page.line(
                text(
                    "The threshold is {threshold}: {needed} votes.",
                    threshold=percentage(threshold),
                    needed=answer.needed,
                )
            )
        _parties(page, answer)
        if composition.mayors is not None:
            _mayoralties(page, answer)
        page.notes(composition.notes)
    return page.done()


def _parties(page: Page, answer: Margins) -> None:
    from kkr_alloc.output.page import Column

    language = page.language
    with_mayors = answer.composition.mayors is not None
    faint = [n for n, line in enumerate(answer.parties) if not line.eligible]
    names = [
        Column("", number=False),
        Column(text("Party"), number=False, gives_way=True),
    ]
    page.table(
        [
            *names,
            Column(text("Votes"), optional=True),
            Column(text("Distance"), optional=True),
            Column(text("Suppl.") if with_mayors else text("Seats")),
            Column(text("To gain")),
            Column(text("To lose")),
        ],
        [
            [
                *_names(line),
                language.whole(line.votes),
                _signed(line.distance, language),
                language.whole(line.supplementary or 0) if with_mayors else language.whole(line.seats),
                _votes(line.gain, language),
                _votes(line.lose, language),
            ]
            for line in answer.parties
        ],
        dim=faint,
    )
    others = list(dict.fromkeys(ex.party for line in answer.parties for ex in line.exchanges))
    side_by_side = max(1, (page.width - WIDTH_OF_NAMES) // WIDTH_OF_EXCHANGE)
    for start in range(0, len(others), side_by_side):
        some = others[start : start + side_by_side]
        if start == 0:
            page.line(text("The same with votes from, and to, another party's voters:"))
        columns = [*names]
        for other in some:
            columns += [Column(text("From {party}", party=other)), Column(text("To {party}", party=other))]
        page.table(
            columns,
            [[*_names(line), *_exchanges(line, some, language)] for line in answer.parties],
            dim=faint,
        )
    page.line(text("–: no number of votes does it, council seats and mayors as they are."), style="dim")
    shifts = [
        shift
        for line in answer.parties
        for shift in (
            line.gain,
            line.lose,
            *(shift for exchange in line.exchanges for shift in (exchange.gain, exchange.lose)),
        )
        if shift
    ]
    if any(shift.by_lot for shift in shifts):
        page.line(text("*: with so many votes a lot decides about a seat of the party."), style="dim")


def _names(line: Margin) -> list[str]:
    return [id_cell(line.party), line.name]


def _exchanges(line: Margin, others: Sequence[str], language: Language) -> list[str]:
    by_party = {exchange.party: exchange for exchange in line.exchanges}
    cells = []
    for other in others:
        exchange = by_party.get(other)
        cells.append(_votes(exchange.gain if exchange else None, language))
        cells.append(_votes(exchange.lose if exchange else None, language))
    return cells


def _votes(shift: Shift | None, language: Language) -> str:
    if shift is None:
        return "–"
    return language.whole(shift.votes) + ("*" if shift.by_lot else "")


def _signed(number: int | None, language: Language) -> str:
    if number is None:
        return "–"
    return ("+" if number >= 0 else "") + language.whole(number)


def _mayoralties(page: Page, answer: Margins) -> None:
    page.gap()
    if not answer.mayoralties:
        page.line(text("No single mayor's office would change a party's seats if it were another's."))
        return
    page.heading(text("Mayors' offices that would change seats if they were another party's"))
    held = {line.party: line.mayors or 0 for line in answer.composition.parties}
    together: dict[tuple[str, str], list[Mayoralty]] = {}
    for office in answer.mayoralties:
        together.setdefault((office.party, office.other), []).append(office)
    for (party, other), offices in sorted(
        together.items(), key=lambda pair: (-held[pair[0][0]], pair[0][0], -len(pair[1]), pair[0][1])
    ):
        where = (
            text("any of its {n}", n=len(offices))
            if len(offices) == held[party] > 1
            else ", ".join(office.name for office in offices)
        )
        first = offices[0]
        changes = ", ".join(_change(change, page.language) for change in first.changes)
        page.item(
            text(
                "{party} to {other}: there would be no composition ({where})."
                if first.members is None
                else "{party} to {other}: {changes}; {members} members ({where}).",
                party=party,
                other=other,
                changes=changes,
                members=first.members,
                where=where,
            )
        )


def _change(change: SeatChange, language: Language) -> str:
    """A party's seats before and after: A 17→16."""
    return f"{change.party} {language.whole(change.before)}→{language.whole(change.after)}"
