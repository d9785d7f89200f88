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


@pytest.mark.parametrize("case", whole_outputs.cases(), ids=lambda case: case.slug)
def test_output_is_as_on_file(case: Case, feed: Path, clean_environment: None) -> None:
    expected = case.file.read_text(encoding="utf-8")
    assert whole_outputs.output(case, captured_run, feed) == expected


@pytest.mark.parametrize(
    "case", [case for case in whole_outputs.cases() if case.language is None], ids=lambda case: case.slug
)
def test_formats_for_programs_do_not_depend_on_the_language(
    case: Case, feed: Path, clean_environment: None
) -> None:
    danish = Case(case.slug, (*case.arguments, "--lang", "da"), "da")
    assert whole_outputs.output(danish, captured_run, feed) == case.file.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert sorted(whole_outputs.FOLDER.glob("*.txt")) == sorted(case.file for case in whole_outputs.cases())
