"""Writing a check: one module per format, and the words and numbers that they share."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from msgspec.structs import astuple

from kkr_alloc.analysis.check import Check, Finding, Outcome, Verdict
from kkr_alloc.output import Options
from kkr_alloc.published import Numbers
from kkr_alloc.text import Language, text

FORMATS = ("table", "json", "markdown", "github")
"""Each is a module of this package."""

SUFFIXES = {".json": "json", ".md": "markdown", ".txt": "table"}
"""File suffix -> the format it stands for."""


class Format(Protocol):
    """What a format's module offers."""

    def render(self, check: Check, options: Options) -> str:
        """The whole output as text."""


def render(check: Check, options: Options) -> str:
    """A check in the format asked for."""
    module = cast(Format, import_module(f"kkr_alloc.output.check.{options.format}"))
    return module.render(check, options)


def body_name(figure: Finding) -> str:
    """The body as people call it: KKR Hovedstaden."""
    if figure.region_name is not None:
        return text("KKR {region}", region=figure.region_name)
    return text("Repræsentantskab") if figure.body == "repraesentantskab" else text("Bestyrelse")


def figure_name(figure: Finding) -> str:
    """A figure by body, term and party."""
    if figure.party is None:
        return text("{body} {term}", body=body_name(figure), term=figure.term)
    return text("{body} {term}, {party}", body=body_name(figure), term=figure.term, party=figure.party)


def numbers(of: Numbers | None, like: Numbers, language: Language) -> str:
    """Members as a cell: "29+25", "6", "47 mayors"; only the numbers that ``like`` states."""
    if of is None:
        return "–"
    pairs = zip(astuple(of), astuple(like), strict=True)
    shown = Numbers(*(None if stated is None else number for number, stated in pairs))
    cells = ["?" if number is None else language.whole(number) for number in astuple(shown)]
    mayors, supplementary, total = cells
    if like.supplementary is None:
        if like.mayors is None:
            return total
        if like.total is None:
            return _mayors(shown.mayors, language)
        return f"{mayors}+?={total}"
    if like.mayors is None and like.total is None:
        return f"?+{supplementary}"
    told = f"{mayors}+{supplementary}"
    adds = None not in (shown.mayors, shown.supplementary) and shown.add_up
    return told if like.total is None or adds else f"{told}={total}"


def _mayors(number: int | None, language: Language) -> str:
    if number is None:
        return "?"
    return language.say(text("1 mayor") if number == 1 else text("{n} mayors", n=number))


def heading(check: Check) -> str:
    """What was compared with what."""
    return text(
        "Published figures in {path}, compared with {elections}.",
        path=check.expected,
        elections=", ".join(check.elections) or text("no election"),
    )


def summary(check: Check, rules: str) -> str:
    """How many figures have each verdict under a rule set."""
    count = check.count(rules)
    return text(
        "Rules {rules}, {n} figures: {reproduced} reproduced, {consistent} consistent, "
        "{documented} documented, {not_checkable} not checkable, {differs} differ.",
        rules=rules,
        n=sum(count.values()),
        reproduced=count[Verdict.REPRODUCED],
        consistent=count[Verdict.CONSISTENT],
        documented=count[Verdict.DOCUMENTED],
        not_checkable=count[Verdict.NOT_CHECKABLE],
        differs=count[Verdict.DIFFERS],
    )


def remarks(check: Check) -> Iterator[tuple[Finding, list[Outcome], str]]:
    """What is to be said of figures: each finding with the outcomes of one reason, and the reason.

    What is reproduced needs none, but what was assumed for it is told.
    """
    for finding in check.figures:
        by_reason: dict[str, list[Outcome]] = {}
        for outcome in finding.outcomes:
            if outcome.reason is not None:
                by_reason.setdefault(outcome.reason, []).append(outcome)
            elif outcome.verdict is Verdict.REPRODUCED and finding.assumes:
                assumed = text("Assumed: {assumption}.", assumption=finding.assumes)
                by_reason.setdefault(assumed, []).append(outcome)
        for reason, outcomes in by_reason.items():
            yield finding, outcomes, reason


def remark(check: Check, finding: Finding, outcomes: list[Outcome], reason: str) -> str:
    """A reason as a sentence, with the rule sets it is true of where not all are meant."""
    about = figure_name(finding)
    if len(outcomes) == len(check.rules):
        return text("{figure}: {reason}", figure=about, reason=reason)
    rules = ", ".join(outcome.rules for outcome in outcomes)
    return text("{figure} ({rules}): {reason}", figure=about, rules=rules, reason=reason)


VERDICTS = {
    Verdict.REPRODUCED: text("reproduced"),
    Verdict.CONSISTENT: text("consistent"),
    Verdict.DOCUMENTED: text("documented"),
    Verdict.NOT_CHECKABLE: text("not-checkable"),
    Verdict.DIFFERS: text("differs"),
}
"""The verdicts as people read them."""


def verdict_cell(finding: Finding, outcome: Outcome, language: Language) -> str:
    """A verdict beside others: what differs is told with its computed number."""
    verdict = language.say(VERDICTS[outcome.verdict])
    if outcome.verdict not in (Verdict.DIFFERS, Verdict.DOCUMENTED) or outcome.computed is None:
        return verdict
    return f"{verdict} {numbers(outcome.computed, finding.published, language)}"
