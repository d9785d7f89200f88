"""The report: one self-contained HTML page about some compositions, readable without network or script.

Its sentences and tables are those of the documents; ``templates/report.html`` only lays them out. Everything
put into it is escaped, and said in the page's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kkr_alloc import __version__
from kkr_alloc.analysis.explain import Explanation, Explanations
from kkr_alloc.documents import certainty, compositions, explain, overview, words
from kkr_alloc.errors import import_extra
from kkr_alloc.render import Options, html, svg
from kkr_alloc.render.colours import DARK, LIGHT, party_colours, readable
from kkr_alloc.results import Composition, PartyResult
from kkr_alloc.text import Text, decimal, text, written

WORDS: dict[str, Text] = {
    "answer": text("In short"),
    "key": text("What the seats show"),
    "party": text("Party"),
    "shares": text("Share of the votes beside share of the members"),
    "of_votes": text("Votes"),
    "of_members": text("Members"),
    "how": text("How this was computed"),
    "open": text("What is open"),
    "notes": text("What is assumed or not known"),
    "inputs": text("What it was computed from"),
    "role": text("Input"),
    "file": text("File"),
    "sheet": text("sheet"),
    "rows": text("Rows"),
    "hash": text("SHA-256 of its bytes"),
    "rules": text("Rules"),
    "top": text("To the top"),
}
"""The page's own words."""

ROLES: dict[str, Text] = {
    "votes": text("Votes per list"),
    "totals": text("Votes cast"),
    "mayors": text("Mayors' parties"),
    "co_operation": text("List co-operation"),
    "rules": text("Rules"),
    "lots": text("Drawn lots"),
}

MIN_SHARE = Fraction(1, 100)
"""A party without a seat and with less of the votes than this has no bar."""


def render(answer: Explanations, options: Options) -> str:
    """The page.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    jinja2 = import_extra("jinja2", "Jinja2", "report")

    def finalize(value: object) -> object:
        """A value in the page's language; markup that is made already stays as it is."""
        return value if hasattr(value, "__html__") else written(value, options.language)

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kkr_alloc.render"),
        autoescape=True,
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page: str = environment.get_template("report.html").render(_page(answer, options))
    return page


def _page(answer: Explanations, options: Options) -> dict[str, Any]:
    """Everything the template lays out."""
    election, rules = answer.election, answer.rules
    shown = [explanation.composition for explanation in answer.explanations]
    painted = list(dict.fromkeys(line.party for composition in shown for line in _with_bars(composition)))
    colours = party_colours(painted, election.parties)
    classes = {party: f"c{number}" for number, party in enumerate(painted)}
    one = len(shown) == 1
    return {
        "language": options.language.code,
        "words": WORDS,
        "title": words.title(election, shown[0]) if one else overview.title(election, shown),
        "about": words.about(election, rules, overview.count(shown)),
        "overview": ""
        if one
        else html.elements([overview.table(election, shown), overview.READING], options),
        "warnings": list(_warnings(shown)),
        "light": LIGHT,
        "dark": DARK,
        "colours": [
            (classes[party], readable(colour, LIGHT), readable(colour, DARK))
            for party, colour in colours.items()
        ],
        "bodies": [
            _body(answer, explanation, options, classes, f"body{number}")
            for number, explanation in enumerate(answer.explanations, start=1)
        ],
        "assumptions": html.elements(words.notes(election.assumptions), options),
        "rules": rules,
        "roles": ROLES,
        "inputs": answer.inputs,
        "tool": f"kkr-alloc {__version__}",
    }


def _warnings(shown: list[Composition]) -> Iterator[Text]:
    """What a reader must know before any number."""
    states = {composition.count.state for composition in shown}
    if states & {"preliminary", "none"}:
        yield text("PRELIMINARY: not all votes are counted. The numbers below will change.")
    elif "unknown" in states:
        yield text("The input does not say whether the count is final.")
    if any(composition.tie for composition in shown):
        yield text("A lot must be drawn before all seats are known.")


def _body(
    answer: Explanations, explanation: Explanation, options: Options, classes: dict[str, str], key: str
) -> dict[str, Any]:
    """A body's part of the page."""
    composition, election, language = explanation.composition, answer.election, options.language

    def paint(party: str | None) -> svg.Paint:
        return svg.Paint(f' class="{classes[party] if party else "waiting"}"')

    made = svg.groups(election, composition)
    table = compositions.table(election, composition, all_lists=options.all_lists)
    one = len(answer.explanations) == 1
    return {
        "key": key,
        "name": words.name_of(election, composition),
        "title": words.title(election, composition),
        "about": words.about(election, answer.rules, composition.count),
        "size": list(words.size(composition)),
        "tie": words.tie_sentence(composition) if composition.tie else None,
        "it": composition,
        "diagram": svg.diagram(election, composition, language, paint, key) if made else None,
        "marks": [(svg.mark(kind), svg.KINDS[kind]) for kind in svg.kinds_in(made)],
        "groups": [(classes.get(group.party or "", "waiting"), group) for group in made],
        "table": html.elements([table, *compositions.legend(table)], options),
        "open": html.elements(certainty.questions(composition), options),
        "bars": list(_bars(composition, classes)),
        "how": html.elements(explain.how(explanation), options, deeper=0 if one else 1),
        "notes": html.elements(words.notes(words.own_notes(election, composition)), options),
    }


def _with_bars(composition: Composition) -> list[PartyResult]:
    """The parties and lists that have bars."""
    shown, _ = words.gather(composition.parties, words.without_seat)
    return [line for line in shown if line.seats or line.share >= MIN_SHARE]


def _bars(composition: Composition, classes: dict[str, str]) -> Iterator[dict[str, str]]:
    """A pair of bars for each party: share of the votes, share of the members, in parts of the longest."""
    lines = _with_bars(composition)
    members = sum(line.seats for line in lines)
    if not members or composition.status == "no-result":
        return
    longest = max(max(line.share, Fraction(line.seats, members)) for line in lines)
    for line in lines:
        bar = {"colour": classes[line.party], "name": line.name}
        for kind, share in (("votes", line.share), ("members", Fraction(line.seats, members))):
            bar |= {kind: words.percent(share), f"{kind}_width": decimal(share / longest * 100, 2)}
        yield bar
