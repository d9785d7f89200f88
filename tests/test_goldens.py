"""The whole output of every command x format x language is on file; `python -m tests.renew` writes it anew.

Look at the difference before committing it: each changed golden is a change that users see.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import whole_outputs
from tests.cli.runner import captured_run
from tests.whole_outputs import Case


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    whole_outputs.make_feed(folder)
    return folder


CASES = whole_outputs.cases()
IN_DANISH = [Case(one.slug, (*one.arguments, "--lang", "da"), "da") for one in CASES if not one.language]
"""Formats for programs, which do not depend on the language."""


@pytest.mark.parametrize("case", [*CASES, *IN_DANISH], ids=lambda case: case.slug)
def test_output_is_as_on_file(case: Case, feed: Path, clean_environment: None) -> None:
    assert whole_outputs.output(case, captured_run, feed) == case.file.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert sorted(whole_outputs.FOLDER.glob("*.txt")) == sorted(case.file for case in CASES)
