"""``kkr-alloc watch``: follow a feed on election night."""

from __future__ import annotations

import gc
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.analysis.watch import Unchanged, Watch
from kkr_alloc.cli.options import BODY, CO_OPERATION, MAYORS, REGION, RULES, option, region_ids
from kkr_alloc.cli.printing import utf8, write
from kkr_alloc.cli.progress import reading_progress
from kkr_alloc.election import election_info, load_election
from kkr_alloc.errors import InputError, UsageError
from kkr_alloc.model import Compositions
from kkr_alloc.render.watch import line
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, decode, read_content
from kkr_alloc.sources.valgdk_feed import Feed
from kkr_alloc.text import text

OPTIONS = (
    click.Argument(["folder"], metavar="DIR"),
    REGION,
    BODY,
    option("-e", "--election", metavar="NAME", help="The election the feed must be of."),
    MAYORS,
    CO_OPERATION,
    RULES,
    option(
        "--skip-unreadable",
        is_flag=True,
        help="Leave out files that stay unreadable: their polling areas count as not counted.",
    ),
    option(
        "--interval",
        type=click.FloatRange(0.1, 3600),
        metavar="SECONDS",
        default=5.0,
        show_default=True,
        help="Seconds between two polls.",
    ),
    option(
        "--heartbeat",
        type=click.FloatRange(0, 86400),
        metavar="SECONDS",
        default=60.0,
        show_default=True,
        help="Seconds of silence after which a heartbeat line is printed.",
    ),
    option(
        "--polls", type=click.IntRange(1), metavar="N", help="Stop after so many polls.  [default: never]"
    ),
)


@click.command("watch", params=list(OPTIONS))
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
    polls: int | None,
) -> None:
    """Follow a folder that is mirrored from valg.dk's feed: a line of JSON whenever a composition changes.

    It starts with whatever is there, even an empty folder, and reads only files that changed. A file that
    cannot be read is tried again before it is reported. Ctrl-C and SIGTERM stop it cleanly.

    \b
    Examples:
      kkr-alloc watch feed/ --interval 5
      kkr-alloc watch feed/ -r hovedstaden --skip-unreadable >> night.ndjson
    """
    gc.enable()
    rule_set = bundled.rules(rules)
    geography = bundled.geography(election_info(election or bundled.DEFAULT_ELECTION).term_start)
    region_ids(regions, body, geography)  # a typo is reported before the night begins
    for file in filter(None, (mayors, co_operation)):
        if file == STDIN:
            raise UsageError(
                text("watch reads its files again and again; standard input can be read only once.")
            )
        decode(read_content(file))
    if not os.path.isdir(folder):
        raise InputError(text("There is no such folder."), file=folder, hint=text("Check the path."))

    def composed(votes: Votes) -> Compositions:
        loaded = load_election(election, votes=votes, mayors=mayors, co_operation=co_operation)
        areas = [(body, region) for region in region_ids(regions, body, loaded.geography)]
        return Compositions(loaded, rule_set, compose_all(loaded, areas, rules=rule_set))

    with reading_progress(folder) as progress:
        feed = Feed(Path(folder), bundled.register(), geography, progress=progress)
        watch = Watch(feed, composed, skip_unreadable)
        _poll(watch, silent_since=None, heartbeat=heartbeat)
    silent_since = time.monotonic()
    done = 1
    while polls is None or done < polls:
        time.sleep(interval)
        if _poll(watch, silent_since, heartbeat):
            silent_since = time.monotonic()
        done += 1


def _poll(watch: Watch, silent_since: float | None, heartbeat: float) -> bool:
    """Poll once and print each event; whether anything was printed."""
    printed = False
    for event in watch.poll():
        if isinstance(event, Unchanged) and silent_since and time.monotonic() - silent_since < heartbeat:
            continue
        write(utf8(line(event, datetime.now(UTC))))
        printed = True
    return printed
