"""Sentences and numbers for people, kept with their parts so that they can be said in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple


class Notation(NamedTuple):
    """How a language writes numbers and dates: what groups thousands, what stands before decimals, months.

    Without names of months a date is written 2021-11-16, with them 16. november 2021.
    """

    group: str
    point: str
    months: tuple[str, ...] = ()


ENGLISH = Notation(",", ".")
DANISH_MONTHS = "januar februar marts april maj juni juli august september oktober november december"
NOTATIONS = {"en": ENGLISH, "da": Notation(".", ",", tuple(DANISH_MONTHS.split()))}
"""The notation of each language that there are sentences in."""


class Share(Fraction):
    """An exact share of one, from 0 to 1; JSON has it rounded to six decimals."""

    __slots__ = ()


def exact(share: Fraction) -> str:
    """An exact number as a rule file has it: Fraction(1, 50) -> "0.02", Fraction(1, 3) -> "1/3"."""
    for places in range(1, 10):
        if (share * 10**places).denominator == 1:
            return decimal(share, places)
    return str(share)


class Text(str):
    """An English sentence that remembers the template and the values it was made from.

    It is an ordinary string, so machine formats may use it as it stands; a printer for people may say the
    same template in another language.
    """

    template: str
    values: dict[str, object]


def text(template: str, /, **values: object) -> Text:
    """Make a :class:`Text`: ``template`` with places filled from ``values`` and their attributes.

    A place says how its value is written, in the notation of the language: ``{votes}`` grouped (a year, a
    code or a line number is given as a string), ``{n:vote|votes}`` a number with its noun, ``{change:+}``
    with its sign, ``{price:.1}`` an exact number to one decimal, ``{share:.2%}`` a share of one as a
    percentage, ``{line.name}`` an attribute. None is a dash, a list is joined by commas.
    """
    made = Text(_filled(template, values, IN_ENGLISH))
    made.template = template
    made.values = values
    return made


def _filled(template: str, values: Mapping[str, object], language: Language) -> str:
    return template.format(**{name: _Place(value, language) for name, value in values.items()})


class _Place:
    """A value in a sentence: it writes itself in a language, as its place in the template says."""

    __slots__ = ("_language", "_value")

    def __init__(self, value: object, language: Language) -> None:
        self._value = value
        self._language = language

    def __getattr__(self, name: str) -> _Place:
        return _Place(getattr(self._value, name), self._language)

    def __format__(self, form: str) -> str:
        return written(self._value, self._language, form)


def written(value: object, language: Language, form: str = "") -> str:
    """A value as it stands in a sentence or a table's cell; ``form`` as in a template's place."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return language.say(value)
    if isinstance(value, list | tuple):
        return ", ".join(written(one, language, form) for one in value)
    notation = language.notation
    if isinstance(value, date):
        months = notation.months
        return f"{value.day}. {months[value.month - 1]} {value.year}" if months else str(value)
    if form.startswith("."):
        number = Fraction(value)  # type: ignore[call-overload]
        if form.endswith("%"):
            return f"{decimal(number * 100, int(form[1:-1]), notation)} %"
        return decimal(number, int(form[1:]), notation)
    if isinstance(value, int) and not isinstance(value, bool):
        sign = "+" if form == "+" and value > 0 else ""
        one, _, many = form.partition("|")
        noun = f" {one if value == 1 else many}" if many else ""
        return f"{sign}{whole(value, notation)}{noun}"
    return str(value)


def whole(number: int, notation: Notation = ENGLISH) -> str:
    """A whole number, grouped: 1234567 -> "1,234,567"."""
    return f"{number:,}".replace(",", notation.group)


def decimal(value: Fraction, places: int, notation: Notation = ENGLISH) -> str:
    """An exact number to so many decimals, half up: Fraction(25, 2), 2 -> "12.50"."""
    scale = 10**places
    scaled = (2 * scale * value.numerator + value.denominator) // (2 * value.denominator)
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    integer, part = divmod(scaled, scale)
    fraction = f"{notation.point}{part:0{places}d}" if places else ""
    return f"{sign}{whole(integer, notation)}{fraction}"


class Language(NamedTuple):
    """A language for people: its notation, and what gives a template or a data file's remark in it."""

    code: str
    notation: Notation = ENGLISH
    translate: Callable[[str], str] = str

    def say(self, sentence: str) -> str:
        """A :class:`Text` or a remark in this language; without a translation it stays English."""
        if isinstance(sentence, Text):
            return _filled(self.translate(sentence.template), sentence.values, self)
        return self.translate(sentence) if sentence else ""  # gettext keeps its header under ""


IN_ENGLISH = Language("en")
