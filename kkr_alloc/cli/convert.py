"""``kkr-alloc convert``: any supported votes as the tidy table."""

from __future__ import annotations

import os

import click

from kkr_alloc import bundled
from kkr_alloc.cli.options import option, output_options, votes_options
from kkr_alloc.cli.printing import emit, tell
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.election import election_info
from kkr_alloc.errors import UsageError
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.tidy import write_votes
from kkr_alloc.text import text


@click.command("convert")
@click.argument("source", metavar="FILE|DIR|-")
@votes_options
@option(
    "-e",
    "--election",
    metavar="NAME",
    help="Whose list letters tell parties from local lists, where the votes do not name their election.",
)
@output_options
def command(
    source: str,
    skip_unreadable: bool,
    election: str | None,
    output: str | None,
) -> None:
    """Convert votes to the tidy table: one row per list per municipality.

    The votes are a folder mirrored from valg.dk's feed, valg.dk's "Eksportér data" CSV (a file or a folder of
    them), Statistics Denmark's VALGK3 as CSV, or the tidy table itself, as CSV or in a workbook.

    \b
    Examples:
      kkr-alloc convert feed/ -o votes.csv
      kkr-alloc convert "Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv"
    """
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix not in ("", ".csv", ".txt"):
        raise UsageError(text("convert writes a CSV table, not {suffix}.", suffix=suffix))
    info = election_info(election or bundled.DEFAULT_ELECTION)
    geography = bundled.geography(info.term_start)
    with reading_progress() as progress:
        votes = read_votes(
            source,
            bundled.register(),
            geography,
            election and info.id,
            skip_unreadable=skip_unreadable,
            progress=progress,
        )
    emit(write_votes(votes, geography), output, machine=True)
    for note in votes.notes:
        tell(note.message)
    tell(
        text(
            "{lists} lists in {municipalities} municipalities, {votes} votes.",
            lists=len(votes.lists),
            municipalities=len({result.municipality for result in votes.lists}),
            votes=sum(result.votes for result in votes.lists),
        )
    )
