"""A problem in one line: where, what is wrong, what to do about it."""

from __future__ import annotations

from kkr_alloc.errors import Problem
from kkr_alloc.text import text


def problem_sentence(problem: Problem) -> str:
    """``votes.csv:3: votes "x": Not a whole number.``"""
    message = problem.message
    if problem.hint:
        message = text("{message} {hint}", message=message, hint=problem.hint)
    if not problem.file:
        return message
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    what = problem.field or ""
    if problem.value is not None:
        what = f'{what} "{problem.value}"'.strip()
    return text("{where}: {message}", where=f"{where}: {what}" if what else where, message=message)
