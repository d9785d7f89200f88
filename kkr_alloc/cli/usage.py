"""How click speaks: help in the language that is bound to gettext, and what is wrong with a command line."""

from __future__ import annotations

import re
from gettext import gettext
from typing import Any

import click
from click.core import ParameterSource

from kkr_alloc.errors import closest_match


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


class Choice(click.Choice[Any]):
    """One of some values; for a mistyped one the closest is suggested."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        near = closest_match(str(value), map(str, self.choices))
        return f"{message} {gettext('Did you mean {name}?').format(name=near)}" if near else message


def metavars(names: str) -> str:
    """Words in capitals stand for values: ``--votes FILE|DIR|-`` → ``--votes FIL|MAPPE|-``."""
    return re.sub(r"\b[A-Z]{2,}\b", _translated, names)


def explained(error: click.ClickException) -> str:
    """What click says of an error, with the environment variable that a wrong value stands in."""
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        variable = from_environment(error.param.name, error.ctx)
        hint = str(error.param.envvar) if variable else error.param.get_error_hint(error.ctx)
        error.param_hint = metavars(hint) if isinstance(error.param, click.Argument) else hint
    return error.format_message()


def told_as(parameter: click.Parameter, context: click.Context | None) -> str:
    """An option as it was given: --format, or its environment variable."""
    if from_environment(parameter.name, context):
        return str(parameter.envvar)
    longest: str = max(parameter.opts, key=len)
    return longest if parameter.param_type_name == "option" else parameter.human_readable_name


def from_environment(option: str | None, context: click.Context | None = None) -> bool:
    """Whether an option of a command, by default the one that runs, has its value from the environment."""
    context = context or click.get_current_context(silent=True)
    if context is None or option is None:
        return False
    return context.get_parameter_source(option) is ParameterSource.ENVIRONMENT


def _paragraph(paragraph: str) -> str:
    if paragraph.startswith("\b"):  # a block whose lines stay as they are
        return re.sub(r"[^\s\b].*", _translated, paragraph)
    return gettext(" ".join(paragraph.split()))


def _translated(message: re.Match[str]) -> str:
    return gettext(message[0])
