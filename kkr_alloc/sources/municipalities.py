"""Finding a municipality by the many ways its name is written."""

from __future__ import annotations

import re
import unicodedata

from kkr_alloc.model import Geography

_MADE: dict[tuple[tuple[str, str], ...], MunicipalityNames] = {}
_OLD_AND_NEW = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"})


class MunicipalityNames:
    """Codes of municipalities by code or name: "101", "København", "Københavns Kommune", "Koebenhavn"."""

    def __init__(self, geography: Geography) -> None:
        self._names = geography.municipalities
        self._codes: dict[str, str] = {}
        for code, name in geography.municipalities.items():
            folded = _folded(name)
            self._codes[folded] = code
            self._codes.setdefault(folded.removesuffix("s"), code)
            self._codes.setdefault(folded + "s", code)

    @classmethod
    def of(cls, geography: Geography) -> MunicipalityNames:
        """The same for the same municipalities: a file of bad rows asks often."""
        key = tuple(geography.municipalities.items())
        if key not in _MADE:
            _MADE[key] = cls(geography)
        return _MADE[key]

    def code(self, name: str) -> str | None:
        """The three-digit code of the municipality, or None where no name (and no code) is like this."""
        wanted = name.strip()
        return wanted if wanted in self._names else self._codes.get(_folded(wanted))


def _folded(name: str) -> str:
    """A name without what its spellings differ in: case, "Kommune", å or aa, spaces and dashes."""
    lower = unicodedata.normalize("NFC", name).casefold().translate(_OLD_AND_NEW)
    lower = re.sub(r"[\s_]*(regions)?kommune\s*$", "", lower)
    return "".join(c for c in lower if c.isalnum())
