"""Seats per party as a figure of matplotlib, which is imported only when one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kkr_alloc.bundled import register
from kkr_alloc.documents import certainty, words
from kkr_alloc.errors import import_extra
from kkr_alloc.render.colours import party_colours
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INCHES, INCHES_A_PARTY = 7.0, 0.32
"""The width of the figure, and the height of a party's bar."""


def plot(result: Composition | Compositions) -> Figure:
    """Bars of each party's seats, a diagram for each body.

    Mayors are filled and supplementary members hatched, so that black and white tells them apart; a line with
    ends is the range over everything that is open. ``figure.savefig("kkr.png")`` writes it to a file.

    Raises:
        UsageError: matplotlib is not installed.
        TypeError: it is not a composition, nor several.
    """
    if not isinstance(result, Composition | Compositions):
        raise TypeError(f"{type(result).__name__} is not a composition")
    figure_class = import_extra("matplotlib.figure", "matplotlib", "plot").Figure
    compositions = [result] if isinstance(result, Composition) else list(result)
    lines = [[line for line in certainty.lines(one) if line.seats_highest] for one in compositions]
    heights = [len(some) + 3 for some in lines]
    figure: Figure = figure_class(figsize=(INCHES, INCHES_A_PARTY * sum(heights)), layout="constrained")
    every = figure.subplots(len(compositions), squeeze=False, height_ratios=heights, sharex=True)[:, 0]
    colours = party_colours((line.party for some in lines for line in some), register().parties)
    for axes, composition, some in zip(every, compositions, lines, strict=True):
        axes.set_title(_title(result, composition), loc="left", fontsize="medium")
        _bars(axes, composition, some, colours)
    every[0].set_xlim(0, 1.15 * max((line.seats_highest for some in lines for line in some), default=1))
    legend: dict[str, Any] = {}
    for axes in every:
        handles, labels = axes.get_legend_handles_labels()
        legend |= zip(labels, handles, strict=True)
    figure.legend(list(legend.values()), list(legend), loc="outside lower center", ncols=3, frameon=False)
    return figure


def _title(result: Composition | Compositions, one: Composition) -> str:
    name = words.body_name(one.body, one.region and one.region.capitalize())
    if isinstance(result, Compositions):
        name = words.title(result.election, one)
    size = words.NO_RESULT if one.status == "no-result" else text("{n} members", n=one.members)
    return text("{name}: {size} ({state})", name=name, size=size, state=words.count_sentence(one.count))


def _bars(axes: Any, composition: Composition, lines: list[PartyResult], colours: dict[str, str]) -> None:
    places = range(len(lines))
    seats = [line.seats for line in lines]
    mayors = [line.mayors or 0 for line in lines]
    paints = [colours[line.party] for line in lines]
    if composition.mayors is None:
        axes.barh(places, seats, color=paints, edgecolor="black", label="members")
    else:
        rest = [one - held for one, held in zip(seats, mayors, strict=True)]
        axes.barh(places, mayors, color=paints, edgecolor="black", label="mayors")
        bars = axes.barh(
            places, rest, left=mayors, color="white", hatch="////", label="supplementary members"
        )
        for bar, paint in zip(bars, paints, strict=True):
            bar.set_edgecolor(paint)
    for place, line in zip(places, lines, strict=True):
        number = str(line.seats)
        if line.seats_lowest < line.seats_highest:
            reach = [[line.seats - line.seats_lowest], [line.seats_highest - line.seats]]
            axes.errorbar(line.seats, place, xerr=reach, color="black", capsize=4, label="range")
            number += f" ({certainty.between(line.seats_lowest, line.seats_highest)})"
        at = (line.seats_highest, place)
        axes.annotate(number, at, (6, 0), va="center", textcoords="offset points")
    names = [line.party for line in lines]
    if composition.unassigned:
        axes.barh(len(names), composition.unassigned, fill=False, linestyle="--")
        names.append("by lot")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
