"""Two compositions side by side: as tables, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from kkr_alloc import __version__
from kkr_alloc.analysis.compare import Comparison, Pair
from kkr_alloc.model import Composition, Compositions, Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.output.cells import id_cell
from kkr_alloc.output.json import composition_data, dumped, header
from kkr_alloc.text import Language, text

if TYPE_CHECKING:
    from kkr_alloc.output.page import Page

SCHEMA = "kkr-alloc/compare/1"


class Side(NamedTuple):
    """One side: what it is called, and what it was computed from."""

    label: str
    election: Election
    rules: RuleSet


def render(first: Side, second: Side, comparisons: Sequence[Comparison], options: Options) -> str:
    """Some comparisons in the format asked for."""
    if options.format == "json":
        return dumped(
            {
                "schema": SCHEMA,
                "tool": f"kkr-alloc {__version__}",
                "first": side_data(first),
                "second": side_data(second),
                "comparisons": [comparison_data(one) for one in comparisons],
            }
        )
    return _text(first, second, comparisons, options)


# --- JSON -----------------------------------------------------------------------------------------------


def side_data(side: Side) -> dict[str, Any]:
    """What a side was computed from."""
    head = header("", side.election, side.rules)
    return {key: head[key] for key in ("election", "rules", "inputs", "count")}


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Both compositions, and each party's difference (second less first)."""
    return {
        "body": comparison.first.body,
        "region": comparison.first.region,
        "same": comparison.same,
        "first": composition_data(comparison.first),
        "second": composition_data(comparison.second),
        "differences": [_difference_data(pair) for pair in comparison.parties],
    }


def _difference_data(pair: Pair) -> dict[str, Any]:
    def difference(field: str) -> int:
        one, two = pair.numbers(field)
        return two - one

    return {
        "party": pair.party,
        "name": pair.name,
        "votes": difference("votes"),
        "mayors": difference("mayors"),
        "seats": difference("seats"),
        "supplementary": difference("supplementary"),
    }


# --- text -----------------------------------------------------------------------------------------------


def _text(first: Side, second: Side, comparisons: Sequence[Comparison], options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import body_name, heading

    page = Page(options)
    for number, comparison in enumerate(comparisons):
        if number:
            page.gap()
        one, two = comparison.first, comparison.second
        page.heading(
            text(
                "{body}: {first} and {second}",
                body=body_name(first.election, one),
                first=first.label,
                second=second.label,
            )
        )
        told = [
            heading(Compositions(side.election, side.rules, (composition,)), composition)[1]
            for side, composition in ((first, one), (second, two))
        ]
        for line in dict.fromkeys(told):
            page.line(line)
        comparison_tables(page, comparison, first.label, second.label)
        comparison_notes(page, comparison, first.label, second.label)
    return page.done()


def comparison_tables(page: Page, comparison: Comparison, first: str, second: str) -> None:
    """What the body is like on both sides, then a line for each party that has a seat or takes part."""
    from kkr_alloc.output.page import Column

    language = page.language
    one, two = comparison.first, comparison.second
    page.table(
        [
            Column("", number=False, gives_way=True),
            Column(first),
            Column(second),
            Column(text("Change")),
        ],
        _facts(one, two, language),
    )
    for label, composition in ((first, one), (second, two)):
        if composition.status == "no-result":
            page.line(text("{side}: no result yet, there are too few votes to compute one.", side=label))
    if one.status == two.status == "no-result":
        return
    if comparison.same:
        page.line(text("No difference in any party's mayors, supplementary members or seats."))
    else:
        _party_table(page, comparison, first, second)
    for label, composition in ((first, one), (second, two)):
        if composition.tie:
            page.line(
                text(
                    "{side}: a lot must be drawn for {seats} of the seats between {parties}.",
                    side=label,
                    seats=composition.tie.seats,
                    parties=", ".join(composition.tie.parties),
                ),
                style="bold",
            )


def _party_table(page: Page, comparison: Comparison, first: str, second: str) -> None:
    """A line for each party that has a seat or takes part."""
    from kkr_alloc.output.page import Column

    language = page.language
    one, two = comparison.first, comparison.second
    page.line(
        text("Each party's seats; its mayors and supplementary members with → where they differ.")
        if one.mayors is not None
        else text("Each party's seats.")
    )
    shown = [pair for pair in comparison.parties if _of_interest(pair)]
    with_mayors = one.mayors is not None

    def row(pair: Pair) -> list[str]:
        before, after = pair.numbers("seats")
        cells = [id_cell(pair.party), pair.name]
        if with_mayors:
            cells += [_both(pair, "mayors", language), _both(pair, "supplementary", language)]
        return [*cells, language.whole(before), language.whole(after), _change(after - before, language)]

    middle = [Column(text("Mayors")), Column(text("Suppl."))] if with_mayors else []
    totals = [sum(line.seats for line in composition.parties) for composition in (one, two)]
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            *middle,
            Column(first),
            Column(second),
            Column(text("Change")),
        ],
        [row(pair) for pair in shown],
        [
            "",
            text("Total"),
            *([""] * len(middle)),
            *map(language.whole, totals),
            _change(totals[1] - totals[0], language),
        ],
    )


def comparison_notes(page: Page, comparison: Comparison, first: str, second: str) -> None:
    """What is to be said of both sides, then what of one alone."""
    one, two = comparison.first.notes, comparison.second.notes
    for note in one:
        if note in two:
            page.item(note.message)
    for label, notes, others in ((first, one, two), (second, two, one)):
        for note in notes:
            if note not in others:
                page.item(text("{side}: {note}", side=label, note=note.message))


def _of_interest(pair: Pair) -> bool:
    """A party with a seat; where mayors size the body, also who takes part without one."""
    lines = [line for line in (pair.first, pair.second) if line is not None]
    return any(line.seats or (line.eligible and line.mayors is not None) for line in lines)


def _facts(one: Composition, two: Composition, language: Language) -> list[list[str]]:
    rows: list[list[str]] = []

    def whole(title: str, before: int | None, after: int | None) -> None:
        if before is None and after is None:
            return
        change = "" if before is None or after is None else _change(after - before, language)
        rows.append([title, _or_dash(before, language), _or_dash(after, language), change])

    def words(title: str, before: str | None, after: str | None) -> None:
        if before or after:
            rows.append([title, before or "–", after or "–", ""])

    whole(text("Valid votes"), one.valid_votes, two.valid_votes)
    whole(text("Members"), one.members, two.members)
    whole(text("Mayors"), one.mayors, two.mayors)
    whole(text("Supplementary"), one.supplementary, two.supplementary)
    if one.outside or two.outside:
        whole(text("Mayors outside"), one.outside, two.outside)
    whole(text("Size before the cap"), one.levelled_members, two.levelled_members)
    whole(text("Cap"), one.cap, two.cap)
    words(text("Reference party"), one.reference_party, two.reference_party)
    words(text("Votes per mayor"), _price(one.price, language), _price(two.price, language))
    return rows


def _price(price: Fraction | None, language: Language) -> str | None:
    return None if price is None else language.decimal(price, 1)


def _both(pair: Pair, field: str, language: Language) -> str:
    before, after = pair.numbers(field)
    shown = language.whole(after)
    return shown if before == after else f"{language.whole(before)}→{shown}"


def _or_dash(number: int | None, language: Language) -> str:
    return "–" if number is None else language.whole(number)


def _change(difference: int, language: Language) -> str:
    return ("+" if difference > 0 else "") + language.whole(difference) if difference else "="
