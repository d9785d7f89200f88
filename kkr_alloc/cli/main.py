"""The command group, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from copy import copy
from importlib import import_module

import click

from kkr_alloc import __version__
from kkr_alloc.cli.language import asked_format, asked_language, bind
from kkr_alloc.cli.printing import QUIET, open_standard_streams, show_cause, stdout_error, write_error
from kkr_alloc.cli.usage import Choice, Context, explain_error, option
from kkr_alloc.errors import ExitCode, KkrAllocError, UsageError, did_you_mean, foreseen, quoted
from kkr_alloc.text import IN_ENGLISH, NOTATIONS, Language, text

COMMANDS = {
    "compute": "The seats of each party in a KKR: the main job.",
    "explain": "How a composition came about, to be done again on paper.",
    "margins": "How few votes, and which mayors, would change a composition.",
    "what-if": "What would change with other mayors, votes, lists or rules.",
    "compare": "Two elections, rule sets or earlier results side by side.",
    "outlook": "Each party's possible seats while mayors are unknown.",
    "check": "Published figures against the computed ones; exit 1 if any differs.",
    "report": "One self-contained HTML page: diagrams, tables, sources.",
    "watch": "Follow a feed on election night: a line whenever a composition changes.",
    "convert": "Any supported votes, or a bundled election, as the tidy table.",
    "validate": "Every problem in some files, in one run.",
    "elections": "The bundled elections, and what each one has.",
    "rules": "The bundled rule sets, or one of them as a file to start from.",
}
"""Command -> its line in the help and in completion. Its module is imported when it is called."""


EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.OK: "ok",
    ExitCode.DIFFERS: "check, or compare with --exit-code, found a difference",
    ExitCode.USAGE: "invalid command line",
    ExitCode.BAD_INPUT: "bad input; nothing was computed",
    ExitCode.LOT_NEEDED: "a lot must be drawn; the result is printed",
    ExitCode.NOT_FINAL: "the count is not final, with --require-final; the result is printed",
    ExitCode.CANNOT_WRITE: "the output cannot be written, or the file exists already",
    ExitCode.INTERNAL: "internal error",
    ExitCode.INTERRUPTED: "Ctrl-C",
    ExitCode.TERMINATED: "SIGTERM",
}
"""Each way a command can end, as the help says it."""


def set_no_color(_context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Let no stream have colours."""
    if asked:
        os.environ["NO_COLOR"] = "1"


def set_quiet(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Let the command say nothing but its answer and errors."""
    context.meta[QUIET] = asked or context.meta.get(QUIET, False)


COMMON = (
    option(
        "--lang",
        "Language of what people read; data formats stay the same.  [default: en]",
        type=Choice(NOTATIONS),
        expose_value=False,
    ),
    option(
        "--no-color", "No colours, as with the variable NO_COLOR.", expose_value=False, callback=set_no_color
    ),
    option(
        "-q --quiet",
        "No progress bar and no advice on stderr; errors are still shown.",
        expose_value=False,
        callback=set_quiet,
    ),
)
"""What every command takes."""


class Commands(click.Group):
    """Commands by name, each imported only when it is called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"kkr_alloc.cli.{name.replace('-', '_')}")
        command: click.Command = copy(module.command)  # else click keeps its help option's first language
        command.short_help = COMMANDS[name]
        command.context_class = Context
        command.params = [*command.params, *COMMON]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            hint = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(
                text("There is no command {name}. {hint}", name=quoted(args[0]), hint=hint), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        with formatter.section("Exit codes"):
            formatter.write_dl([(f"{code.value:>3}", meaning) for code, meaning in EXIT_CODES.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kkr-alloc", message="%(prog)s %(version)s")
def group() -> None:
    """How many seats each Danish party gets in the five KKR, the regional councils of KL.

    Each option has a variable KKR_ALLOC_<OPTION>; several values have semicolons between them.

    \b
    Examples:
      kkr-alloc compute --region hovedstaden
      kkr-alloc compute --election latest --format json -o kkr.json
    """


group.params += COMMON


def run(arguments: Sequence[str]) -> int:
    """Run the command line; every error becomes a message on stderr and an exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ExitCode.TERMINATED))
    open_standard_streams()
    language = asked_language(arguments)
    bind(IN_ENGLISH if asked_format(arguments) == "json" else language)  # an error in JSON is in English
    usage = ""
    try:
        code = copy(group).main(list(arguments), prog_name="kkr-alloc", standalone_mode=False, obj=language)
        return code if isinstance(code, int) else ExitCode.OK
    except SystemExit as ended:  # else click's way when nobody reads its help any more
        return ExitCode.TERMINATED if ended.code == ExitCode.TERMINATED else ExitCode.OK
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as found:
        write_error(found.format_message() + "\n")
        return ExitCode.USAGE
    except click.UsageError as found:
        usage = found.ctx.get_usage() + "\n" if found.ctx else ""
        error: KkrAllocError = UsageError(explain_error(found))
    except OSError as found:
        error = foreseen(found) if found.filename else stdout_error(found)  # click's help
    except Exception as found:
        error = foreseen(found)
    _report(error, usage, arguments, language)
    return error.exit_code


def _report(error: KkrAllocError, usage: str, arguments: Sequence[str], language: Language) -> None:
    """Write an error to stderr; for a person, after the ``usage`` of the command."""
    from kkr_alloc.render import errors

    show_cause(error)
    asked = asked_format(arguments)
    if asked == "json":
        write_error(errors.as_json(error), for_people=False)
    elif asked == "github":
        write_error(errors.as_annotations(error, language), for_people=False)
    else:
        write_error(usage + errors.as_text(error.message, error.problems, language))
