"""Completion in the shell: what may stand for an option's value. Data is read only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completer: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def regions(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Regions by id; a name begun with a capital or a Danish letter is completed as a name."""
    from kkr_alloc import bundled
    from kkr_alloc.election import election_info

    found = bundled.geography(election_info().term_start).regions
    ids = _starting({region.id: region.name for region in found}, begun)
    return ids or _starting({region.name: region.english for region in found}, begun)


def elections(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Bundled elections, and the latest."""
    from kkr_alloc.election import LATEST, bundled_elections

    known = {info.id: info.name for info in bundled_elections()}
    return _starting({**known, LATEST: bundled_elections()[-1].name}, begun)


def rule_sets(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Bundled rule sets, else files."""
    from kkr_alloc import bundled

    known = {name: bundled.rules(name).description for name in bundled.rule_sets()}
    return _starting(known, begun) or files(context, parameter, begun)


def parties(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Parties of the register by id."""
    return _starting(_parties(), begun)


def mayoralties(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """A municipality, and behind the equals sign a party: ``Egedal=C``."""
    municipality, equals, party = begun.partition("=")
    if not equals:
        return _starting({f"{name}=": code for code, name in _municipalities().items()}, begun)
    return [_item(f"{municipality}={item.value}", help=item.help) for item in _starting(_parties(), party)]


def municipalities(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Municipalities by name."""
    return _starting({name: code for code, name in _municipalities().items()}, begun)


def body_rules(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The rules of a body, each with its equals sign."""
    from kkr_alloc.cli.topics import RULES

    return _starting({f"{name}=": about for name, about in RULES.items()}, begun)


def files(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Files, as the shell knows them."""
    return [_item(begun, type="file")]


def help_pages(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Topics and commands that there is help on."""
    from kkr_alloc.cli.main import COMMANDS
    from kkr_alloc.cli.topics import TOPICS

    return _starting({**{name: topic.title for name, topic in TOPICS.items()}, **COMMANDS}, begun)


COMPLETERS: Mapping[str, Completer] = {
    "--region": regions,
    "--election": elections,
    "--rules": rule_sets,
    "--against": parties,
    "--change-mayor": mayoralties,
    "--candidates": mayoralties,
    "--unknown": municipalities,
    "--change-rule": body_rules,
}
"""What completes an option's value, in every command that has the option."""


def completer(option: str, metavar: str | None) -> Completer | None:
    """What completes the values of an option; those that name a FILE are completed with files."""
    return COMPLETERS.get(option) or (files if metavar and "FILE" in metavar else None)


def _item(value: str, type: str = "plain", help: str | None = None) -> CompletionItem:
    from click.shell_completion import CompletionItem

    return CompletionItem(value, type, help)


def _starting(known: Mapping[str, str], begun: str) -> list[CompletionItem]:
    return [
        _item(name, help=about)
        for name, about in known.items()
        if name.casefold().startswith(begun.casefold())
    ]


def _parties() -> dict[str, str]:
    from kkr_alloc import bundled

    return {party.id: party.name for party in bundled.register().parties.values()}


def _municipalities() -> dict[str, str]:
    from kkr_alloc import bundled
    from kkr_alloc.election import election_info

    return bundled.geography(election_info().term_start).municipalities
