"""The program as a fixture."""

from __future__ import annotations

import os

import pytest

from tests.cli.runner import Program


@pytest.fixture
def program(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    for name in [name for name in os.environ if name.startswith("KKR_ALLOC_") and name != "KKR_ALLOC_SHARED"]:
        monkeypatch.delenv(name)
    return Program(capfd)
