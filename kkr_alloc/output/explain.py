"""JSON of explanations, with every step as data."""

from __future__ import annotations

from typing import Any

from kkr_alloc.analysis.explain import Explanation, Explanations
from kkr_alloc.divisors import Bid
from kkr_alloc.output.json import composition_data, dumped, fraction_data, header
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/explain/1"


def render(answer: Explanations, options: Options) -> str:
    """One JSON object with every step as data."""
    explanations = [_data(one) for one in answer.explanations]
    return dumped({**header(SCHEMA, answer.election, answer.rules), "explanations": explanations})


def _data(explained: Explanation) -> dict[str, Any]:
    rules = explained.rules
    return {
        "composition": composition_data(explained.composition),
        "threshold": {
            "share": fraction_data(rules.threshold),
            "of": rules.threshold_base,
            "votes": explained.composition.threshold.votes,
            "needed": explained.needed,
            "council_seat": rules.council_seat,
            "parties": [
                {
                    "party": line.party,
                    "votes": line.votes,
                    "distance": line.distance,
                    "council_seat": line.council_seat,
                    "eligible": line.eligible,
                    "reason": line.reason,
                }
                for line in explained.threshold
            ],
        },
        "mayors": [
            {
                "party": line.party,
                "votes": line.votes,
                "mayors": line.mayors,
                "votes_per_mayor": fraction_data(line.votes_per_mayor),
                "municipalities": list(line.municipalities),
                "eligible": line.eligible,
            }
            for line in explained.mayors
        ],
        "reference": list(explained.reference),
        "levelling": None
        if rules.levelling is None
        else {
            "divisor": rules.levelling,
            "price": fraction_data(explained.composition.price),
            "parties": [
                {
                    "party": line.party,
                    "votes": line.votes,
                    "mayors": line.mayors,
                    "quotient": fraction_data(line.quotient),
                    "seats": line.seats,
                }
                for line in explained.levelling
            ],
        },
        "filling": None
        if explained.house is None
        else {
            "divisor": rules.fill,
            "seats": explained.house,
            "steps": [
                {
                    "seat": line.seat,
                    "winner": _offer_data(line.winner),
                    "runner_up": None if line.runner_up is None else _offer_data(line.runner_up),
                }
                for line in explained.filling
            ],
        },
        "after_lot": [
            {"party": party, "seats_if_lost": lost, "seats_if_won": won}
            for party, lost, won in explained.after_lot
        ],
    }


def _offer_data(offer: Bid[str]) -> dict[str, Any]:
    return {
        "party": offer.party,
        "votes": offer.votes,
        "divisor": offer.divisor,
        "quotient": fraction_data(offer.quotient),
    }
