"""What comes with the program: regions, parties, languages and rule sets; a user's own rules beside them."""

from __future__ import annotations

import datetime
import gettext
import os
from functools import cache

from msgspec.structs import replace

from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError, Problems, closest_match, quoted, require_name
from kkr_alloc.model import BODIES, BodyRules, Digest, Geography, Party, Region, RuleSet, Source
from kkr_alloc.sources.base import Register
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.yamlfile import Fields, read_yaml
from kkr_alloc.text import NOTATIONS, Language, text

DEFAULT_ELECTION = "kv2021"
DEFAULT_RULES = "kl"
CATALOGUE = "kkr_alloc"
"""The domain of gettext: ``data/locale/<language>/LC_MESSAGES/kkr_alloc.mo``, compiled from the ``.po``."""


@cache
def _data_folder() -> str:
    """The folder ``data/``: inside the installed package, or beside it in a checkout."""
    here = os.path.dirname(os.path.realpath(__file__))
    inside = os.path.join(here, "data")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(here), "data")


def data_file(*names: str) -> str:
    """The path of a bundled file or folder: ``data_file("kv2021", "votes.csv")``."""
    return os.path.join(_data_folder(), *names)


def told(path: str) -> str:
    """A bundled file's path as outputs tell it, the same on every machine: ``data/kv2021/votes.csv``."""
    return "data/" + os.path.relpath(path, _data_folder()).replace(os.sep, "/")


def geography(day: datetime.date, file: str | None = None) -> Geography:
    """The regions valid on ``day``. ``file``: a regions file other than the bundled one.

    Raises:
        InputError: a municipality stands in two regions, or a key is unknown or missing.
    """
    path = file or data_file("regions.yaml")
    regions, names = [], {}
    place: dict[str, str] = {}
    problems = Problems()
    for entry in _read(path).entries("regions"):
        valid_from, valid_to = entry.date("valid_from"), entry.date("valid_to", missing=None)
        region_id = entry.text("id")
        municipalities = entry.mapping("municipalities")
        region = Region(
            region_id,
            entry.text("code"),
            entry.text("name"),
            entry.text("english"),
            tuple(municipalities),
            valid_from,
            valid_to,
        )
        entry.done()
        if valid_from > day or (valid_to is not None and valid_to < day):
            continue
        regions.append(region)
        for code, name in municipalities.items():
            if code in place:
                problems.add(
                    text("The municipality {name} stands in two regions.", name=f"{code} {name}"),
                    file=entry.file,
                    field=f"{place[code]}, {region_id}",
                    value=code,
                    hint=text("Each municipality belongs to one region."),
                )
            place[code] = region_id
            names[code] = name
    problems.raise_if_any()
    return Geography(tuple(regions), names)


@cache
def register() -> Register:
    """The bundled register of parties."""
    parties: list[Party] = []
    letters: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in _read(data_file("parties.yaml")).entries("parties"):
        by_election = {
            election: tuple(of_election) for election, of_election in entry.mapping("letters", list).items()
        }
        party_id, name = entry.text("id"), entry.text("name")
        parties.append(
            Party(
                party_id,
                name,
                entry.text("english"),
                tuple(dict.fromkeys(letter for some in by_election.values() for letter in some)),
                (name, *entry.texts("spellings")),
                entry.text("colour"),
            )
        )
        entry.done()
        for election, some in by_election.items():
            letters.setdefault(election, {})[party_id] = some
    return Register(parties, letters)


@cache
def language(code: str) -> Language:
    """A language by its code. A checkout whose catalogue is not compiled yet has English sentences."""
    catalogue = gettext.translation(CATALOGUE, data_file("locale"), [code], fallback=True)
    return Language(code, NOTATIONS[code], catalogue.gettext)


def rule_sets() -> tuple[str, ...]:
    """The names of the bundled rule sets, the default first."""
    names = sorted(name.removesuffix(".yaml") for name in os.listdir(data_file("rules")))
    return (DEFAULT_RULES, *(name for name in names if name != DEFAULT_RULES))


def rules(name_or_path: str = DEFAULT_RULES) -> RuleSet:
    """A bundled rule set by name, or a user's own rule file by path.

    Raises:
        InputError: there is neither such a name nor such a file, or the file is not a rule set.
    """
    name_or_path = require_name(name_or_path, "rules")
    if name_or_path in rule_sets():
        return _rule_set(_read(data_file("rules", f"{name_or_path}.yaml")))
    if not name_or_path.lower().endswith((".yaml", ".yml")) and not os.path.exists(name_or_path):
        near = closest_match(name_or_path.lower(), rule_sets())
        raise InputError(
            text('There is no rule set "{name}".', name=quoted(name_or_path)),
            field="rules",
            value=quoted(name_or_path),
            hint=text("Did you mean {name}?", name=near)
            if near
            else text("One of {names}, or the path of a YAML file.", names=", ".join(rule_sets())),
        )
    return rule_file(read_content(name_or_path))


def rule_file(content: Content) -> RuleSet:
    """A user's own rule set; :class:`InputError` where the file is none."""
    made = _rule_set(read_yaml(content))
    if made.id in rule_sets():  # a copy of a bundled one, changed or not, must not pass for it
        made = replace(made, id=content.path, name=content.path, description="")
    return replace(made, source=Source("rules", content.path, Digest(content.sha256), len(made.bodies)))


def _rule_set(fields: Fields) -> RuleSet:
    bodies = {}
    own_id, name, about = (" ".join(fields.text(key).split()) for key in ("id", "name", "description"))
    if not own_id:
        fields.problem(text("The rule set needs an id."), "id")
    sections = fields.sections("bodies")
    for body in BODIES:
        if body in sections:
            bodies[body] = body_rules(sections.pop(body))
    for unknown in sections:
        fields.problem(text("There is no body {name}.", name=quoted(unknown)), f"bodies.{unknown}")
    fields.done()
    return RuleSet(own_id, name, about, bodies)


def body_rules(fields: Fields) -> BodyRules:
    """The rules of one body from the keys of a rule file. Raises :class:`InputError` where they are wrong."""
    divisors = tuple(DIVISORS)
    made = BodyRules(
        threshold=fields.fraction("threshold", missing=None),
        threshold_base=fields.choice("threshold_base", ("valid", "cast"), missing="valid"),
        council_seat=fields.flag("council_seat", missing=False),
        co_operation=fields.flag("co_operation", missing=False),
        ex_officio=fields.choice("ex_officio", ("mayors",), missing=None),
        levelling=fields.choice("levelling", divisors, missing=None),
        cap_per_municipality=fields.count("cap_per_municipality", missing=None),
        fill=fields.choice("fill", divisors),
        seats=fields.count("seats", missing=None),
    )
    if (made.levelling is None) == (made.seats is None):
        fields.problem(
            text("A body's size is either levelled or fixed: state one of levelling and seats."), "levelling"
        )
    if made.levelling is not None and made.ex_officio is None:
        fields.problem(text("Levelling needs ex_officio: mayors."), "ex_officio")
    fields.done()
    return made


def _read(path: str) -> Fields:
    ours = path.startswith(_data_folder())
    return read_yaml(read_content(path, told(path) if ours else None), ours=ours)
