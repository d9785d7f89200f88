"""``kkr-alloc elections``: the bundled elections, and what each one has."""

from __future__ import annotations

import click

from kkr_alloc.cli.answering import answer_options, finish, shaped
from kkr_alloc.election import Elections, bundled_elections


@click.command("elections")
@answer_options
def command(format_name: str | None, output: str | None) -> None:
    """List the bundled elections: what each one has, and what is not known of it.

    \b
    Examples:
      kkr-alloc elections
      kkr-alloc elections --format json
    """
    finish(Elections(bundled_elections()), shaped(format_name, output), output)
