"""``kkr-alloc watch``: follow a feed on election night."""

from __future__ import annotations

import gc
import math
import os
import signal
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import click
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Event, Failure, Memory, Unchanged, Watch
from kkr_alloc.cli.language import current_language
from kkr_alloc.cli.options import BODY, CO_OPERATION, MAYORS, REGION, RULES, region_ids
from kkr_alloc.cli.printing import reading_progress, show_cause, utf8, write, write_result
from kkr_alloc.cli.usage import Choice, option, usage_error
from kkr_alloc.documents.watch import sentence
from kkr_alloc.election import Inputs, election_info, load
from kkr_alloc.errors import ExitCode, InputError
from kkr_alloc.render.errors import printable
from kkr_alloc.render.watch import line, recall
from kkr_alloc.sources.files import STDIN, display_path, read_content, read_error
from kkr_alloc.sources.kinds import columns_of
from kkr_alloc.sources.valgdk_feed import Feed
from kkr_alloc.text import text

OPTIONS = (
    click.Argument(["folder"], metavar="DIR"),
    REGION,
    BODY,
    option("-e --election NAME", "The election the feed must be of."),
    MAYORS,
    CO_OPERATION,
    RULES,
    option("--interval SECONDS", "Seconds between two polls.", type=click.FloatRange(0.1, 3600), default=5.0),
    option(
        "--heartbeat SECONDS",
        "Seconds of silence after which a heartbeat line is printed.",
        type=click.FloatRange(0, 86400),
        default=60.0,
    ),
    option("--polls N", "Stop after so many polls.  [default: never]", type=click.IntRange(1)),
    option("--until-final", "Stop with 0 when every count is final (with --polls, else with 5)."),
    option("--since FILE", "NDJSON of an earlier run: what it reported is not reported again."),
    option(
        "-f --format",
        "table: short lines for people; ndjson: a JSON object a line.  [default: table on a terminal]",
        "format_name",
        type=Choice(("table", "ndjson")),
    ),
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
    until_final: bool,
    since: str | None,
    format_name: str | None,
    **inputs: Any,
) -> ExitCode:
    """Follow a folder that is mirrored from valg.dk's feed: a line whenever a composition changes.

    It starts with whatever is there, even an empty folder, and reads only files that changed. A file that
    cannot be read any more is tried again before it is left out. Ctrl-C and SIGTERM stop it between lines.

    \b
    Examples:
      kkr-alloc watch feed/ --interval 5
      kkr-alloc watch feed/ --since night.ndjson --until-final >> night.ndjson
    """
    gc.enable()
    rule_set = bundled.rules(rules)
    chosen = Inputs(**inputs)
    geography = bundled.geography(election_info(chosen.election or bundled.DEFAULT_ELECTION).term_start)
    region_ids(regions, body, geography)  # a typo is reported before the night begins
    files = (inputs["mayors"], inputs["co_operation"])
    if STDIN in (*files, since):
        raise usage_error("watch reads its files again and again; standard input can be read only once.")
    for file in filter(None, files):
        columns_of(read_content(file))
    if not os.path.isdir(folder):
        raise InputError(
            text("There is no such folder."), file=display_path(folder), hint=text("Check the path.")
        )
    for_people = (format_name or ("table" if sys.stdout.isatty() else "ndjson")) == "table"
    memory = _earlier_events(since) if since else None
    with _WholeLines(for_people) as out:
        with reading_progress(folder) as progress:
            watch = Watch(
                Feed(Path(folder), bundled.register(), geography, progress=progress),
                lambda votes: load(replace(chosen, votes=votes)),
                lambda places: [(body, region) for region in region_ids(regions, body, places)],
                rule_set,
                memory,
            )
            events = watch.poll()
        printed, done = -math.inf, 1
        while True:
            if time.monotonic() - printed >= heartbeat or not isinstance(events[0], Unchanged):
                out.write(events)
                printed = time.monotonic()
            if until_final and watch.final:
                return ExitCode.OK
            if done == polls:
                return ExitCode.NOT_FINAL if until_final else ExitCode.OK
            time.sleep(interval)
            events = watch.poll()
            done += 1


def _earlier_events(file: str) -> Memory:
    """What an earlier run reported, as it wrote it; nothing where there is no such file yet.

    Where the file was cut off in a line, and this run goes on writing it, that line is ended first.
    """
    try:
        with open(file, "rb") as stream:
            memory = recall(stream, display_path(file))
            if os.path.sameopenfile(stream.fileno(), sys.stdout.fileno()) and stream.tell():
                stream.seek(-1, os.SEEK_END)
                write(b"" if stream.read() == b"\n" else b"\n")
            return memory
    except FileNotFoundError:
        return Memory()
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise read_error(error, display_path(file)) from None


class _WholeLines:
    """Writes events a line each. Ctrl-C and SIGTERM wait until a line is whole; a second one ends at once."""

    def __init__(self, for_people: bool) -> None:
        self._for_people = for_people
        self._writing = False
        self._received: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as of a shell's job in the background
                self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def write(self, events: Iterable[Event]) -> None:
        """Write them at once, each with the time."""
        for event in events:
            if isinstance(event, Failure):
                show_cause(event.error)
            now = datetime.now(UTC)
            self._writing = True
            if self._for_people:
                said = printable(current_language().say(sentence(event)))
                write_result(f"{now.astimezone():%H:%M:%S}  {said}\n", None, force=False, for_people=True)
            else:
                write(utf8(line(event, now)))
            self._writing = False
            self._end()

    def _receive(self, number: int, _frame: object) -> None:
        if self._received is not None:
            os._exit(128 + number)
        self._received = number
        if not self._writing:
            self._end()

    def _end(self) -> None:
        """End, if a signal has come."""
        if self._received == signal.SIGINT:
            raise KeyboardInterrupt
        if self._received is not None:
            sys.exit(ExitCode.TERMINATED)
