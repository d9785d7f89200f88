"""Data that is not of its declared shape: msgspec's error as a problem at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import ValidationError

from kkr_alloc.errors import Problem, quoted
from kkr_alloc.text import text

_ERROR = re.compile(r"(?P<reason>.*?)(?: - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`)?", re.DOTALL)
_KEY = re.compile(r"Object (missing required|contains unknown) field `(.*)`", re.DOTALL)
_SENTENCES = {
    "Expected `str": text("A text is needed."),
    "Expected `int` >= 0": text("The number is negative."),
    "Expected `int` >= 1": text("This must be at least 1."),
    "Expected `int` <=": text("The number is too large."),
    "Expected `int": text("Not a whole number."),
    "Expected `bool": text("This must be true or false."),
    "Expected `date": text("This must be a date: yyyy-mm-dd."),
    "Invalid RFC3339 encoded date": text("This must be a date: yyyy-mm-dd."),
    "Expected `array` of length >= 1": text("The list is empty."),
    "Expected `array": text("A list is needed."),
    "Expected `object": text("Keys with values are needed."),
}


def shape_problem(
    error: ValidationError, data: Any, file: str, messages: Mapping[str, str] | None = None, shape: Any = None
) -> Problem:
    """The problem with its field and, from ``data`` as it stands in the file, the value.

    ``messages``: what to say of a field that is not as it must be, by the field's name. What a hook or a
    Struct's ``__post_init__`` refuses with a ValueError is said in its words. ``shape``: the declared type,
    to list the choices of a field that has some.
    """
    reason, path = _ERROR.fullmatch(str(error)).groups(default="")  # type: ignore[union-attr]
    of_key = _KEY.fullmatch(reason)
    if of_key:
        missing, key = of_key[1].startswith("missing"), quoted(of_key[2])
        message: str = text("The field is missing.") if missing else text("The field is unknown.")
        return Problem(message, file, field=f"{path}.{key}".lstrip("."))
    steps = re.findall(r"([^.\[\]]+)|\[(\d+|\.\.\.)\]", path)  # [...] is some key of a mapping
    general = (sentence for start, sentence in _SENTENCES.items() if reason.startswith(start))
    message = (messages or {}).get(path.rpartition(".")[2]) or next(general, "")
    if error.__cause__:
        message = error.__cause__.args[0]
    elif shape and reason.startswith("Invalid enum"):
        message = text("This must be one of {choices}.", choices=", ".join(_choices(shape, steps)))
    value = None if "`key` in" in str(error) else _value(data, steps)
    return Problem(
        message or text("Not as expected: {reason}.", reason=reason),
        file,
        field=path.replace("[...]", "") or None,
        value=quoted(value) if path and value is not None else None,
    )


def _value(data: Any, steps: Iterable[tuple[str, str]]) -> Any:
    """What stands at a place; None where the place does not say it."""
    for name, index in steps:
        if name and isinstance(data, dict):
            data = data.get(name)
        elif index.isdigit() and isinstance(data, list):
            data = data[int(index)]
        else:
            return None
    return data


def _choices(shape: Any, steps: Iterable[tuple[str, str]]) -> list[str]:
    """The texts that may stand at a place, as its type lists them."""
    from msgspec import inspect  # needed for mistakes only

    def known(node: Any) -> Any:
        """A type without its None."""
        return next(one for one in getattr(node, "types", (node,)) if type(one) is not inspect.NoneType)

    node = known(inspect.type_info(shape))
    for name, _ in steps:
        if name:
            node = next(field.type for field in node.fields if field.encode_name == name)
        else:
            node = getattr(node, "item_type", None) or node.value_type
        node = known(node)
    return [str(value) for value in node.values]
