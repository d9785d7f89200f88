"""What ``watch`` says to people: one short line for each event."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.compare import compare
from kkr_alloc.analysis.watch import Event, Failure, Unchanged
from kkr_alloc.documents.words import NO_RESULT, name_of, tie_sentence
from kkr_alloc.errors import Problem
from kkr_alloc.results import Composition
from kkr_alloc.text import text


def sentence(event: Event) -> str:
    """An event in one line: what it is about, the state of the count, and what changed."""
    if isinstance(event, Failure):
        return _failure(event)
    if isinstance(event, Unchanged):
        return _unchanged(event)
    made = event.composition
    areas = text(
        "FINAL, {it.areas} areas"
        if made.count.final
        else "PRELIMINARY, {it.areas_counted} of {it.areas} areas",
        it=made.count,
    )
    changes = list(_changes(event.before, made)) or text("no seat changed")
    return text(
        "{name}: {count}: {changes}", name=name_of(event.election, made), count=areas, changes=changes
    )


def _changes(before: Composition | None, made: Composition) -> Iterator[str]:
    """The seats that changed, or all of them at first; a tie; and files that are gone."""
    if made.status == "no-result":
        yield NO_RESULT
    elif before is None or before.status == "no-result":
        yield text("{it.members} members", it=made)
        yield from (text("{it.party} {it.seats}", it=line) for line in made.parties if line.seats)
    else:
        if before.members != made.members:
            yield text("{before}→{after} members", before=before.members, after=made.members)
        for pair in compare(before, made).pairs:
            one, two = pair.numbers("seats")
            if one != two:
                yield text("{party} {before}→{after}", party=pair.party, before=one, after=two)
    if made.tie:
        yield tie_sentence(made)
    yield from (note.message for note in made.notes if note.code == "files-gone")


def _failure(event: Failure) -> str:
    problems = event.error.problems or (Problem(event.error.message),)
    name: str = text("Feed")
    if event.body is not None and event.election is not None:
        name = name_of(event.election, event)
    return text(
        "{name}: not computed: {problem}"
        if len(problems) == 1
        else "{name}: not computed, {n} problems; the first: {problem}",
        name=name,
        n=len(problems),
        problem=problems[0].sentence,
    )


def _unchanged(event: Unchanged) -> str:
    if not event.problems:
        return text("Waiting for the first results." if event.count is None else "Nothing new, no problems.")
    last = event.last_good_poll
    time = text("none") if last is None else f"{last.astimezone():%H:%M:%S}"
    return text("Nothing new, {n:problem|problems}; last good poll: {time}.", n=event.problems, time=time)
