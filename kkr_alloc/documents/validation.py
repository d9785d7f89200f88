"""What is wrong with files, in words: a line for each file, and its problems."""

from __future__ import annotations

from kkr_alloc.analysis.validate import FileCheck, Validation
from kkr_alloc.documents.blocks import Block, Bullets, line
from kkr_alloc.documents.problems import problem_sentence
from kkr_alloc.text import text


def document(answer: Validation) -> list[Block]:
    """Every file in turn."""
    blocks: list[Block] = []
    for file in answer.files:
        blocks.append(line(_verdict(file), style="bad" if file.problems else "good"))
        if file.problems:
            blocks.append(Bullets([problem_sentence(problem) for problem in file.problems]))
    return blocks


def _verdict(file: FileCheck) -> str:
    if file.problems:
        return text("{file.path} ({file.kind}): {n:problem|problems}", file=file, n=len(file.problems))
    return text("{file.path} ({file.kind}): {file.rows:row|rows}, nothing wrong", file=file)
