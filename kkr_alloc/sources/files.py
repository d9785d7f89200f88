"""Opening input: every way a file can fail to be readable is one clear error; sizes are bounded."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize

from kkr_alloc.cells import read_cell
from kkr_alloc.errors import InputError, Problems, shown
from kkr_alloc.text import text

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
MOST_COLUMNS = 100
STDIN = "-"
PATIENCE = 2.0
"""Seconds that a named pipe may be without anybody who writes to it."""


INVISIBLE = "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters without a shape of their own, among them those that turn the direction of writing."""

_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{INVISIBLE}]")


class Content:
    """A file's bytes. ``path`` is as the user gave it; the hash is made when it is asked for."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data

    @cached_property
    def sha256(self) -> str:
        """The hash that results tell, so that anyone can see what they were made from."""
        from hashlib import sha256

        return sha256(self.data).hexdigest()


class Row:
    """One row of a table: its line in the file and its fields by column."""

    __slots__ = ("fields", "line")

    def __init__(self, line: int, fields: dict[str, str]) -> None:
        self.line = line
        self.fields = fields

    def __getitem__(self, column: str) -> str:
        return self.fields[column]

    def get(self, column: str) -> str:
        """The field, or an empty text where the table has no such column."""
        return self.fields.get(column, "")


def path_of(path: object) -> str:
    """A path as text; :class:`InputError` where it is none (a number would be somebody's open file)."""
    if isinstance(path, str | os.PathLike):
        return str(path)
    raise InputError(text("A path is needed, not {value}.", value=shown(path)), value=shown(path))


def read_content(path: str | Path, shown_as: str | None = None) -> Content:
    """The bytes of a file, or of standard input for ``-``.

    ``shown_as``: the path as messages tell it. Raises :class:`InputError` where there is nothing to read.
    """
    name = shown_as or path_of(path)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(path) == STDIN else _read(path)
    except FileNotFoundError:
        raise InputError(text("There is no such file."), file=name, hint=text("Check the path.")) from None
    except IsADirectoryError:
        raise InputError(
            text("This is a folder; a file is needed."), file=name, hint=text("Name a file in it.")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(text("Cannot be read: {reason}.", reason=reason), file=name) from None
    if len(data) > MAX_BYTES:
        raise InputError(text("Larger than {limit} bytes; not read.", limit=MAX_BYTES), file=name)
    return Content(name, data)


def _read(path: str | Path) -> bytes:
    """What a file holds, up to one byte more than may be."""
    with open(path, "rb", opener=_without_waiting) as stream:
        first = b""
        if stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode):
            first = _first_of_pipe(stream.fileno())
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(stream.fileno(), True)
        return first + stream.read(MAX_BYTES + 1)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _first_of_pipe(pipe: int) -> bytes:
    """What a pipe has to give at first; it is waited for as long as anybody is there to write (``<(…)``)."""
    import time

    end = time.monotonic() + PATIENCE
    first = b""
    try:
        while not first:
            first = os.read(pipe, 65536)
            if not first and time.monotonic() > end:
                raise OSError(0, text("nobody writes to this pipe"))
            time.sleep(0 if first else 0.01)
    except BlockingIOError:  # there is a writer, and nothing written yet
        pass
    return first


def decode(content: Content) -> str:
    """The text of a UTF-8 file (a byte-order mark is accepted)."""
    if not content.data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputError(text("The file is empty."), file=content.path)
    if _is_utf16(content.data):
        raise InputError(
            text("Not UTF-8."),
            file=content.path,
            line=1,
            hint=text("It is UTF-16: save it as UTF-8, or convert it: iconv -f utf-16 -t utf-8."),
        )
    try:
        decoded = content.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            text("Not UTF-8."),
            file=content.path,
            line=content.data.count(b"\n", 0, error.start) + 1,
            value=f"byte 0x{content.data[error.start]:02x}",
            hint=text("Save it as UTF-8, or convert it: iconv -f latin1 -t utf-8."),
        ) from None
    if not decoded.isascii():
        decoded = normalize("NFC", decoded)  # å may be written as a and a ring: it is one letter all the same
    control = _CONTROL.search(decoded)
    if control:
        raise InputError(
            text("There is a control or invisible character in it."),
            file=content.path,
            line=decoded.count("\n", 0, control.start()) + 1,
            value=shown(control[0]),
            hint=text("Delete it: no name and no number holds one."),
        )
    return decoded


def _is_utf16(data: bytes) -> bool:
    """Whether there is its byte-order mark, or every other one of the first bytes is NUL."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0\0" in (data[:4:2], data[1:4:2])


def read_rows(
    content: Content,
    problems: Problems,
    required: Sequence[str],
    optional: Iterable[str] = (),
    delimiter: str = ",",
) -> Iterator[Row]:
    """The rows of a delimited table whose header must hold the ``required`` columns and no unknown ones.

    Rows of a wrong width are left out and noted in ``problems``, to be told with what else is wrong. A wrong
    header is an error at once. Blank lines are passed over.
    """
    table = decode(content)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    cell = read_cell if "'" in table else str.strip
    tabbed = delimiter != "\t" and "\t" in table
    rows: list[Row] = []
    line = 1
    try:
        header = [column.strip() for column in next(reader, [])]
        _check_header(header, required, set(optional), delimiter, content.path)
        line = reader.line_num + 1
        for values in reader:
            if tabbed or reader.line_num > line:  # in quotes there may be what no name has
                values = [" ".join(value.splitlines()).replace("\t", " ") for value in values]
            if any(values):
                if len(values) != len(header):
                    problems.add(
                        text("The row has {n} fields, the header {m}.", n=len(values), m=len(header)),
                        file=content.path,
                        line=line,
                        value=delimiter.join(values),
                        hint=text("A field that holds the delimiter must stand in quotes."),
                    )
                else:
                    rows.append(Row(line, dict(zip(header, map(cell, values), strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            text("Not a readable table: {reason}.", reason=str(error)),
            file=content.path,
            line=line,
            hint=text("From this row on a quote that begins or ends a field may be missing.")
            if '"' in table
            else None,
        ) from None
    return iter(rows)


def _check_header(
    header: list[str], required: Sequence[str], optional: set[str], delimiter: str, path: str
) -> None:
    problems = Problems()
    if len(header) > MOST_COLUMNS:
        raise InputError(
            text("The header has {n} columns; at most {most} are read.", n=len(header), most=MOST_COLUMNS),
            file=path,
            line=1,
        )
    if len(header) == 1 and len(required) > 1:
        other = next((d for d in (";", "\t", ",", "|") if d != delimiter and d in header[0]), None)
        if other:
            raise InputError(
                text("The columns are not separated by {wanted}.", wanted=_named(delimiter)),
                file=path,
                line=1,
                value=shown(header[0]),
                hint=text(
                    "They seem to be separated by {found}; write {wanted}.",
                    found=_named(other),
                    wanted=_named(delimiter),
                ),
            )
    wanted = text("Columns: {columns}.", columns=delimiter.join([*required, *sorted(optional)]))
    for column in required:
        if column not in header:
            problems.add(
                text("The column {column} is missing.", column=column),
                file=path,
                line=1,
                field=column,
                hint=wanted,
            )
    for column in sorted({column for column in header if header.count(column) > 1}):
        problems.add(
            text("The column {column} stands there twice.", column=column), file=path, line=1, field=column
        )
    for column in header:
        if column not in required and column not in optional:
            problems.add(
                text("The column {column} is not known.", column=shown(column)),
                file=path,
                line=1,
                field=shown(column),
                hint=wanted,
            )
    problems.raise_if_any()


def _named(delimiter: str) -> str:
    return {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(delimiter, delimiter)


def whole_number(value: str, problems: Problems, *, file: str, line: int | None, field: str) -> int | None:
    """A non-negative whole number written in plain digits; otherwise a problem is noted and None given."""
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    message, hint = text("Not a whole number."), None
    digits = value.replace("\u00a0", " ")
    if not value:
        message = text("A number is missing.")
    elif value[0] in "-−" and value[1:].isdigit():
        message = text("The number is negative.")
    elif value.isascii() and value.isdigit():
        message = text("The number has more than 18 digits.")
    elif _is_grouped(digits):
        message = text("Thousands separators are not read.")
        hint = text("Write {plain}.", plain="".join(c for c in digits if c.isdigit()))
    elif any(c in value for c in ".,") and all(c.isdigit() or c in ".,-+" for c in value):
        message = text("The number is not whole.")
    problems.add(message, file=file, line=line, field=field, value=value, hint=hint)
    return None


def _is_grouped(value: str) -> bool:
    for separator in ".,' ":
        parts = value.split(separator)
        if (
            len(parts) > 1
            and all(part.isascii() and part.isdigit() for part in parts)
            and 1 <= len(parts[0]) <= 3
            and all(len(part) == 3 for part in parts[1:])
        ):
            return True
    return False
