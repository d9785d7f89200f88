"""The Danish catalogue: compiled before the tests, so that no stale one is tested, and its entries."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FILE = Path(__file__).resolve().parents[1] / "data" / "locale" / "da" / "LC_MESSAGES" / "kkr_alloc.po"


def compile_danish() -> None:
    """Write the ``.mo`` anew where it is not what the ``.po`` says; an installed package has its own."""
    if not FILE.exists():
        return
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(FILE.read_bytes())))
    target = FILE.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        target.write_bytes(compiled.getvalue())


@cache
def danish() -> dict[str, str]:
    """Each English sentence and its Danish; of two forms the singular."""
    entries = read_po(io.BytesIO(FILE.read_bytes()))
    return {_first(entry.id): _first(entry.string) for entry in entries if entry.id}


def _first(forms: str | tuple[str, ...] | list[str]) -> str:
    return forms if isinstance(forms, str) else forms[0]
