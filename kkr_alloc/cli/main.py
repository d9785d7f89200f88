"""The command group, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from kkr_alloc import __version__
from kkr_alloc.cli.printing import ReaderGone
from kkr_alloc.errors import ExitCode, InputError, KkrAllocError

COMMANDS = {
    "compute": "The seats of each party in a KKR: the main job.",
    "explain": "How a composition came about, to be done again on paper.",
    "margins": "How few votes, and which mayors, would change a composition.",
    "what-if": "What would change with other mayors, votes, lists or rules.",
    "compare": "Two elections or two rule sets side by side.",
    "outlook": "What can come of a body while mayors are not known.",
    "check": "Published figures against the computed ones; exit 1 if any differs.",
    "watch": "Follow a feed on election night: a line of JSON whenever a composition changes.",
    "convert": "Any supported votes as the tidy table.",
    "validate": "Everything that is wrong with some files, in one run.",
    "elections": "The bundled elections, and what each one has.",
}
"""Command -> its line in the help. The module of a command is imported when it is called."""

EXIT_CODES = """\b
Exit codes:
  0  ok                     5  preliminary count, with --require-final
  1  check differs          6  output cannot be written
  2  usage                 70  internal error
  3  bad input            130  Ctrl-C
  4  a lot must be drawn  143  SIGTERM
"""


class Commands(click.Group):
    """Commands by name, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"kkr_alloc.cli.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]}?" if near else f" One of {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command {args[0]}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="kkr-alloc", message="%(prog)s %(version)s")
def group() -> None:
    """How many seats each Danish party gets in the five KKR, the regional councils of KL.

    \b
    Examples:
      kkr-alloc compute --region hovedstaden
      kkr-alloc compute --election latest --format json -o kkr.json
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line; every error becomes a message on stderr and an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = group.main(list(arguments), prog_name="kkr-alloc", standalone_mode=False)
        return code if isinstance(code, int) else ExitCode.OK
    except ReaderGone:
        return ExitCode.OK
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return ExitCode.USAGE
    except click.ClickException as error:
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else None
        return _report(KkrAllocError(error.format_message()), arguments, "usage", ExitCode.USAGE, usage)
    except KkrAllocError as error:
        return _report(error, arguments, error.code, error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.INTERRUPTED
    except Terminated:
        return ExitCode.TERMINATED
    except Exception as error:
        if os.environ.get("KKR_ALLOC_DEBUG"):
            raise
        message = f"Internal error: {type(error).__name__}: {error}. Set KKR_ALLOC_DEBUG=1 to see where."
        return _report(KkrAllocError(message), arguments, "internal", ExitCode.INTERNAL)


class Terminated(BaseException):
    """SIGTERM came."""


def _terminated(_signal: int, _frame: object) -> None:
    raise Terminated


def _report(
    error: KkrAllocError, arguments: Sequence[str], code: str, exit_code: ExitCode, usage: str | None = None
) -> int:
    from kkr_alloc.output import errors

    problems = error.problems if isinstance(error, InputError) or error.problems else ()
    if errors.wants_json(arguments):
        message = errors.as_json(code, error.message, problems)
    else:
        message = (f"{usage}\n" if usage else "") + errors.as_text(error.message, problems)
    sys.stderr.write(
        message.encode(sys.stderr.encoding or "utf-8", "replace").decode(sys.stderr.encoding or "utf-8")
    )
    return exit_code
