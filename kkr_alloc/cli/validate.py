"""``kkr-alloc validate``: every problem of some files, in one run."""

from __future__ import annotations

import click

from kkr_alloc.analysis.validate import Validation, validate
from kkr_alloc.cli.question import answers
from kkr_alloc.cli.usage import option

FILES = click.Argument(["files"], nargs=-1, required=True, metavar="FILE...")
ELECTION = option(
    "-e --election NAME", "The election that the files are of: needed where votes do not name it."
)


@answers("validate", FILES, ELECTION)
def command(files: tuple[str, ...], election: str | None) -> Validation:
    """Say what files are and everything that is wrong with them: votes in any format, mayors, list
    co-operation, published figures, lots, rules.

    The header says what a table holds: with a column mayor, party or note it holds mayors; without these and
    without votes, a list co-operation. Votes and mayors given together are also compared. Exits with 3 if
    anything is wrong.

    \b
    Examples:
      kkr-alloc validate my-votes.csv my-mayors.csv
      kkr-alloc validate feed/ --format json
    """
    return validate(files, election)
