"""The parties' colours, made so that they can be told from the page they stand on, light or dark.

Contrast is WCAG 2's: 3 to 1 for what is drawn, 4.5 to 1 for words. No words stand on a party's colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import cycle
from typing import NamedTuple

from kkr_alloc.model import Party

DRAWN = 3.0
"""Least contrast of what is drawn."""

LOCAL = ("#4d6a6d", "#7a5c45", "#5a5f8a", "#6d6d3c", "#80586d")
"""Colours of local lists, which have none of their own, in turn."""


class Theme(NamedTuple):
    """The colours of a page: behind everything, of a raised part, words, lesser words, lines, what warns."""

    page: str
    raised: str
    words: str
    lesser: str
    line: str
    warning: str


LIGHT = Theme("#ffffff", "#f3f5f7", "#1a1f26", "#515a66", "#c9d0d8", "#8a3b00")
DARK = Theme("#12161c", "#1c222b", "#e8ebef", "#a9b2bd", "#3a434f", "#ffb37a")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 (the same) to 21 (black and white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, theme: Theme) -> str:
    """The colour, mixed with the theme's words no more than it needs to stand out on its backgrounds."""
    for share in range(0, 101, 4):
        mixed = _mixed(colour, theme.words, share)
        if min(contrast(mixed, theme.page), contrast(mixed, theme.raised)) >= DRAWN:
            return mixed
    return theme.words


def party_colours(parties: Iterable[str], register: Mapping[str, Party]) -> dict[str, str]:
    """A colour for each party and list: the register's, or one of those for local lists."""
    local = cycle(LOCAL)
    return {
        party: register[party].colour if party in register else next(local)
        for party in dict.fromkeys(parties)
    }


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (number / 255 for number in _numbers(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, other: str, share: int) -> str:
    """So many hundredths of ``other`` in a colour."""
    pairs = zip(_numbers(colour), _numbers(other), strict=True)
    return "#" + "".join(f"{(a * (100 - share) + b * share) // 100:02x}" for a, b in pairs)


def _numbers(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
