"""Completion in the shell: the values an option may have. Data is read only when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import click

from kkr_alloc.errors import KkrAllocError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Completer: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def known_values(option: str, begun: str = "", election: str | None = None) -> Mapping[str, str]:
    """The values an option may have, each with a word about it: the same in every command.

    ``begun``: what of it is written; after a municipality and ``=`` come the lists that stand there in the
    ``election``.
    """
    from kkr_alloc import bundled
    from kkr_alloc.election import LATEST, bundled_elections, election_info, load_election
    from kkr_alloc.model import BodyRules
    from kkr_alloc.names import fold

    geography = bundled.geography(election_info().term_start)
    municipalities = {name: code for code, name in geography.municipalities.items()}
    match option:
        case "--region":  # by name too: it begins with a capital, or a Danish letter
            regions = geography.regions
            return {one.id: one.name for one in regions} | {one.name: one.english for one in regions}
        case "--election":
            elections = bundled_elections()
            return {info.id: info.name for info in elections} | {LATEST: elections[-1].name}
        case "--rules":
            return {name: bundled.rules(name).description for name in bundled.rule_sets()}
        case "--against":
            return {party.id: party.name for party in bundled.register().parties.values()}
        case "--unknown":
            return municipalities
        case "--change-mayor" | "--candidates":
            place, sign, _ = begun.partition("=")
            code = next((municipalities[name] for name in municipalities if fold(name) == fold(place)), None)
            if not sign:
                return {f"{name}=": number for name, number in municipalities.items()}
            standing = load_election(election or bundled.DEFAULT_ELECTION).lists if code else ()
            lists = [one for one in standing if one.municipality == code]
            return {f"{place}={one.letter or one.id}": one.name for one in lists}
        case "--change-rule":
            return dict.fromkeys((f"{name}=" for name in BodyRules.__struct_fields__), "")
    return {}


def completer(option: str, metavar: str | None) -> Completer | None:
    """What completes the values of an option: the known ones, else files where it names a FILE."""
    if metavar is None:
        return None

    def complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        values: Mapping[str, str] = {}
        with suppress(KkrAllocError):  # an election that there is not has no values
            values = known_values(option, begun, context.params.get("election"))
        found = [
            CompletionItem(name, help=about)
            for name, about in values.items()
            if name.casefold().startswith(begun.casefold())
        ]
        return found or ([CompletionItem(begun, "file")] if "FILE" in metavar else [])

    return complete
