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
