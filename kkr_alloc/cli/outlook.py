"""``kkr-alloc outlook``: what can still become of a body while mayors are not known."""

from __future__ import annotations

import click

from kkr_alloc.analysis.finding import open_offices, possible_mayors
from kkr_alloc.analysis.outlook import outlook
from kkr_alloc.cli.answering import Asked, answer_options, asked, finish, shaped
from kkr_alloc.cli.options import ElectionChoice, body_options, election_options, option, rules_option
from kkr_alloc.errors import ExitCode, InputError, for_each, quoted
from kkr_alloc.output.outlook import render
from kkr_alloc.text import text


@click.command("outlook")
@option(
    "--unknown",
    multiple=True,
    metavar="MUNICIPALITY",
    help="A municipality whose mayor is not known, by name or code, or all; may be repeated.",
)
@option(
    "--candidates",
    multiple=True,
    metavar="MUNICIPALITY=P,P",
    help="Whose its mayor may be: Odense=A,V; may be repeated. Default: any list with a seat in the council.",
)
@body_options
@election_options
@rules_option
@answer_options
def command(
    unknown: tuple[str, ...],
    candidates: tuple[str, ...],
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    format_name: str | None,
    output: str | None,
) -> int:
    """Each party's lowest and highest number of seats over every outcome of the open mayors' offices.

    Open are the municipalities named by --unknown or --candidates, and those that a mayors file leaves out.
    The numbers are exact: no outcome goes beyond them, and each is reached. Bounds are called bounds.

    \b
    Examples:
      kkr-alloc outlook --region hovedstaden --unknown all
      kkr-alloc outlook -r nordjylland --unknown Aalborg --candidates Rebild=V,C
      kkr-alloc outlook --votes my-votes.csv --mayors mayors-so-far.csv
    """
    # Mayors that a file leaves out are what this command is about: nobody is put in their place.
    chosen = chosen._replace(unknown_mayors=chosen.unknown_mayors or bool(chosen.mayors))
    question = asked(chosen, rules, body, regions)
    options = shaped(format_name, output)
    could_be = possible_mayors(
        question.election, map(_candidates, candidates), question.regions, "candidates"
    )
    unknown_codes = open_offices(question.election, unknown, question.regions)
    found = for_each(
        _regions(question, {*unknown_codes, *could_be}, named=bool(regions)),
        lambda region: outlook(
            question.election,
            body,
            region,
            rules=question.rules,
            unknown=unknown_codes,
            could_be=could_be,
        ),
    )
    finish(render(question.election, question.rules, found, options), options, output)
    return ExitCode.OK


def _regions(question: Asked, unknown: set[str], named: bool) -> list[str | None]:
    """The regions asked for; where none was named, those that have an open office."""
    if named or question.body != "kkr":
        return question.regions
    area = question.election.geography.area
    seated = {mayor.municipality for mayor in question.election.mayors}
    found = [
        region
        for region in question.regions
        if any(code in unknown or code not in seated for code in area(region))
    ]
    return found or question.regions


def _candidates(written: str) -> tuple[str, list[str]]:
    municipality, sign, parties = written.partition("=")
    names = [name.strip() for name in parties.split(",") if name.strip()]
    if not (municipality.strip() and sign and names):
        raise InputError(
            text("These candidates cannot be read: {value}.", value=quoted(written)),
            field="candidates",
            value=quoted(written),
            hint=text("Write them like {examples}.", examples="Odense=A,V"),
        )
    return municipality, names
