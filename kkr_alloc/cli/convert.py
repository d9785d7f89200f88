"""``kkr-alloc convert``: any supported votes as the tidy table."""

from __future__ import annotations

from typing import ClassVar

import click

from kkr_alloc import bundled
from kkr_alloc.cli.options import option
from kkr_alloc.cli.printing import write_message
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.cli.question import answers
from kkr_alloc.election import election_info
from kkr_alloc.errors import InputError
from kkr_alloc.model import Geography
from kkr_alloc.results import Answer
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.tally import notes_on
from kkr_alloc.text import text

SOURCE = click.Argument(["source"], metavar="FILE|DIR|-")
ELECTION = option(
    "-e --election NAME",
    "Whose list letters tell parties from local lists, where the votes do not name their election.",
)


class Conversion(Answer, frozen=True):
    """Votes to be written as the tidy table, with the names of the municipalities."""

    schema: ClassVar[str] = "conversion"

    votes: Votes
    geography: Geography


@answers("convert", SOURCE, ELECTION)
def command(source: str, election: str | None) -> Conversion:
    """Convert votes to the tidy table: one row per list per municipality.

    The votes are a folder mirrored from valg.dk's feed, valg.dk's "Eksportér data" CSV (a file or a folder of
    them), Statistics Denmark's VALGK3 as CSV, an Excel workbook of the tidy table, or the tidy table itself.

    \b
    Examples:
      kkr-alloc convert feed/ -o votes.csv
      kkr-alloc convert "Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv"
    """
    info = election_info(election or bundled.DEFAULT_ELECTION)
    geography = bundled.geography(info.term_start)
    with reading_progress(source) as progress:
        votes = read_votes(
            source,
            bundled.register(),
            geography,
            election and info.id,
            progress=progress,
        )
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
    return Conversion(votes, geography)
