"""What files are, in words: a line for each, what is wrong with it or else what is in it, and the notes."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.validate import FileCheck, Validation
from kkr_alloc.documents.blocks import Block, Bullets, paragraph
from kkr_alloc.errors import problem_sentences
from kkr_alloc.text import text


def document(answer: Validation) -> Iterator[Block]:
    for file in answer.files:
        if file.problems:
            n = len(file.problems)
            yield paragraph("{file.path} ({file.kind}): {n:problem|problems}", file=file, n=n, style="bad")
            about = problem_sentences(file.problems)
        else:
            yield paragraph(
                "{file.path} ({file.kind}): {size}, nothing wrong", file=file, size=_size(file), style="good"
            )
            about = list(_about(file))
        yield Bullets([*about, *(note.message for note in file.notes)])


def _size(file: FileCheck) -> str:
    """What stands in a sound file, counted."""
    match file.kind:
        case "rules":
            return text("{n:body|bodies}", n=file.rows)
        case "lots":
            return text("{n:lot|lots}", n=file.rows)
    return text("{n:row|rows}", n=file.rows)


def _about(file: FileCheck) -> Iterator[str]:
    """What a sound file is."""
    if file.election_named:
        yield text("Election: {file.election}, as the file says.", file=file)
    elif file.election:
        yield text("Election: {file.election}; the file names none.", file=file)
    if file.votes is not None:
        yield text(
            "{file.municipalities:municipality|municipalities}, {file.lists:list|lists}, "
            "{file.votes:vote|votes}.",
            file=file,
        )
    elif file.municipalities is not None:
        yield text("{file.municipalities:municipality|municipalities}.", file=file)
    if file.sheet:
        yield text("Sheet: {file.sheet}.", file=file)
    if file.encoding:
        yield text("Encoding: {file.encoding}.", file=file)
