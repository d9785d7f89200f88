"""The report: one self-contained HTML page about some compositions, readable without network or script.

What it says is made here; ``templates/report.html`` only lays it out. Everything put into it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from importlib import import_module
from typing import Any

from kkr_alloc import __version__
from kkr_alloc.errors import UsageError
from kkr_alloc.model import Composition, Compositions, PartyResult
from kkr_alloc.output import Options, html, svg
from kkr_alloc.output.colours import DARK, LIGHT, Theme, party_colours, readable
from kkr_alloc.output.words import body_name, gather, heading, legend, own_notes, size, tie_sentence
from kkr_alloc.text import Decimal, Language, Text, decimal, percentage, text

WORDS: dict[str, Text] = {
    "answer": text("In short"),
    "body": text("Body"),
    "members": text("Members"),
    "mayors": text("Of them mayors"),
    "supplementary": text("Supplementary"),
    "cap": text("Cap"),
    "largest": text("Largest party"),
    "key": text("What the seats show"),
    "party": text("Party"),
    "seats": text("Seats"),
    "seat": text("Seat"),
    "quotient": text("Quotient"),
    "winner": text("Won by"),
    "runner_up": text("Runner-up"),
    "its_quotient": text("Its quotient"),
    "shares": text("Share of the votes beside share of the members"),
    "of_votes": text("Votes"),
    "of_members": text("Members"),
    "how": text("How this was computed"),
    "levelling": text("Levelling: votes / price"),
    "filling": text("Filling: each seat to the largest quotient"),
    "notes": text("What is assumed or not known"),
    "inputs": text("What it was computed from"),
    "role": text("Input"),
    "file": text("File"),
    "rows": text("Rows"),
    "hash": text("SHA-256 of its bytes"),
    "rules": text("Rules"),
    "top": text("To the top"),
}
"""The page's own words."""

ROLES: dict[str, Text] = {
    "votes": text("Votes per list"),
    "mayors": text("Mayors' parties"),
    "co_operation": text("List co-operation"),
    "rules": text("Rules"),
    "lots": text("Drawn lots"),
}

LEAST_SHARE_SHOWN = Fraction(1, 100)
"""A party without a seat and with less of the votes than this has no bar."""


def render(result: Compositions, options: Options) -> str:
    """The page.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    try:
        jinja2 = import_module("jinja2")
    except ImportError:
        raise UsageError(
            text('The report needs Jinja2. Install it: pip install "kkr-alloc[report]"')
        ) from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kkr_alloc.output"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page: str = environment.get_template("report.html").render(_page(result, options))
    return page


def _page(result: Compositions, options: Options) -> dict[str, Any]:
    """Everything the template lays out, in words."""
    language = options.language
    say = language.say
    painted = _painted(result.compositions)
    colours = party_colours(painted, result.election.parties)
    classes = {party: f"c{number}" for number, party in enumerate(painted)}
    bodies = [
        _body(result, composition, options, classes, f"body{number}")
        for number, composition in enumerate(result.compositions, start=1)
    ]
    return {
        "language": language.code,
        "words": {key: say(sentence) for key, sentence in WORDS.items()},
        "title": say(_title(result)),
        "about": say(heading(result, result.compositions[0])[1]) if len(bodies) == 1 else say(_about(result)),
        "warnings": [say(line) for line in _warnings(result)],
        "light": LIGHT,
        "dark": DARK,
        "colours_light": _colours(classes, colours, LIGHT),
        "colours_dark": _colours(classes, colours, DARK),
        "bodies": bodies,
        "assumptions": [say(note.message) for note in result.election.assumptions],
        "rules": [f"{result.rules.id}: {say(result.rules.name)}", say(result.rules.description)],
        "inputs": [
            {
                "role": say(ROLES.get(source.role, source.role)),
                "path": source.path,
                "rows": language.whole(source.rows),
                "hash": source.sha256,
            }
            for source in (*result.election.sources, result.rules.source)
            if source
        ],
        "tool": f"kkr-alloc {__version__}",
    }


def _painted(compositions: Iterable[Composition]) -> list[str]:
    """The parties and lists that have a colour on the page, in order of their first mention."""
    return list(dict.fromkeys(line.party for composition in compositions for line in _with_bars(composition)))


def _colours(classes: dict[str, str], colours: dict[str, str], theme: Theme) -> list[tuple[str, str]]:
    return [(classes[party], readable(colour, theme)) for party, colour in colours.items()]


def _title(result: Compositions) -> Text:
    """What the page is about: its only body, or the kind of bodies."""
    first = result.compositions[0]
    bodies = {composition.body for composition in result.compositions}
    if len(result.compositions) == 1:
        about: str = body_name(result.election, first)
    elif bodies == {"kkr"}:
        about = text("KL's {n} regional councils (KKR)", n=len(result.compositions))
    else:
        about = text("KL's bodies")
    return text("{body}, term {term}", body=about, term=result.election.term)


def _about(result: Compositions) -> Text:
    return text(
        "{election} ({day}). Rules: {rules}.",
        election=result.election.name,
        day=result.election.day,
        rules=result.rules.id,
    )


def _warnings(result: Compositions) -> Iterator[Text]:
    """What a reader must know before any number."""
    states = {composition.count.state for composition in result.compositions}
    if states & {"preliminary", "none"}:
        yield text("PRELIMINARY: not all votes are counted. The numbers below will change.")
    elif "unknown" in states:
        yield text("The input does not say whether the count is final.")
    if any(composition.tie for composition in result.compositions):
        yield text("A lot must be drawn before all seats are known.")


def _body(
    result: Compositions, composition: Composition, options: Options, classes: dict[str, str], key: str
) -> dict[str, Any]:
    """A body's part of the page."""
    language = options.language
    say = language.say

    def paint(party: str | None) -> str:
        return f'class="{classes[party] if party else "waiting"}"'

    made = svg.groups(composition)
    undrawn = svg.too_many(composition)
    title, about = map(say, heading(result, composition))
    name = say(body_name(result.election, composition))
    caption = say(text("{body}: votes, mayors and seats of each party", body=name))
    return {
        "key": key,
        "name": name,
        "title": title,
        "about": about,
        "size": [say(line) for line in size(composition)],
        "tie": say(tie_sentence(composition)) if composition.tie else None,
        "members": _or_dash(composition.members, language),
        "mayors": _or_dash(composition.mayors, language),
        "supplementary": _or_dash(composition.supplementary, language),
        "cap": _or_dash(composition.cap, language),
        "largest": _largest(made, language),
        "undrawn": say(undrawn) if undrawn else None,
        "diagram": svg.diagram(result.election, composition, language, paint, key)
        if made and not undrawn
        else None,
        "marks": [(svg.mark(kind), say(svg.KINDS[kind])) for kind in svg.kinds_in(made)],
        "key_lines": [_key_line(group, classes, language) for group in made],
        "table": html.table(composition, language, caption=caption, all_lists=options.all_lists),
        "legend": [say(line) for line in legend(composition)],
        "bars": list(_bars(composition, classes, language)),
        "levelled": [],
        "filled": [],
        "story": [say(line) for line in _story(result, composition)],
        "notes": [say(note.message) for note in own_notes(result, composition)],
    }


def _largest(made: list[svg.Group], language: Language) -> str:
    if not made or made[0].line is None:
        return "–"
    most = made[0].line.seats
    names = [group.line.name for group in made if group.line is not None and group.line.seats == most]
    return f"{', '.join(names)} ({language.whole(most)})"


def _key_line(group: svg.Group, classes: dict[str, str], language: Language) -> dict[str, str]:
    """A party in the list beside the diagram."""
    return {
        "colour": classes[group.line.party] if group.line else "waiting",
        "label": group.label,
        "name": group.line.name if group.line else language.say(svg.KINDS[svg.WAITING]),
        "numbers": svg.counted(group, language),
        "words": svg.described(group, language),
    }


def _with_bars(composition: Composition) -> list[PartyResult]:
    """The parties and lists that have bars: those with a seat or a hundredth of the votes."""
    shown, _ = gather(composition)
    return [line for line in shown if line.seats or line.share >= LEAST_SHARE_SHOWN]


def _bars(composition: Composition, classes: dict[str, str], language: Language) -> Iterator[dict[str, str]]:
    """A pair of bars for each party: share of the votes, share of the members, in parts of the longest."""
    lines = _with_bars(composition)
    members = sum(line.seats for line in lines)
    if not members or composition.status == "no-result":
        return
    longest = max(max(line.share, Fraction(line.seats, members)) for line in lines)
    for line in lines:
        seats = Fraction(line.seats, members)
        yield {
            "colour": classes[line.party],
            "name": line.name,
            "votes": language.percent(line.share),
            "votes_width": _width(line.share / longest),
            "members": language.percent(seats),
            "members_width": _width(seats / longest),
        }


def _width(share: Fraction) -> str:
    """A part of the whole width, as an attribute of SVG has it."""
    return decimal(Decimal(share * 100, 2))


def _story(result: Compositions, composition: Composition) -> Iterator[Text]:
    """The rules that were applied, in words, with this body's numbers."""
    rules = result.rules.bodies[composition.body]
    if rules.threshold is not None:
        yield text(
            "{n} parties and lists reach the threshold of {threshold} of {base} votes and have a part in the "
            "proportional seats.",
            n=sum(line.eligible for line in composition.parties),
            threshold=percentage(rules.threshold),
            base=composition.threshold.votes,
        )
    if composition.price is not None and composition.reference_party is not None:
        line = composition.party(composition.reference_party)
        yield text(
            "{party} has the most mayors for its votes, so its votes per mayor are the price of a seat: "
            "{votes} / {mayors} = {price}.",
            party=line.name,
            votes=line.votes,
            mayors=line.mayors,
            price=Decimal(composition.price, 2),
        )
        yield ROUNDING[rules.levelling or "adams"]
    if composition.capped:
        yield text(
            "That makes {levelled} members, more than the cap of {cap}. So the seats up to the cap that are "
            "not the mayors' go one by one to the party with the largest quotient.",
            levelled=composition.levelled_members,
            cap=composition.cap,
        )


ROUNDING: dict[str, Text] = {
    "adams": text("Each party's votes are divided by the price, and every started price gives a seat."),
    "sainte-lague": text("Each party's votes are divided by the price and rounded to the nearest number."),
    "dhondt": text("Each party's votes are divided by the price and rounded down."),
}


def _or_dash(number: int | None, language: Language) -> str:
    return "–" if number is None else language.whole(number)
