"""What several tests need: the raw election files that lie beside the project, and what comes with it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from tests.catalogue import compile_danish


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # before any process of pytest-xdist starts
        compile_danish()


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
