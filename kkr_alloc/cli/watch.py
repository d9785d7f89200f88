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
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.analysis.watch import Unchanged, Watch
from kkr_alloc.cli.options import BODY, CO_OPERATION, MAYORS, REGION, RULES, option, region_ids
from kkr_alloc.cli.printing import utf8, write
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.election import Inputs, election_info, load
from kkr_alloc.errors import InputError, UsageError
from kkr_alloc.render.watch import line
from kkr_alloc.results import Compositions
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, read_content
from kkr_alloc.sources.table import columns_of
from kkr_alloc.sources.valgdk_feed import Feed
from kkr_alloc.text import text


def not_nan(_context: click.Context, _option: click.Parameter, seconds: float) -> float:
    """Refuse ``nan``, which click finds in every range."""
    if math.isnan(seconds):
        raise click.BadParameter(gettext("A number is needed."))
    return seconds


OPTIONS = (
    click.Argument(["folder"], metavar="DIR"),
    REGION,
    BODY,
    option("-e --election NAME", "The election the feed must be of."),
    MAYORS,
    CO_OPERATION,
    RULES,
    option(
        "--interval SECONDS",
        "Seconds between two polls.",
        type=click.FloatRange(0.1, 3600),
        default=5.0,
        callback=not_nan,
    ),
    option(
        "--heartbeat SECONDS",
        "Seconds of silence after which a heartbeat line is printed.",
        type=click.FloatRange(0, 86400),
        default=60.0,
        callback=not_nan,
    ),
    option("--polls N", "Stop after so many polls.  [default: never]", type=click.IntRange(1)),
)


@click.command("watch", params=list(OPTIONS))
def command(
    folder: str,
    regions: tuple[str, ...],
    body: str,
    rules: str,
    interval: float,
    heartbeat: float,
    polls: int | None,
    **inputs: Any,
) -> None:
    """Follow a folder that is mirrored from valg.dk's feed: a line of JSON whenever a composition changes.

    It starts with whatever is there, even an empty folder, and reads only files that changed. A file that
    cannot be read is tried again before it counts as not counted. Ctrl-C and SIGTERM stop it cleanly.

    \b
    Examples:
      kkr-alloc watch feed/ --interval 5
      kkr-alloc watch feed/ -r hovedstaden >> night.ndjson
    """
    gc.enable()
    rule_set = bundled.rules(rules)
    chosen = Inputs(**inputs)
    geography = bundled.geography(election_info(chosen.election or bundled.DEFAULT_ELECTION).term_start)
    region_ids(regions, body, geography)  # a typo is reported before the night begins
    for file in filter(None, (inputs["mayors"], inputs["co_operation"])):
        if file == STDIN:
            raise UsageError(
                text("watch reads its files again and again; standard input can be read only once.")
            )
        columns_of(read_content(file))
    if not os.path.isdir(folder):
        raise InputError(text("There is no such folder."), file=folder, hint=text("Check the path."))

    def composed(votes: Votes) -> Compositions:
        election = load(replace(chosen, votes=votes))
        areas = [(body, region) for region in region_ids(regions, body, election.geography)]
        return Compositions(election, rule_set, compose_all(election, areas, rules=rule_set))

    with reading_progress(folder) as progress:
        feed = Feed(Path(folder), bundled.register(), geography, progress=progress)
        watch = Watch(feed, composed)
        _print_events(watch, math.inf)
    printed, done = time.monotonic(), 1
    while polls is None or done < polls:
        time.sleep(interval)
        if _print_events(watch, time.monotonic() - printed - heartbeat):
            printed = time.monotonic()
        done += 1


def _print_events(watch: Watch, overdue: float) -> bool:
    """Poll once and print each event, a heartbeat only if it is ``overdue``; whether anything was printed."""
    events = [one for one in watch.poll() if overdue >= 0 or not isinstance(one, Unchanged)]
    for event in events:
        write(utf8(line(event, datetime.now(UTC))))
    return bool(events)
