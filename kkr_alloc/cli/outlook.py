"""``kkr-alloc outlook``: what can still become of a body while mayors are unknown."""

from __future__ import annotations

from functools import partial

from kkr_alloc.analysis.mayoralties import LARGEST, open_offices, possible_leaders, possible_mayors
from kkr_alloc.analysis.outlook import Outlooks, outlook
from kkr_alloc.cli.options import QUESTION, unreadable
from kkr_alloc.cli.question import Question, question
from kkr_alloc.cli.usage import option, usage_error
from kkr_alloc.errors import for_each

UNKNOWN = option(
    "--unknown MUNICIPALITY ...",
    "A municipality whose mayor is not known, by name or code, or all; may be repeated.",
)
CANDIDATES = option(
    "--candidates MUNICIPALITY=P,P ...",
    "Whose its mayor may be: Odense=A,V; may be repeated. Default: any list with a seat in the council.",
)

LEADERS = option(
    "--leaders [PARTY,PARTY] ...",
    "Also what comes out if only these lead municipalities: parties or lists by id or name, or largest (the "
    "default), the largest list of each; may be repeated.",
    flag_value=LARGEST,
)


@question("outlook", UNKNOWN, CANDIDATES, LEADERS, *QUESTION, leave_open=True)
def command(
    question: Question, unknown: tuple[str, ...], candidates: tuple[str, ...], leaders: tuple[str, ...]
) -> Outlooks:
    """Each party's lowest and highest number of seats over every outcome of the open mayors' offices.

    A mayor's office is open where --unknown or --candidates names the municipality, or where a mayors file
    leaves it out; without a file, every one of an election that is not bundled. Open readings of the rules
    are gone through too; the list co-operation stays as in the result. The numbers are exact: no outcome goes
    beyond them, and each is reached.

    \b
    Examples:
      kkr-alloc outlook --region hovedstaden --unknown all
      kkr-alloc outlook -r nordjylland --unknown Aalborg --candidates Rebild=V,C
      kkr-alloc outlook --votes my-votes.csv --mayors mayors-so-far.csv --leaders
      kkr-alloc outlook -r sjaelland --unknown all --leaders A,V
    """
    election, rules = question.election, question.rules
    could_be = possible_mayors(election, map(_candidates, candidates), question.regions, "candidates")
    unknown_codes = open_offices(election, unknown, question.regions)
    leading = possible_leaders(election, [name for some in leaders for name in _names(some)])
    of_body = partial(outlook, election, question.body, rules=rules)
    of_region = partial(of_body, unknown=unknown_codes, could_be=could_be, leaders=leading)
    regions = _regions(question, {*unknown_codes, *could_be})
    return Outlooks(election, rules, tuple(for_each(regions, of_region)))


def _regions(question: Question, unknown: set[str]) -> list[str | None]:
    """The regions that have an open office; each of those that the user named must have one."""
    seated = {mayor.municipality for mayor in question.election.mayors}
    area = question.election.geography.area
    closed = [
        region
        for region in question.regions
        if all(code in seated and code not in unknown for code in area(region))
    ]
    if closed and (question.regions_named or len(closed) == len(question.regions)):
        raise usage_error(
            "No mayor's office is open in {places}: name one, or all, with --unknown, or leave it out of "
            "--mayors.",
            places=[region or question.body for region in closed],
        )
    return [region for region in question.regions if region not in closed]


def _candidates(written: str) -> tuple[str, list[str]]:
    municipality, _, parties = written.partition("=")
    names = _names(parties)
    if not (municipality.strip() and names):
        raise unreadable("candidates", written, "Odense=A,V")
    return municipality, names


def _names(several: str) -> list[str]:
    return [name.strip() for name in several.split(",") if name.strip()]
