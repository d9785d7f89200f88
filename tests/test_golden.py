"""Every composition that the bundled data gives is on file. `python -m tests.renew` writes the files anew.

Look at the difference before committing it: a changed number means that a rule or the data has changed.
"""

from __future__ import annotations

import pytest

from tests import golden


@pytest.mark.parametrize(("election", "rules"), golden.names())
def test_compositions_are_as_on_file(election: str, rules: str) -> None:
    assert golden.render(election, rules) == golden.file(election, rules).read_text(encoding="utf-8")


def test_no_case_is_left_over() -> None:
    assert sorted(golden.FOLDER.glob("*.txt")) == sorted(golden.file(*name) for name in golden.names())
    assert len(golden.names()) == 12
