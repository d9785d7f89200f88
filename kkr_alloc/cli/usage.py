"""How click is used: options, help in the language that is bound to gettext, what is wrong with a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from gettext import gettext
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from kkr_alloc.cli.completion import completer
from kkr_alloc.errors import UsageError, closest_match
from kkr_alloc.text import text


class HelpFormatter(click.HelpFormatter):
    """Writes help as click does, in the language that is bound.

    A message is: a paragraph; a line of a block that click does not wrap; a heading; a word in capitals that
    stands for a value; in a list, what two blanks part: an option's help and its default.
    """

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, metavars(args), prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(gettext(heading))

    def write_text(self, text: str) -> None:
        super().write_text("\n\n".join(map(_paragraph, text.split("\n\n"))))

    def write_dl(self, rows: Any, *args: Any, **settings: Any) -> None:
        said = [(metavars(names), re.sub(r"\S+(?: \S+)*", _translated, about)) for names, about in rows]
        super().write_dl(said, *args, **settings)


class Context(click.Context):
    """A command's context; its help is written by :class:`HelpFormatter`."""

    formatter_class = HelpFormatter

    def fail(self, message: str) -> NoReturn:
        """click's error of an argument too many: a region has an option."""
        if any(parameter.name == "regions" for parameter in self.command.params):
            message = f"{message}. {gettext('A region is named with --region.')}"
        super().fail(message)


class Choice(click.Choice[Any]):
    """One of some values; for a mistyped one the closest is suggested."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        near = closest_match(str(value), map(str, self.choices))
        return f"{message} {gettext('Did you mean {name}?').format(name=near)}" if near else message


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


def usage_error(template: str, /, **values: object) -> UsageError:
    """The error of a call that has no meaning, made as :func:`kkr_alloc.text.text` makes a sentence."""
    return UsageError(text(template, **values))


def metavars(names: str) -> str:
    """Words in capitals stand for values: ``--votes FILE|DIR|-`` → ``--votes FIL|MAPPE|-``."""
    return re.sub(r"\b[A-Z]{2,}\b", _translated, names)


def explain_error(error: click.ClickException) -> str:
    """What click says of an error; a wrong value that stands in an environment variable is named by that."""
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        by_variable = error.ctx.get_parameter_source(error.param.name or "") is ParameterSource.ENVIRONMENT
        hint = str(error.param.envvar) if by_variable else error.param.get_error_hint(error.ctx)
        error.param_hint = metavars(hint) if isinstance(error.param, click.Argument) else hint
    return error.format_message()


def _paragraph(paragraph: str) -> str:
    if paragraph.startswith("\b"):  # a block whose lines stay as they are
        return re.sub(r"[^\s\b].*", _translated, paragraph)
    return gettext(" ".join(paragraph.split()))


def _translated(message: re.Match[str]) -> str:
    return gettext(message[0])
