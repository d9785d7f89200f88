"""Cells of tables that a spreadsheet may open: a text is never taken for a formula, and is read back."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula: one that starts like one gets an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def read_cell(cell: str) -> str:
    """What was written by :func:`plain_cell`, without spaces around it."""
    value = cell.strip()
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value
