"""An election night, from an empty folder to the final count, polled again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Change, Unchanged, Watch
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.results import Composition, Compositions
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, VOTES, WAITING, Night

Kind = TypeVar("Kind", Change, InputError, Unchanged)
FIRST, SECOND = NORDJYLLAND[:2]
CORRECTED = (("A", "Socialdemokratiet", 600), *VOTES[1:])


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.fixture
def watch(night: Night, register: Register, geography: Geography) -> Watch:
    def composed(votes: Votes) -> Compositions:
        election = load_election(votes=votes, mayors=night.mayors)
        kkr = compose(election, "kkr", "nordjylland", rules=bundled.rules())
        return Compositions(election, bundled.rules(), (kkr,))

    return Watch(Feed(night.folder, register, geography), composed)


@pytest.fixture
def counted(night: Night, watch: Watch) -> Composition:
    """What the first poll gives: a preliminary result of every municipality."""
    night.release_all(PRELIMINARY)
    return poll(watch, Change).composition


def poll(watch: Watch, kind: type[Kind]) -> Kind:
    """The one event of a poll, which is of this kind."""
    (event,) = watch.poll()
    assert isinstance(event, kind), event
    return event


def test_whole_night(night: Night, watch: Watch) -> None:
    # The folder is empty, and stays so for a while: no error.
    assert [poll(watch, Unchanged).waiting for _ in range(4)] == [True] * 4

    # The files of the week before are there, without results.
    night.release_all(WAITING)
    first = poll(watch, Change)
    assert (first.composition.status, first.composition.count.state) == ("no-result", "none")
    assert (first.composition.count.areas, first.composition.count.areas_counted) == (11, 0)
    assert first.before is None
    assert not poll(watch, Unchanged).waiting

    # The first areas come in. Both spellings of a municipality's name occur.
    night.release(FIRST, PRELIMINARY, spelling="{}")
    second = poll(watch, Change)
    assert (second.composition.count.state, watch.feed.files_read) == ("preliminary", 1)
    assert second.before == first.composition
    night.release_all(PRELIMINARY)
    composition = poll(watch, Change).composition
    assert (composition.valid_votes, composition.count.areas_counted) == (11 * 901, 11)

    # A correction comes as a second release of one area beside the first.
    night.release(SECOND, PRELIMINARY, hour=23, lists=CORRECTED, suffix="-181120252300")
    composition = poll(watch, Change).composition
    assert (composition.valid_votes, composition.count.areas) == (11 * 901 + 100, 11)

    # Test data with the same names is not counted, nor are files beside the feed's.
    night.release(FIRST, FINAL, part="verifikation/valgresultater", lists=CORRECTED)
    (night.folder / "valgresultater" / "x.json.hash").write_text("abc")
    assert poll(watch, Unchanged).files_read == 0

    # The final count.
    night.release_all(FINAL, hour=23, lists=CORRECTED)
    night.release(SECOND, FINAL, hour=23, lists=CORRECTED, suffix="-181120252300")
    composition = poll(watch, Change).composition
    assert (composition.status, composition.count.state) == ("ok", "final")
    assert composition.valid_votes == 11 * 1001


@pytest.mark.parametrize("half_written", [b"", b'{"Valgdag": "18-11-20'])
def test_half_written_file(night: Night, watch: Watch, counted: Composition, half_written: bytes) -> None:
    """It is polled again before it counts as not counted, which is said once."""
    file = night.put_bytes(FIRST, half_written)
    assert poll(watch, Unchanged).waiting
    composition = poll(watch, Change).composition
    assert (composition.count.areas, composition.count.areas_counted) == (11, 10)
    (note,) = [note for note in composition.notes if note.code == "files-unreadable"]
    assert note.details == (f"valgresultater/{file.name}",)
    assert not poll(watch, Unchanged).waiting
    night.release(FIRST, PRELIMINARY)
    assert poll(watch, Change).composition.valid_votes == counted.valid_votes


@pytest.mark.usefixtures("counted")
class TestBadFiles:
    """A file that is bad after the first poll."""

    def test_whole_at_the_next_poll(self, night: Night, watch: Watch) -> None:
        night.put_bytes(FIRST, b"")
        assert poll(watch, Unchanged).waiting
        night.release(FIRST, FINAL)
        assert poll(watch, Change).composition.count.areas_final == 1

    def test_beside_a_good_release(self, night: Night, watch: Watch) -> None:
        night.put_bytes(FIRST, b"", suffix="-181120252359")
        assert poll(watch, Unchanged).waiting
        event = poll(watch, Unchanged)
        assert not event.waiting
        assert event.result is not None
        assert event.result.election.count.areas_counted == 11

    def test_contradictory_numbers(self, night: Night, watch: Watch) -> None:
        night.release(FIRST, PRELIMINARY, GyldigeStemmer=7)
        assert poll(watch, Unchanged).waiting
        event = poll(watch, InputError)
        assert (event.code, event.problems[0].value) == ("bad-input", "7")
