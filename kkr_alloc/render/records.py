"""An answer as one record: what JSON prints of it, and the schema that describes that form.

A record is made from the answer's own fields: schema and tool first, then for an answer about an election
its id, the rules' id, the inputs and the count, then what the answer adds.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
from msgspec import Struct

from kkr_alloc import __version__
from kkr_alloc.errors import Problem
from kkr_alloc.model import Digest, Election, RuleSet
from kkr_alloc.render import Options
from kkr_alloc.results import Answer, ElectionAnswer
from kkr_alloc.text import Share, decimal

OBJECTS = (Election, RuleSet)
"""What an answer holds for its documents; a record has their ids, or nothing."""


class Error(Struct, frozen=True):
    """What went wrong: a stable code, a sentence, and every problem with its place."""

    code: str
    message: str
    problems: tuple[Problem, ...]


class ErrorRecord(Struct, frozen=True):
    """An error as one JSON object on standard error."""

    error: Error


def schema_name(answer: type[Answer]) -> str:
    """The name and version of a form: ``kkr-alloc/compositions/1``."""
    return f"kkr-alloc/{answer.schema}/1"


def record(answer: Answer) -> dict[str, Any]:
    """What JSON has of an answer, in order; ``scripts/make_schemas.py`` describes it from the types."""
    values: dict[str, Any] = {"schema": schema_name(type(answer)), "tool": f"kkr-alloc {__version__}"}
    if isinstance(answer, ElectionAnswer):
        values |= {
            "election": answer.election.id,
            "rules": answer.rules.id,
            "inputs": answer.inputs,
            "count": answer.election.count,
        }
    for name in answer.__struct_fields__:
        value = getattr(answer, name)
        if not isinstance(value, OBJECTS):
            values[name] = value.record() if hasattr(value, "record") else value
    return values


def encode(value: object) -> bytes:
    """A value as JSON in UTF-8, on one line. The same value gives the same bytes: there is no clock in it."""
    return _ENCODER.encode(value)


def render(answer: Answer, options: Options) -> str:
    """An answer as one indented object, or as NDJSON: a line for each result, as the record of that alone."""
    whole = record(answer)
    if options.format == "json":
        return msgspec.json.format(encode(whole), indent=1).decode() + "\n"
    name, results = list(whole.items())[-1]
    records = [{**whole, name: (one,)} for one in results] if isinstance(results, tuple) else [whole]
    return "".join(f"{encode(one).decode()}\n" for one in records)


def _plain(value: object) -> object:
    """What JSON has no form for: exact numbers, hashes, sentences."""
    if isinstance(value, Share):
        return float(decimal(value, 6))
    if isinstance(value, Fraction):
        return {"numerator": value.numerator, "denominator": value.denominator}
    if isinstance(value, str | Digest):
        return str(value)
    raise NotImplementedError(type(value).__name__)


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
