"""A problem in one line: where, what is wrong, what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kkr_alloc.errors import Problem, quoted
from kkr_alloc.text import text

MAX_SHOWN = 20
"""Problems of an input or a file that people are shown; JSON, CSV and Excel have them all."""
MAX_PATH = 1000
"""Characters of a file's path that they are shown."""


def problem_sentences(problems: Sequence[Problem]) -> list[str]:
    """A sentence for each problem, and one that says how many more there are; no file hides another's."""
    of_file = Counter[str | None]()
    turns = []
    for number, problem in enumerate(problems):
        of_file[problem.file] += 1
        turns.append((of_file[problem.file], number))
    shown = sorted(number for _, number in sorted(turns)[:MAX_SHOWN])
    sentences = [problem_sentence(problems[number]) for number in shown]
    if len(problems) > MAX_SHOWN:
        sentences.append(text("… and {n} more; --format json gives all.", n=len(problems) - MAX_SHOWN))
    return sentences


def problem_sentence(problem: Problem) -> str:
    """``votes.csv:3: votes "x": Not a whole number.``"""
    message = problem.message
    if problem.hint:
        message = text("{message} {hint}", message=message, hint=problem.hint)
    if not problem.file:
        return message
    where = quoted(problem.file, MAX_PATH)
    if problem.line is not None:
        where += f":{problem.line}"
    what = problem.field or ""
    if problem.value is not None:
        what = f'{what} "{problem.value}"'.strip()
    return text("{where}: {message}", where=f"{where}: {what}" if what else where, message=message)
