"""A check as GitHub Actions workflow commands: what differs becomes an annotation at its place."""

from __future__ import annotations

from collections.abc import Callable

from kkr_alloc.analysis.check import Check, Finding, Outcome, Verdict
from kkr_alloc.documents.check import VERDICTS, computed, figure_name, in_words, published
from kkr_alloc.render import Options
from kkr_alloc.render.errors import annotation
from kkr_alloc.text import text


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
    lines += [_annotation(*pair, say) for pair in found if pair[1].verdict is not Verdict.REPRODUCED]
    return "\n".join(lines) + "\n"


def _annotation(finding: Finding, outcome: Outcome, say: Callable[[str], str]) -> str:
    sentence = text(
        "{figure}: published {published}, computed {computed} by the rules {rules}: {verdict}.",
        figure=figure_name(finding),
        published=published(finding),
        computed=computed(outcome, finding),
        rules=outcome.rules,
        verdict=VERDICTS[outcome.verdict].value,
    )
    message = " ".join(map(say, filter(None, (sentence, outcome.reason))))
    level = "error" if outcome.verdict is Verdict.DIFFERS else "notice"
    return annotation(level, message, finding.file, finding.line)
