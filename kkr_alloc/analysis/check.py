"""Published figures against what the rules make of the votes: a verdict for each figure and rule set."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, partial
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.pooling import bounds, fitting_totals
from kkr_alloc.composition import compose_tally, rules_of, threshold_of
from kkr_alloc.model import CO_OPERATION, Answer, Composition, Election, RuleSet, Source
from kkr_alloc.published import ANY, Figure, Numbers, PooledVotes, Published
from kkr_alloc.tally import tally
from kkr_alloc.text import text


class Verdict(StrEnum):
    """How a published figure compares with the computed one."""

    REPRODUCED = "reproduced"
    """The computed figure is the published one."""
    CONSISTENT = "consistent"
    """Some possible list co-operation gives the published figure."""
    DOCUMENTED = "documented"
    """It is not reproduced, by exactly what is on record, for the reason on record."""
    NOT_CHECKABLE = "not-checkable"
    """Something that is needed to compute it is not known."""
    DIFFERS = "differs"
    """It is not reproduced, or compares otherwise than is on record."""


class Outcome(Struct, frozen=True):
    """A figure under one rule set. ``computed``: None where nothing could be computed.

    ``reason``: why the verdict is not simply "reproduced" or "differs". ``co_operation``: the totals of the
    list co-operation that give the published figure, where these were gone through.
    """

    rules: str
    verdict: Verdict
    computed: Numbers | None
    reason: str | None = None
    co_operation: tuple[PooledVotes, ...] = ()


class Finding(Struct, frozen=True):
    """A published figure, where it stands, and how it compares under each rule set, in the order given.

    ``region`` is an id; it and its name are None for a national body. ``assumes``: what is taken for
    granted, in words.
    """

    body: str
    region: str | None
    region_name: str | None
    party: str | None
    term: str
    election: str | None
    published: Numbers
    source: str | None
    assumes: str | None
    file: str | None
    line: int | None
    outcomes: tuple[Outcome, ...]


class Summary(Struct, frozen=True):
    """How many figures have each verdict under a rule set."""

    rules: str
    figures: int
    reproduced: int
    consistent: int
    documented: int
    not_checkable: int
    differs: int


class Check(Answer, frozen=True):
    """Everything that was compared. ``expected``: where the published figures were read.

    ``differs``: whether any figure differs under any of the rule sets.
    """

    schema: ClassVar[str] = "check"

    expected: str
    elections: tuple[str, ...]
    rules: tuple[str, ...]
    inputs: tuple[Source, ...]
    differs: bool
    summary: tuple[Summary, ...]
    figures: tuple[Finding, ...]


def check(published: Published, rule_sets: Sequence[RuleSet]) -> Check:
    """Compare published figures with what each rule set makes of the elections' votes and mayors.

    Raises:
        InputError: an election's votes and mayors do not fit together, or a rule set lacks a body.
    """
    judged = {rules.id: _judge(published, rules) for rules in rule_sets}
    elections = published.elections.values()
    figures = zip(published.figures, *judged.values(), strict=True)
    return Check(
        published.path,
        tuple(published.elections),
        tuple(judged),
        (*published.sources, *(source for election in elections for source in election.sources)),
        any(outcome.verdict is Verdict.DIFFERS for outcomes in judged.values() for outcome in outcomes),
        tuple(_summary(rules, outcomes) for rules, outcomes in judged.items()),
        tuple(_finding(figure, tuple(outcomes)) for figure, *outcomes in figures),
    )


def _summary(rules: str, outcomes: Sequence[Outcome]) -> Summary:
    verdicts = [outcome.verdict for outcome in outcomes]
    return Summary(rules, len(verdicts), *map(verdicts.count, Verdict))


def _finding(figure: Figure, outcomes: tuple[Outcome, ...]) -> Finding:
    return Finding(
        figure.body,
        figure.region_id,
        figure.region.name if figure.region else None,
        figure.party,
        figure.term,
        figure.election,
        figure.published,
        figure.source or None,
        figure.assumes or None,
        figure.place.file if figure.place else None,
        figure.place.line if figure.place else None,
        outcomes,
    )


def _judge(published: Published, rules: RuleSet) -> list[Outcome]:
    """The outcome of each figure, in order; one body's figures are looked at together."""
    areas: dict[tuple[str, str, str | None], _Area] = {}

    def outcome(figure: Figure) -> Outcome:
        if not figure.published.add_up:
            return Outcome(rules.id, Verdict.DIFFERS, None, text("The published numbers do not add up."))
        election = published.elections.get(figure.election or "")
        if election is None:
            reason = text(
                "The votes that the term {term} follows from are not in the bundle.", term=figure.term
            )
            return Outcome(rules.id, Verdict.NOT_CHECKABLE, None, reason)
        key = election.id, figure.body, figure.region_id
        if key not in areas:
            areas[key] = _Area(election, rules, figure, published.figures)
        return _against_record(figure, areas[key].judge(figure))

    return [outcome(figure) for figure in published.figures]


class _Area:
    """One body of one election under one rule set, and the published figures of it that go together."""

    def __init__(self, election: Election, rules: RuleSet, of: Figure, figures: Sequence[Figure]) -> None:
        self.name = rules.id
        self.rules = rules_of(rules, of.body)
        self.tally = tally(election, of.body, of.region_id, self.rules)
        self.composition = compose_tally(self.tally, self.rules)
        self.open = self.rules.co_operation and election.co_operation.status != "complete"
        self.known = election.co_operation.lists
        self.together = [
            figure
            for figure in figures
            if (figure.term, figure.body, figure.region_id) == (of.term, of.body, of.region_id)
            and figure.co_operation == ANY
            and figure.published.add_up
        ]
        # No figure needs a co-operation: each list by itself gives them all.
        self.met_alone = all(not one.consistent and self._met_alone(one) for one in self.together)

    def judge(self, figure: Figure) -> Outcome:
        """The outcome of one figure, before it is held against the record."""
        outcome = partial(Outcome, self.name)
        published, reason = figure.published, None
        if self.composition.status == "no-result":
            return outcome(Verdict.NOT_CHECKABLE, None, text("The count has no result yet."))
        computed = members(self.composition, figure.party)
        if figure.co_operation == ANY and self.open and not self.met_alone:
            return self._judge_pooled(figure, computed)
        if published.met_by(computed):
            return outcome(Verdict.REPRODUCED, computed)
        if self._lot_decides(figure):
            return outcome(Verdict.NOT_CHECKABLE, computed, text("A lot decides: the quotients are equal."))
        if self.rules.ex_officio is None and (published.mayors, published.supplementary) != (None, None):
            reason = text("This body has seats only, no mayors or supplementary members.")
        return outcome(Verdict.DIFFERS, computed, reason)

    def _met_alone(self, figure: Figure) -> bool:
        """Whether each list by itself gives a figure, which is not the co-operation's own."""
        computed = members(self.composition, figure.party)
        return figure.party != CO_OPERATION and figure.published.met_by(computed)

    def _judge_pooled(self, figure: Figure, computed: Numbers) -> Outcome:
        """The same co-operation must give all of a body's figures at once."""
        outcome, ranges = partial(Outcome, self.name), self._ranges
        if ranges is None:
            reason = text("Too many local lists reach the threshold to go through every list co-operation.")
            return outcome(Verdict.NOT_CHECKABLE, None, reason)
        low, high = bounds(self.tally, self.known)
        if ranges:
            reason = text(
                "Given by a list co-operation of {ranges}. From {low} to {high} votes are possible.",
                ranges=_described(ranges, threshold_of(self.tally, self.rules).votes),
                low=low,
                high=high,
            )
            return outcome(Verdict.CONSISTENT, figure.published, reason, ranges)
        if self._met_alone(figure):
            return outcome(Verdict.REPRODUCED, computed)
        reason = text(
            "No list co-operation of {low} to {high} votes gives the published figures of this body.",
            low=low,
            high=high,
        )
        return outcome(Verdict.DIFFERS, None if figure.party == CO_OPERATION else computed, reason)

    @cached_property
    def _ranges(self) -> tuple[PooledVotes, ...] | None:
        """The totals of the co-operation that give all of the figures; None where there are too many."""
        return fitting_totals(
            self.tally,
            self.rules,
            self.known,
            lambda composition: all(
                figure.published.met_by(members(composition, figure.party)) for figure in self.together
            ),
        )

    def _lot_decides(self, figure: Figure) -> bool:
        """Whether the party has the published members with some of the seats that wait for a lot."""
        tie = self.composition.tie
        return bool(tie and figure.party in tie.parties) and any(
            figure.published.met_by(members(self.composition, figure.party, won))
            for won in range(1, self.composition.unassigned + 1)
        )


def members(composition: Composition, party: str | None, won: int = 0) -> Numbers:
    """The members of a body, or of one party in it: none where it has neither votes nor a mayor there.

    ``won``: seats that it wins by lot.
    """
    if party is None:
        return Numbers(composition.mayors, composition.supplementary, composition.members)
    line = next((line for line in composition if line.party == party), None)
    if line is None:
        none = None if composition.mayors is None else 0
        return Numbers(none, none, 0)
    supplementary = None if line.supplementary is None else line.supplementary + won
    return Numbers(line.mayors, supplementary, line.seats + won)


def _against_record(figure: Figure, outcome: Outcome) -> Outcome:
    """Hold an outcome against what is on record for the figure: anything else than that differs."""
    documented, consistent = figure.documented, figure.consistent
    differs = replace(outcome, verdict=Verdict.DIFFERS, co_operation=())
    if documented is not None and documented.rules == outcome.rules:
        if documented.computed != outcome.computed:
            return replace(differs, reason=text("On record is another computed figure; it has changed."))
        if outcome.verdict is Verdict.REPRODUCED:
            return replace(differs, reason=text("On record as not reproduced, but now it is."))
        if documented.against != _size(figure.published):
            reason = text("On record against {against} published members.", against=documented.against)
            return replace(differs, reason=reason)
        return replace(differs, verdict=Verdict.DOCUMENTED, reason=documented.reason)
    if consistent is None or consistent.rules != outcome.rules or outcome.co_operation == consistent.ranges:
        return outcome
    if outcome.verdict is not Verdict.CONSISTENT:
        return differs
    reason = text("Not as on record. {now}", now=outcome.reason)
    return replace(outcome, verdict=Verdict.DIFFERS, computed=None, reason=reason)


def _size(numbers: Numbers) -> int | None:
    return numbers.supplementary if numbers.total is None else numbers.total


def _described(ranges: Sequence[PooledVotes], base: int) -> str:
    """Ranges in words, with their shares of the votes."""
    sentences = [
        text(
            "{it.lowest_votes} to {it.highest_votes} votes ({least:.2%} to {most:.2%}) {mayors}",
            it=one,
            least=Fraction(one.lowest_votes, base),
            most=Fraction(one.highest_votes, base),
            mayors=text("with {n:mayor|mayors}", n=one.mayors) if one.mayors else text("without a mayor"),
        )
        for one in ranges
    ]
    sentence, *others = sentences
    for more in others:
        sentence = text("{some}, or {more}", some=sentence, more=more)
    return sentence
