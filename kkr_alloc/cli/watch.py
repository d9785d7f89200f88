"""``kkr-alloc watch``: follow a feed on election night."""

from __future__ import annotations

import gc
import math
import os
import time
from datetime import UTC, datetime
from gettext import gettext
from pathlib import Path
from typing import Any

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Event, Still, Watch
from kkr_alloc.cli.options import body_options, option, region_ids, rules_option
from kkr_alloc.cli.printing import utf8, write
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.composition import compose_all
from kkr_alloc.election import election_info, load_election
from kkr_alloc.errors import InputError, UsageError
from kkr_alloc.model import Compositions
from kkr_alloc.output.watch import line
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, decode, read_content
from kkr_alloc.sources.valgdk_feed import Feed
from kkr_alloc.text import text


class Seconds(click.FloatRange):
    """A number of seconds within bounds; what is no number (nan) lies within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(gettext("{value} is not a number.").format(value=value), param, ctx)
        return seconds


@click.command("watch")
@click.argument("folder", metavar="DIR")
@body_options
@option("-e", "--election", metavar="NAME", help="The election the feed must be of.")
@option(
    "--mayors", metavar="FILE", help="Your own mayors (CSV). Default: the election's, else the sitting ones."
)
@option("--co-operation", metavar="FILE", help="The lists of the list co-operation (CSV), taken as complete.")
@rules_option
@option(
    "--skip-unreadable",
    is_flag=True,
    help="Leave out files that stay unreadable: their polling areas count as not counted.",
)
@option(
    "--interval",
    type=Seconds(0.1, 3600),
    metavar="SECONDS",
    default=5.0,
    show_default=True,
    help="Seconds between two looks.",
)
@option(
    "--heartbeat",
    type=Seconds(0, 86400),
    metavar="SECONDS",
    default=60.0,
    show_default=True,
    help="Seconds of silence after which a heartbeat line is printed.",
)
@option("--looks", type=click.IntRange(1), metavar="N", help="Stop after so many looks.  [default: never]")
def command(
    folder: str,
    regions: tuple[str, ...],
    body: str,
    election: str | None,
    mayors: str | None,
    co_operation: str | None,
    rules: str,
    skip_unreadable: bool,
    interval: float,
    heartbeat: float,
    looks: int | None,
) -> None:
    """Follow a folder that is mirrored from valg.dk's feed: a line of JSON whenever a composition changes.

    It starts with whatever is there, even an empty folder, and reads only files that changed. A file that
    cannot be read is tried again before it is complained about. Ctrl-C and SIGTERM stop it cleanly.

    \b
    Examples:
      kkr-alloc watch feed/ --interval 5
      kkr-alloc watch feed/ -r hovedstaden --skip-unreadable >> night.ndjson
    """
    gc.enable()
    rule_set = bundled.rules(rules)
    info = election_info(election or bundled.DEFAULT_ELECTION)
    geography = bundled.geography(info.term_start)
    region_ids(regions, body, geography)  # a typo is told before the night begins
    for file in filter(None, (mayors, co_operation)):
        if file == STDIN:
            raise UsageError(
                text("watch reads its files again and again; standard input has no second time.")
            )
        decode(read_content(file))
    if not os.path.isdir(folder):
        raise InputError(text("There is no such folder."), file=folder, hint=text("Check the path."))

    def composed(votes: Votes) -> Compositions:
        loaded = load_election(election, votes=votes, mayors=mayors, co_operation=co_operation)
        areas = [(body, region) for region in region_ids(regions, body, loaded.geography)]
        return Compositions(loaded, rule_set, compose_all(loaded, areas, rules=rule_set))

    with reading_progress() as progress:
        watch = Watch(
            Feed(Path(folder), bundled.register(), geography, progress=progress), composed, skip_unreadable
        )
        _look(watch, silent_since=None, heartbeat=heartbeat)
    _follow(watch, interval, heartbeat, looks)


def _follow(watch: Watch, interval: float, heartbeat: float, looks: int | None) -> None:
    """Look again and again until it is stopped, or for so many looks in all."""
    silent_since = time.monotonic()
    done = 1
    while looks is None or done < looks:
        time.sleep(interval)
        if _look(watch, silent_since, heartbeat):
            silent_since = time.monotonic()
        done += 1


def _look(watch: Watch, silent_since: float | None, heartbeat: float) -> bool:
    """Look once and print what there is to tell; whether anything was printed."""
    printed = False
    for event in watch.look():
        if isinstance(event, Still) and silent_since and time.monotonic() - silent_since < heartbeat:
            continue
        _print(event)
        printed = True
    return printed


def _print(event: Event) -> None:
    write(utf8(line(event, datetime.now(UTC))))
