"""A real night, replayed from the final feed beside a running ``watch``."""

from __future__ import annotations

from pathlib import Path

from kkr_alloc.model import Geography
from tests.cli.replay import Replay


def test_every_state_is_reported_as_compute_has_it(
    shared: Path, tmp_path: Path, geography: Geography, clean_environment: None
) -> None:
    source = shared / "elections" / "kv2025" / "valgdk-feed-final"
    regions = {"nordjylland": geography.region("nordjylland").municipalities}
    replay = Replay(source, tmp_path, regions, last="851", seed=1)
    try:
        replay.night(8)
    finally:
        replay.running.process.kill()
    assert len(replay.compositions) > 8
