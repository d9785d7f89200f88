"""Options that several commands share. Each has an environment variable KKR_ALLOC_<OPTION>."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from gettext import gettext
from typing import Any

import click
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.printing import reading_progress
from kkr_alloc.cli.usage import Choice
from kkr_alloc.election import LATEST, Inputs, load
from kkr_alloc.errors import USAGE, InputError, UsageError, quoted
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


def option(declaration: str, about: str, name: str | None = None, **settings: Any) -> click.Option:
    """An option with its environment variable, and with its completion in the shell.

    ``declaration``: its names, and what stands for its value (``-e --election NAME``), or for each of several
    (``--against PARTY ...``); an option without that and without a type is a flag, and one with a
    ``flag_value`` may stand without its value. ``name``: of the parameter, where it is another than the
    option's.
    """
    words = declaration.removesuffix(" ...").split()
    names = [word for word in words if word.startswith("-")]
    metavar = None if words[-1] in names else words[-1]
    return click.Option(
        [*names, *([name] if name else [])],
        metavar=metavar,
        help=about,
        envvar="KKR_ALLOC_" + names[-1].removeprefix("--").upper().replace("-", "_"),
        shell_complete=completer(names[-1], metavar),
        multiple=declaration.endswith(" ..."),
        is_flag=False if "flag_value" in settings else (metavar is None and "type" not in settings) or None,
        show_default="default" in settings,
        **({"type": Value()} if metavar else {}) | settings,
    )


REGION = option(
    "-r --region NAME ...", "A region, by name or code; may be repeated. Default: all.", "regions"
)
BODY = option("-b --body", "The body.", type=Choice(BODIES), default="kkr")
ALL_BODIES = "all"
BODY_OR_ALL = option(
    "-b --body", "The body, or all of them.", type=Choice([*BODIES, ALL_BODIES]), default="kkr"
)
MAYORS = option("--mayors FILE", "Your own mayors (a table). Default: the election's, else the sitting ones.")
CO_OPERATION = option(
    "--co-operation FILE", "The lists of the list co-operation (a table), taken as complete."
)
INPUTS = (
    option(
        "-e --election NAME",
        f"A bundled election (kkr-alloc elections lists them), or {LATEST}.  "
        f"[default: the one that --votes name, without them {bundled.DEFAULT_ELECTION}]",
    ),
    option("--votes FILE|DIR|-", "Your own votes, - for stdin. Default: the election's."),
    MAYORS,
    CO_OPERATION,
)
"""The options of :class:`Inputs`."""

RULES = option(
    "--rules NAME|FILE",
    "A rule set (kkr-alloc rules lists them), or the path of your own (YAML).",
    default=bundled.DEFAULT_RULES,
)
LOTS = option("--lots FILE", "Drawn lots (YAML), where a tie needs one.")
DETAILS = option("--details", "After the overview of several bodies, show each of them in full.")
ALL_LISTS = option("--all-lists", "Show each local list in the table.")
REQUIRE_FINAL = option("--require-final", "Exit with 5 unless the count is final.")
VERBOSE = option("-v --verbose", "Name the files, polling areas and municipalities that notes only count.")
OUTPUT = (
    option("-o --output FILE", "Write to a file (at once and whole) instead of stdout."),
    option("--force", "Overwrite the file if there is one."),
)


def load_inputs(inputs: Inputs) -> Election:
    """Read an election, with a progress bar while a folder is read."""
    with reading_progress(inputs.votes) as progress:
        return load(replace(inputs, progress=progress))


def check_one_stdin(files: Iterable[object]) -> None:
    """Refuse two inputs from standard input: the second would be empty."""
    if sum(file == STDIN for file in files) > 1:
        raise UsageError(text("Only one input can be standard input (-)."))


def unreadable(field: str, written: str, *examples: str) -> InputError:
    """The error of an option's value that is not written like the examples."""
    return InputError(
        text("This cannot be read: {value}.", value=quoted(written)),
        field=field,
        value=quoted(written),
        hint=text("Write it like {examples}.", examples=", ".join(examples)),
        code=USAGE,
    )


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
