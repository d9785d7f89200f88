"""An election night, from an empty folder to the final count, polled again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Change, Failure, Memory, Unchanged, Watch
from kkr_alloc.election import load_election
from kkr_alloc.model import Election, Geography
from kkr_alloc.names import Register
from kkr_alloc.results import Composition
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, VOTES, WAITING, Night

Kind = TypeVar("Kind", Change, Failure, Unchanged)
Load = Callable[[Votes], Election]
FIRST, SECOND = NORDJYLLAND[:2]
CORRECTED = (("A", "Socialdemokratiet", 600), *VOTES[1:])


@pytest.fixture
def begin(night: Night, register: Register, geography: Geography) -> Callable[..., Watch]:
    """Begins to watch the night's folder."""

    def of_mayors(votes: Votes) -> Election:
        return load_election(votes=votes, mayors=night.mayors)

    def begun(memory: Memory | None = None, load: Load = of_mayors, *regions: str) -> Watch:
        areas = [("kkr", region) for region in regions or ("nordjylland",)]
        feed = Feed(night.folder, register, geography)
        return Watch(feed, load, lambda _: areas, bundled.rules(), memory)

    return begun


@pytest.fixture
def watch(begin: Callable[..., Watch]) -> Watch:
    return begin()


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


@pytest.mark.usefixtures("exact_times")
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

    # Test data with the same names is noted and not counted; files beside the feed's are nothing at all.
    night.release(FIRST, FINAL, part="verifikation/valgresultater", lists=CORRECTED)
    (night.folder / "valgresultater" / "x.json.hash").write_text("abc")
    with_test = poll(watch, Change).composition
    assert replace(with_test, notes=composition.notes) == composition
    assert poll(watch, Unchanged).files_read == 0

    # The final count.
    night.release_all(FINAL, hour=23, lists=CORRECTED)
    night.release(SECOND, FINAL, hour=23, lists=CORRECTED, suffix="-181120252300")
    composition = poll(watch, Change).composition
    assert (composition.status, composition.count.state) == ("ok", "final")
    assert composition.valid_votes == 11 * 1001


@pytest.mark.parametrize("half_written", [b"", b'{"Valgdag": "18-11-20'])
def test_half_written_file(night: Night, watch: Watch, counted: Composition, half_written: bytes) -> None:
    """It is taken as it was before, once; then it is left out, and reported once."""
    night.put_bytes(FIRST, half_written)
    event = poll(watch, Unchanged)
    assert (event.waiting, event.count and event.count.areas_counted) == (True, 11)
    left_out = poll(watch, Change).composition
    assert (left_out.count.areas, left_out.count.areas_counted) == (11, 10)
    assert "files-unreadable" in {note.code for note in left_out.notes}
    assert not poll(watch, Unchanged).waiting
    night.release(FIRST, PRELIMINARY)
    assert poll(watch, Change).composition == counted


def test_no_count_is_final_while_a_file_is_half_written(night: Night, watch: Watch) -> None:
    """--until-final waits for the correction that is on its way."""
    night.release_all(FINAL)
    poll(watch, Change)
    assert watch.final
    night.put_bytes(FIRST, b"{")
    assert poll(watch, Unchanged).waiting
    assert not watch.final


@pytest.mark.usefixtures("counted")
class TestFilesThatGo:
    """Files that were read are deleted: no count is final until they are back, whatever is left."""

    def test_back_again(self, night: Night, watch: Watch) -> None:
        night.release_all(FINAL)
        final = poll(watch, Change).composition
        assert watch.final
        file = night.release(FIRST, FINAL)
        file.unlink()
        gone = poll(watch, Change).composition
        assert (gone.count.final, gone.count.areas, gone.count.areas_counted) == (False, 11, 10)
        assert [note.code for note in gone.notes if note not in final.notes].count("files-gone") == 1
        assert not watch.final
        night.release(FIRST, FINAL)
        assert poll(watch, Change).composition == final
        assert watch.final

    def test_newer_release_in_its_place(self, night: Night, watch: Watch) -> None:
        night.release(FIRST, FINAL, hour=23, suffix="-181120252300")
        assert poll(watch, Change).composition.count.areas_final == 1
        night.release(FIRST, PRELIMINARY).unlink()
        poll(watch, Unchanged)

    @pytest.mark.parametrize("overwritten", [False, True])
    def test_older_release_in_its_place(self, night: Night, watch: Watch, overwritten: bool) -> None:
        night.release_all(FINAL)
        suffix = "" if overwritten else "-181120252300"
        newest = night.release(FIRST, FINAL, hour=23, lists=CORRECTED, suffix=suffix)
        assert poll(watch, Change).composition.count.final
        newest.unlink()
        night.release(FIRST, FINAL)
        again = poll(watch, Change).composition
        assert (again.count.final, again.valid_votes) == (False, 11 * 901)
        assert "files-gone" in {note.code for note in again.notes}

    def test_folder_is_emptied(self, night: Night, watch: Watch, counted: Composition) -> None:
        files = {file: file.read_bytes() for file in night.folder.rglob("*.json")}
        for file in files:
            file.unlink()
        assert poll(watch, Failure).error.code == "no-results"
        assert poll(watch, Unchanged).problems == 1
        for file, content in files.items():
            file.write_bytes(content)
        assert poll(watch, Change).composition == counted


class TestAfterARestart:
    """What was reported before is remembered."""

    def test_area_that_went_in_between(
        self, begin: Callable[..., Watch], counted: Composition, night: Night
    ) -> None:
        """The council's file names it; where that went too, nothing confirms what is left."""
        night.release_all(FINAL)
        went = night.release(FIRST, FINAL)
        went.unlink()
        again = begin(Memory({("kv2025", "kl", "kkr", "nordjylland"): counted}))
        made = poll(again, Change).composition
        assert (made.count.final, made.count.areas, made.count.areas_counted) == (False, 11, 10)
        assert "areas-missing" in {note.code for note in made.notes}

    def test_unreadable_file_that_was_no_polling_area(self, night: Night, watch: Watch) -> None:
        """As a mirror's half-written copy: with it goes the doubt."""
        night.release_all(FINAL)
        passing = night.put_bytes(FIRST, b"{", suffix="-copy")
        assert not poll(watch, Change).composition.count.final
        passing.unlink()
        assert poll(watch, Change).composition.count.final

    def test_other_rules_are_another_result(self, begin: Callable[..., Watch], counted: Composition) -> None:
        again = begin(Memory({("kv2025", "dhondt", "kkr", "nordjylland"): counted}))
        assert poll(again, Change).before is None


class TestErrors:
    """An error is an event; what can be computed is, and it is over with the next good poll."""

    def test_contradictory_numbers(self, night: Night, watch: Watch, counted: Composition) -> None:
        night.release(FIRST, PRELIMINARY, GyldigeStemmer=7)
        failure = poll(watch, Failure)
        assert (failure.body, failure.region, failure.error.code) == ("kkr", "nordjylland", "bad-input")
        assert failure.error.problems[0].value == "7"
        heartbeat = poll(watch, Unchanged)
        assert (heartbeat.problems, heartbeat.waiting) == (1, False)
        assert heartbeat.last_good_poll is not None
        night.release(FIRST, PRELIMINARY)
        assert poll(watch, Change).composition == counted

    def test_one_region_fails_and_the_others_go_on(
        self, night: Night, begin: Callable[..., Watch], counted: Composition
    ) -> None:
        watch = begin(None, lambda votes: load_election(votes=votes), "nordjylland", "hovedstaden")
        copenhagen = night.release("101", PRELIMINARY, GyldigeStemmer=7)
        good, bad = sorted(watch.poll(), key=lambda event: isinstance(event, Failure))
        assert isinstance(good, Change)
        assert isinstance(bad, Failure)
        assert (good.composition.region, bad.region) == ("nordjylland", "hovedstaden")
        assert bad.error.problems[0].file == str(copenhagen)
        assert not watch.final
        night.release(FIRST, FINAL)
        assert poll(watch, Change).composition.region == "nordjylland"

    def test_unforeseen_fault(self, night: Night, begin: Callable[..., Watch]) -> None:
        faults = [ZeroDivisionError("of our own"), ZeroDivisionError("of our own")]

        def at_times(votes: Votes) -> Election:
            if faults:
                raise faults.pop()
            return load_election(votes=votes, mayors=night.mayors)

        night.release_all(PRELIMINARY)
        watch = begin(None, at_times)
        failure = poll(watch, Failure)
        assert (failure.error.code, failure.body) == ("internal", None)
        assert "of our own" in failure.error.message
        assert poll(watch, Unchanged).problems == 1
        poll(watch, Change)
