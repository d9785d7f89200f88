"""An answer as one record: what JSON prints of it, and the schema that describes that form.

A record is made from the answer's own fields: schema and tool first, then for an answer about an election
its id, the rules' id, the inputs and the count, then what the answer adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct, defstruct

from kkr_alloc import __version__
from kkr_alloc.errors import KkrAllocError, Problem
from kkr_alloc.model import Answer, Count, Digest, Election, ElectionAnswer, RuleSet, Source
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


def error_record(error: KkrAllocError, notes: tuple[str, ...] = ()) -> ErrorRecord:
    """The record of an error; ``notes`` are added to its message."""
    return ErrorRecord(Error(error.code, " ".join([error.message, *notes]), error.problems))


def schema_name(answer: type[Answer]) -> str:
    """The name and version of a form: ``kkr-alloc/compositions/1``."""
    return f"kkr-alloc/{answer.schema}/1"


def inputs_of(election: Election, rules: RuleSet) -> tuple[Source, ...]:
    """Everything that was read for an answer."""
    return (*election.sources, *filter(None, (rules.source,)))


@cache
def record_type(answer: type[Answer]) -> type[Struct]:
    """The type of the records of a kind of answers."""
    fields: list[tuple[str, Any]] = [("schema", str), ("tool", str)]
    if issubclass(answer, ElectionAnswer):
        fields += [("election", str), ("rules", str), ("inputs", tuple[Source, ...]), ("count", Count)]
    fields += _own_fields(answer)
    return defstruct(answer.__name__, fields, frozen=True, namespace={"__doc__": answer.__doc__})


def _own_fields(answer: type[Answer]) -> Iterator[tuple[str, Any]]:
    for name, annotation in get_type_hints(answer).items():
        if name in answer.__struct_fields__ and annotation not in OBJECTS:
            shape = getattr(annotation, "record", None)
            yield name, get_type_hints(shape)["return"] if shape else annotation


def record(answer: Answer) -> Struct:
    """The record of an answer."""
    values: dict[str, Any] = {"schema": schema_name(type(answer)), "tool": f"kkr-alloc {__version__}"}
    if isinstance(answer, ElectionAnswer):
        values |= {
            "election": answer.election.id,
            "rules": answer.rules.id,
            "inputs": inputs_of(answer.election, answer.rules),
            "count": answer.election.count,
        }
    made = record_type(type(answer))
    for name in made.__struct_fields__:
        if name not in values:
            value = getattr(answer, name)
            values[name] = value.record() if hasattr(value, "record") else value
    return made(**values)


def encode(value: object) -> bytes:
    """A value as JSON in UTF-8, on one line. The same value gives the same bytes: there is no clock in it."""
    return _ENCODER.encode(value)


def as_json(answer: Answer) -> str:
    """An answer as a JSON file: one object, indented, with a line end."""
    return msgspec.json.format(encode(record(answer)), indent=1).decode() + "\n"


def as_ndjson(answer: Answer) -> str:
    """An answer as lines of JSON: a line for each result, each the whole record of that result alone."""
    whole = record(answer)
    name = type(whole).__struct_fields__[-1]
    results = getattr(whole, name)
    if not isinstance(results, tuple):
        return encode(whole).decode() + "\n"
    lines = (encode(msgspec.structs.replace(whole, **{name: (result,)})) for result in results)
    return "".join(f"{line.decode()}\n" for line in lines)


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
