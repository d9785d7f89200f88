"""Sentences for people that keep their parts, so that they can be printed in another language."""

from __future__ import annotations

from collections.abc import Callable


class Text(str):
    """An English sentence that remembers the template and the values it was made from.

    It is an ordinary string (English, whole numbers grouped as 1,234), so machine formats may use it
    as it stands; a printer for people may say the same template in another language.
    """

    template: str
    values: dict[str, object]


def text(template: str, /, **values: object) -> Text:
    """Make a :class:`Text`: ``template`` with ``{name}`` places filled from ``values``.

    Whole numbers are grouped; give a year, a code or a line number as a string to leave it as it is.
    """
    sentence = Text(fill(template, values, grouped))
    sentence.template = template
    sentence.values = values
    return sentence


def fill(template: str, values: dict[str, object], number: Callable[[int], str]) -> str:
    """The template with its places filled; whole numbers are written by ``number``."""
    return template.format(**{name: _part(value, number) for name, value in values.items()})


def _part(value: object, number: Callable[[int], str]) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return str(value)


def grouped(number: int) -> str:
    """A whole number in English notation, of any size: 1234567 -> "1,234,567"."""
    try:
        return f"{number:,}"
    except ValueError:  # beyond Python's limit on digits to print
        return f"a number of about {number.bit_length() * 30103 // 100000 + 1:,} digits"
