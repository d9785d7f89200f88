"""``kkr-alloc help``: pages of help beside the commands' own."""

from __future__ import annotations

import click

from kkr_alloc.cli.completion import help_pages
from kkr_alloc.cli.printing import emit
from kkr_alloc.cli.topics import TOPICS, contents
from kkr_alloc.errors import UsageError, did_you_mean
from kkr_alloc.text import text


@click.command("help")
@click.argument("topic", required=False, shell_complete=help_pages)
@click.pass_context
def command(context: click.Context, topic: str | None) -> None:
    """Show help on a topic or a command; without one, the list of topics.

    \b
    Examples:
      kkr-alloc help exit-codes
      kkr-alloc help formats
      kkr-alloc help compute
    """
    if topic is None:
        written = (
            f"Topics:\n{contents()}\nkkr-alloc help TOPIC shows one, kkr-alloc help COMMAND a command's.\n"
        )
    elif topic in TOPICS:
        written = TOPICS[topic].written()
    else:
        written = _of_command(context, topic)
    emit(written, None, machine=False)


def _of_command(context: click.Context, name: str) -> str:
    group = context.parent.command if context.parent else None
    assert isinstance(group, click.Group)
    found = group.get_command(context, name)
    if found is None:
        known = [*TOPICS, *group.list_commands(context)]
        raise UsageError(
            text("There is no help on {name}. {hint}", name=name, hint=did_you_mean(name, known))
        )
    return found.get_help(click.Context(found, info_name=name, parent=context.parent)) + "\n"
