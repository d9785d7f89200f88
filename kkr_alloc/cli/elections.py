"""``kkr-alloc elections``: the bundled elections, and what each one has."""

from __future__ import annotations

import sys

import click

from kkr_alloc.cli.language import spoken
from kkr_alloc.cli.options import format_options
from kkr_alloc.cli.printing import emit
from kkr_alloc.election import bundled_elections
from kkr_alloc.output import Options
from kkr_alloc.output.elections import as_json, as_table


@click.command("elections")
@format_options(("table", "json"))
def command(format_name: str | None, output: str | None) -> None:
    """List the bundled elections: what each one has, and what is not known of it.

    \b
    Examples:
      kkr-alloc elections
      kkr-alloc elections --format json
    """
    elections = bundled_elections()
    if format_name == "json":
        emit(as_json(elections), output, machine=True)
    else:
        terminal = None if output else sys.stdout
        emit(as_table(elections, Options(language=spoken(), terminal=terminal)), output, machine=False)
