"""Errors for people and for programs: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from kkr_alloc.documents.problems import problem_sentence, problem_sentences
from kkr_alloc.errors import KkrAllocError, Problem
from kkr_alloc.text import IN_ENGLISH, Language, text


def as_json(error: KkrAllocError) -> str:
    """One JSON object with every problem."""
    from kkr_alloc.render.records import Error, ErrorRecord, encode

    return encode(ErrorRecord(Error(error.code, error.message, error.problems))).decode() + "\n"


def as_text(message: str, problems: Sequence[Problem], language: Language = IN_ENGLISH) -> str:
    """A line per problem: file:line, field, value, what is wrong, what to do."""
    say = language.say
    if len(problems) < 2:
        only = problem_sentence(problems[0]) if problems else message
        lines = [say(text("Error: {message}", message=only))]
    else:
        lines = [say(text("Error: the input has {n} problems.", n=len(problems)))]
        lines += ["  " + say(sentence) for sentence in problem_sentences(problems)]
    return "".join(f"{printable(line)}\n" for line in lines)


def printable(line: str) -> str:
    """A line without what a terminal would obey: a file's name may hold anything."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
