"""``kkr-alloc validate``: every problem of some files, in one run."""

from __future__ import annotations

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.validate import validate
from kkr_alloc.cli.answering import answer_options, finish, shaped
from kkr_alloc.cli.options import check_one_stdin, option, votes_options
from kkr_alloc.election import election_info
from kkr_alloc.errors import ExitCode
from kkr_alloc.output.validation import as_json, as_table


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
    skip_unreadable: bool,
    format_name: str | None,
    output: str | None,
) -> int:
    """Check files: votes in any format, mayors, list co-operation, lots, rules.

    What a file is, its content says: a table with a column mayor, party or note holds mayors, one without
    them and without votes a list co-operation. Votes and mayors that are given together are also held
    against each other. Exits with 3 if anything is wrong.

    \b
    Examples:
      kkr-alloc validate votes.csv mayors.csv
      kkr-alloc validate feed/ --format json
    """
    check_one_stdin(files)
    options = shaped(format_name, output)
    info = election_info(election or bundled.DEFAULT_ELECTION)
    checked = validate(files, info, assumed=election is None, skip_unreadable=skip_unreadable)
    written = as_json(checked.files) if options.format == "json" else as_table(checked.files, options)
    finish(written, options, output)
    return ExitCode.BAD_INPUT if any(file.problems for file in checked.files) else ExitCode.OK
