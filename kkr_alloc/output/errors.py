"""Errors for people and for programs: what is wrong, where, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec.structs import asdict

from kkr_alloc.errors import Problem
from kkr_alloc.text import IN_ENGLISH, Language, text

MOST_SHOWN = 100


def as_json(code: str, message: str, problems: Sequence[Problem]) -> str:
    """One JSON object with every problem."""
    error = {"code": code, "message": message, "problems": [asdict(problem) for problem in problems]}
    return json.dumps({"error": error}, ensure_ascii=False) + "\n"


def as_text(message: str, problems: Sequence[Problem], language: Language = IN_ENGLISH) -> str:
    """A line per problem: file:line, field, value, what is wrong, what to do."""
    say = language.say
    if len(problems) < 2:
        only = problem_line(problems[0], language) if problems else _plain(say(message))
        return say(text("Error: {message}", message=only)) + "\n"
    lines = [say(text("Error: the input has {n} problems.", n=len(problems)))]
    lines += ["  " + problem_line(problem, language) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(
            "  " + say(text("… and {n} more; --format json gives all.", n=len(problems) - MOST_SHOWN))
        )
    return "\n".join(lines) + "\n"


def problem_line(problem: Problem, language: Language) -> str:
    """One problem in one line: where, what is wrong, what to do."""
    where = problem.file or ""
    if problem.line is not None:
        where += f":{problem.line}"
    what = problem.field or ""
    if problem.value is not None and problem.file:
        what += f' "{problem.value}"'
    place = ": ".join(filter(None, (where, what.strip()))) if problem.file else ""
    sentence = language.say(problem.message)
    if problem.hint:
        sentence += " " + language.say(problem.hint)
    return _plain(f"{place}: {sentence}" if place else sentence)


def _plain(line: str) -> str:
    """A line without what a terminal would take for a command: a file's name may hold anything."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
