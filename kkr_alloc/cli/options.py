"""Options that several commands share. Each has an environment variable KKR_ALLOC_<OPTION>."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from gettext import gettext
from typing import Any

import click
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.cli.usage import Choice
from kkr_alloc.election import LATEST, Inputs, load
from kkr_alloc.errors import UsageError
from kkr_alloc.model import BODIES, Election, Geography
from kkr_alloc.names import find_region
from kkr_alloc.sources.files import STDIN
from kkr_alloc.text import text


class Value(click.types.StringParamType):
    """Text that is not empty: that would be a script's variable that is not set.

    An environment variable holds several with semicolons between them.
    """

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        return [part.strip() for part in rv.removesuffix(";").split(";")]

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value:
            self.fail(gettext("The value is empty."), param, ctx)
        return value


def option(*names: str, **settings: Any) -> click.Option:
    """An option with its environment variable, and with its completion in the shell."""
    long = next(name for name in names if name.startswith("--"))
    if not settings.get("is_flag"):
        settings.setdefault("type", Value())
    return click.Option(
        names,
        envvar=f"KKR_ALLOC_{long.removeprefix('--').upper().replace('-', '_')}",
        shell_complete=completer(long, settings.get("metavar")),
        **settings,
    )


REGION = option(
    "-r",
    "--region",
    "regions",
    multiple=True,
    metavar="NAME",
    help="A region, by name or code; may be repeated. Default: all.",
)
BODY = option("-b", "--body", type=Choice(BODIES), default="kkr", show_default=True, help="The body.")
MAYORS = option(
    "--mayors",
    metavar="FILE",
    help="Your own mayors (a table). Default: the election's, else the sitting ones.",
)
CO_OPERATION = option(
    "--co-operation", metavar="FILE", help="The lists of the list co-operation (a table), taken as complete."
)
SKIP_UNREADABLE = option(
    "--skip-unreadable",
    is_flag=True,
    help="Leave out a feed's unreadable files: their polling areas count as not counted.",
)
INPUTS = (
    option(
        "-e",
        "--election",
        metavar="NAME",
        help=f"A bundled election (kkr-alloc elections lists them), or {LATEST}.  "
        f"[default: what the votes say, else {bundled.DEFAULT_ELECTION}]",
    ),
    option("--votes", metavar="FILE|DIR|-", help="Your own votes, - for stdin. Default: the election's."),
    MAYORS,
    CO_OPERATION,
    SKIP_UNREADABLE,
)
"""The options of :class:`Inputs`."""

RULES = option(
    "--rules",
    metavar="NAME|FILE",
    default=bundled.DEFAULT_RULES,
    show_default=True,
    help="A rule set (kkr-alloc rules lists them), or the path of your own (YAML).",
)
LOTS = option("--lots", metavar="FILE", help="Drawn lots (YAML), where a tie needs one.")
ALL_LISTS = option("--all-lists", is_flag=True, help="Show each local list in the table.")
REQUIRE_FINAL = option("--require-final", is_flag=True, help="Exit with 5 unless the count is final.")
OUTPUT = (
    option("-o", "--output", metavar="FILE", help="Write to a file (at once and whole) instead of stdout."),
    option("--force", is_flag=True, help="Overwrite the file if there is one."),
)


def load_inputs(inputs: Inputs) -> Election:
    """Read an election, with a progress bar while a folder is read."""
    with reading_progress(inputs.votes) as progress:
        return load(replace(inputs, progress=progress))


def check_one_stdin(files: Iterable[object]) -> None:
    """Refuse two inputs from standard input: the second would be empty."""
    if sum(file == STDIN for file in files) > 1:
        raise UsageError(text("Only one input can be standard input (-)."))


def region_ids(names: Sequence[str], body: str, geography: Geography) -> list[str | None]:
    """The regions to compute, in the order asked; ``[None]`` for a national body.

    Raises:
        UsageError: a region was named for a national body.
        InputError: a region is unknown.
    """
    if body in BODIES[1:]:
        if names:
            raise UsageError(text("{body} is a national body; leave --region out.", body=body))
        return [None]
    found = [find_region(name, geography).id for name in names]
    return list(dict.fromkeys(found)) or [region.id for region in geography.regions]
