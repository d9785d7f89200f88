"""An earlier answer of ``compute`` or ``watch``, read back from its JSON and held to its own sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc import bundled
from kkr_alloc.election import info_by_id
from kkr_alloc.errors import InputError, Problems, quoted
from kkr_alloc.model import BODIES, CoOperation, Count, Digest, Election, Geography, RuleSet, Source
from kkr_alloc.results import Area, Composition, Compositions
from kkr_alloc.sources.files import Content, decode
from kkr_alloc.sources.valgdk_json import not_json
from kkr_alloc.sources.yamlfile import shaped
from kkr_alloc.text import Share, decimal, text

ANSWER, WATCH = "kkr-alloc/compositions/1", "kkr-alloc/watch/1"
AGAIN = text("Compute it again: the file was edited, or is of another version.")


class _Record(Struct, forbid_unknown_fields=True):
    """What ``compute`` prints, and what is taken of an event of ``watch``."""

    schema: str
    tool: str
    election: str
    rules: str
    inputs: tuple[Source, ...]
    count: Count
    compositions: tuple[Composition, ...]


def read_earlier(content: Content) -> Compositions:
    """An earlier answer: JSON or NDJSON of ``compute``, or NDJSON of ``watch``, of which the newest count.

    Of its election only the name, day and regions are known, of its rules the id. The file itself is the
    first of the election's sources.

    Raises:
        InputError: it is no such answer, or numbers in it contradict each other; all of these are listed.
    """
    found: dict[Area, Composition] = {}
    first = last = None
    for line, untyped in _documents(content):
        last = _record(untyped, content.path, line)
        first = first or last
        for name in ("election", "rules"):
            if getattr(first, name) != getattr(last, name):
                message = text("The lines of the file are not of one election and one rule set.")
                raise InputError(message, file=content.path, line=line, field=name, value=getattr(last, name))
        if not re.fullmatch("kv[0-9]{4}", last.election):
            message = text('There is no election "{name}".', name=quoted(last.election))
            raise InputError(message, file=content.path, line=line, field="election", value=last.election)
        info = info_by_id(last.election)
        geography = bundled.geography(info.term_start)
        found |= _held(last, geography, content.path, line)
    if not found or last is None:
        raise InputError(text("There is no composition in it."), file=content.path)
    count = last.count if last.schema == ANSWER else Count.of_all(one.count for one in found.values())
    sources = (content.source("result", len(found)), *last.inputs)
    election = Election(
        *(info.id, info.name, info.day, info.term, geography, {}, (), (), CoOperation("unknown"), count),
        sources=sources,
    )
    return Compositions(election, RuleSet(last.rules, last.rules, "", {}), tuple(found.values()))


def _documents(content: Content) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """The JSON objects of the file that hold compositions, of NDJSON with the number of their lines."""
    written = decode(content)
    lines = written.splitlines()
    whole = len(lines) == 1 or lines[0].strip() == "{"
    for line, one in enumerate([written] if whole else lines, start=1):
        place = None if whole else line
        if not one.strip():
            continue
        try:
            untyped: Any = msgspec.json.decode(one)
        except (msgspec.DecodeError, RecursionError) as error:
            (problem,) = not_json(error, one.encode(), content.path).problems
            problem = replace(problem, line=line - 1 + (problem.line or 1))
            raise InputError(problem.message, [problem]) from None
        schema = untyped.get("schema") if isinstance(untyped, dict) else None
        if schema == ANSWER:
            yield place, untyped
        elif schema != WATCH:
            raise InputError(
                text("This is not an answer of compute."),
                file=content.path,
                line=place,
                field="schema",
                value=None if schema is None else quoted(schema),
                hint=text("Name what compute --format json has written."),
            )
        elif untyped.get("event") == "composition":
            about = {key: untyped[key] for key in ("schema", "election", "rules", "count") if key in untyped}
            yield place, {**about, "tool": "", "inputs": [], "compositions": [untyped.get("composition")]}


def _record(untyped: dict[str, Any], file: str, line: int | None) -> _Record:
    try:
        return shaped(untyped, _Record, file, hook=from_json)
    except InputError as error:
        problems = [replace(problem, line=line, hint=AGAIN) for problem in error.problems]
        raise InputError(error.message, problems) from None


def with_exact_shares(read: Composition) -> Composition:
    """A composition read from JSON, where shares are rounded."""
    valid = read.valid_votes or 1
    return replace(
        read, parties=tuple(replace(line, share=Share(line.votes, valid)) for line in read.parties)
    )


def from_json(kind: type[Any], value: Any) -> object:
    """What JSON has no form for, from the form that an answer gives it."""
    if kind is Digest and isinstance(value, str):
        return Digest(value)
    if kind is Share and isinstance(value, int | float) and 0 <= value <= 1:
        return Share(str(value))
    if kind is Fraction and isinstance(value, dict) and value.keys() == {"numerator", "denominator"}:
        numerator, denominator = value["numerator"], value["denominator"]
        if isinstance(numerator, int) and isinstance(denominator, int) and denominator > 0:
            return Fraction(numerator, denominator)
    raise ValueError(text("The number is not written as compute writes it."))


def _held(record: _Record, geography: Geography, file: str, line: int | None) -> dict[Area, Composition]:
    """The compositions by body and region, with exact shares, if nothing in them is contradictory."""
    problems = Problems()
    found = {}
    regions = {region.id for region in geography.regions}
    for number, one in enumerate(record.compositions, start=1):
        at, area = f"compositions[{number}].", (one.body, one.region)
        wrong = list(_contradictions(one))
        if one.body not in BODIES or (one.body == "kkr") is (one.region not in regions):
            wrong.append(("region", one.region or one.body, text("There is no such body.")))
        else:
            wrong += _not_derived(one, len(geography.area(one.region)))
        if area in found:
            wrong.append(("region", one.region or one.body, text("The body stands there twice.")))
        for field, value, message in wrong:
            problems.add(message, file=file, line=line, field=at + field, value=value, hint=AGAIN)
        found[area] = with_exact_shares(one)
    problems.raise_if_any()
    return found


def _contradictions(one: Composition) -> Iterator[tuple[str, object, str]]:
    """Field, value and what is wrong: a sum that does not hold, a number outside its range."""
    sums = {"valid_votes": 0, "mayors": 0, "members": one.unassigned, "supplementary": one.unassigned}
    for name, of_party in zip(sums, ("votes", "mayors", "seats", "supplementary"), strict=True):
        value = getattr(one, name)
        total = sums[name] + sum(getattr(party, of_party) or 0 for party in one.parties)
        if value is not None and value != total:
            yield name, value, text("The parties have {total} together.", total=total)
    if one.unassigned != (one.tie.seats if one.tie else 0):
        yield "unassigned", one.unassigned, text("The number of seats that wait for a lot is another in tie.")
    if one.status != ("tie" if one.tie else "no-result" if one.members is None else "ok"):
        yield "status", one.status, text("The numbers are of another status.")
    if one.members is not None:
        yield from _outside_range("members", one.members_lowest, one.members, one.members_highest)
    yield from _negative("", one)
    seen = set[str]()
    for number, party in enumerate(one.parties, start=1):
        at = f"parties[{number}]."
        if party.party in seen:
            yield f"{at}party", party.party, text("A party stands there twice.")
        seen.add(party.party)
        yield from _negative(at, party)
        if one.status != "no-result":
            yield from _outside_range(f"{at}seats", party.seats_lowest, party.seats, party.seats_highest)
            yield from _outside_range(f"{at}seats_highest", 0, party.seats_highest, one.members_highest)
            of_mayors = None if one.mayors is None else party.seats - (party.mayors or 0)
            if party.supplementary != of_mayors or (party.mayors is None) != (one.mayors is None):
                message = text("Seats less mayors are {n}.", n=of_mayors)
                yield f"{at}supplementary", party.supplementary, message
        share = decimal(Fraction(party.votes, one.valid_votes or 1), 6)
        if decimal(party.share, 6) != share:
            yield (
                f"{at}share",
                decimal(party.share, 6),
                text("It is {share} of the valid votes.", share=share),
            )


def _not_derived(one: Composition, municipalities: int) -> Iterator[tuple[str, object, str]]:
    """Field, value and what is wrong: a number that is not what follows from others."""
    threshold = one.threshold
    share = Fraction(0)
    with suppress(ValueError, ZeroDivisionError):
        share = Fraction(threshold.share or 0)
    eligible = [party for party in one.parties if party.reason is None]
    derived: list[tuple[str, object, object]] = [
        ("municipalities", one.municipalities, municipalities),
        (
            "threshold.needed",
            threshold.needed,
            max(1, -(-share.numerator * threshold.votes // share.denominator)),
        ),
        *(
            (f"parties[{number}].eligible", party.eligible, party.reason is None)
            for number, party in enumerate(one.parties, start=1)
        ),
    ]
    if threshold.base != "cast":
        derived += [
            ("threshold.base", threshold.base, "valid"),
            ("threshold.votes", threshold.votes, one.valid_votes),
        ]
    if one.members is not None:
        by_office = sum(party.mayors or 0 for party in eligible)
        derived.append(("outside", one.outside, (one.mayors or 0) - by_office))
    if one.levelled_members is not None:
        reference = next((party for party in eligible if party.party == one.reference_party), None)
        price = Fraction(reference.votes, reference.mayors) if reference and reference.mayors else None
        derived += [
            ("price", one.price, price),
            ("members", one.members, one.cap if one.capped else one.levelled_members),
            ("capped", one.capped, one.cap is not None and one.levelled_members > one.cap),
        ]
    for field, value, expected in derived:
        if value != expected:
            yield field, value, text("By the other numbers it is {expected}.", expected=expected)


def _outside_range(
    field: str, lowest: int | None, value: int, highest: int | None
) -> Iterator[tuple[str, object, str]]:
    if lowest is None or highest is None or not lowest <= value <= highest:
        yield field, value, text("The range is {lowest} to {highest}.", lowest=lowest, highest=highest)


def _negative(at: str, of: Struct) -> Iterator[tuple[str, object, str]]:
    for name, value in asdict(of).items():
        if isinstance(value, int) and value < 0:
            yield at + name, value, text("The number is negative.")
