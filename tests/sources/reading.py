"""What the tests of the readers share; ways a file gets damaged, of which only input errors may come."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content

REGISTER = bundled.register()
GEOGRAPHY = bundled.geography(datetime.date(2022, 1, 1))


def read(votes: Content | Path, election: str | None = "kv2021") -> Votes:
    """Votes of any kind; of ``election`` where they do not name theirs."""
    return read_votes(votes, REGISTER, GEOGRAPHY, election)


def problems(votes: Content | Path) -> tuple[Problem, ...]:
    """What is wrong with votes that cannot be read."""
    return problems_of(lambda: read(votes))


def problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems of the input error that reading ends in."""
    with pytest.raises(InputError) as caught:
        read()
    return caught.value.problems


_ENCODINGS = ("utf-16", "latin-1", "utf-8-sig", "cp865")


@st.composite
def damaged(draw: st.DrawFn, whole: bytes, delimiter: bytes = b";") -> bytes:
    """The bytes of a small file after one to three accidents."""
    data = whole
    for _ in range(draw(st.integers(1, 3))):
        accident = draw(st.sampled_from(("flip", "cut", "insert", "drop", "repeat", "swap", "encode")))
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        lines = data.split(b"\n")
        line = draw(st.integers(0, len(lines) - 1))
        if accident == "flip":
            data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        elif accident == "cut":
            data = data[:at]
        elif accident == "insert":
            odd = st.sampled_from(
                (b"\0", b'"', b"\r", b"-1", b"1e9", b"null", b"[", b"{}", b"9" * 5000, b"\xff")
            )
            data = data[:at] + draw(odd | st.binary(max_size=4)) + data[at:]
        elif accident == "drop":
            data = b"\n".join(lines[:line] + lines[line + 1 :])
        elif accident == "repeat":
            data = b"\n".join(lines[: line + 1] + lines[line:])
        elif accident == "swap":
            lines[line] = delimiter.join(reversed(lines[line].split(delimiter)))
            data = b"\n".join(lines)
        else:
            data = data.decode("utf-8", "replace").encode(draw(st.sampled_from(_ENCODINGS)), "replace")
    return data
