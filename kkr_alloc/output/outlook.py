"""JSON of what can still become of a body."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from kkr_alloc.analysis.extremes import Frequency, Range
from kkr_alloc.analysis.outlook import Outlook, Outlooks
from kkr_alloc.output.json import dumped, header
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/outlook/1"


def render(answer: Outlooks, options: Options) -> str:
    """One JSON object."""
    outlooks = [_data(one) for one in answer.outlooks]
    return dumped({**header(SCHEMA, answer.election, answer.rules), "outlooks": outlooks})


def _data(answer: Outlook) -> dict[str, Any]:
    return {
        "body": answer.composition.body,
        "region": answer.composition.region,
        "municipalities": answer.composition.municipalities,
        "outcomes": answer.outcomes,
        "by_lot": answer.by_lot,
        "without_result": answer.without_result,
        "members": _range_data(answer.members),
        "parties": [
            {
                "party": line.party,
                "name": line.name,
                "votes": line.votes,
                "eligible": line.eligible,
                "mayors": _range_data(line.mayors),
                "supplementary": _range_data(line.supplementary),
                "seats": _range_data(line.seats),
                "seats_in": _frequencies_data(line.seats_in),
                "supplementary_in": _frequencies_data(line.supplementary_in),
            }
            for line in answer.parties
        ],
        "offices": [
            {
                "municipality_code": office.municipality,
                "municipality": office.name,
                "candidates": list(office.candidates),
                "moves": office.moves,
                "between": None if office.between is None else list(office.between),
            }
            for office in answer.offices
        ],
    }


def _range_data(numbers: Range) -> dict[str, Any]:
    return asdict(numbers)


def _frequencies_data(frequencies: tuple[Frequency, ...] | None) -> list[dict[str, int]] | None:
    return None if frequencies is None else [asdict(one) for one in frequencies]
