"""Opening input: every way a file can fail to be readable is one clear error; sizes are bounded."""

from __future__ import annotations

import os
import re
import sys
from codecs import BOM_UTF8
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, Unpack
from unicodedata import normalize

from msgspec import Struct

from kkr_alloc.errors import InputError, Where, quoted
from kkr_alloc.model import Digest, Note, Source
from kkr_alloc.text import text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

MAX_BYTES = 64 * 1024 * 1024
STDIN = "-"

INVISIBLE = "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters without a shape of their own, among them those that turn the direction of writing."""

_LEFTOVERS = r"(?i:(?:_x005F)?_x00(?:0[9AD]|A0)_)|[\u00a0\u2007\u202f]"
"""What Excel leaves of line ends and tabs in a cell, and spaces that do not break."""

_MARKS = ("_x00", "_X00", "\u00a0", "\u2007", "\u202f")
"""One of these is in every leftover: looking for them is faster."""

HIDDEN = text("There is a control or invisible character in it.")
DELETE_IT = text("Delete it: no name and no number holds one.")
CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{INVISIBLE}]")

CUT_OFF = text("The file ends within a line: it is cut off.")
FETCH_AGAIN = text("Fetch it again.")
UNPACK = text("Unpack it, and name the file that is in it.")
_PACKED = text("This is a compressed file.")
_NO_TEXT = (
    (rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!|PK\x03\x04|BZh|\xfd7zXZ", _PACKED, UNPACK),
    (
        rb"%PDF|\x89PNG|\xff\xd8\xff|GIF8",
        text("This is a PDF file or a picture."),
        text("Get the table as .xlsx or .csv."),
    ),
    (
        rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)",
        text("This is a web page, not the file itself."),
        text("Download the file again: an error or a login may have come in its place."),
    ),
)
"""How files begin that are no text, what they are, and what to do."""

_NOT_WINDOWS = rb"\xc3[\x80-\xbf]|[\x81\x8d\x8f\x90\x9d]|[\x86\x9b]|[\x8c\xae\xaf\xbf]"
"""Not in Windows-1252: a letter in UTF-8; no characters; å and ø of DOS; å, Æ, Ø and ø of Mac."""


class Content(Struct, dict=True, eq=False):
    """A file's bytes. ``path`` is as the user gave it; the hash is computed on first use.

    ``sheet``: the one that was read, of a workbook; ``encoding``, of a text. ``notes``: what a reader of the
    result should know of how it was read.
    """

    path: str
    data: bytes
    sheet: str | None = None
    encoding: str | None = None
    notes: tuple[Note, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The hash that results state, so that anyone can see what they were made from."""
        from hashlib import sha256

        return sha256(self.data).hexdigest()

    def error(self, message: str, **where: Unpack[Where]) -> InputError:
        """The error of something in the file. ``where``: its line, value, hint …"""
        where["file"] = self.path
        return InputError(message, **where)

    def source(self, role: str, rows: int) -> Source:
        """The file as an input of a result: ``role`` is ``votes``, ``mayors`` …"""
        return Source(role, self.path, Digest(lambda: self.sha256), rows, self.sheet)


def display_path(path: object) -> str:
    """A path as outputs show it, in UTF-8 whatever the locale.

    Raises:
        InputError: it is no path (a number would be somebody's open file).
    """
    if isinstance(path, str | os.PathLike):
        return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    raise InputError(text("A path is needed, not {value}.", value=quoted(path)), value=quoted(path))


Given: TypeAlias = "str | Path | Content | pd.DataFrame"
"""A file as it is given: its path (``-`` is standard input), what is in it, or a table as a data frame."""


def read_content(path: Given, shown_as: str | None = None) -> Content:
    """The bytes of a file, of standard input, or of a data frame as CSV, without its index.

    ``shown_as``: the path as messages show it. Raises :class:`InputError` where nothing can be read.
    """
    if isinstance(path, Content):
        return path
    if hasattr(path, "to_csv"):
        return Content(text("data frame"), path.to_csv(index=False).encode())
    name = shown_as or display_path(path)
    try:
        if str(path) == STDIN:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(path, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(text("There is no such file."), file=name, hint=text("Check the path.")) from None
    except IsADirectoryError:
        raise InputError(
            text("This is a folder; a file is needed."), file=name, hint=text("Name a file in it.")
        ) from None
    except (OSError, ValueError) as error:
        raise read_error(error, name) from None
    if len(data) > MAX_BYTES:
        raise InputError(text("Larger than {limit} bytes; not read.", limit=MAX_BYTES), file=name)
    return Content(name, data)


def read_error(error: OSError | ValueError, path: str) -> InputError:
    """The error of a file or folder that the system cannot read, or whose path it cannot."""
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(text("Cannot be read: {reason}.", reason=reason), file=path)


def decode(content: Content, *, windows: bool = False) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a byte-order mark.

    ``windows``: Windows-1252 is read too, and the content's ``notes`` say so.

    Raises:
        InputError: it is empty, no text, in another encoding, or holds a hidden character.
    """
    data, content.notes = content.data, ()
    if not data.removeprefix(BOM_UTF8).strip():
        raise content.error(text("The file is empty."))
    for beginning, message, hint in _NO_TEXT:
        if re.match(beginning, data, re.IGNORECASE):
            raise content.error(message, hint=hint)
    try:
        decoded = data.removeprefix(BOM_UTF8).decode(_utf16(data) or "utf-8")
        content.encoding = "UTF-16" if _utf16(data) else "UTF-8"
    except UnicodeDecodeError as error:
        is_windows = not (_utf16(data) or re.search(_NOT_WINDOWS, data))
        if not (windows and is_windows):
            message, hint = text("Not UTF-8."), text("Save it as UTF-8; in Excel: CSV UTF-8.")
            if is_windows:
                message = text("This is Windows-1252, not UTF-8.")
                hint = text("Save it as UTF-8; in Notepad: Save as, Encoding UTF-8.")
            elif error.end == len(error.object) and error.reason.endswith((" end of data", "truncated data")):
                message, hint = CUT_OFF, FETCH_AGAIN
            line = error.object.count(b"\n", 0, error.start) + 1  # without the mark
            value = f"byte 0x{error.object[error.start]:02x}"
            raise content.error(message, line=line, value=value, hint=hint) from None
        decoded, content.encoding = data.decode("cp1252"), "windows-1252"
        message = text(
            "{file} is not UTF-8: it was read as Windows-1252, as Excel saves CSV.", file=content.path
        )
        content.notes = (Note("windows-1252", message),)
    if not decoded.isascii():
        decoded = normalize("NFC", decoded)  # å may be written as a and a ring: it is one letter all the same
    if not decoded.replace("\n", "").isprintable() and (hidden := CONTROL.search(decoded)):
        line = decoded.count("\n", 0, hidden.start()) + 1
        raise content.error(HIDDEN, line=line, value=hidden[0], hint=DELETE_IT)
    return decoded


def _utf16(data: bytes) -> str | None:
    """The codec of UTF-16: by its byte-order mark, or every other one of the first bytes is NUL."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if data[:4:2] == b"\0\0":
        return "utf-16-be"
    return "utf-16-le" if data[1:4:2] == b"\0\0" else None


def without_leftovers(table: str) -> str:
    """A text with a space for each thing that Excel leaves of line ends and tabs, and each hard space."""
    return re.sub(_LEFTOVERS, " ", table) if any(mark in table for mark in _MARKS) else table


def one_line(cell: object) -> str:
    """What a cell holds, without spaces around it, without line breaks and what Excel leaves of them."""
    return " ".join(without_leftovers(str(cell)).split())
