"""A check as GitHub Actions workflow commands: what differs becomes an annotation at its place."""

from __future__ import annotations

from kkr_alloc.analysis.check import Check, Finding, Outcome, Verdict
from kkr_alloc.documents.check import VERDICTS, computed, figure_name, in_words, published
from kkr_alloc.render import Options
from kkr_alloc.render.errors import annotation
from kkr_alloc.text import Language, text


def render(answer: Check, options: Options) -> str:
    """One line per annotation: the count of verdicts, what differs, the rest; ten of a kind are shown.

    What is reproduced needs no annotation.
    """
    say = options.language.say
    lines = []
    for rules in answer.rules:
        level = "error" if answer.count(rules)[Verdict.DIFFERS] else "notice"
        lines.append(annotation(level, say(in_words(answer, rules))))
    found = [(finding, outcome) for finding in answer.figures for outcome in finding.outcomes]
    found.sort(key=lambda pair: pair[1].verdict is not Verdict.DIFFERS)
    for finding, outcome in found:
        if outcome.verdict is not Verdict.REPRODUCED:
            lines.append(_annotation(finding, outcome, options.language))
    return "\n".join(lines) + "\n"


def _annotation(finding: Finding, outcome: Outcome, language: Language) -> str:
    message = language.say(
        text(
            "{figure}: published {published}, computed {computed} by the rules {rules}: {verdict}.",
            figure=figure_name(finding),
            published=published(finding),
            computed=computed(outcome, finding),
            rules=outcome.rules,
            verdict=VERDICTS[outcome.verdict].value,
        )
    )
    if outcome.reason:
        message += " " + language.say(outcome.reason)
    level = "error" if outcome.verdict is Verdict.DIFFERS else "notice"
    return annotation(level, message, finding.file, finding.line)
