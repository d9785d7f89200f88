"""Errors with their place in the input, and the exit codes they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import partial
from importlib import import_module
from typing import Any, TypedDict, TypeVar, Unpack, cast

from msgspec import Struct

from kkr_alloc.text import text

Given = TypeVar("Given")
Made = TypeVar("Made")

MAX_SHOWN = 20
"""Problems that people are shown; JSON, CSV and Excel have them all."""
MAX_PATH = 1000
"""Characters of a file's path that they are shown."""
USAGE = "usage"
"""Code of an error: an option names what is not there, or its value cannot be read."""


class ExitCode(IntEnum):
    """Every way the command can end. Programs may rely on these numbers."""

    OK = 0
    DIFFERS = 1
    USAGE = 2
    BAD_INPUT = 3
    LOT_NEEDED = 4
    NOT_FINAL = 5
    CANNOT_WRITE = 6
    INTERNAL = 70
    INTERRUPTED = 130
    TERMINATED = 143


class Place(Struct, frozen=True):
    """Where a row stands in the input: file as the user gave it, line from 1."""

    file: str
    line: int | None = None


class Problem(Struct, frozen=True):
    """One thing that is wrong with the input, and where.

    ``file`` is the path as the user gave it, ``line`` counts from 1 (the header is line 1), ``field``
    is a column or key, ``value`` what stands there, ``hint`` what to do about it.
    """

    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    value: str | None = None
    hint: str | None = None

    @property
    def sentence(self) -> str:
        """``votes.csv:3: votes "x": Not a whole number.``, and what to do about it."""
        message = self.message
        if self.hint:
            message = text("{message} {hint}", message=message, hint=self.hint)
        if not self.file:
            return message
        where = quoted(self.file, MAX_PATH) + ("" if self.line is None else f":{self.line}")
        what = self.field or ""
        if self.value is not None:
            what = f'{what} "{self.value}"'.strip()
        return text("{where}: {message}", where=f"{where}: {what}" if what else where, message=message)


class Where(TypedDict, total=False):
    """What is known of a problem beside its message: its place ``at``, or ``file`` and ``line``, …"""

    at: Place | None
    file: str | None
    line: int | None
    field: str | None
    value: object
    hint: str | None


def problem_at(message: str, **where: Unpack[Where]) -> Problem:
    """A problem; its ``value`` is :func:`quoted`."""
    at, value = where.get("at"), where.get("value")
    return Problem(
        message,
        at.file if at else where.get("file"),
        at.line if at else where.get("line"),
        where.get("field"),
        None if value is None else quoted(value),
        where.get("hint"),
    )


def problem_sentences(problems: Sequence[Problem]) -> list[str]:
    """A sentence for each problem, and one that says how many more there are; no file hides another's."""
    of_file = Counter[str | None]()
    turns = []
    for number, problem in enumerate(problems):
        of_file[problem.file] += 1
        turns.append((of_file[problem.file], number))
    shown = sorted(number for _, number in sorted(turns)[:MAX_SHOWN])
    sentences = [problems[number].sentence for number in shown]
    if len(problems) > MAX_SHOWN:
        sentences.append(text("… and {n} more; --format json gives all.", n=len(problems) - MAX_SHOWN))
    return sentences


class KkrAllocError(Exception):
    """Any error this program foresees. ``code`` is its stable name in JSON."""

    exit_code = ExitCode.INTERNAL
    code = "internal"

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(problem.sentence for problem in self.problems) or self.message


class InputError(KkrAllocError, ValueError):
    """The input is wrong: nothing was computed. ``problems`` names every place found.

    ``code`` is ``bad-input``, or says more closely what kind of input is wrong (``negative-number``).
    It is ``usage`` where a name is unknown: unless that stands in a file, the command line is wrong.
    """

    exit_code = ExitCode.BAD_INPUT
    code = "bad-input"

    def __init__(
        self,
        message: str,
        problems: Iterable[Problem] = (),
        *,
        code: str | None = None,
        **where: Unpack[Where],
    ) -> None:
        """``where``: field, value, hint, … of the only problem, where there is just one."""
        super().__init__(message, problems or [problem_at(message, **where)])
        self.code = code or self.code
        if code == USAGE and not any(problem.file for problem in self.problems):
            self.exit_code = ExitCode.USAGE


class OptionError(InputError):
    """An option is missing that the input needs, or contradicts it: the command line is wrong."""

    exit_code = ExitCode.USAGE
    code = USAGE


class UsageError(KkrAllocError):
    """The command was called in a way that has no meaning."""

    exit_code = ExitCode.USAGE
    code = USAGE


class OutputError(KkrAllocError):
    """The output could not be written; what stood there before still stands."""

    exit_code = ExitCode.CANNOT_WRITE
    code = "cannot-write"


def import_extra(module: str, package: str, extra: str) -> Any:
    """A module of a package that one of our extras brings.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(
            text(
                'This needs {package}. Install it: pip install "kkr-alloc[{extra}]"',
                package=package,
                extra=extra,
            )
        ) from None


def foreseen(error: Exception) -> KkrAllocError:
    """The error itself, or a fault of the program as the error that reports it; its cause is the fault."""
    if isinstance(error, KkrAllocError):
        return error
    made = KkrAllocError(
        text(
            "Internal error: {kind}: {reason}. Set KKR_ALLOC_DEBUG=1 to see where.",
            kind=type(error).__name__,
            reason=str(error),
        )
    )
    made.__cause__ = error
    return made


def quoted(value: object, width: int = 60) -> str:
    """A value as an error message quotes it: one printable line, cut where it is long."""
    said = value if isinstance(value, str) else repr(value)
    said = said.encode("utf-8", "backslashreplace").decode()
    said = "".join(c if c.isprintable() else repr(c)[1:-1] for c in said[: width + 1])
    return said if len(said) <= width else said[:width] + "…"


def closest_match(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, if any is."""
    from difflib import get_close_matches  # needed for mistakes only

    return next(iter(get_close_matches(name, list(known), 1)), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown name: the known one most like it, else all of them."""
    names = list(known)
    near = closest_match(name, names)
    return (
        text("Did you mean {name}?", name=near) if near else text("One of {names}.", names=", ".join(names))
    )


class Problems:
    """Collects what is wrong, so that one run reports every bad row."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._codes = set[str]()

    def add(self, message: str, **where: Unpack[Where]) -> None:
        """Note one problem, as :func:`problem_at` makes it."""
        self._codes.add(InputError.code)
        self.found.append(problem_at(message, **where))

    def collect(self, make: Callable[[], Made]) -> Made | None:
        """What ``make`` gives; None where it fails: its problems are kept, each once.

        An :class:`OptionError` goes on: without the election nobody can say what else is wrong.
        """
        try:
            return make()
        except OptionError:
            raise
        except InputError as error:
            self._codes.add(error.code)
            self.found += [problem for problem in error.problems if problem not in self.found]
            return None

    def error(self) -> InputError:
        """One error with everything found."""
        code = USAGE if self._codes == {USAGE} else None
        return InputError(self.found[0].message, self.found, code=code)

    def raise_if_any(self) -> None:
        """Raise one :class:`InputError` with everything found so far."""
        if self.found:
            raise self.error()


def for_each(given: Iterable[Given], make: Callable[[Given], Made]) -> list[Made]:
    """What is made of each one given.

    Raises:
        InputError: it fails for some; with the problems of all of them, each reported once.
    """
    problems = Problems()
    made = [problems.collect(partial(make, one)) for one in given]
    problems.raise_if_any()
    return cast("list[Made]", made)
