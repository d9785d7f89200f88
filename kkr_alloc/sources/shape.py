"""Data that is not of its declared shape: msgspec's error as a problem at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError

from kkr_alloc.errors import Problem, quoted
from kkr_alloc.text import text

_ERROR = re.compile(r"(?P<reason>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_SENTENCES = {
    "Expected `str": text("A text is needed."),
    "Expected `int` >= 0": text("The number is negative."),
    "Expected `int` <=": text("The number is too large."),
    "Expected `int": text("Not a whole number."),
    "Expected `array": text("A list is needed."),
    "Expected `object": text("An object is needed."),
}


def shape_problem(error: ValidationError, data: Any, file: str, messages: Mapping[str, str]) -> Problem:
    """The problem with its field and, from ``data`` as it stands in the file, the value.

    ``messages``: what to say of a field that is not as it must be, by the field's name. What a Struct's
    ``__post_init__`` refuses with a ValueError is said in its words.
    """
    reason, path = _ERROR.fullmatch(str(error)).groups(default="")  # type: ignore[union-attr]
    missing = re.fullmatch("Object missing required field `(.*)`", reason)
    if missing:
        field = f"{path}.{missing[1]}".lstrip(".")
        return Problem(text("The field is missing."), file, field=field)
    general = (sentence for start, sentence in _SENTENCES.items() if reason.startswith(start))
    message = messages.get(path.rpartition(".")[2]) or next(general, None)
    if error.__cause__:
        message = error.__cause__.args[0]
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        data = data[key] if key and isinstance(data, dict) else data[int(index)]
    message = message or text("Not as expected: {reason}.", reason=reason)
    return Problem(
        message, file, field=path or None, value=quoted(data) if path and data is not None else None
    )
