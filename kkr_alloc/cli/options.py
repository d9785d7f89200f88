"""Options that several commands share. Each has an environment variable KKR_ALLOC_<OPTION>."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

import click
from click.core import ParameterSource
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.arguments import HEARD
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.printing import FORCE
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.cli.usage import from_environment, told_as
from kkr_alloc.election import LATEST, Inputs, load
from kkr_alloc.errors import UsageError
from kkr_alloc.model import BODIES, Election, Geography
from kkr_alloc.names import find_region
from kkr_alloc.output import FORMATS, SUFFIXES
from kkr_alloc.sources.files import STDIN
from kkr_alloc.text import text

F = TypeVar("F", bound=Callable[..., Any])


class Option(click.Option):
    """An option with its environment variable; several values stand there with semicolons between them.

    No value is empty: that would be a script's variable that is not set.
    """

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """The variable's value, or its values: click would part them at blanks, which names have."""
        value = self.resolve_envvar_value(ctx)
        if value is not None and self.multiple:
            return [part.strip() for part in value.removesuffix(";").split(";")]
        return super().value_from_envvar(ctx)

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        """The value and where it is from; a variable that was heard is remembered."""
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.ENVIRONMENT:
            ctx.meta.setdefault(HEARD, []).append(self.envvar)
        return value, source

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value, or the values of an option that may be repeated.

        Raises:
            BadOptionUsage: it is empty.
        """
        if value == "" or (isinstance(value, list | tuple) and "" in value):
            raise click.BadOptionUsage(told_as(self, ctx), "empty", ctx)
        return super().process_value(ctx, value)


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option with its environment variable, and with what completes its values in the shell."""
    long = next(name for name in names if name.startswith("--")).split("/")[0]
    return click.option(
        *names,
        cls=Option,
        envvar=f"KKR_ALLOC_{long.removeprefix('--').upper().replace('-', '_')}",
        shell_complete=completer(long, settings.get("metavar")),
        **settings,
    )


def grouped(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in their order."""

    def decorate(function: F) -> F:
        for one in reversed(options):
            function = one(function)
        return function

    return decorate


region_option = option(
    "-r",
    "--region",
    "regions",
    multiple=True,
    metavar="NAME",
    help="A region, by name or code; may be repeated. Default: all.",
)

body_options = grouped(
    region_option,
    option("-b", "--body", type=click.Choice(BODIES), default="kkr", show_default=True, help="The body."),
)

votes_options = grouped(
    option(
        "--skip-unreadable",
        is_flag=True,
        help="Leave out a feed's unreadable files: their polling areas count as not counted.",
    ),
)


def load_inputs(inputs: Inputs) -> Election:
    """Read an election, with a progress bar where it takes long."""
    with reading_progress() as progress:
        return load(replace(inputs, progress=progress))


_election_options = grouped(
    option(
        "-e",
        "--election",
        metavar="NAME",
        help=f"A bundled election (kkr-alloc elections lists them), or {LATEST}.  "
        f"[default: what the votes say, else {bundled.DEFAULT_ELECTION}]",
    ),
    option("--votes", metavar="FILE|DIR|-", help="Your own votes, - for stdin. Default: the election's."),
    option(
        "--mayors",
        metavar="FILE",
        help="Your own mayors (a table). Default: the election's, else the sitting ones.",
    ),
    option(
        "--co-operation",
        metavar="FILE",
        help="The lists of the list co-operation (a table), taken as complete.",
    ),
    votes_options,
)


FILES = ("votes", "mayors", "co_operation", "lots", "expected")
"""Parameters of the commands that ask about an election and that name a file, or - for standard input."""


def election_options(function: F) -> F:
    """The options that say which election: the command gets them as :class:`Inputs`."""

    @functools.wraps(function)
    def command(**parameters: Any) -> Any:
        check_one_stdin(map(parameters.get, FILES))
        names = ("election", "votes", "mayors", "co_operation", "skip_unreadable")
        inputs = Inputs(**{name: parameters.pop(name) for name in names})
        _check_effect(inputs)
        return function(inputs=inputs, **parameters)

    return _election_options(cast(F, command))


def given(*names: str) -> str:
    """Those of the options that stand on the command line: the environment's hold for every command."""
    context = click.get_current_context()
    return ", ".join(
        told_as(parameter, context)
        for parameter in context.command.params
        if parameter.name in names
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    )


def _check_effect(inputs: Inputs) -> None:
    """Refuse an option for reading votes where no votes are named: whoever gives it means something by it."""
    without_votes = given("skip_unreadable")
    if without_votes and not inputs.votes:
        raise UsageError(
            text("{options}: only for reading your own votes; name them with --votes.", options=without_votes)
        )


def check_one_stdin(files: Iterable[object]) -> None:
    """Refuse two inputs from standard input: the second would be empty."""
    if sum(file == STDIN for file in files) > 1:
        raise UsageError(text("Only one input can be standard input (-)."))


rules_option = option(
    "--rules",
    metavar="NAME|FILE",
    default=bundled.DEFAULT_RULES,
    show_default=True,
    help="A rule set (kkr-alloc help rules lists them), or the path of your own (YAML).",
)

lots_option = option("--lots", metavar="FILE", help="Drawn lots (YAML), where a tie needs one.")


def _remember_force(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    context.meta[FORCE] = value


output_options = grouped(
    option("-o", "--output", metavar="FILE", help="Write to a file (at once and whole) instead of stdout."),
    option(
        "--force",
        is_flag=True,
        expose_value=False,
        callback=_remember_force,
        help="Overwrite the file if there is one.",
    ),
)
"""--output and --force; the latter is known to :func:`kkr_alloc.cli.printing.emit`."""


def format_options(formats: Sequence[str] = tuple(FORMATS)) -> Callable[[F], F]:
    """--format and --output."""
    return grouped(
        option(
            "-f",
            "--format",
            "format_name",
            type=click.Choice(formats),
            help="Output format.  [default: by the file's suffix, else table]",
        ),
        output_options,
    )


TABLE_OR_JSON = {".txt": "table", ".json": "json"}
"""The suffixes of commands that have a text for people and JSON."""


def chosen_format(format_name: str | None, output: str | None, suffixes: Mapping[str, str] = SUFFIXES) -> str:
    """The format asked for, else the one of the file's suffix, else the table.

    Raises:
        UsageError: no format belongs to the suffix.
    """
    if format_name:
        return format_name
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix and suffix not in suffixes:
        raise UsageError(
            text(
                "No format belongs to {suffix}. Name it with --format, or use one of {suffixes}.",
                suffix=suffix,
                suffixes=", ".join(suffixes),
            )
        )
    return suffixes.get(suffix, "table")


def region_ids(names: Sequence[str], body: str, geography: Geography) -> list[str | None]:
    """The regions to compute, in the order asked; ``[None]`` for a national body.

    Regions of the environment are those of every KKR, and not meant where a national body is asked for.

    Raises:
        UsageError: a region was named for a national body.
        InputError: there is no such region.
    """
    if body != "kkr":
        if names and not from_environment("regions"):
            raise UsageError(text("{body} is a national body; leave --region out.", body=body))
        return [None]
    found = [find_region(name, geography).id for name in names]
    return list(dict.fromkeys(found)) or [region.id for region in geography.regions]
