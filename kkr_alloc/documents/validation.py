"""What is wrong with files, in words: a line for each file, and its problems."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.validate import Validation
from kkr_alloc.documents.blocks import Block, Bullets, line
from kkr_alloc.text import text


def document(answer: Validation) -> Iterator[Block]:
    """Every file in turn."""
    for file in answer.files:
        if file.problems:
            n = len(file.problems)
            yield line(text("{file.path} ({file.kind}): {n:problem|problems}", file=file, n=n), style="bad")
            yield Bullets([problem.sentence for problem in file.problems])
        else:
            sound = text("{file.path} ({file.kind}): {file.rows:row|rows}, nothing wrong", file=file)
            yield line(sound, style="good")
