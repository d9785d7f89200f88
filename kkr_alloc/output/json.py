"""JSON: the stable form that ``schema/compositions.schema.json`` describes."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from kkr_alloc import __version__
from kkr_alloc.divisors import Tie
from kkr_alloc.model import (
    Composition,
    Compositions,
    Count,
    Election,
    PartyResult,
    RuleSet,
    Source,
)
from kkr_alloc.output import Options
from kkr_alloc.text import Decimal, decimal

SCHEMA = "kkr-alloc/compositions/1"


def render(result: Compositions, options: Options) -> str:
    """The compositions as one JSON object and a line end. No clock in it: the same call, the same bytes."""
    return dumped(as_data(result))


def dumped(data: dict[str, Any]) -> str:
    """Plain data as the text of a JSON file."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_data(result: Compositions) -> dict[str, Any]:
    """The compositions as plain data."""
    return {
        **header(SCHEMA, result.election, result.rules),
        "compositions": [composition_data(composition) for composition in result.compositions],
    }


def header(schema: str, election: Election, rules: RuleSet) -> dict[str, Any]:
    """What every answer begins with: its form, the tool, the inputs and the state of the count."""
    return {
        "schema": schema,
        "tool": f"kkr-alloc {__version__}",
        "election": election.id,
        "rules": rules.id,
        "inputs": [source_data(source) for source in (*election.sources, rules.source) if source],
        "count": count_data(election.count),
    }


def composition_data(composition: Composition) -> dict[str, Any]:
    """One composition as plain data."""
    return {
        "body": composition.body,
        "region": composition.region,
        "status": composition.status,
        "municipalities": composition.municipalities,
        "valid_votes": composition.valid_votes,
        "members": composition.members,
        "mayors": composition.mayors,
        "supplementary": composition.supplementary,
        "outside": composition.outside,
        "unassigned": composition.unassigned,
        "levelled_members": composition.levelled_members,
        "cap": composition.cap,
        "capped": composition.capped,
        "reference_party": composition.reference_party,
        "price": fraction_data(composition.price),
        "parties": [_party(line) for line in composition.parties],
        "tie": _tie(composition.tie),
        "notes": [{"code": note.code, "message": str(note.message)} for note in composition.notes],
    }


def fraction_data(value: Fraction | None) -> dict[str, int] | None:
    """A fraction, exactly; null where there is none."""
    return None if value is None else {"numerator": value.numerator, "denominator": value.denominator}


def rounded_share(share: Fraction) -> float:
    """A share to six decimals, rounded exactly before it becomes a float."""
    return float(decimal(Decimal(share, 6)))


def source_data(source: Source) -> dict[str, Any]:
    """A file that was read, as plain data."""
    return {"role": source.role, "path": source.path, "sha256": str(source.sha256), "rows": source.rows}


def count_data(count: Count) -> dict[str, Any]:
    """The state of the count as plain data."""
    return {
        "final": count.final,
        "areas": count.areas,
        "areas_counted": count.areas_counted,
        "areas_final": count.areas_final,
        "newest_release": count.newest_release,
    }


def _party(line: PartyResult) -> dict[str, Any]:
    return {
        "party": line.party,
        "name": line.name,
        "votes": line.votes,
        "share": rounded_share(line.share),
        "eligible": line.eligible,
        "reason": line.reason,
        "mayors": line.mayors,
        "seats": line.seats,
        "supplementary": line.supplementary,
        "lists": None if line.lists is None else list(line.lists),
    }


def _tie(tie: Tie[str] | None) -> dict[str, Any] | None:
    if tie is None:
        return None
    return {"seats": tie.seats, "parties": list(tie.parties), "quotient": fraction_data(tie.quotient)}
