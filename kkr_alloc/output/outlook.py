"""What can still become of a body: as tables, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from kkr_alloc.analysis.extremes import Range
from kkr_alloc.analysis.outlook import Outlook
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
        "body": answer.body,
        "region": answer.region,
        "municipalities": answer.municipalities,
        "outcomes": answer.outcomes,
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
            }
            for line in answer.parties
        ],
        "offices": [
            {
                "municipality_code": office.municipality_code,
                "municipality": office.municipality,
                "candidates": list(office.candidates),
                "moves": office.moves,
                "between": None if office.between is None else list(office.between),
            }
            for office in answer.offices
        ],
    }


def _range_data(numbers: Range) -> dict[str, Any]:
    return asdict(numbers)


# --- text -----------------------------------------------------------------------------------------------


def _text(election: Election, rules: RuleSet, answers: Sequence[Outlook], options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import heading

    page = Page(options)
    for number, answer in enumerate(answers):
        if number:
            page.gap()
        first, second = heading(Compositions(election, rules, ()), answer)  # type: ignore[arg-type]
        page.heading(first)
        page.line(second)
        page.gap()
        page.line(
            text(
                "{open} of {all} mayors are open, which can come out in {outcomes} ways. Lowest and highest "
                "over all of them (a lot counts as lost for the lowest, as won for the highest):",
                open=len(answer.offices),
                all=answer.municipalities,
                outcomes=answer.outcomes,
            )
        )
        _ranges(page, answer)
        _offices(page, answer)
        page.notes(answer.notes)
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
                office.municipality,
                page.language.whole(office.moves),
                " / ".join(office.between) if office.between else "–",
                ", ".join(office.candidates),
            ]
            for office in shown
        ],
    )
    if len(answer.offices) > len(shown):
        page.line(text("… and {n} more.", n=len(answer.offices) - len(shown)), style="dim")
