"""Reading input: one module per format, each giving the same :class:`~kkr_alloc.sources.base.Votes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kkr_alloc.model import Geography
from kkr_alloc.sources import tidy
from kkr_alloc.sources.base import Register, Votes
from kkr_alloc.sources.files import read_content

if TYPE_CHECKING:
    from pathlib import Path


def read_votes(
    path: str | Path,
    register: Register,
    geography: Geography,
    election: str | None = None,
) -> Votes:
    """The votes at ``path`` (``-`` for standard input).

    Raises:
        InputError: it cannot be read, or has bad rows; all of them are named.
    """
    return tidy.read_votes(read_content(path), register, geography, election)
