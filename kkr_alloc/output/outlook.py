"""What can still become of a body: as tables, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from kkr_alloc.analysis.extremes import Frequency, Range
from kkr_alloc.analysis.outlook import Outlook, Prospect
from kkr_alloc.model import Compositions, Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.output.cells import id_cell
from kkr_alloc.output.json import dumped, header
from kkr_alloc.text import Language, text

if TYPE_CHECKING:
    from kkr_alloc.output.page import Page

SCHEMA = "kkr-alloc/outlook/1"

MOST_OFFICES = 12
"""So many open offices are told in the table; JSON has all."""


def render(election: Election, rules: RuleSet, answers: Sequence[Outlook], options: Options) -> str:
    """Some bodies' outlook in the format asked for."""
    if options.format == "json":
        return dumped({**header(SCHEMA, election, rules), "outlooks": [_data(one) for one in answers]})
    return _text(election, rules, answers, options)


# --- JSON -----------------------------------------------------------------------------------------------


def _data(answer: Outlook) -> dict[str, Any]:
    return {
        "body": answer.composition.body,
        "region": answer.composition.region,
        "municipalities": answer.composition.municipalities,
        "outcomes": answer.outcomes,
        "by_lot": answer.by_lot,
        "without_result": answer.without_result,
        "members": _range_data(answer.members),
        "parties": [
            {
                "party": line.party,
                "name": line.name,
                "votes": line.votes,
                "eligible": line.eligible,
                "mayors": _range_data(line.mayors),
                "supplementary": _range_data(line.supplementary),
                "seats": _range_data(line.seats),
                "seats_in": _frequencies_data(line.seats_in),
                "supplementary_in": _frequencies_data(line.supplementary_in),
            }
            for line in answer.parties
        ],
        "offices": [
            {
                "municipality_code": office.municipality,
                "municipality": office.name,
                "candidates": list(office.candidates),
                "moves": office.moves,
                "between": None if office.between is None else list(office.between),
            }
            for office in answer.offices
        ],
    }


def _range_data(numbers: Range) -> dict[str, Any]:
    return asdict(numbers)


def _frequencies_data(frequencies: tuple[Frequency, ...] | None) -> list[dict[str, int]] | None:
    return None if frequencies is None else [asdict(one) for one in frequencies]


# --- text -----------------------------------------------------------------------------------------------


def _text(election: Election, rules: RuleSet, answers: Sequence[Outlook], options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import heading

    page = Page(options)
    for number, answer in enumerate(answers):
        if number:
            page.gap()
        composition = answer.composition
        first, second = heading(Compositions(election, rules, (composition,)), composition)
        page.heading(first)
        page.line(second)
        page.gap()
        page.line(
            text(
                "{open} of {all} mayors are open, which can come out in {outcomes} ways. Lowest and highest "
                "over all of them (a lot counts as lost for the lowest, as won for the highest):",
                open=len(answer.offices),
                all=composition.municipalities,
                outcomes=answer.outcomes,
            )
        )
        _ranges(page, answer)
        if answer.by_lot is not None:
            _frequencies(page, answer)
        _offices(page, answer)
        page.notes(composition.notes)
    return page.done()


def _ranges(page: Page, answer: Outlook) -> None:
    from kkr_alloc.output.page import Column

    language = page.language
    shown = [line for line in answer.parties if line.eligible or line.seats.highest]
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            Column(text("Votes"), optional=True),
            Column(text("Mayors")),
            Column(text("Suppl.")),
            Column(text("Total")),
        ],
        [
            [
                id_cell(line.party),
                line.name,
                language.whole(line.votes),
                _span(line.mayors, language),
                _span(line.supplementary, language),
                _span(line.seats, language),
            ]
            for line in shown
        ],
        ["", text("Members"), "", "", "", _span(answer.members, language)],
        dim=[number for number, line in enumerate(shown) if not line.eligible],
    )
    if not answer.members.exact:
        page.line(
            text("In brackets: bounds. No outcome goes beyond them, but they may not be reached."),
            style="dim",
        )


def _span(numbers: Range, language: Language) -> str:
    lowest, highest = language.whole(numbers.lowest), language.whole(numbers.highest)
    span = lowest if lowest == highest else f"{lowest}–{highest}"
    return span if numbers.exact else f"[{span}]"


def _frequencies(page: Page, answer: Outlook) -> None:
    language = page.language
    if answer.by_lot:
        page.line(text("In {n} of the outcomes a lot must be drawn.", n=answer.by_lot))
    if answer.without_result:
        page.line(
            text(
                "In {n} of them no party that takes part has a mayor: no composition.",
                n=answer.without_result,
            )
        )
    page.line(text("Seats, and in how many of the outcomes (certain seats):"))
    for line in answer.parties:
        if line.eligible and line.seats_in:
            page.item(
                text(
                    "{party}: {numbers}.",
                    party=line.name,
                    numbers=", ".join(_frequency(one, line, language) for one in line.seats_in),
                )
            )


def _frequency(one: Frequency, line: Prospect, language: Language) -> str:
    number, outcomes = language.whole(one.number), language.whole(one.outcomes)
    if line.seats_in is not None and len(line.seats_in) == 1:
        return number
    return f"{number} ({outcomes})"


def _offices(page: Page, answer: Outlook) -> None:
    from kkr_alloc.output.page import Column

    page.gap()
    page.line(
        text(
            "Which offices matter most: the most seats that two candidates for one office differ in, while "
            "each other open office goes to its largest list."
        )
    )
    shown = answer.offices[:MOST_OFFICES]
    page.table(
        [
            Column(text("Municipality"), number=False),
            Column(text("Seats")),
            Column(text("Between"), number=False),
            Column(text("Could be"), number=False, gives_way=True),
        ],
        [
            [
                office.name,
                page.language.whole(office.moves),
                " / ".join(office.between) if office.between else "–",
                ", ".join(office.candidates),
            ]
            for office in shown
        ],
    )
    if len(answer.offices) > len(shown):
        page.line(text("… and {n} more.", n=len(answer.offices) - len(shown)), style="dim")
