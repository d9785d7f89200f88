"""``kkr-alloc validate``: every problem of some files, in one run."""

from __future__ import annotations

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.validate import Validation, validate
from kkr_alloc.cli.answering import answer_options, finish, shaped
from kkr_alloc.cli.options import check_one_stdin, option, votes_options
from kkr_alloc.election import election_info
from kkr_alloc.errors import ExitCode
from kkr_alloc.sources import Reading


@click.command("validate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option(
    "-e", "--election", metavar="NAME", help="The election that the files are of, where they do not name it."
)
@votes_options
@answer_options
def command(
    files: tuple[str, ...],
    election: str | None,
    votes_format: str | None,
    municipality: str | None,
    skip_unreadable: bool,
    format_name: str | None,
    output: str | None,
) -> int:
    """Check files: votes in any format, mayors, list co-operation, lots, rules.

    What each one is, its content tells; columns that both mayors and a co-operation may have are taken for
    mayors where most of the lists are a party's. Votes and mayors that are given together are also held
    against each other. Exits with 3 if anything is wrong.

    \b
    Examples:
      kkr-alloc validate votes.csv mayors.csv
      kkr-alloc validate feed/ --format json
    """
    check_one_stdin(files)
    options = shaped(format_name, output)
    info = election_info(election or bundled.DEFAULT_ELECTION)
    checked = validate(
        files, info, Reading(votes_format, skip_unreadable, municipality), assumed=election is None
    )
    finish(Validation(checked), options, output)
    return ExitCode.BAD_INPUT if any(file.problems for file in checked) else ExitCode.OK
