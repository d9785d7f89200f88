"""What is wrong with a command line, in our own sentences: click's own are in English only."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click
from click.core import ParameterSource

from kkr_alloc.errors import nearest, shown
from kkr_alloc.text import Text, text


def explained(error: click.ClickException) -> str:
    """A sentence about a usage error, to be said in any language; click's own where there is no other."""
    message = error.format_message() if not isinstance(error.message, Text) else error.message
    if isinstance(message, Text):
        return message
    if isinstance(error, click.NoSuchOption):
        options = [name for parameter in _parameters(error) for name in parameter.opts]
        near = nearest(error.option_name, options, 0.7)
        if not near:
            return text("There is no option {name}.", name=shown(error.option_name))
        about = text("Did you mean {name}?", name=near)
        return text("There is no option {name}. {hint}", name=shown(error.option_name), hint=about)
    if isinstance(error, click.MissingParameter):
        return text("{option} is missing.", option=_option(error))
    if isinstance(error, click.BadOptionUsage):
        if "does not take a value" in message:
            return text("{option} takes no value.", option=error.option_name)
        return text("{option} needs a value.", option=error.option_name)
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    unexpected = re.match(r"Got unexpected extra arguments? \((.*)\)$", message, re.DOTALL)
    if unexpected:
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "kkr-alloc"
        return text(
            "Nothing is expected here: {arguments}. See {help}.",
            arguments=shown(unexpected[1]),
            help=f"{command} --help",
        )
    return text("A command is missing.") if message == "Missing command." else message


def _bad_value(error: click.BadParameter) -> Text:
    """A value that is none of an option's choices, or is wrong in another way."""
    choices = error.param.type.choices if error.param and isinstance(error.param.type, click.Choice) else ()
    value = re.match(r"'(.*?)' is not one of ", error.message, re.DOTALL)
    if not choices or not value:
        return text("{option}: {reason}", option=_option(error), reason=shown(error.message, 200))
    near = nearest(value[1], _names(choices))
    about = {"option": _option(error), "value": shown(value[1]), "choices": ", ".join(_names(choices))}
    if not near:
        return text("{option}: {value} is none of {choices}.", **about)
    return text(
        "{option}: {value} is none of {choices}. {hint}",
        **about,
        hint=text("Did you mean {name}?", name=near),
    )


def _parameters(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.get_params(error.ctx) if error.ctx else []


def _names(choices: Sequence[object]) -> list[str]:
    return [str(choice) for choice in choices]


def _option(error: click.BadParameter) -> str:
    return str(error.param_hint or "") if error.param is None else told_as(error.param, error.ctx)


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
