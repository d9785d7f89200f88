"""Cells that several tables have; importing them costs no table."""

from __future__ import annotations

LONGEST_ID = 6


def id_cell(party: str) -> str:
    """A party's or list's id where it is short enough to stand before the name, else nothing."""
    return party if len(party) <= LONGEST_ID else ""
