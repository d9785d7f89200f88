"""The examples of docs/api.md, run as they stand there, and the output that the README shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"


def test_every_example_gives_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # they run from anywhere
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) > 8
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        example = parser.get_doctest(block, names, f"block {number}", str(PAGE), 0)
        runner.run(example, clear_globs=False)
        names = example.globs
    results = runner.summarize(verbose=False)
    assert results.attempted > 30
    assert results.failed == 0, capsys.readouterr().out


def test_readme_shows_what_compute_prints() -> None:
    readme = (PAGE.parents[1] / "README.md").read_text("utf-8")
    shown = re.findall(r"```text\n(KKR .*?) …\n```", readme, re.DOTALL)[0]
    printed = (PAGE.parents[1] / "tests/goldens/compute-hovedstaden.table.en.txt").read_text("utf-8")
    assert shown in printed
