"""An election with other votes for a party, in a municipality or a whole region."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import USAGE, InputError, quoted
from kkr_alloc.model import CO_OPERATION, Election, ListResult
from kkr_alloc.text import text


class VoteChange(Struct, frozen=True, tag_field="change", tag="votes"):
    """A party's votes, in one municipality or (None) each region of the question, become more or fewer.

    ``amount``: votes, to be added (may be negative) or, with ``absolute``, to be had; with ``percent`` a
    percentage to be added to what the party has there, the result rounded to whole votes, an exact half up.
    """

    option: ClassVar[str] = "change-votes"

    party: str
    amount: Fraction
    municipality: str | None = None
    absolute: bool = False
    percent: bool = False


def with_votes(
    election: Election, change: VoteChange, party: str, area: Sequence[str], where: str
) -> tuple[Election, str]:
    """The election with one change of a party's votes made in an area, and a sentence that says so.

    Only a party's sum counts, so its largest lists there take the change. ``where`` names the area.

    Raises:
        InputError: the votes would be negative or no whole number, or no list of the party's can take them.
    """
    pooled = election.co_operation.lists if party == CO_OPERATION else ()
    rows = [
        result
        for result in election.lists
        if result.municipality in area and (result.id in pooled or (result.party or result.id) == party)
    ]
    before = sum(result.votes for result in rows)
    after = _votes_after(change, before)
    sentence = text(
        "Votes of {party} in {where}: {before} {sign} {percent:.{places}%} → {after}, rounded to whole votes."
        if change.percent
        else "Votes of {party} in {where}: {before} → {after}.",
        party=party,
        where=where,
        before=before,
        sign="–" if change.amount < 0 else "+",
        percent=Fraction(abs(change.amount), 100),
        places=decimals(change.amount),
        after=after,
    )
    if after < 0:
        raise InputError(
            text("{party} would have {n:vote|votes} in {where}.", party=party, n=after, where=where),
            field=VoteChange.option,
            value=quoted(after),
            hint=text("It has {n} there.", n=before),
            code=USAGE,
        )
    return _put(election, party, rows, after - before, area), sentence


def decimals(number: Fraction) -> int:
    """The decimals that write a number exactly; at most nine."""
    return next((n for n in range(9) if (number * 10**n).denominator == 1), 9)


def _votes_after(change: VoteChange, before: int) -> int:
    if change.percent:
        return (2 * before * (100 + change.amount) + 100) // 200
    if change.amount.denominator != 1:
        raise InputError(
            text("Votes are whole numbers."), field=VoteChange.option, value=quoted(str(change.amount))
        )
    return int(change.amount) if change.absolute else before + int(change.amount)


def _put(election: Election, party: str, rows: list[ListResult], more: int, area: Sequence[str]) -> Election:
    """The election with ``more`` votes for a party: its largest list takes them, or gives what it has."""
    if not more:
        return election
    if not rows:
        if party not in election.parties:
            raise InputError(
                text("{party} has no list there to take votes.", party=party),
                field=VoteChange.option,
                value=party,
                hint=text("Name its lists with --co-operation-list.") if party == CO_OPERATION else None,
            )
        name, code = election.parties[party].name, area[0]
        rows = [ListResult(code, party, name, party, 0, None, f"{code}-{party}")]
    changed: dict[ListResult, ListResult] = {}
    totals = dict(election.totals)
    for result in sorted(rows, key=lambda result: (-result.votes, result.id)):
        step = max(more, -result.votes)
        more -= step
        changed[result] = replace(result, votes=result.votes + step)
        known = totals.get(result.municipality)
        if known:
            cast = None if known.cast is None else known.cast + step
            totals[result.municipality] = replace(known, valid=known.valid + step, cast=cast)
    kept = [changed.pop(result, result) for result in election.lists]
    return replace(election, lists=(*kept, *changed.values()), totals=totals)
