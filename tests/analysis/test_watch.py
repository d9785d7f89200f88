"""An election night, from an empty folder to the final count, looked at again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Change, Still, Trouble, Watch
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.model import Composition, Compositions, Geography
from kkr_alloc.names import Register
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, VOTES, WAITING, Night

FIRST, SECOND = NORDJYLLAND[:2]


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


def change(watch: Watch) -> Composition:
    """The composition of the one change that a look tells."""
    (event,) = watch.look()
    assert isinstance(event, Change), event
    return event.composition


def still(watch: Watch) -> Still:
    (event,) = watch.look()
    assert isinstance(event, Still), event
    return event


def trouble(watch: Watch) -> Trouble:
    (event,) = watch.look()
    assert isinstance(event, Trouble), event
    return event


def test_a_whole_night(night: Night, watch: Watch) -> None:
    # The folder is empty, and stays so for a while: nothing to complain about.
    assert [still(watch).waiting for _ in range(4)] == [True] * 4

    # The files of the week before are there, without results.
    night.release_all(WAITING)
    composition = change(watch)
    assert (composition.status, composition.count.state) == ("no-result", "none")
    assert (composition.count.areas, composition.count.areas_counted) == (11, 0)
    assert not still(watch).waiting

    # The first areas come in. Both spellings of a municipality's name occur.
    night.release(FIRST, PRELIMINARY, spelling="{}")
    assert (change(watch).count.state, watch.feed.files_read) == ("preliminary", 1)
    night.release_all(PRELIMINARY)
    composition = change(watch)
    assert (composition.valid_votes, composition.count.areas_counted) == (11 * 901, 11)

    # A correction comes as a second release of one area beside the first.
    corrected = (("A", "Socialdemokratiet", 600), *VOTES[1:])
    night.release(SECOND, PRELIMINARY, hour=23, lists=corrected, suffix="-181120252300")
    composition = change(watch)
    assert (composition.valid_votes, composition.count.areas) == (11 * 901 + 100, 11)

    # Test data with the same names is not counted, nor are files beside the feed's.
    night.release(FIRST, FINAL, part="verifikation/valgresultater", lists=(("A", "Socialdemokratiet", 9),))
    (night.folder / "valgresultater" / "x.json.hash").write_text("abc")
    assert still(watch).files_read == 0

    # The final count.
    night.release_all(FINAL, hour=23, lists=corrected)
    night.release(SECOND, FINAL, hour=23, lists=corrected, suffix="-181120252300")
    composition = change(watch)
    assert (composition.status, composition.count.state) == ("ok", "final")
    assert composition.valid_votes == 11 * 1001


def test_a_changed_file_costs_no_reading_of_the_others(night: Night, watch: Watch) -> None:
    night.release_all(PRELIMINARY)
    change(watch)
    assert watch.feed.files_read == 11
    night.release(FIRST, FINAL)
    change(watch)
    assert watch.feed.files_read == 1


@pytest.mark.parametrize("half_written", [b"", b'{"Valgdag": "18-11-20'])
def test_a_half_written_file_is_tried_again_before_it_is_complained_about(
    night: Night, watch: Watch, half_written: bytes
) -> None:
    night.release_all(PRELIMINARY)
    before = change(watch)
    night.put_bytes(FIRST, half_written)
    assert still(watch).waiting
    told = trouble(watch)
    assert NAMES_OF_FIRST in (told.problems[0].file or "")
    assert not still(watch).waiting  # told once
    night.release(FIRST, PRELIMINARY)
    assert not still(watch).waiting  # as it was before
    night.release(FIRST, FINAL)
    assert change(watch).valid_votes == before.valid_votes


NAMES_OF_FIRST = "Kommune-Hele"


def test_a_file_that_is_whole_at_the_next_look_is_never_complained_about(night: Night, watch: Watch) -> None:
    night.release_all(PRELIMINARY)
    change(watch)
    night.put_bytes(FIRST, b"")
    assert still(watch).waiting
    night.release(FIRST, FINAL)
    assert change(watch).count.areas_final == 1


def test_unreadable_files_may_be_left_out(night: Night, watch: Watch) -> None:
    watch.skip_unreadable = True
    night.release_all(PRELIMINARY)
    change(watch)
    night.put_bytes(FIRST, b"")
    assert still(watch).waiting
    composition = change(watch)
    assert (composition.count.areas, composition.count.areas_counted) == (11, 10)
    assert "files-unreadable" in {note.code for note in composition.notes}
    assert not still(watch).waiting


def test_an_empty_release_beside_a_good_one_does_not_take_the_area_out(night: Night, watch: Watch) -> None:
    watch.skip_unreadable = True
    night.release_all(PRELIMINARY)
    change(watch)
    night.put_bytes(FIRST, b"", suffix="-181120252359")
    assert still(watch).waiting
    event = still(watch)
    assert not event.waiting
    assert event.result is not None
    assert event.result.election.count.areas_counted == 11


def test_numbers_that_contradict_each_other_are_trouble(night: Night, watch: Watch) -> None:
    night.release_all(PRELIMINARY)
    change(watch)
    night.release(FIRST, PRELIMINARY, GyldigeStemmer=7)
    still(watch)
    assert "7" in str(trouble(watch).problems)


def test_what_changed_is_told_with_what_was(night: Night, watch: Watch) -> None:
    night.release_all(PRELIMINARY)
    (first,) = watch.look()
    night.release(FIRST, FINAL, lists=(("A", "Socialdemokratiet", 501), *VOTES[1:]))
    (second,) = watch.look()
    assert isinstance(first, Change)
    assert isinstance(second, Change)
    assert first.before is None
    assert second.before == first.composition
