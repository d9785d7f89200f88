"""Completion in the shell: the values an option may have. Data is read only when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completer: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def regions() -> Mapping[str, str]:
    """Regions by id, and by name: one begun with a capital or a Danish letter."""
    from kkr_alloc import bundled
    from kkr_alloc.election import election_info

    known = bundled.geography(election_info().term_start).regions
    return {region.id: region.name for region in known} | {region.name: region.english for region in known}


def elections() -> Mapping[str, str]:
    """Bundled elections, and the latest."""
    from kkr_alloc.election import LATEST, bundled_elections

    known = {info.id: info.name for info in bundled_elections()}
    return {**known, LATEST: bundled_elections()[-1].name}


def rule_sets() -> Mapping[str, str]:
    """Bundled rule sets."""
    from kkr_alloc import bundled

    return {name: bundled.rules(name).description for name in bundled.rule_sets()}


def parties() -> Mapping[str, str]:
    """Parties of the register by id."""
    from kkr_alloc import bundled

    return {party.id: party.name for party in bundled.register().parties.values()}


def municipalities() -> Mapping[str, str]:
    """Municipalities by name."""
    from kkr_alloc import bundled
    from kkr_alloc.election import election_info

    known = bundled.geography(election_info().term_start).municipalities
    return {name: code for code, name in known.items()}


def mayoralties() -> Mapping[str, str]:
    """A municipality with each party: ``Egedal=C``."""
    known = parties()
    return {f"{name}={party}": about for name in municipalities() for party, about in known.items()}


def body_rules() -> Mapping[str, str]:
    """The rules of a body, each with its equals sign."""
    from kkr_alloc.model import BodyRules

    return {f"{name}=": "" for name in BodyRules.__struct_fields__}


VALUES: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "--region": regions,
    "--election": elections,
    "--rules": rule_sets,
    "--against": parties,
    "--change-mayor": mayoralties,
    "--candidates": mayoralties,
    "--unknown": municipalities,
    "--change-rule": body_rules,
}
"""Option -> its values, each with a word about it, in every command that has the option."""


def completer(option: str, metavar: str | None) -> Completer | None:
    """What completes the values of an option: the known ones, else files where it names a FILE."""
    known = VALUES.get(option)
    of_files = metavar is not None and "FILE" in metavar
    if known is None and not of_files:
        return None

    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=about)
            for name, about in (known() if known else {}).items()
            if name.casefold().startswith(begun.casefold())
        ]
        return found or ([CompletionItem(begun, "file")] if of_files else [])

    return complete
