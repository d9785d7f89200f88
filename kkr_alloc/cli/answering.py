"""What the commands that ask about compositions share: the inputs they begin with, how they end."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.language import spoken
from kkr_alloc.cli.options import TABLE_OR_JSON, ElectionChoice, chosen_format, format_options, region_ids
from kkr_alloc.cli.printing import emit
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import ExitCode
from kkr_alloc.model import Composition, Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.sources.files import read_content
from kkr_alloc.sources.tidy import read_lots

answer_options = format_options(tuple(TABLE_OR_JSON.values()))
"""--format and --output of commands that have a text for people and JSON."""


class Asked(NamedTuple):
    """The election, rules and areas a command was asked about."""

    election: Election
    rules: RuleSet
    body: str
    regions: list[str | None]
    lots: tuple[Lot[str], ...]


def asked(
    chosen: ElectionChoice, rules: str, body: str, regions: Sequence[str], lots: str | None = None
) -> Asked:
    """Read what the options name. The lots' file is told among the election's sources."""
    election = chosen.load()
    drawn: tuple[Lot[str], ...] = ()
    if lots:
        drawn, source = read_lots(read_content(lots), election.geography)
        election = replace(election, sources=(*election.sources, source))
    return Asked(election, bundled.rules(rules), body, region_ids(regions, body, election.geography), drawn)


def shaped(format_name: str | None, output: str | None) -> Options:
    """How to write the answer."""
    chosen = chosen_format(format_name, output, TABLE_OR_JSON)
    return Options(chosen, spoken(), terminal=None if output else sys.stdout)


def finish(written: str, options: Options, output: str | None) -> None:
    """Print the answer, or write it to a file."""
    emit(written, output, machine=options.format == "json")


def code_of(compositions: Iterable[Composition], require_final: bool = False) -> ExitCode:
    """5 where a final count is required and is not there, else 4 where a lot must be drawn, else 0."""
    found = list(compositions)
    if require_final and any(one.count.final is not True for one in found):
        return ExitCode.NOT_FINAL
    return ExitCode.LOT_NEEDED if any(one.tie for one in found) else ExitCode.OK
