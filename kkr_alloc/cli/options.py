"""Options that several commands share. Each has an environment variable KKR_ALLOC_<OPTION>."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import gettext
from typing import Any, NamedTuple, TypeVar, cast

import click
from click.core import ParameterSource

from kkr_alloc import bundled
from kkr_alloc.cli.arguments import HEARD
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.printing import FORCE
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.cli.usage import Choice, from_environment, told_as
from kkr_alloc.election import LATEST, find_region, load_election
from kkr_alloc.errors import UsageError
from kkr_alloc.model import BODIES, Election, Geography
from kkr_alloc.output import FORMATS, SUFFIXES
from kkr_alloc.sources import FORMATS as FORMATS_OF_VOTES
from kkr_alloc.sources import Reading
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
            BadParameter: it is empty.
        """
        if value == "" or (isinstance(value, list | tuple) and "" in value):
            raise click.BadParameter(gettext("The value is empty."), ctx, self)
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
    option("-b", "--body", type=Choice(BODIES), default="kkr", show_default=True, help="The body."),
)

votes_options = grouped(
    option(
        "--votes-format",
        type=Choice(FORMATS_OF_VOTES),
        help="The votes' format.  [default: told by the content]",
    ),
    option(
        "--municipality",
        metavar="NAME",
        help="Whose votes a single valg.dk export is, if its name does not tell.",
    ),
    option(
        "--skip-unreadable",
        is_flag=True,
        help="Leave out a feed's unreadable files: their polling areas count as not counted.",
    ),
)


class ElectionChoice(NamedTuple):
    """The election a command is about: bundled, or a user's own files."""

    election: str | None
    votes: str | None
    mayors: str | None
    co_operation: str | None
    votes_format: str | None
    municipality: str | None
    skip_unreadable: bool
    unknown_mayors: bool

    def load(self) -> Election:
        """Read it. See :func:`kkr_alloc.election.load_election`."""
        with reading_progress() as progress:
            return load_election(
                self.election,
                votes=self.votes,
                mayors=self.mayors,
                co_operation=self.co_operation,
                reading=Reading(self.votes_format, self.skip_unreadable, self.municipality, progress),
                unknown_mayors=self.unknown_mayors,
            )


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
        help="Your own mayors (CSV). Default: the election's, else the sitting ones.",
    ),
    option(
        "--co-operation",
        metavar="FILE",
        help="The lists of the list co-operation (CSV), taken as complete.",
    ),
    votes_options,
    option("--unknown-mayors", is_flag=True, help="Leave mayors that the file does not name open."),
)


INPUTS = ("votes", "mayors", "co_operation", "lots", "expected")
"""Parameters of the commands that ask about an election and that name a file, or - for standard input."""


def election_options(function: F) -> F:
    """The options that say which election: the command gets an :class:`ElectionChoice`, ``chosen``."""

    @functools.wraps(function)
    def command(**parameters: Any) -> Any:
        check_one_stdin(map(parameters.get, INPUTS))
        choice = ElectionChoice(**{name: parameters.pop(name) for name in ElectionChoice._fields})
        return function(chosen=_with_effect(choice), **parameters)

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


def _with_effect(choice: ElectionChoice) -> ElectionChoice:
    """The choice without what is for a user's own files, where there are none.

    Raises:
        UsageError: such an option stands on the command line: whoever gives it means something by it.
    """
    without_votes = given("votes_format", "municipality", "skip_unreadable")
    if without_votes and not choice.votes:
        raise UsageError(
            text("{options}: only for reading your own votes; name them with --votes.", options=without_votes)
        )
    if choice.votes or choice.mayors:
        return choice
    if given("unknown_mayors"):
        raise UsageError(
            text("--unknown-mayors: only for your own files; name them with --mayors or --votes.")
        )
    return choice._replace(unknown_mayors=False)


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
            type=Choice(formats),
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
