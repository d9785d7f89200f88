"""What stands for a character that a terminal's or a log's encoding lacks: no two things look the same.

Importing it registers the error handler :data:`LACKING`, for streams and for ``str.encode``.
"""

from __future__ import annotations

import codecs

LACKING = "kkr-alloc-lacking"
"""The name of the error handler: a replacement, else an escape (``\\xeb``), and never a question mark."""

REPLACEMENTS = {
    **{"–": "-", "−": "-", "…": "...", "→": "->", "─": "-", "≥": ">=", "≤": "<=", "±": "+/-"},
    **{"∞": "inf", "†": "+", "°": "^"},
    **{"Æ": "AE", "Ø": "OE", "Å": "AA", "æ": "ae", "ø": "oe", "å": "aa"},
}
"""A party's letter stays its own (no ballot has both Ø and OE), and the options take it in this form too."""


def fit(words: str, encoding: str | None) -> str:
    """The words as a stream of that encoding shows them; None: as they are."""
    if encoding is None or words.isascii() or encoding.lower().replace("-", "") == "utf8":
        return words
    return words.encode(encoding, LACKING).decode(encoding)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(REPLACEMENTS.get(c) or ascii(c)[1:-1] for c in lacking), error.end


codecs.register_error(LACKING, _replaced)
