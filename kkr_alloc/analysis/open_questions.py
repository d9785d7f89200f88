"""What is open, each question in a sentence with what it moves, and outcomes taken together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from kkr_alloc.divisors import DIVISORS
from kkr_alloc.model import BodyRules, OpenRule
from kkr_alloc.results import Move, OpenQuestion
from kkr_alloc.text import Text, text

Interval = tuple[int, int]
"""The lowest and the highest of some numbers."""


class Outcomes(Struct, frozen=True):
    """What some ways to read what is open come to: the members, and the seats of the parties that have any.

    The highest are with every lot won.
    """

    members: Interval
    seats: dict[str, Interval]

    def of(self, party: str) -> Interval:
        """A party's seats."""
        return self.seats.get(party, (0, 0))

    def certain(self, party: str) -> int:
        """A party's seats, every lot lost."""
        return self.of(party)[0]


def open_question(
    name: OpenRule | Literal["co_operation", "lot"],
    rules: BodyRules,
    result: Outcomes,
    outcomes: Iterable[Outcomes | None],
    *,
    unknown: bool = False,
) -> OpenQuestion:
    """A question whose answers come to these outcomes. ``unknown``: votes cast are."""
    whole = all_of([result, *outcomes])
    by_lot = {} if name == "lot" else result.seats  # what a lot decides, the other questions do not move
    moves = tuple(
        Move(party, *seats)
        for party, seats in whole.seats.items()
        if seats[0] < seats[1] and seats != by_lot.get(party)
    )
    readings = rules.readings(name) if name == "fill" or name == "threshold_base" else ()
    moved: list[Text] = [text("{move.party} {move.lowest}–{move.highest}", move=move) for move in moves]
    if whole.members[0] < whole.members[1]:
        moved.insert(0, text("{lowest}–{highest} members", lowest=whole.members[0], highest=whole.members[1]))
    effect = text("depending on that: {moves}", moves=moved) if moved else text("here it makes no difference")
    return OpenQuestion(name, readings, moves, *whole.members, _message(name, rules, effect, unknown))


def _message(name: str, rules: BodyRules, effect: Text, unknown: bool) -> Text:
    if name == "fill":
        used, *others = (DIVISORS[reading].title for reading in rules.readings("fill"))
        return text(
            "What fills the seats is open ({used} is used, also possible: {others}); {effect}."
            if rules.levelling is None
            else "KL has not published how it cuts a body to its cap ({used} is deduced, also possible: "
            "{others}); {effect}."
            if rules.fill == "adams"
            else "KL has not published how it cuts a body to its cap ({used} is used, also possible: "
            "{others}); {effect}.",
            used=used,
            others=others,
            effect=effect,
        )
    if name == "threshold_base":
        return text(
            "Votes cast are unknown here, so the threshold is of the valid votes; {effect}."
            if unknown
            else "KL does not say whether its threshold is of the votes cast or of the valid votes; "
            "{effect}.",
            effect=effect,
        )
    if name == "co_operation":
        return text(
            "Which local lists are in the list co-operation is not known in full; {effect}.", effect=effect
        )
    return text("A lot must be drawn; {effect}.", effect=effect)


def all_of(outcomes: Iterable[Outcomes | None]) -> Outcomes:
    """All outcomes together; None is none."""
    found = [one for one in outcomes if one is not None]
    parties = dict.fromkeys(party for one in found for party in one.seats)
    seats = {party: hull([one.of(party) for one in found]) for party in parties}
    return Outcomes(hull([one.members for one in found]), seats)


def hull(intervals: Iterable[Interval]) -> Interval:
    """The lowest and the highest of all."""
    lows, highs = zip(*intervals, strict=True)
    return min(lows), max(highs)
