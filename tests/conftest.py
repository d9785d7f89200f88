"""What several tests need: the raw election files that lie beside the project, and what comes with it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.model import Geography
from kkr_alloc.sources.base import Register


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
