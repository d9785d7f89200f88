"""``kkr-alloc validate``: every problem of some files, in one run."""

from __future__ import annotations

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.validate import Validation, validate
from kkr_alloc.cli.options import option
from kkr_alloc.cli.question import answers
from kkr_alloc.election import election_info

FILES = click.Argument(["files"], nargs=-1, required=True, metavar="FILE...")
ELECTION = option("-e --election NAME", "The election that the files are of, where they do not name it.")


@answers("validate", FILES, ELECTION)
def command(files: tuple[str, ...], election: str | None) -> Validation:
    """Check files: votes in any format, mayors, list co-operation, lots, rules.

    The header says what a table holds: with a column mayor, party or note it holds mayors; without these and
    without votes, a list co-operation. Votes and mayors given together are also compared. Exits with 3 if
    anything is wrong.

    \b
    Examples:
      kkr-alloc validate votes.csv mayors.csv
      kkr-alloc validate feed/ --format json
    """
    info = election_info(election or bundled.DEFAULT_ELECTION)
    return validate(files, info, assumed=election is None)
