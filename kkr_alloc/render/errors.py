"""Errors for people and programs, and annotations: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from kkr_alloc.errors import KkrAllocError, Problem
from kkr_alloc.sources.files import STDIN
from kkr_alloc.text import IN_ENGLISH, Language, text

MAX_SHOWN = 100


def as_json(error: KkrAllocError) -> str:
    """One JSON object with every problem."""
    from kkr_alloc.render.records import Error, ErrorRecord, encode

    return encode(ErrorRecord(Error(error.code, error.message, error.problems))).decode() + "\n"


def as_text(message: str, problems: Sequence[Problem], language: Language = IN_ENGLISH) -> str:
    """A line per problem: file:line, field, value, what is wrong, what to do."""
    say = language.say
    if len(problems) < 2:
        only = problems[0].sentence if problems else message
        lines = [say(text("Error: {message}", message=only))]
    else:
        lines = [say(text("Error: the input has {n} problems.", n=len(problems)))]
        lines += ["  " + say(problem.sentence) for problem in problems[:MAX_SHOWN]]
    if len(problems) > MAX_SHOWN:
        more = text("… and {n} more; --format json gives all.", n=len(problems) - MAX_SHOWN)
        lines.append("  " + say(more))
    return "".join(f"{printable(line)}\n" for line in lines)


def as_annotations(error: KkrAllocError, language: Language = IN_ENGLISH) -> str:
    """A workflow command of GitHub Actions for each problem: an error at its file and line."""
    problems = error.problems or (Problem(error.message),)
    lines = (annotation("error", language.say(one.sentence), one.file, one.line) for one in problems)
    return "".join(f"{line}\n" for line in lines)


def annotation(level: str, message: str, file: str | None = None, line: int | None = None) -> str:
    """A workflow command of GitHub Actions: ``level`` is ``error`` or ``notice``."""
    place = ""
    if file and file != STDIN:
        place = f"file={_escaped(file).replace(':', '%3A').replace(',', '%2C')},"
        place += "" if line is None else f"line={line},"
    return f"::{level} {place}title=kkr-alloc check::{_escaped(message)}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def printable(line: str) -> str:
    """A line without what a terminal would obey: a file's name may hold anything."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
