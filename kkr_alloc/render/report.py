"""The report: one self-contained HTML page about some compositions, readable without network or script.

Its sentences and tables are those of the documents; ``templates/report.html`` asks for them and lays them
out. Everything put into it is escaped, and said in the page's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kkr_alloc import __version__
from kkr_alloc.analysis.explain import Explanations
from kkr_alloc.documents import certainty, compositions, explain, overview, words
from kkr_alloc.documents.blocks import Block
from kkr_alloc.errors import import_extra
from kkr_alloc.render import Options, html, svg
from kkr_alloc.render.colours import DARK, LIGHT, party_colours, readable
from kkr_alloc.results import Composition, PartyResult
from kkr_alloc.text import Text, decimal, text, written

MIN_SHARE = Fraction(1, 100)
"""A party without a seat and with less of the votes than this has no bar."""


def render(answer: Explanations, options: Options) -> str:
    """The page.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    jinja2 = import_extra("jinja2", "Jinja2", "report")
    election, language = answer.election, options.language
    shown = [explanation.composition for explanation in answer.explanations]
    painted = list(dict.fromkeys(line.party for composition in shown for line in _with_bars(composition)))
    colours = party_colours(painted, election.parties)
    classes = {party: f"c{number}" for number, party in enumerate(painted)}

    def finalize(value: object) -> object:
        """A value in the page's language; markup that is made already stays as it is."""
        return value if hasattr(value, "__html__") else written(value, language)

    def blocks(made: Iterable[Block], deeper: int = 0) -> str:
        """Blocks of a document."""
        return html.elements(made, options, deeper)

    def diagram(composition: Composition, key: str) -> svg.Diagram:
        def paint(party: str | None) -> tuple[str, str]:
            return f' class="{classes[party] if party else "waiting"}"', "currentColor"

        return svg.Diagram(election, composition, language, paint, key)

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kkr_alloc.render"),
        autoescape=True,
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["blocks"] = blocks
    environment.globals |= {"text": text, "words": words, "overview": overview, "compositions": compositions}
    environment.globals |= {"certainty": certainty, "explain": explain, "svg": svg, "diagram": diagram}
    page: str = environment.get_template("report.html").render(
        answer=answer,
        election=election,
        rules=answer.rules,
        shown=shown,
        options=options,
        tool=f"kkr-alloc {__version__}",
        warnings=list(_warnings(shown)),
        bars_of=_bars,
        classes=classes,
        themes=(LIGHT, DARK),
        colours=colours,
        readable=readable,
    )
    return page


def _warnings(shown: list[Composition]) -> Iterator[Text]:
    """What a reader must know before any number."""
    states = {composition.count.state for composition in shown}
    if states & {"preliminary", "none"}:
        yield text("PRELIMINARY: not all votes are counted. The numbers below will change.")
    elif "unknown" in states:
        yield text("The input does not say whether the count is final.")
    if any(composition.tie for composition in shown):
        yield text("A lot must be drawn before all seats are known.")


def _with_bars(composition: Composition) -> list[PartyResult]:
    """The parties and lists that have bars."""
    shown, _ = words.gather(composition.parties, words.without_seat)
    return [line for line in shown if line.seats or line.share >= MIN_SHARE]


def _bars(composition: Composition) -> Iterator[dict[str, str]]:
    """A pair of bars for each party: share of the votes, share of the members, in parts of the longest."""
    lines = _with_bars(composition)
    members = sum(line.seats for line in lines)
    if not members or composition.status == "no-result":
        return
    longest = max(max(line.share, Fraction(line.seats, members)) for line in lines)
    for line in lines:
        bar = {"party": line.party, "name": line.name}
        for kind, share in (("votes", line.share), ("members", Fraction(line.seats, members))):
            bar |= {kind: words.percent(share), f"{kind}_width": decimal(share / longest * 100, 2)}
        yield bar
