"""An explanation: as a text to follow with a pocket calculator, or as JSON with every step as data."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kkr_alloc.analysis.explain import Explanation, ThresholdLine
from kkr_alloc.divisors import DIVISORS, Bid, Step
from kkr_alloc.model import Compositions, Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.output.cells import id_cell
from kkr_alloc.output.json import composition_data, dumped, fraction_data, header
from kkr_alloc.text import Decimal, percentage, text

if TYPE_CHECKING:
    from kkr_alloc.output.page import Page

SCHEMA = "kkr-alloc/explain/1"

ROUNDING = {
    "adams": text("rounded up: every started price gives a seat"),
    "sainte-lague": text("rounded to the nearest, an exact half up"),
    "dhondt": text("rounded down"),
}

SHOWN_LOCAL = Fraction(1, 100)
"""A local list with less of the votes than this is told together with the others of its kind."""


def render(election: Election, rules: RuleSet, explanations: Sequence[Explanation], options: Options) -> str:
    """Some explanations in the format asked for."""
    if options.format == "json":
        return dumped(
            {**header(SCHEMA, election, rules), "explanations": [_data(one) for one in explanations]}
        )
    return _text(election, rules, explanations, options)


# --- JSON -----------------------------------------------------------------------------------------------


def _data(explained: Explanation) -> dict[str, Any]:
    rules = explained.rules
    return {
        "composition": composition_data(explained.composition),
        "threshold": {
            "share": fraction_data(rules.threshold),
            "of": rules.threshold_base,
            "votes": explained.composition.threshold.votes,
            "needed": explained.needed,
            "council_seat": rules.council_seat,
            "parties": [
                {
                    "party": line.party,
                    "votes": line.votes,
                    "distance": line.distance,
                    "council_seat": line.council_seat,
                    "eligible": line.eligible,
                    "reason": line.reason,
                }
                for line in explained.threshold
            ],
        },
        "mayors": [
            {
                "party": line.party,
                "votes": line.votes,
                "mayors": line.mayors,
                "votes_per_mayor": fraction_data(line.votes_per_mayor),
                "municipalities": list(line.municipalities),
                "eligible": line.eligible,
            }
            for line in explained.mayors
        ],
        "reference": list(explained.reference),
        "levelling": None
        if rules.levelling is None
        else {
            "divisor": rules.levelling,
            "price": fraction_data(explained.composition.price),
            "parties": [
                {
                    "party": line.party,
                    "votes": line.votes,
                    "mayors": line.mayors,
                    "quotient": fraction_data(line.quotient),
                    "seats": line.seats,
                }
                for line in explained.levelling
            ],
        },
        "filling": None
        if explained.house is None
        else {
            "divisor": rules.fill,
            "seats": explained.house,
            "steps": [
                {
                    "seat": line.seat,
                    "winner": _offer_data(line.winner),
                    "runner_up": None if line.runner_up is None else _offer_data(line.runner_up),
                }
                for line in explained.filling
            ],
        },
        "after_lot": [
            {"party": party, "seats_if_lost": lost, "seats_if_won": won}
            for party, lost, won in explained.after_lot
        ],
    }


def _offer_data(offer: Bid[str]) -> dict[str, Any]:
    return {
        "party": offer.party,
        "votes": offer.votes,
        "divisor": offer.divisor,
        "quotient": fraction_data(offer.quotient),
    }


# --- text -----------------------------------------------------------------------------------------------


def _text(election: Election, rules: RuleSet, explanations: Sequence[Explanation], options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import NO_RESULT, heading

    page = Page(options)
    for number, explained in enumerate(explanations):
        if number:
            page.gap()
        composition = explained.composition
        first, second = heading(Compositions(election, rules, (composition,)), composition)
        page.heading(first)
        page.line(second)
        sections = [_threshold]
        if explained.mayors:
            sections.append(_mayors)
        if explained.levelling:
            sections.append(_levelling)
        if explained.house is not None:
            sections.append(_filling)
        if composition.status != "no-result":
            sections.append(_result)
        for position, section in enumerate(sections, start=1):
            page.gap()
            section(page, explained, position)
        if composition.status == "no-result":
            page.gap()
            page.line(NO_RESULT)
        page.notes(composition.notes)
    return page.done()


def _threshold(page: Page, explained: Explanation, number: int) -> None:
    from kkr_alloc.output.page import Column

    composition, rules = explained.composition, explained.rules
    page.heading(text("{n}. Votes: who takes part", n=number))
    base = (
        text("{votes} valid votes.", votes=composition.threshold.votes)
        if rules.threshold_base == "valid"
        else text("{votes} votes cast, blank and invalid ones among them.", votes=composition.threshold.votes)
    )
    if rules.threshold is None or explained.needed is None:
        page.line(base, text("There is no threshold: every list with votes takes part."))
    else:
        page.line(
            base,
            text(
                "The threshold is {threshold} of them: {exact}, so {needed} votes are needed.",
                threshold=percentage(rules.threshold),
                exact=Decimal(rules.threshold * composition.threshold.votes, 2),
                needed=explained.needed,
            ),
        )
    if rules.council_seat:
        page.line(text("A party must also have a seat in a council of the area."))
    shown, gathered = _gathered(explained)
    language = page.language

    def distance(line: ThresholdLine) -> str:
        if line.distance is None:
            return "–"
        return ("+" if line.distance >= 0 else "") + language.whole(line.distance)

    rows = [
        [
            id_cell(line.party),
            line.name,
            language.whole(line.votes),
            distance(line),
            {True: text("yes"), False: text("no"), None: "?"}[line.council_seat],
            text("yes") if line.eligible else text("no"),
        ]
        for line in shown
    ]
    if gathered:
        name = text("{n} local lists (largest {votes})", n=len(gathered), votes=gathered[0].votes)
        part = {text("yes") if line.eligible else text("no") for line in gathered}
        votes = language.whole(sum(line.votes for line in gathered))
        rows.append(["", name, votes, "–", "–", part.pop() if len(part) == 1 else "–"])
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            Column(text("Votes")),
            Column(text("Distance")),
            Column(text("Council")),
            Column(text("Takes part")),
        ],
        rows,
        dim=[n for n in range(len(rows)) if n >= len(shown) or not shown[n].eligible],
    )
    for line in composition.parties:
        if line.lists:
            page.line(
                text(
                    "{name} are {n} lists: {lists}.",
                    name=line.name,
                    n=len(line.lists),
                    lists=", ".join(line.lists),
                )
            )


def _gathered(explained: Explanation) -> tuple[list[ThresholdLine], list[ThresholdLine]]:
    """The lines to show, and the small local lists that one line stands for."""
    valid = explained.composition.valid_votes
    seated = {line.party for line in explained.composition.parties if line.seats}
    small = [
        line
        for line in explained.threshold
        if line.local and line.party not in seated and line.votes < SHOWN_LOCAL * valid
    ]
    if len(small) < 2:
        return list(explained.threshold), []
    names = {line.party for line in small}
    return [line for line in explained.threshold if line.party not in names], small


def _mayors(page: Page, explained: Explanation, number: int) -> None:
    from kkr_alloc.output.page import Column

    composition, language = explained.composition, page.language
    page.heading(
        text("{n}. Mayors: who sets the size", n=number)
        if composition.price is not None
        else text("{n}. Mayors", n=number)
    )
    page.line(text("Each of the {n} mayors is a member by office.", n=composition.mayors or 0))
    for line in explained.mayors:
        page.item(
            text(
                "{party}, {n}: {municipalities}."
                if line.eligible or composition.status == "no-result"
                else "{party}, {n}, outside the proportional part: {municipalities}.",
                party=line.name,
                n=line.mayors,
                municipalities=", ".join(line.municipalities),
            )
        )
    if composition.price is None:
        return
    inside = [line for line in explained.mayors if line.eligible]
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            Column(text("Votes")),
            Column(text("Mayors")),
            Column(text("Votes per mayor")),
            Column("", number=False),
        ],
        [
            [
                id_cell(line.party),
                line.name,
                language.whole(line.votes),
                language.whole(line.mayors),
                language.decimal(line.votes_per_mayor, 2),
                text("fewest") if line.party in explained.reference else "",
            ]
            for line in inside
        ],
    )
    first = next(line for line in inside if line.party == composition.reference_party)
    page.line(
        text(
            "{party} has fewest votes per mayor and sets the price of a seat: {votes} / {mayors} = {price}.",
            party=first.name,
            votes=first.votes,
            mayors=first.mayors,
            price=Decimal(first.votes_per_mayor, 4),
        )
    )
    if len(explained.reference) > 1:
        page.line(
            text("{parties} have exactly the same votes per mayor.", parties=", ".join(explained.reference))
        )


def _levelling(page: Page, explained: Explanation, number: int) -> None:
    from kkr_alloc.output.page import Column

    composition, language = explained.composition, page.language
    assert explained.rules.levelling is not None
    page.heading(text("{n}. Levelling: votes over the price", n=number))
    page.line(text("Each quotient is {rounding}.", rounding=ROUNDING[explained.rules.levelling]))
    total = sum(line.seats for line in explained.levelling)
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            Column(text("Votes")),
            Column(text("Quotient")),
            Column(text("Seats")),
        ],
        [
            [
                id_cell(line.party),
                line.name,
                language.whole(line.votes),
                language.decimal(line.quotient, _places(line.quotient)),
                language.whole(line.seats),
            ]
            for line in explained.levelling
        ],
        ["", text("Total"), "", "", language.whole(total)],
    )
    outside = composition.outside
    levelled = composition.levelled_members or 0
    if outside:
        page.line(
            text(
                "With {outside} outside the proportional part that makes {seats} + {outside} = {levelled} "
                "members.",
                outside=outside,
                seats=total,
                levelled=levelled,
            )
        )
    if composition.cap is None:
        page.line(text("There is no cap on the number of members."))
        return
    each = composition.cap // composition.municipalities
    page.line(
        text(
            "{levelled} members are more than the cap of {each} x {municipalities} municipalities = {cap}."
            if composition.capped
            else "{levelled} members are within the cap of {each} x {municipalities} municipalities = {cap}.",
            levelled=levelled,
            each=each,
            municipalities=composition.municipalities,
            cap=composition.cap,
        )
    )


def _places(quotient: Fraction) -> int:
    """Decimals enough to see on which side of a whole or half number a quotient lies."""
    places = 4
    while places < 16 and (2 * quotient).denominator > 1 and (2 * round(quotient, places)).denominator == 1:
        places += 2
    return places


def _places_apart(line: Step[str]) -> int:
    """Decimals enough to tell the winner's quotient from the next one."""
    won, other = line.winner.quotient, line.runner_up.quotient if line.runner_up else None
    places = 2
    while places < 16 and won and other and won != other and round(won, places) == round(other, places):
        places += 2
    return places


def _filling(page: Page, explained: Explanation, number: int) -> None:
    from kkr_alloc.output.page import Column

    composition, language = explained.composition, page.language
    house = explained.house or 0
    held = sum(line.mayors for line in explained.mayors if line.eligible)
    page.heading(text("{n}. Filling: each seat to the largest quotient", n=number))
    if composition.capped:
        page.line(
            text(
                "The cap of {cap}, less {outside} outside, leaves {house} seats.",
                cap=composition.cap or 0,
                house=house,
                outside=composition.outside,
            )
            if composition.outside
            else text("The cap of {cap} leaves {house} seats.", cap=composition.cap or 0, house=house)
        )
    else:
        page.line(text("The number of seats is fixed: {house}.", house=house))
    if held:
        page.line(text("{held} are the mayors'; the other {free} are filled.", held=held, free=house - held))
    divisor = DIVISORS[explained.rules.fill]
    divisors = ", ".join(language.whole(divisor.of(seat)) for seat in range(1, 5))
    page.line(
        text(
            "By {divisor} a party's votes are divided by {divisors} … for its first, second … seat; a party "
            "begins after the seats it holds already.",
            divisor=divisor.title,
            divisors=divisors,
        )
    )

    def bid(offer: Bid[str] | None, places: int) -> list[str]:
        if offer is None:
            return ["–", "", "–"]
        quotient = "∞" if offer.quotient is None else language.decimal(offer.quotient, places)
        return [offer.party, f"{language.whole(offer.votes)} / {language.whole(offer.divisor)}", quotient]

    page.table(
        [
            Column(text("Seat")),
            Column(text("Won by"), number=False),
            Column(text("Votes / divisor")),
            Column(text("Quotient")),
            Column(text("Next"), number=False),
            Column(text("Votes / divisor"), optional=True),
            Column(text("Quotient"), optional=True),
        ],
        [
            [
                language.whole(line.seat),
                *bid(line.winner, places),
                *bid(line.runner_up, places),
            ]
            for line in explained.filling
            for places in (_places_apart(line),)
        ],
    )
    if explained.tie:
        _tie(page, explained)


def _tie(page: Page, explained: Explanation) -> None:
    tie = explained.tie
    assert tie is not None
    page.line(
        text(
            "The last {seats} of the seats must be drawn by lot between {parties}: their quotients are all "
            "{quotient}.",
            seats=tie.seats,
            parties=", ".join(tie.parties),
            quotient=Decimal(tie.quotient, 2),
        ),
        style="bold",
    )
    for party, lost, won in explained.after_lot:
        page.item(
            text("{party} has {won} seats if it is drawn, {lost} if not.", party=party, lost=lost, won=won)
        )


def _result(page: Page, explained: Explanation, number: int) -> None:
    from kkr_alloc.output.page import Column
    from kkr_alloc.output.words import members

    composition, language = explained.composition, page.language
    page.heading(text("{n}. Result", n=number))
    lines = [line for line in composition.parties if line.eligible or line.seats]
    if composition.mayors is None:
        page.table(
            [
                Column("", number=False),
                Column(text("Party"), number=False, gives_way=True),
                Column(text("Seats")),
            ],
            [[id_cell(line.party), line.name, language.whole(line.seats)] for line in lines if line.seats],
            ["", text("Total"), language.whole(sum(line.seats for line in lines))],
        )
        return
    page.line(text("Supplementary members are a party's seats less its mayors."))
    page.table(
        [
            Column("", number=False),
            Column(text("Party"), number=False, gives_way=True),
            Column(text("Seats")),
            Column(text("Mayors")),
            Column(text("Suppl.")),
        ],
        [
            [
                id_cell(line.party),
                line.name,
                language.whole(line.seats),
                language.whole(line.mayors or 0),
                language.whole(line.supplementary or 0),
            ]
            for line in lines
        ],
        [
            "",
            text("Total"),
            language.whole(sum(line.seats for line in lines)),
            language.whole(sum(line.mayors or 0 for line in lines)),
            language.whole(sum(line.supplementary or 0 for line in lines)),
        ],
    )
    page.line(members(composition))
