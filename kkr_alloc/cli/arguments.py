"""What a command line asks for before it is parsed: its own errors must be reported in that way too."""

from __future__ import annotations

import os
from collections.abc import Sequence


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the answer, and so an error too, is to be JSON."""
    return last_given(arguments, "KKR_ALLOC_FORMAT", "--format", "-f") == "json"


def last_given(arguments: Sequence[str], variable: str, long: str, short: str | None = None) -> str:
    """The value of an option where it is given last, else its environment variable's, else nothing."""
    given = os.environ.get(variable, "")
    for position, argument in enumerate(arguments):
        if argument == "--":  # no options follow
            break
        if argument in (long, short):
            given = arguments[position + 1] if position + 1 < len(arguments) else ""
        elif argument.startswith(f"{long}="):
            given = argument.removeprefix(f"{long}=")
        elif short and argument.startswith(short):
            given = argument.removeprefix(short).removeprefix("=")
    return given
