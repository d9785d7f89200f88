"""``kkr-alloc convert``: any supported votes, or a bundled election, as the tidy tables."""

from __future__ import annotations

import os
from typing import ClassVar

import click

from kkr_alloc import bundled
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.printing import reading_progress, write_message
from kkr_alloc.cli.question import answers
from kkr_alloc.cli.usage import Choice, option, usage_error
from kkr_alloc.election import LATEST, bundled_elections, election_info
from kkr_alloc.errors import InputError
from kkr_alloc.results import Answer
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.files import decode
from kkr_alloc.sources.tidy import write_votes
from kkr_alloc.tally import notes_on
from kkr_alloc.text import text

SOURCE = click.Argument(
    ["source"], metavar="FILE|DIR|ELECTION|-", shell_complete=completer("--election", "FILE")
)
TABLE = option(
    "--table", "Which table of a bundled election.", type=Choice(("votes", "mayors")), default="votes"
)
ELECTION = option(
    "-e --election NAME", "The election that the votes are of: needed where they do not name it."
)


class Conversion(Answer, frozen=True):
    """A tidy table, as it is to be written."""

    schema: ClassVar[str] = "conversion"

    table: str


@answers("convert", SOURCE, TABLE, ELECTION)
def command(source: str, table: str, election: str | None) -> Conversion:
    """Convert votes to the tidy table: one row per list per municipality. It names its election.

    The votes are a folder mirrored from valg.dk's feed, valg.dk's "Eksportér data" CSV (a file or a folder of
    them), Statistics Denmark's VALGK3 as CSV, an Excel workbook of the tidy table, or the tidy table itself.
    The name of a bundled election gives its tables as files to start from.

    \b
    Examples:
      kkr-alloc convert feed/ -o votes.csv
      kkr-alloc convert kv2021 --table mayors -o mayors.csv
      kkr-alloc convert "Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv"
    """
    if source.casefold() in (LATEST, *(info.id for info in bundled_elections())):
        return _bundled(source, table, election)
    if table != "votes":
        raise usage_error(
            "Votes have no mayors in them: with --table {table} name a bundled election.", table=table
        )
    info = election_info(election or bundled.DEFAULT_ELECTION)
    geography = bundled.geography(info.term_start)
    with reading_progress(source) as progress:
        votes = read_votes(source, bundled.register(), geography, election and info.id, progress=progress)
    if votes.problems:
        raise InputError(votes.contradictions[0].message, votes.contradictions)
    for note in (*votes.notes, *notes_on(votes.remarks, geography.municipalities)):
        write_message(note.message)
    write_message(
        text(
            "{lists} lists in {municipalities} municipalities, {votes} votes.",
            lists=len(votes.lists),
            municipalities=len({result.municipality for result in votes.lists}),
            votes=sum(result.votes for result in votes.lists),
        )
    )
    return Conversion(write_votes(votes, geography))


def _bundled(name: str, table: str, election: str | None) -> Conversion:
    """A table of a bundled election, as it comes with the program."""
    if os.path.exists(name):
        raise usage_error(
            "{it} is a bundled election, and a file or folder here: write ./{it} for the latter.", it=name
        )
    if election not in (None, name):
        raise usage_error("{name} is an election itself: leave --election out.", name=name)
    return Conversion(decode(election_info(name).table(f"{table}.csv")))
