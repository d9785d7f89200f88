"""Published figures against what the rules make of the votes: a verdict for each figure and rule set."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, partial
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis import evidence
from kkr_alloc.analysis.certainty import Pool, Reading, possible_pools
from kkr_alloc.analysis.fitting import fitting_totals
from kkr_alloc.analysis.open_questions import Interval
from kkr_alloc.composition import compose_tally, rules_of, threshold_of
from kkr_alloc.errors import InputError
from kkr_alloc.figures import ANY, GROUPS, Figure, Numbers, PooledVotes
from kkr_alloc.model import CO_OPERATION, Election, Note, OpenRules, RuleSet, Source
from kkr_alloc.published import Published
from kkr_alloc.results import Answer, Composition
from kkr_alloc.tally import tally
from kkr_alloc.text import text


class Verdict(StrEnum):
    """How a published figure compares with the computed one."""

    REPRODUCED = "reproduced"
    """The computed figure is the published one."""
    CONSISTENT = "consistent"
    """Something that is not known can be so that it gives the published figure: the list co-operation, or
    where votes fell that are not counted."""
    DOCUMENTED = "documented"
    """It is not reproduced, by exactly what is on record, for the reason on record."""
    NOT_CHECKABLE = "not-checkable"
    """Something that is needed to compute it is not known."""
    DIFFERS = "differs"
    """It is not reproduced, or compares otherwise than is on record."""


class Outcome(Struct, frozen=True):
    """A figure under one rule set. ``computed``: None where nothing could be computed.

    ``reason``: why the verdict is not simply "reproduced" or "differs". ``co_operation``: the totals of the
    list co-operation that give the published figure, where these were gone through. ``members``: the fewest
    and the most that come out, where not all votes are counted.
    """

    rules: str
    verdict: Verdict
    computed: Numbers | None
    reason: str | None = None
    co_operation: tuple[PooledVotes, ...] = ()
    members: Interval | None = None


class Finding(Struct, frozen=True):
    """A published figure, where it stands, and how it compares under each rule set, in the order given.

    ``group``: what it proves. ``region`` is an id; it and its name are None for a national body.
    ``at_least``: numbers of which only so much is known. ``assumes``: what is taken for granted, in words.
    """

    group: str
    body: str
    region: str | None
    region_name: str | None
    party: str | None
    term: str
    election: str | None
    published: Numbers
    at_least: Numbers
    source: str | None
    assumes: str | None
    file: str | None
    line: int | None
    outcomes: tuple[Outcome, ...]


class Summary(Struct, frozen=True):
    """How many figures that prove the same have each verdict under a rule set."""

    rules: str
    group: str
    figures: int
    reproduced: int
    consistent: int
    documented: int
    not_checkable: int
    differs: int


class Check(Answer, frozen=True):
    """Everything that was compared. ``expected``: where the published figures were read.

    ``differs``: whether any figure differs under any of the rule sets. ``notes``: how the user's files were
    read.
    """

    schema: ClassVar[str] = "check"

    expected: str
    elections: tuple[str, ...]
    rules: tuple[str, ...]
    inputs: tuple[Source, ...]
    differs: bool
    summary: tuple[Summary, ...]
    notes: tuple[Note, ...]
    figures: tuple[Finding, ...]

    def count(self, rules: str) -> dict[Verdict, int]:
        """How many figures have each verdict under a rule set."""
        return verdicts_of([one for one in self.summary if one.rules == rules])


def verdicts_of(summaries: Sequence[Summary]) -> dict[Verdict, int]:
    """How many figures have each verdict."""
    return {verdict: sum(getattr(one, verdict.replace("-", "_")) for one in summaries) for verdict in Verdict}


def check(published: Published, rule_sets: Sequence[RuleSet]) -> Check:
    """Compare published figures with what each rule set makes of the elections' votes and mayors.

    Raises:
        InputError: an election's votes and mayors do not fit together, or a rule set lacks a body.
    """
    judged = {rules.id: _judge(published, rules) for rules in rule_sets}
    elections = published.elections.values()
    figures = zip(published.figures, *judged.values(), strict=True)
    not_bundled = {figure.term for figure in published.figures if figure.election not in published.elections}
    more = evidence.sources() if evidence.TERM in not_bundled else ()
    return Check(
        published.path,
        tuple(published.elections),
        tuple(judged),
        (*published.sources, *(source for election in elections for source in election.sources), *more),
        any(outcome.verdict is Verdict.DIFFERS for outcomes in judged.values() for outcome in outcomes),
        tuple(
            _summary(rules, group, published.figures, outcomes)
            for rules, outcomes in judged.items()
            for group in GROUPS
            if any(figure.group == group for figure in published.figures)
        ),
        (*published.notes, *(note for election in elections for note in election.assumptions)),
        tuple(_finding(figure, tuple(outcomes)) for figure, *outcomes in figures),
    )


def _summary(rules: str, group: str, figures: Sequence[Figure], outcomes: Sequence[Outcome]) -> Summary:
    pairs = zip(figures, outcomes, strict=True)
    verdicts = [outcome.verdict for figure, outcome in pairs if figure.group == group]
    return Summary(rules, group, len(verdicts), *map(verdicts.count, Verdict))


def _finding(figure: Figure, outcomes: tuple[Outcome, ...]) -> Finding:
    return Finding(
        figure.group,
        figure.body,
        figure.region_id,
        figure.region.name if figure.region else None,
        figure.party,
        figure.term,
        figure.election,
        figure.published,
        figure.at_least,
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
            return _against_record(figure, _judge_by_evidence(figure, rules))
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
        self.register = election.co_operation
        self.open = self.rules.co_operation and self.register.status != "complete"
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
        if figure.met_by(computed):
            return outcome(Verdict.REPRODUCED, computed)
        if self._lot_decides(figure):
            return outcome(Verdict.NOT_CHECKABLE, computed, text("A lot decides: the quotients are equal."))
        if self.rules.ex_officio is None and (published.mayors, published.supplementary) != (None, None):
            reason = text("This body has seats only, no mayors or supplementary members.")
        return outcome(Verdict.DIFFERS, computed, reason)

    def _met_alone(self, figure: Figure) -> bool:
        """Whether each list by itself gives a figure, which is not the co-operation's own."""
        computed = members(self.composition, figure.party)
        return figure.party != CO_OPERATION and figure.met_by(computed)

    def _judge_pooled(self, figure: Figure, computed: Numbers) -> Outcome:
        """The same co-operation must give all of a body's figures at once."""
        outcome = partial(Outcome, self.name)
        try:
            pools = self._pools
        except InputError as error:
            return outcome(Verdict.NOT_CHECKABLE, None, error.problems[0].message)
        low, high = min(pool.votes[0] for pool in pools), max(pool.votes[1] for pool in pools)
        if self._ranges:
            reason = text(
                "Given by a list co-operation of {ranges}. From {low} to {high} votes are possible.",
                ranges=_described(self._ranges, threshold_of(self.tally, self.rules).votes),
                low=low,
                high=high,
            )
            return outcome(Verdict.CONSISTENT, figure.exact, reason, self._ranges)
        if self._met_alone(figure):
            return outcome(Verdict.REPRODUCED, computed)
        reason = text(
            "No list co-operation of {low} to {high} votes gives the published figures of this body.",
            low=low,
            high=high,
        )
        return outcome(Verdict.DIFFERS, None if figure.party == CO_OPERATION else computed, reason)

    @cached_property
    def _pools(self) -> list[Pool]:
        """The co-operations that are possible. A list with a figure of its own is in none of them."""
        alone = {figure.party for figure in self.together} - self.register.lists
        standings = tuple(one for one in self.tally.standings if not (one.local and one.party in alone))
        return possible_pools(
            replace(self.tally, standings=standings), replace(self.rules, open=OpenRules()), self.register
        )

    @cached_property
    def _ranges(self) -> tuple[PooledVotes, ...]:
        """The totals of the co-operation that give all of the figures."""
        return fitting_totals(Reading(self.tally, self.rules), self._pools, self.together)

    def _lot_decides(self, figure: Figure) -> bool:
        """Whether the party has the published members with some of the seats that wait for a lot."""
        tie = self.composition.tie
        return bool(tie and figure.party in tie.parties) and any(
            figure.met_by(members(self.composition, figure.party, won))
            for won in range(1, self.composition.unassigned + 1)
        )


def _judge_by_evidence(figure: Figure, rules: RuleSet) -> Outcome:
    """The outcome of a figure whose votes are not bundled, but may be known in part."""
    found = evidence.proof(figure, rules_of(rules, figure.body))
    if found.fits:
        return Outcome(rules.id, Verdict.CONSISTENT, figure.exact, found.reason, found.ranges, found.members)
    verdict = Verdict.NOT_CHECKABLE if found.fits is None else Verdict.DIFFERS
    return Outcome(rules.id, verdict, None, found.reason, members=found.members)


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
        numbers = figure.published
        if documented.against != (numbers.supplementary if numbers.total is None else numbers.total):
            reason = text("On record against {against} published members.", against=documented.against)
            return replace(differs, reason=reason)
        return replace(differs, verdict=Verdict.DOCUMENTED, reason=documented.reason)
    if consistent is None or consistent.rules != outcome.rules:
        return outcome
    if (outcome.co_operation, outcome.members) == (consistent.ranges, consistent.members):
        return outcome
    if outcome.verdict is not Verdict.CONSISTENT:
        return differs
    reason = text("Not as on record. {now}", now=outcome.reason)
    return replace(outcome, verdict=Verdict.DIFFERS, computed=None, reason=reason)


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
