"""What several tests need: the raw election files that lie beside the project, and what comes with it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled, election
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content
from tests.analysis.night import Night
from tests.catalogue import compile_danish


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # before any process of pytest-xdist starts
        compile_danish()


@pytest.fixture(scope="session", autouse=True)
def bundled_votes_are_read_once() -> Iterator[None]:
    """Two thousand runs of the program begin with the same tables: a quarter of the time of all tests."""
    read, known = election.tidy_votes, dict[tuple[str, bytes], Votes]()

    def once(content: Content, *others: Any, **options: Any) -> Votes:
        key = content.path, content.data
        if key not in known:
            known[key] = read(content, *others, **options)
        votes = known[key]
        return replace(votes, counts={**votes.counts}, totals={**votes.totals})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(election, "tidy_votes", once)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw election files: ``KKR_ALLOC_SHARED``, or ``shared`` beside the project."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    folder = Path(os.environ.get("KKR_ALLOC_SHARED") or beside)
    if not folder.is_dir():
        pytest.skip("the raw election files are not here; KKR_ALLOC_SHARED may name their folder")
    return folder


@pytest.fixture(scope="session")
def register() -> Register:
    return bundled.register()


@pytest.fixture(scope="session")
def geography() -> Geography:
    return bundled.geography(datetime.date(2022, 1, 1))


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """A small election night, whose folder is empty."""
    return Night(tmp_path)


@pytest.fixture
def exact_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever changes in a folder has another time than before."""
    monkeypatch.setattr("kkr_alloc.sources.folder.COARSEST", 0)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No option comes from the environment, and no terminal has a say."""
    for name in [name for name in os.environ if name.startswith("KKR_ALLOC_") and name != "KKR_ALLOC_SHARED"]:
        monkeypatch.delenv(name)
    for name in ("COLUMNS", "FORCE_COLOR", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
