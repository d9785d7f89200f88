"""A check as GitHub Actions workflow commands: what differs becomes an annotation at its place."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.check import Check, Finding, Outcome, Verdict
from kkr_alloc.output import Options
from kkr_alloc.output.check import figure_name, numbers, summary
from kkr_alloc.sources.files import STDIN
from kkr_alloc.text import Language, text

LEVELS = {
    Verdict.DIFFERS: "error",
    Verdict.DOCUMENTED: "notice",
    Verdict.CONSISTENT: "notice",
    Verdict.NOT_CHECKABLE: "notice",
}
"""Verdict -> how it is annotated; what is reproduced needs no annotation."""


def render(check: Check, options: Options) -> str:
    """One line per annotation: the count of verdicts, what differs, the rest; ten of a kind are shown."""
    found = [(finding, outcome) for finding in check.figures for outcome in finding.outcomes]
    found.sort(key=lambda pair: pair[1].verdict is not Verdict.DIFFERS)
    lines = []
    for rules in check.rules:
        level = "error" if check.count(rules)[Verdict.DIFFERS] else "notice"
        lines.append(f"::{level} title=kkr-alloc check::{_data(options.language.say(summary(check, rules)))}")
    lines += [line for finding, outcome in found for line in _line(finding, outcome, options.language)]
    return "\n".join(lines) + "\n"


def _line(finding: Finding, outcome: Outcome, language: Language) -> Iterator[str]:
    level = LEVELS.get(outcome.verdict)
    if level is None:
        return
    published = finding.published
    message = language.say(
        text(
            "{figure}: published {published}, computed {computed} by the rules {rules}: {verdict}.",
            figure=figure_name(finding),
            published=numbers(published, published, language),
            computed=numbers(outcome.computed, published, language),
            rules=outcome.rules,
            verdict=outcome.verdict.value,
        )
    )
    if outcome.reason:
        message += " " + language.say(outcome.reason)
    place = ""
    if finding.file and finding.file != STDIN:
        place = f"file={_property(finding.file)},"
        if finding.line is not None:
            place += f"line={finding.line},"
    yield f"::{level} {place}title=kkr-alloc check::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
