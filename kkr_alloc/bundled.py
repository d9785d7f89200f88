"""What comes with the program: regions, parties, languages and rule sets; a user's own rules beside them."""

from __future__ import annotations

import datetime
import gettext
import os
from functools import cache
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import BodyRules, Geography, Party, Region, RuleSet
from kkr_alloc.names import Names, Register
from kkr_alloc.results import Answer
from kkr_alloc.sources.files import Content, decode, read_content
from kkr_alloc.sources.kinds import parse_kind
from kkr_alloc.sources.yamlfile import read_yaml, shaped
from kkr_alloc.text import NOTATIONS, Language, text

DEFAULT_ELECTION = "kv2021"
DEFAULT_RULES = "kl"
CATALOGUE = "kkr_alloc"
"""The domain of gettext: ``data/locale/<language>/LC_MESSAGES/kkr_alloc.mo``, compiled from the ``.po``."""


class RuleSets(Answer, frozen=True):
    """Some rule sets."""

    schema: ClassVar[str] = "rules"

    rule_sets: tuple[RuleSet, ...]

    @property
    def files(self) -> str:
        """Their files, YAML with what it says of each rule; several as several documents."""
        return "---\n".join(decode(_rule_content(rule_set.id)) for rule_set in self.rule_sets)


@cache
def _data_folder() -> str:
    """The folder ``data/``: inside the installed package, or beside it in a checkout."""
    here = os.path.dirname(os.path.realpath(__file__))
    inside = os.path.join(here, "data")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(here), "data")


def data_file(*names: str) -> str:
    """The path of a bundled file or folder: ``data_file("kv2021", "votes.csv")``."""
    return os.path.join(_data_folder(), *names)


def read_bundled(*names: str) -> Content:
    """A bundled file, by the path that outputs show of it on every machine: ``data/kv2021/votes.csv``."""
    return read_content(data_file(*names), "/".join(("data", *names)))


@cache
def geography(day: datetime.date) -> Geography:
    """The regions valid on ``day``."""
    regions = tuple(
        region
        for region in read_yaml(read_bundled("regions.yaml"), dict[str, list[Region]], ours=True)["regions"]
        if region.valid_from <= day and (region.valid_to is None or day <= region.valid_to)
    )
    return Geography(regions, {code: name for one in regions for code, name in one.municipalities.items()})


@cache
def register() -> Register:
    """The bundled register of parties."""
    return Register(read_yaml(read_bundled("parties.yaml"), dict[str, list[Party]], ours=True)["parties"])


@cache
def language(code: str) -> Language:
    """A language by its code. A checkout whose catalogue is not compiled yet has English sentences."""
    catalogue = gettext.translation(CATALOGUE, data_file("locale"), [code], fallback=True)
    return Language(code, NOTATIONS[code], catalogue.gettext)


@cache
def elections() -> tuple[str, ...]:
    """The ids of the bundled elections, oldest first."""
    return tuple(sorted(name for name in os.listdir(data_file()) if name.startswith("kv")))


def rule_sets() -> tuple[str, ...]:
    """The names of the bundled rule sets, the default first."""
    names = sorted(name.removesuffix(".yaml") for name in os.listdir(data_file("rules")))
    return (DEFAULT_RULES, *(name for name in names if name != DEFAULT_RULES))


def rules(name_or_path: str = DEFAULT_RULES) -> RuleSet:
    """A bundled rule set by name, or a user's own rule file by path.

    Raises:
        InputError: the name is unknown and no path, or the file is not a rule set.
    """
    is_file = name_or_path.lower().endswith((".yaml", ".yml")) or os.path.exists(name_or_path)
    if is_file and name_or_path not in rule_sets():
        return rule_file(read_content(name_or_path))
    message = text('There is no rule set "{name}".', name=quoted(name_or_path))
    hint = text("One of {names}, or the path of a YAML file.", names=", ".join(rule_sets()))
    known = Names((name, name) for name in rule_sets())
    content = _rule_content(known.find(name_or_path, message, "rules", hint))
    return _rule_set(read_yaml(content, _RuleFile, ours=True), content.path)


def _rule_content(name: str) -> Content:
    return read_bundled("rules", f"{name}.yaml")


def rule_file(content: Content) -> RuleSet:
    """A user's own rule set; :class:`InputError` where the file is none."""
    made = _rule_set(shaped(parse_kind(content, "rules"), _RuleFile, content.path), content.path)
    if made.id.casefold() in rule_sets():  # a copy of a bundled one, changed or not, must not pass for it
        made = replace(made, id=content.path, name=content.path, description="")
    return replace(made, source=content.source("rules", len(made.bodies)))


class _Bodies(Struct, forbid_unknown_fields=True):
    kkr: BodyRules | None = None
    repraesentantskab: BodyRules | None = None
    bestyrelse: BodyRules | None = None


class _RuleFile(Struct, forbid_unknown_fields=True):
    id: str
    name: str
    description: str
    bodies: _Bodies


def _rule_set(read: _RuleFile, file: str) -> RuleSet:
    own_id, name, description = (" ".join(words.split()) for words in (read.id, read.name, read.description))
    if not own_id:
        raise InputError(text("The rule set needs an id."), file=file, field="id", value=read.id)
    bodies = {body: rules for body, rules in asdict(read.bodies).items() if rules}
    for body, rules in bodies.items():
        _check(rules, file, f"bodies.{body}.")
    return RuleSet(own_id, name, description, bodies)


def body_rules(values: dict[str, object], file: str) -> BodyRules:
    """The rules of one body, from the keys of a rule file. ``file``: where errors say they are from.

    Raises:
        InputError: a key is unknown or missing, or a value is wrong.
    """
    rules = shaped(values, BodyRules, file)
    _check(rules, file)
    return rules


def _check(rules: BodyRules, file: str, at: str = "") -> None:
    """A body's size is either levelled or fixed; a rule that is open has several readings."""
    if (rules.levelling is None) == (rules.seats is None):
        message = text("A body's size is either levelled or fixed: state one of levelling and seats.")
        raise InputError(message, file=file, field=f"{at}levelling")
    if rules.levelling is not None and rules.ex_officio is None:
        raise InputError(text("Levelling needs ex_officio: mayors."), file=file, field=f"{at}ex_officio")
    for name, readings in asdict(rules.open).items():
        if readings and getattr(rules, name) not in readings:
            message = text("The rule itself must be among its readings.")
            raise InputError(message, file=file, field=f"{at}open.{name}", value=", ".join(readings))
        if len(set(readings)) < len(readings) or len(readings) == 1:
            message = text("Name several readings, each of them once; none where the rule is not open.")
            raise InputError(message, file=file, field=f"{at}open.{name}", value=", ".join(readings))
