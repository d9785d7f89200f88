"""JSON of margins."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from kkr_alloc.analysis.margins import AllMargins, Margins, Shift
from kkr_alloc.output.json import composition_data, dumped, header
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/margins/1"


def render(answer: AllMargins, options: Options) -> str:
    """One JSON object."""
    margins = [_data(one) for one in answer.margins]
    return dumped({**header(SCHEMA, answer.election, answer.rules), "margins": margins})


def _data(answer: Margins) -> dict[str, Any]:
    return {
        "composition": composition_data(answer.composition),
        "needed": answer.needed,
        "parties": [
            {
                "party": line.party,
                "name": line.name,
                "votes": line.votes,
                "eligible": line.eligible,
                "mayors": line.mayors,
                "seats": line.seats,
                "supplementary": line.supplementary,
                "distance": line.distance,
                "gain": _shift_data(line.gain),
                "lose": _shift_data(line.lose),
                "exchanges": [
                    {
                        "party": exchange.party,
                        "gain": _shift_data(exchange.gain),
                        "lose": _shift_data(exchange.lose),
                    }
                    for exchange in line.exchanges
                ],
            }
            for line in answer.parties
        ],
        "mayoralties": [
            {
                "municipality_code": office.municipality,
                "municipality": office.name,
                "party": office.party,
                "other": office.other,
                "members": office.members,
                "changes": [asdict(change) for change in office.changes],
            }
            for office in answer.mayoralties
        ],
    }


def _shift_data(shift: Shift | None) -> dict[str, Any] | None:
    return None if shift is None else asdict(shift)
